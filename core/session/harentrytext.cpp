// SPDX-License-Identifier: MIT
#include "session/harentrytext.h"

#include "wire/httphead.h"

#include <array>

namespace ajar::session
{

namespace
{

constexpr std::size_t longestPart = std::size_t{4} << 20;
constexpr std::size_t longestOfOurs = std::size_t{128} << 20;
constexpr std::string_view messagesName = "_webSocketMessages";

constexpr std::array<std::string_view, 3> objects{"request", "response", "response.content"};
constexpr std::array<std::string_view, 14> parts{
    "_resourceType",    "startedDateTime",       "serverIPAddress",
    "timings",          "_webSocketClose",       "_ajar",
    "request.method",   "request.url",           "request.httpVersion",
    "request.headers",  "response.status",       "response.statusText",
    "response.headers", "response.content._file"};

template<std::size_t Size>
bool isAmong(const std::array<std::string_view, Size> &names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

/// Whether a response's headers, as JSON, name an upgrade to something else.
bool upgradesElsewhere(std::string_view headers)
{
    if (!headers.starts_with('['))
        return false;
    std::string upgrade;
    std::vector<JsonMember> members;
    eachElement(headers, 0, [&](const JsonMember &element) {
        if (!element.value.starts_with('{') || scanObject(element.value, 0, members))
            return true;
        std::string name;
        std::string value;
        std::size_t fault = 0;
        for (const JsonMember &member : members) {
            if (member.value.starts_with('"') && (member.name == "name" || member.name == "value"))
                (member.name == "name" ? name : value) =
                    textOf(member.value, fault).value_or(std::string());
        }
        if (wire::equalsIgnoringCase(name, "Upgrade"))
            upgrade = value;
        return true;
    });
    return !upgrade.empty() && !wire::equalsIgnoringCase(wire::trimmed(upgrade), "websocket");
}

} // namespace

bool HarEntryText::read(JsonStream &stream)
{
    m_place = stream.place();
    return readObject(stream, {});
}

bool HarEntryText::readObject(JsonStream &stream, const std::string &path)
{
    if (!stream.enterObject())
        return false;
    std::string name;
    while (stream.nextMember(name)) {
        if (!readMember(stream, path.empty() ? name : path + '.' + name))
            return false;
    }
    return !stream.failed();
}

bool HarEntryText::readMember(JsonStream &stream, const std::string &path)
{
    if (isAmong(objects, path) && stream.kind() == '{')
        return readObject(stream, path);
    const bool isMessages = path == messagesName;
    if (!isMessages && !isAmong(parts, path))
        return stream.skipValue();
    const TextPlace place = stream.place();
    if (!m_problem && (m_parts.contains(path) || (isMessages && m_messages)))
        m_problem = LineProblem{LineFault::Twice, static_cast<std::size_t>(place.offset),
                                '"' + path + "\" is there twice"};
    if (isMessages) {
        if (!m_problem && stream.kind() == '[')
            m_messages = stream.mark();
        else if (!m_problem && stream.kind() != 'n')
            m_problem = LineProblem{LineFault::WrongType, static_cast<std::size_t>(place.offset),
                                    "\"_webSocketMessages\" must be an array"};
        m_parts[path].place = place;
        return stream.skipValue();
    }
    Part &part = m_parts[path];
    part.place = place;
    return stream.takeValue(part.text, path == "_ajar" ? longestOfOurs : longestPart);
}

std::optional<JsonMember> HarEntryText::find(const std::string &path) const
{
    const auto found = m_parts.find(path);
    if (found == m_parts.end() || found->second.text.empty() || found->second.text == "null")
        return std::nullopt;
    const auto at = static_cast<std::size_t>(found->second.place.offset);
    return JsonMember{path, found->second.text, at, at};
}

bool HarEntryText::isConnection() const
{
    if (m_messages)
        return true;
    if (const auto type = find("_resourceType"); type && type->value == "\"websocket\"")
        return true;
    const auto status = find("response.status");
    const auto headers = find("response.headers");
    return status && status->value == "101" && !(headers && upgradesElsewhere(headers->value));
}

TextPlace HarEntryText::placeOf(const LineProblem &problem) const
{
    for (const auto &[path, part] : m_parts) {
        if (problem.at >= part.place.offset && problem.at <= part.place.offset + part.text.size())
            return placeIn(part.place, part.text, problem.at);
    }
    return m_place;
}

} // namespace ajar::session
