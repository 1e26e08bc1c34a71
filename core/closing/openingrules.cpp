// SPDX-License-Identifier: MIT
#include "closing/openingrules.h"

#include "wire/handshake.h"

namespace ajar::closing
{

using wire::Finding;

namespace
{

std::string rawOf(const EventRecord &event)
{
    for (const auto &[key, value] : event.attributes) {
        if (const auto *text = std::get_if<std::string>(&value); text && key == "raw")
            return *text;
    }
    return {};
}

/// What was recorded has passed its limits already.
wire::HttpHead headOf(const std::string &raw)
{
    wire::HttpHeadParser parser({raw.size() + 1, raw.size() + 1});
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(raw.data()), raw.size()}, consumed);
    return parser.head();
}

std::string fieldText(const wire::HttpHead &head, std::string_view field)
{
    const auto value = head.field(field);
    return std::string(field) + (value ? " is “" + std::string(*value) + "”" : " is missing");
}

/// What stood there, where the rule alone does not say it.
std::string requestText(Finding finding, const wire::HttpHead &request)
{
    switch (finding) {
    case Finding::RequestLine:
        return "it is “" + request.startLine + "”";
    case Finding::KeyLength:
        return fieldText(request, "Sec-WebSocket-Key");
    case Finding::SubprotocolOffer:
        return fieldText(request, "Sec-WebSocket-Protocol");
    default:
        return {};
    }
}

std::string responseText(Finding finding, const wire::HttpHead &response,
                         const wire::HttpHead &request)
{
    switch (finding) {
    case Finding::ResponseAccept:
        return fieldText(response, "Sec-WebSocket-Accept") + ", which should be “" +
               wire::acceptFor(request.field("Sec-WebSocket-Key").value_or("")) + "”";
    case Finding::SubprotocolChosen:
        return fieldText(response, "Sec-WebSocket-Protocol");
    case Finding::ResponseStatus:
        return fieldText(response, "Upgrade") + ", " + fieldText(response, "Connection");
    case Finding::VersionAnswer:
        return {};
    default:
        return fieldText(response, "Sec-WebSocket-Extensions");
    }
}

} // namespace

void OpeningRules::add(const EventRecord &event, std::vector<FindingNote> &found)
{
    if (event.event == Event::HandshakeRequest)
        checkRequest(event.t, rawOf(event), found);
    else if (event.event == Event::HandshakeResponse)
        checkResponse(event.t, rawOf(event), found);
}

void OpeningRules::add(const FrameRecord &frame, std::vector<FindingNote> &found)
{
    if (!m_opened && frame.direction == of(wire::Role::Client))
        found.push_back({Finding::DataBeforeAnswer, frame.direction, frame.number, {}, frame.t});
}

void OpeningRules::checkRequest(Time t, const std::string &raw, std::vector<FindingNote> &found)
{
    m_request = headOf(raw);
    const wire::FindingSet findings = wire::requestFindings(m_request);
    for (int i = 0; i < wire::findingCount; ++i) {
        const auto finding = static_cast<Finding>(i);
        if (findings.has(finding))
            found.push_back(
                {finding, of(wire::Role::Client), 0, requestText(finding, m_request), t});
    }
}

void OpeningRules::checkResponse(Time t, const std::string &raw, std::vector<FindingNote> &found)
{
    const wire::HttpHead response = headOf(raw);
    wire::FindingSet findings = wire::responseFindings(response, m_request);
    const int status = response.status();
    for (int i = 0; i < wire::findingCount; ++i) {
        const auto finding = static_cast<Finding>(i);
        // A server may refuse in HTTP's own words: then no frames follow, and nothing is broken.
        const bool refusal = finding == Finding::ResponseStatus && status != 0 && status != 101;
        if (findings.has(finding) && !refusal)
            found.push_back({finding, of(wire::Role::Server), 0,
                             responseText(finding, response, m_request), t});
    }
}

} // namespace ajar::closing
