// SPDX-License-Identifier: MIT
#include "wire/httphead.h"

#include <algorithm>
#include <cstring>

namespace ajar::wire
{

namespace
{
using namespace std::string_view_literals;

constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}
constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool hasForbidden(std::string_view line)
{
    return line.find_first_of("\0\r\n"sv) != std::string_view::npos;
}

bool isVersion(std::string_view text)
{
    return text.size() == 8 && text.starts_with("HTTP/1.") && isDigit(text[7]);
}

bool isStatusLine(std::string_view line)
{
    return line.size() >= 12 && isVersion(line.substr(0, 8)) && line[8] == ' ' &&
           isDigit(line[9]) && isDigit(line[10]) && isDigit(line[11]) &&
           (line.size() == 12 || line[12] == ' ');
}

bool isRequestLine(std::string_view line)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == 0 || last <= first + 1)
        return false;
    return line.substr(first + 1, last - first - 1).find(' ') == std::string_view::npos &&
           isVersion(line.substr(last + 1));
}
} // namespace

bool equalsIgnoringCase(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<std::string_view> HttpHead::field(std::string_view name) const
{
    for (const HeaderField &field : fields) {
        if (equalsIgnoringCase(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

bool HttpHead::hasToken(std::string_view name, std::string_view token) const
{
    for (const HeaderField &field : fields) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        std::string_view rest = field.value;
        while (true) {
            const std::size_t comma = rest.find(',');
            if (equalsIgnoringCase(trimmed(rest.substr(0, comma)), token))
                return true;
            if (comma == std::string_view::npos)
                break;
            rest.remove_prefix(comma + 1);
        }
    }
    return false;
}

std::size_t HttpHead::count(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::count_if(fields.begin(), fields.end(), [name](const HeaderField &field) {
            return equalsIgnoringCase(field.name, name);
        }));
}

int HttpHead::status() const
{
    if (!isStatusLine(startLine))
        return 0;
    return (startLine[9] - '0') * 100 + (startLine[10] - '0') * 10 + (startLine[11] - '0');
}

std::string_view headErrorText(HeadError error)
{
    switch (error) {
    case HeadError::None:
        return "the head is fine";
    case HeadError::TooLarge:
        return "the head is too large";
    case HeadError::TooManyFields:
        return "the head has too many fields";
    case HeadError::NotHttp:
        return "the first line is not HTTP/1";
    case HeadError::BadField:
        return "a header field is malformed";
    }
    return {};
}

HttpHeadParser::Status HttpHeadParser::feed(Bytes bytes, std::size_t &consumed)
{
    consumed = 0;
    while (m_status == Status::NeedMore && consumed < bytes.size()) {
        const std::size_t room = m_limits.bytes - m_head.raw.size();
        if (room == 0) {
            fail(HeadError::TooLarge);
            break;
        }
        const Bytes rest = bytes.subspan(consumed, std::min(room, bytes.size() - consumed));
        const void *const lineEnd = std::memchr(rest.data(), '\n', rest.size());
        const std::size_t count =
            lineEnd ? static_cast<std::size_t>(static_cast<const std::uint8_t *>(lineEnd) -
                                               rest.data()) +
                          1
                    : rest.size();
        consumed += keep(rest.first(count));
        if (lineEnd)
            takeLine();
        else if (m_head.startLine.empty() && std::memchr(rest.data(), '\0', count))
            fail(HeadError::NotHttp); // TLS and the like, whose end no blank line will tell
    }
    // After a failure all that comes is kept up to the limit: raw() shows it.
    if (m_status == Status::Failed)
        consumed += keep(bytes.subspan(consumed));
    return m_status;
}

std::size_t HttpHeadParser::keep(Bytes bytes)
{
    const std::size_t count = std::min(bytes.size(), m_limits.bytes - m_head.raw.size());
    m_head.raw.append(reinterpret_cast<const char *>(bytes.data()), count);
    return count;
}

void HttpHeadParser::fail(HeadError error)
{
    m_error = error;
    m_status = Status::Failed;
}

void HttpHeadParser::takeLine()
{
    std::string_view line(m_head.raw);
    line.remove_prefix(m_lineStart);
    line.remove_suffix(1);
    m_lineStart = m_head.raw.size();
    if (line.ends_with('\r'))
        line.remove_suffix(1);

    if (m_head.startLine.empty()) {
        if (hasForbidden(line) || !(isStatusLine(line) || isRequestLine(line)))
            return fail(HeadError::NotHttp);
        m_head.startLine = line;
    } else if (line.empty()) {
        m_status = Status::Done;
    } else if (hasForbidden(line)) {
        fail(HeadError::BadField);
    } else if (isBlank(line.front())) {
        // obs-fold (RFC 9112 5.2); before the first field there is nothing to fold to (2.2)
        if (m_head.fields.empty())
            return fail(HeadError::BadField);
        std::string &value = m_head.fields.back().value;
        const std::string_view more = trimmed(line);
        if (!value.empty() && !more.empty())
            value += ' ';
        value += more;
    } else {
        takeField(line);
    }
}

void HttpHeadParser::takeField(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return fail(HeadError::BadField);
    const std::string_view name = line.substr(0, colon);
    // RFC 9112 5.1: white space before the colon has led to smuggled requests.
    if (std::any_of(name.begin(), name.end(), isBlank))
        return fail(HeadError::BadField);
    if (m_head.fields.size() == m_limits.fields)
        return fail(HeadError::TooManyFields);
    m_head.fields.push_back({std::string(name), std::string(trimmed(line.substr(colon + 1)))});
}

} // namespace ajar::wire
