// SPDX-License-Identifier: MIT
#include "filter/facts.h"

#include "closing/names.h"
#include "session/recordof.h"
#include "wire/utf8.h"

#include <algorithm>

namespace ajar::filter
{

namespace
{

using session::Kind;
using wire::Opcode;

constexpr std::uint16_t noCode = 1005; // RFC 6455 7.4.1

std::uint64_t flagBits(bool value)
{
    return bit(value ? 1 : 0);
}

template<typename Code>
std::uint64_t bitOf(Code code)
{
    return bit(static_cast<int>(code));
}

std::string member(const session::Row &row, QLatin1String name)
{
    return row.details.value(name).toString().toStdString();
}

std::optional<std::uint64_t> unsignedTime(closing::Time time)
{
    return static_cast<std::uint64_t>(std::max<closing::Time>(time, 0));
}

QString lettersOf(const QByteArray &bytes)
{
    const auto size = static_cast<std::size_t>(bytes.size());
    const bool isText = wire::isUtf8({reinterpret_cast<const std::uint8_t *>(bytes.data()), size});
    return isText ? QString::fromUtf8(bytes) : QString::fromLatin1(bytes);
}

} // namespace

std::uint64_t Facts::codes(Fact fact)
{
    switch (fact) {
    case Fact::Type:
        return bitOf(m_row.kind);
    case Fact::State:
        return bitOf(m_row.kind == Kind::State || m_row.kind == Kind::Outcome ? m_row.state
                                                                              : m_before.state);
    case Fact::After:
        return m_before.closes;
    case Fact::Direction:
        return m_row.isFrame() || m_row.kind == Kind::Opaque ? bitOf(m_row.direction) : 0;
    case Fact::Event: {
        const auto event = closing::eventFromName(member(m_row, QLatin1String("event")));
        return m_row.kind == Kind::Event && event ? bitOf(*event) : 0;
    }
    case Fact::Finding: {
        if (m_row.isFrame())
            return m_row.findings.bits();
        const auto finding = wire::findingFromId(member(m_row, QLatin1String("finding")));
        return m_row.kind == Kind::Event && finding ? bitOf(*finding) : 0;
    }
    case Fact::Marked:
        return flagBits(mark() != nullptr);
    case Fact::Colour:
        return mark() ? bitOf(mark()->colour) : 0;
    default:
        return m_row.isFrame() ? frameCodes(fact) : 0;
    }
}

std::uint64_t Facts::frameCodes(Fact fact) const
{
    const wire::FrameHeader &header = m_row.header;
    switch (fact) {
    case Fact::Frame:
        return bit(1);
    case Fact::Fin:
        return flagBits(header.fin);
    case Fact::Rsv:
        return bit(header.rsv & 7);
    case Fact::Rsv1:
        return flagBits(header.rsv & 4);
    case Fact::Rsv2:
        return flagBits(header.rsv & 2);
    case Fact::Rsv3:
        return flagBits(header.rsv & 1);
    case Fact::Opcode:
        return bit(static_cast<int>(header.opcode) & 15);
    case Fact::Masked:
        return flagBits(header.masked);
    case Fact::MaskedPayload:
        return header.masked && header.length > 0 ? bit(1) : 0;
    case Fact::Compressed:
        return flagBits(m_row.inflated.has_value());
    case Fact::Held:
        return flagBits(m_row.disposition == closing::Disposition::Held);
    case Fact::Disposition:
        return bitOf(m_row.disposition);
    case Fact::Leg:
        return bitOf(m_row.leg);
    default:
        return 0;
    }
}

std::optional<std::uint64_t> Facts::number(Fact fact) const
{
    const wire::FrameHeader &header = m_row.header;
    if (fact == Fact::Connection)
        return m_connection;
    if (fact == Fact::Time)
        return unsignedTime(m_row.t);
    if (fact == Fact::ToldCode && m_row.kind == Kind::Outcome) {
        const int code = m_row.details.value(QLatin1String("reportedCode")).toInt(-1);
        return code < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(code));
    }
    if (!m_row.isFrame())
        return std::nullopt;
    const auto lengthIf = [&](wire::LengthForm form) {
        return header.lengthForm == form ? std::optional(header.length) : std::nullopt;
    };
    switch (fact) {
    case Fact::Length:
        return header.length;
    case Fact::Length16:
        return lengthIf(wire::LengthForm::Word);
    case Fact::Length64:
        return lengthIf(wire::LengthForm::Quad);
    case Fact::MaskKey: {
        std::uint64_t key = 0;
        for (const std::uint8_t byte : header.maskKey)
            key = key << 8 | byte;
        return header.masked ? std::optional(key) : std::nullopt;
    }
    case Fact::Inflated:
        return m_row.inflated;
    case Fact::Number:
        return m_row.number;
    case Fact::Gap:
        return m_before.lastFrame ? unsignedTime(m_row.t - *m_before.lastFrame) : std::nullopt;
    case Fact::Code:
    case Fact::ToldCode:
        return closeCode(fact);
    default:
        return std::nullopt;
    }
}

std::optional<std::uint64_t> Facts::closeCode(Fact fact) const
{
    if (m_row.header.opcode != Opcode::Close)
        return std::nullopt;
    const auto code = closeBody().code;
    if (!code && fact == Fact::ToldCode)
        return noCode;
    return code;
}

wire::CloseBody Facts::closeBody() const
{
    const QByteArray payload = payloadOfControl();
    return wire::parseCloseBody({reinterpret_cast<const std::uint8_t *>(payload.constData()),
                                 static_cast<std::size_t>(payload.size())});
}

QByteArray Facts::payloadOfControl() const
{
    const bool whole = static_cast<quint64>(m_row.payload.size()) >= m_row.payloadSize;
    return whole ? m_row.payload : m_source(m_connection, m_row);
}

bool Facts::carries(Fact fact) const
{
    const Opcode opcode = m_row.header.opcode;
    switch (fact) {
    case Fact::Payload:
    case Fact::Json:
        return m_row.isFrame() || m_row.kind == Kind::Opaque;
    case Fact::ContinuationPayload:
        return m_row.isFrame() && opcode == Opcode::Continuation;
    case Fact::TextPayload:
        return m_row.isFrame() && opcode == Opcode::Text;
    case Fact::BinaryPayload:
        return m_row.isFrame() && opcode == Opcode::Binary;
    case Fact::Reason:
    case Fact::ClosePayload:
        return m_row.isFrame() && opcode == Opcode::Close;
    case Fact::PingPayload:
        return m_row.isFrame() && opcode == Opcode::Ping;
    case Fact::PongPayload:
        return m_row.isFrame() && opcode == Opcode::Pong;
    case Fact::UnknownPayload:
        return m_row.isFrame() && wire::isReserved(opcode);
    default:
        return false;
    }
}

const session::Mark *Facts::mark()
{
    if (!m_markRead && m_marks)
        m_mark = m_marks(m_connection, m_row.seq);
    m_markRead = true;
    return m_mark ? &*m_mark : nullptr;
}

const QByteArray *Facts::bytes(Fact fact)
{
    if (fact == Fact::Note)
        return mark() && !mark()->note.isEmpty() ? &mark()->note : nullptr;
    if (!carries(fact))
        return nullptr;
    if (fact == Fact::Reason) {
        if (!m_reason)
            m_reason = QByteArray::fromStdString(closeBody().reason);
        return &*m_reason;
    }
    if (!m_content)
        m_content = m_source(m_connection, m_row);
    return &*m_content;
}

const QString *Facts::letters(Fact fact)
{
    const QByteArray *there = bytes(fact);
    if (!there)
        return nullptr;
    std::optional<QString> &letters = fact == Fact::Reason ? m_reasonLetters
                                      : fact == Fact::Note ? m_noteLetters
                                                           : m_letters;
    if (!letters)
        letters = lettersOf(*there);
    return &*letters;
}

} // namespace ajar::filter
