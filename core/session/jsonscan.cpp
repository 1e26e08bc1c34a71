// SPDX-License-Identifier: MIT
#include "session/jsonscan.h"

#include "wire/utf8.h"

namespace ajar::session
{

namespace
{

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isFigure(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexFigure(char c)
{
    return isFigure(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Goes through one text, and remembers the first problem.
class Scanner
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
    bool atEnd() const { return m_at == m_text.size(); }
    char here() const { return m_text[m_at]; }

    bool fail(LineFault fault, std::size_t at, std::string text);
    bool expected(std::string_view what);
    bool skip(char c, std::string_view what);
    void skipSpace();
    bool skipName();
    bool skipValue();
    bool skipScalar();
    bool skipWord(std::string_view word);
    bool skipNumber();
    bool skipFigures();
    bool skipString();
    bool skipEscape();
    bool member(std::vector<JsonMember> &members);
    bool enter(std::string &open);
    bool isEmpty(char bracket) const { return !atEnd() && here() == (bracket == '{' ? '}' : ']'); }
    /// Behind a value: ends what is complete, up to the next value. False at the end of all, or
    /// with a problem.
    bool goOn(std::string &open);

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

bool Scanner::expected(std::string_view what)
{
    if (atEnd())
        return fail(LineFault::EndsEarly, m_at,
                    "the line ends where " + std::string(what) + " was expected");
    std::string found;
    const auto byte = static_cast<unsigned char>(here());
    if (byte > 0x20 && byte < 0x7F) {
        found = std::string("\"") + here() + '"';
    } else {
        constexpr std::string_view figures = "0123456789abcdef";
        found = std::string("the byte ") + figures[byte >> 4] + figures[byte & 0xF];
    }
    return fail(LineFault::NotJson, m_at, "expected " + std::string(what) + ", found " + found);
}

bool Scanner::skip(char c, std::string_view what)
{
    if (atEnd() || here() != c)
        return expected(what);
    ++m_at;
    return true;
}

void Scanner::skipSpace()
{
    while (!atEnd() && isSpace(here()))
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

bool Scanner::skipName()
{
    skipSpace();
    if (atEnd() || here() != '"')
        return expected("a name in quotes");
    if (!skipString())
        return false;
    skipSpace();
    return skip(':', "\":\"");
}

bool Scanner::skipValue()
{
    std::string open; // the brackets that the place is in
    for (;;) {
        skipSpace();
        if (!atEnd() && (here() == '{' || here() == '[')) {
            if (!enter(open))
                return false;
            if (!isEmpty(open.back())) {
                if (open.back() == '{' && !skipName())
                    return false;
                continue;
            }
        } else if (!skipScalar()) {
            return false;
        }
        if (!goOn(open))
            return !m_problem;
    }
}

bool Scanner::enter(std::string &open)
{
    if (open.size() + 2 > maxJsonDepth) // the object around all is one level too
        return fail(LineFault::TooDeep, m_at,
                    "more than " + std::to_string(maxJsonDepth) +
                        " objects and arrays stand in each other");
    open += here();
    ++m_at;
    skipSpace();
    return true;
}

bool Scanner::goOn(std::string &open)
{
    while (!open.empty()) {
        skipSpace();
        const bool inObject = open.back() == '{';
        if (!atEnd() && here() == ',') {
            ++m_at;
            return !inObject || skipName();
        }
        if (!skip(inObject ? '}' : ']', inObject ? "\",\" or \"}\"" : "\",\" or \"]\""))
            return false;
        open.pop_back();
    }
    return false;
}

bool Scanner::skipScalar()
{
    if (atEnd())
        return expected("a value");
    switch (here()) {
    case '"':
        return skipString();
    case 't':
        return skipWord("true");
    case 'f':
        return skipWord("false");
    case 'n':
        return skipWord("null");
    default:
        return isFigure(here()) || here() == '-' ? skipNumber() : expected("a value");
    }
}

bool Scanner::skipWord(std::string_view word)
{
    for (const char c : word) {
        if (atEnd() || here() != c)
            return expected('"' + std::string(word) + '"');
        ++m_at;
    }
    return true;
}

bool Scanner::skipFigures()
{
    if (atEnd() || !isFigure(here()))
        return expected("a figure");
    while (!atEnd() && isFigure(here()))
        ++m_at;
    return true;
}

bool Scanner::skipNumber()
{
    if (here() == '-')
        ++m_at;
    if (!atEnd() && here() == '0')
        ++m_at; // nothing but a point may follow (RFC 8259 6)
    else if (!skipFigures())
        return false;
    if (!atEnd() && here() == '.') {
        ++m_at;
        if (!skipFigures())
            return false;
    }
    if (atEnd() || (here() != 'e' && here() != 'E'))
        return true;
    ++m_at;
    if (!atEnd() && (here() == '+' || here() == '-'))
        ++m_at;
    return skipFigures();
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

bool Scanner::skipEscape()
{
    constexpr std::string_view known = "\"\\/bfnrtu";
    if (atEnd() || known.find(here()) == std::string_view::npos)
        return expected("one of \" \\ / b f n r t u behind \\");
    if (here() != 'u') {
        ++m_at;
        return true;
    }
    ++m_at;
    for (int i = 0; i < 4; ++i) {
        if (atEnd() || !isHexFigure(here()))
            return expected("four hexadecimal figures");
        ++m_at;
    }
    return true;
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
        if (!inString && isSpace(value[i]))
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
