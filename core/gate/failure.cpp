// SPDX-License-Identifier: MIT
#include "gate/failure.h"

namespace ajar::gate
{

using wire::Finding;

std::optional<std::uint16_t> failureCode(wire::FindingSet findings)
{
    if (findings.has(Finding::FrameTooLarge) || findings.has(Finding::MessageTooLarge))
        return 1009;
    for (const Finding finding :
         {Finding::RsvNotNegotiated, Finding::OpcodeReserved, Finding::ControlFragmented,
          Finding::ControlLength, Finding::LengthHighBit, Finding::ClientUnmasked,
          Finding::ServerMasked, Finding::ContinuationAlone, Finding::MessageInterrupted,
          Finding::CloseBodyLength, Finding::CloseCodeNeverSent, Finding::CloseCodeBelow1000,
          Finding::CloseCodeReserved, Finding::CloseCodeUnassigned, Finding::CloseCodeUndefined}) {
        if (findings.has(finding))
            return 1002;
    }
    if (findings.has(Finding::TextUtf8) || findings.has(Finding::CloseReasonUtf8))
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

} // namespace ajar::gate
