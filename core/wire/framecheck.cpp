// SPDX-License-Identifier: MIT
#include "wire/framecheck.h"

#include "wire/closebody.h"

namespace ajar::wire
{

namespace
{
constexpr std::uint8_t rsv1 = 4; // a compressed message begins (RFC 7692 6)
constexpr std::uint16_t missingExtension = 1010;
} // namespace

FindingSet FrameCheck::header(const FrameHeader &header)
{
    FindingSet findings;
    // RFC 6455 5.2; RFC 7692 6.1: RSV1 belongs on the first frame of a message.
    if ((header.rsv & m_options.rsvAllowed & rsv1) &&
        (isControl(header.opcode) || header.opcode == Opcode::Continuation))
        findings.add(Finding::DeflateRsv1Place);
    if (header.rsv & ~m_options.rsvAllowed)
        findings.add(Finding::RsvNotNegotiated);
    if (isReserved(header.opcode))
        findings.add(Finding::OpcodeReserved);
    if (header.lengthForm != minimalForm(header.length))
        findings.add(Finding::LengthNotMinimal);
    // RFC 6455 5.5
    if (isControl(header.opcode)) {
        if (!header.fin)
            findings.add(Finding::ControlFragmented);
        if (header.length > maxControlPayload)
            findings.add(Finding::ControlLength);
    }
    // RFC 6455 5.1
    if (m_options.sender == Role::Client) {
        if (!header.masked) {
            findings.add(Finding::ClientUnmasked);
        } else {
            // RFC 6455 5.3: by chance a key is zero, or that of the frame before, once in 2^32.
            if (header.maskKey == std::array<std::uint8_t, 4>{} || header.maskKey == m_lastKey)
                findings.add(Finding::MaskPredictable);
            m_lastKey = header.maskKey;
        }
    } else if (header.masked) {
        findings.add(Finding::ServerMasked);
    }
    if (header.length >> 63)
        findings.add(Finding::LengthHighBit);
    return findings;
}

FindingSet FrameCheck::body(const FrameHeader &header, Bytes payload)
{
    if (header.opcode == Opcode::Close)
        return closeFindings(header, payload);
    if (isControl(header.opcode) || isReserved(header.opcode))
        return {};
    return messageFindings(header, payload);
}

FindingSet FrameCheck::closeFindings(const FrameHeader &header, Bytes payload)
{
    const CloseBody close = parseCloseBody(payload);
    FindingSet findings = close.findings;
    if (close.reason.size() > maxReasonBytes)
        findings.add(Finding::CloseReasonLength);
    if (m_options.sender == Role::Server && close.code == missingExtension)
        findings.add(Finding::CloseCode1010Server);
    if (m_insideMessage)
        findings.add(Finding::CloseInsideMessage);
    if (m_closed)
        findings.add(Finding::CloseTwice);
    m_closed = m_closed || header.length == payload.size();
    return findings;
}

FindingSet FrameCheck::messageFindings(const FrameHeader &header, Bytes payload)
{
    FindingSet findings;
    if (m_closed)
        findings.add(Finding::DataAfterClose);
    if (header.length == 0 && !(header.fin && header.opcode != Opcode::Continuation))
        findings.add(Finding::FragmentsEmpty);
    if (header.opcode == Opcode::Continuation) {
        // RFC 6455 5.4
        if (!m_insideMessage) {
            findings.add(Finding::ContinuationAlone);
            return findings;
        }
        m_insideMessage = !header.fin;
        checkFragment(m_message, header, payload, findings);
        return findings;
    }
    if (m_insideMessage)
        findings.add(Finding::MessageInterrupted);
    // What an extension has made of the text is not UTF-8 to check.
    Message message;
    message.checkText =
        header.opcode == Opcode::Text && !(header.rsv & m_options.rsvAllowed & rsv1);
    checkFragment(message, header, payload, findings);
    if (!header.fin) {
        m_insideMessage = true;
        m_message = message;
    }
    return findings;
}

void FrameCheck::checkFragment(Message &message, const FrameHeader &header, Bytes payload,
                               FindingSet &findings)
{
    message.length += header.length;
    if (message.length > m_options.maxMessageLength && !message.tooLarge) {
        findings.add(Finding::MessageTooLarge);
        message.tooLarge = true;
    }
    if (!message.checkText)
        return;
    // RFC 6455 8.1: the message as a whole is UTF-8, a fragment may end inside a character.
    const bool valid = message.utf8.feed(payload);
    if (!valid || (header.fin && !message.utf8.complete())) {
        findings.add(Finding::TextUtf8);
        m_textFault = message.utf8.faultOffset();
        message.checkText = false;
    }
}

} // namespace ajar::wire
