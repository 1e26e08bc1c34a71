// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::wire
{

struct HeaderField {
    std::string name;  ///< as sent; compare with equalsIgnoringCase()
    std::string value; ///< white space at both ends removed
    bool operator==(const HeaderField &) const = default;
};

bool equalsIgnoringCase(std::string_view left, std::string_view right);
/// Without the spaces and tabs at both ends (RFC 9110 5.6.3).
std::string_view trimmed(std::string_view text);

/// An HTTP/1.1 head (RFC 9112): start line and fields, with the bytes that came.
struct HttpHead {
    std::string startLine;
    std::vector<HeaderField> fields;
    std::string raw; ///< exactly as received, the empty line included

    /// The value of the field's first appearance; nullopt if it is absent.
    std::optional<std::string_view> field(std::string_view name) const;
    /// True if any appearance of the field has `token` in its comma-separated list, case ignored.
    bool hasToken(std::string_view name, std::string_view token) const;
    /// How often the field appears.
    std::size_t count(std::string_view name) const;
    /// The status code of a response's start line "HTTP/1.1 101 …"; 0 if it is none.
    int status() const;
};

enum class HeadError : std::uint8_t {
    None,
    TooLarge, ///< more bytes than the limit without an empty line
    TooManyFields,
    NotHttp,  ///< the start line is no HTTP/1.x start line
    BadField, ///< a field line without a colon, with a space in its name, or with NUL, CR in it
};
std::string_view headErrorText(HeadError error); ///< one plain clause, e.g. "the head is too large"

/// Collects bytes up to the empty line, in any chunks, within limits, and parses them. A bare LF
/// ends a line too (RFC 9112 2.2); obs-fold lines are joined to their field with a space. It fails
/// as soon as a line is wrong, without waiting for the empty one.
class HttpHeadParser
{
public:
    struct Limits {
        std::size_t bytes = 64 * 1024;
        std::size_t fields = 200;
    };
    enum class Status : std::uint8_t { NeedMore, Done, Failed };

    HttpHeadParser()
        : HttpHeadParser(Limits{})
    {
    }
    explicit HttpHeadParser(Limits limits)
        : m_limits(limits)
    {
    }

    /// Takes bytes and says how many of them belong to the head (`consumed`): the rest is what
    /// follows it. After a failure what comes is still kept in raw(), up to the limit.
    Status feed(Bytes bytes, std::size_t &consumed);

    const HttpHead &head() const { return m_head; }
    HeadError error() const { return m_error; }
    /// What came so far, whatever it is: for showing a reply that is no HTTP.
    const std::string &raw() const { return m_head.raw; }

private:
    std::size_t keep(Bytes bytes);
    void takeLine();
    void takeField(std::string_view line);
    void fail(HeadError error);

    Limits m_limits;
    HttpHead m_head;
    std::size_t m_lineStart = 0; ///< where in m_head.raw the unfinished line begins
    Status m_status = Status::NeedMore;
    HeadError m_error = HeadError::None;
};

} // namespace ajar::wire
