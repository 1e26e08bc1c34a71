// SPDX-License-Identifier: MIT
#include "session/jsonscan.h"

#include "wire/utf8.h"

namespace ajar::session
{

namespace
{

/// Goes through one text, and remembers the first problem.
class Scanner : private JsonGrammar<Scanner>
{
public:
    Scanner(std::string_view text, std::size_t base)
        : m_text(text)
        , m_base(base)
    {
    }

    bool object(std::vector<JsonMember> &members);
    /// The elements of an array that is known to be one.
    void array(const std::function<bool(const JsonMember &)> &each);
    std::optional<LineProblem> takeProblem() { return std::move(m_problem); }

private:
    friend JsonGrammar<Scanner>;
    static constexpr std::string_view whole = "line";

    bool atEnd() const { return m_at == m_text.size(); }
    char here() const { return m_text[m_at]; }
    int peek() const { return atEnd() ? -1 : static_cast<unsigned char>(here()); }
    void step() { ++m_at; }
    static std::size_t depth() { return 1; } ///< the object around all
    bool failed() const { return m_problem.has_value(); }

    bool fail(LineFault fault, std::string text) { return fail(fault, m_at, std::move(text)); }
    bool fail(LineFault fault, std::size_t at, std::string text);
    void skipSpace();
    bool skipString();
    bool member(std::vector<JsonMember> &members);

    std::string_view m_text;
    std::size_t m_base;
    std::size_t m_at = 0;
    std::optional<LineProblem> m_problem;
};

bool Scanner::fail(LineFault fault, std::size_t at, std::string text)
{
    m_problem = LineProblem{fault, m_base + at, std::move(text)};
    return false;
}

void Scanner::skipSpace()
{
    while (!atEnd() && isJsonSpace(here()))
        ++m_at;
}

bool Scanner::object(std::vector<JsonMember> &members)
{
    skipSpace();
    if (!skip('{', "\"{\""))
        return false;
    skipSpace();
    bool more = atEnd() || here() != '}';
    while (more) {
        if (!member(members))
            return false;
        skipSpace();
        more = !atEnd() && here() == ',';
        if (more)
            ++m_at;
    }
    if (!skip('}', members.empty() ? "\"}\"" : "\",\" or \"}\""))
        return false;
    skipSpace();
    return atEnd() || expected("the end of the line");
}

bool Scanner::member(std::vector<JsonMember> &members)
{
    skipSpace();
    const std::size_t nameAt = m_at;
    if (atEnd() || here() != '"')
        return expected("a name in quotes");
    if (!skipString())
        return false;
    JsonMember member;
    member.nameAt = m_base + nameAt;
    std::size_t fault = 0;
    auto name = textOf(m_text.substr(nameAt, m_at - nameAt), fault);
    if (!name)
        return fail(LineFault::NotUtf8, nameAt + fault, "a name has half a surrogate pair");
    member.name = std::move(*name);
    skipSpace();
    if (!skip(':', "\":\""))
        return false;
    skipSpace();
    const std::size_t valueAt = m_at;
    if (!skipValue())
        return false;
    member.valueAt = m_base + valueAt;
    member.value = m_text.substr(valueAt, m_at - valueAt);
    if (members.size() == maxJsonMembers)
        return fail(LineFault::TooLong, nameAt,
                    "an object has more than " + std::to_string(maxJsonMembers) + " members");
    members.push_back(std::move(member));
    return true;
}

void Scanner::array(const std::function<bool(const JsonMember &)> &each)
{
    ++m_at;
    skipSpace();
    while (!atEnd() && here() != ']') {
        const std::size_t begin = m_at;
        if (!skipValue() ||
            !each({{}, m_text.substr(begin, m_at - begin), m_base + begin, m_base + begin}))
            return;
        skipSpace();
        if (!atEnd() && here() == ',')
            ++m_at;
        skipSpace();
    }
}

bool Scanner::skipString()
{
    const std::size_t begin = ++m_at;
    bool ascii = true;
    while (!atEnd() && here() != '"') {
        const auto byte = static_cast<unsigned char>(here());
        if (byte < 0x20)
            return expected("no control character, or \\u00… for it");
        ascii = ascii && byte < 0x80;
        ++m_at;
        if (byte == '\\' && !skipEscape())
            return false;
    }
    if (!ascii) {
        wire::Utf8Validator validator;
        validator.feed(
            {reinterpret_cast<const std::uint8_t *>(m_text.data()) + begin, m_at - begin});
        if (validator.failed() || (!validator.complete() && !atEnd()))
            return fail(LineFault::NotUtf8,
                        validator.failed() ? begin + validator.faultOffset() : m_at,
                        "a text is no UTF-8 here");
    }
    return skip('"', "the end of a text");
}

} // namespace

std::optional<LineProblem> scanObject(std::string_view text, std::size_t base,
                                      std::vector<JsonMember> &members)
{
    members.clear();
    Scanner scanner(text, base);
    scanner.object(members);
    return scanner.takeProblem();
}

void eachElement(std::string_view array, std::size_t at,
                 const std::function<bool(const JsonMember &)> &each)
{
    Scanner(array, at).array(each);
}

std::string compact(std::string_view value)
{
    std::string text;
    text.reserve(value.size());
    bool inString = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (!inString && isJsonSpace(value[i]))
            continue;
        text += value[i];
        if (inString && value[i] == '\\' && i + 1 < value.size())
            text += value[++i];
        else if (value[i] == '"')
            inString = !inString;
    }
    return text;
}

std::string_view kindOf(std::string_view value)
{
    switch (value.empty() ? '\0' : value.front()) {
    case '"':
        return "a text";
    case '{':
        return "an object";
    case '[':
        return "an array";
    case 't':
    case 'f':
        return "true or false";
    case 'n':
        return "null";
    default:
        return "a number";
    }
}

} // namespace ajar::session
