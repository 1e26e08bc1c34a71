// SPDX-License-Identifier: MIT
#include "wire/closebody.h"

#include "wire/utf8.h"

namespace ajar::wire
{

namespace
{
constexpr bool continues(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::string_view cutReason(std::string_view reason)
{
    if (reason.size() <= maxReasonBytes)
        return reason;
    std::size_t end = maxReasonBytes;
    // A character has at most three continuation bytes: beyond that this is no UTF-8 to keep whole.
    while (end > maxReasonBytes - 3 && continues(reason[end]))
        --end;
    return reason.substr(0, continues(reason[end]) ? maxReasonBytes : end);
}
} // namespace

CloseBody parseCloseBody(Bytes payload)
{
    CloseBody body;
    if (payload.empty())
        return body;
    if (payload.size() == 1) {
        body.findings.add(Finding::CloseBodyLength);
        return body;
    }
    const auto code = static_cast<std::uint16_t>(payload[0] << 8 | payload[1]);
    const Bytes reason = payload.subspan(2);
    body.code = code;
    body.reason.assign(reason.begin(), reason.end());
    body.findings = closeCodeFindings(code);
    if (!isUtf8(reason))
        body.findings.add(Finding::CloseReasonUtf8);
    return body;
}

std::vector<std::uint8_t> encodeCloseBody(std::optional<std::uint16_t> code,
                                          std::string_view reason)
{
    if (!code)
        return {};
    const std::string_view kept = cutReason(reason);
    std::vector<std::uint8_t> body;
    body.reserve(2 + kept.size());
    body.push_back(static_cast<std::uint8_t>(*code >> 8));
    body.push_back(static_cast<std::uint8_t>(*code & 0xFF));
    body.insert(body.end(), kept.begin(), kept.end());
    return body;
}

std::string_view closeCodeName(std::uint16_t code)
{
    switch (code) {
    case 1000:
        return "normal closure";
    case 1001:
        return "going away";
    case 1002:
        return "protocol error";
    case 1003:
        return "unsupported data";
    case 1005:
        return "no status received";
    case 1006:
        return "abnormal closure";
    case 1007:
        return "invalid frame payload data";
    case 1008:
        return "policy violation";
    case 1009:
        return "message too big";
    case 1010:
        return "mandatory extension";
    case 1011:
        return "internal error";
    case 1012:
        return "service restart";
    case 1013:
        return "try again later";
    case 1014:
        return "bad gateway";
    case 1015:
        return "TLS handshake";
    case 3000:
        return "unauthorized";
    case 3003:
        return "forbidden";
    case 3008:
        return "timeout";
    default:
        return {};
    }
}

FindingSet closeCodeFindings(std::uint16_t code)
{
    FindingSet findings;
    if (code < 1000)
        findings.add(Finding::CloseCodeBelow1000);
    else if (code == 1004)
        findings.add(Finding::CloseCodeReserved);
    else if (code == 1005 || code == 1006 || code == 1015)
        findings.add(Finding::CloseCodeNeverSent);
    else if (code >= 1016 && code <= 2999)
        findings.add(Finding::CloseCodeUnassigned);
    else if (code >= 5000)
        findings.add(Finding::CloseCodeUndefined);
    return findings;
}

} // namespace ajar::wire
