// SPDX-License-Identifier: MIT
#include "closing/failure.h"

namespace ajar::closing
{

using wire::Finding;

std::optional<std::uint16_t> failureCode(wire::FindingSet findings)
{
    if (findings.has(Finding::FrameTooLarge) || findings.has(Finding::MessageTooLarge) ||
        findings.has(Finding::DeflateBomb))
        return 1009;
    for (const Finding finding :
         {Finding::RsvNotNegotiated, Finding::OpcodeReserved, Finding::ControlFragmented,
          Finding::ControlLength, Finding::LengthHighBit, Finding::ClientUnmasked,
          Finding::ServerMasked, Finding::ContinuationAlone, Finding::MessageInterrupted,
          Finding::CloseBodyLength, Finding::CloseCodeNeverSent, Finding::CloseCodeBelow1000,
          Finding::CloseCodeReserved, Finding::CloseCodeUnassigned, Finding::CloseCodeUndefined,
          Finding::DeflateRsv1Place}) {
        if (findings.has(finding))
            return 1002;
    }
    // Data that can't be inflated is data that can't be understood: the usual answer is 1007.
    if (findings.has(Finding::TextUtf8) || findings.has(Finding::CloseReasonUtf8) ||
        findings.has(Finding::DeflateInflates))
        return 1007;
    return std::nullopt;
}

std::string idsOf(wire::FindingSet findings)
{
    std::string text;
    for (int i = 0; i < wire::findingCount; ++i) {
        if (findings.has(static_cast<Finding>(i)))
            text.append(text.empty() ? "" : ",").append(wire::findingId(static_cast<Finding>(i)));
    }
    return text;
}

} // namespace ajar::closing
