// SPDX-License-Identifier: MIT
#pragma once

#include "session/lineproblem.h"

#include <string>
#include <string_view>

namespace ajar::session
{

/// As deep as Qt's own reader goes, which reads the details of a record again.
constexpr std::size_t maxJsonDepth = 1024;

constexpr bool isJsonSpace(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

constexpr bool isJsonFigure(int c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isJsonHexFigure(int c)
{
    return isJsonFigure(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// What is wrong where `what` was expected: `c` stands there, or -1 for the end of `whole`.
std::string expectedWords(int c, std::string_view what, std::string_view whole);

/// How values are written in JSON (RFC 8259), over the bytes of a `Source` that derives from it and
/// has: `int peek()`, the byte there or -1 at the end; `void step()`; `void skipSpace()`;
/// `bool skipString()` from its quote on; `bool fail(LineFault, std::string)`, which remembers the
/// problem and its place and says false; `bool failed()`; `std::size_t depth()`, objects and arrays
/// that a value stands in; and `whole`, what ends at the end. It calls itself nowhere.
template<typename Source>
class JsonGrammar
{
protected:
    bool expected(std::string_view what);
    bool skip(char c, std::string_view what);
    bool skipValue();
    /// A name and the colon behind it.
    bool skipName();
    bool skipEscape();
    bool failTooDeep();

private:
    Source &source() { return static_cast<Source &>(*this); }
    /// Behind a value: ends what is complete, up to the next value. False at the end of all, or
    /// with a problem.
    bool goOn(std::string &open);
    bool skipScalar();
    bool skipWord(std::string_view word);
    bool skipNumber();
    bool skipFigures();
};

template<typename Source>
bool JsonGrammar<Source>::expected(std::string_view what)
{
    const int c = source().peek();
    return source().fail(c < 0 ? LineFault::EndsEarly : LineFault::NotJson,
                         expectedWords(c, what, Source::whole));
}

template<typename Source>
bool JsonGrammar<Source>::skip(char c, std::string_view what)
{
    if (source().peek() != c)
        return expected(what);
    source().step();
    return true;
}

template<typename Source>
bool JsonGrammar<Source>::failTooDeep()
{
    return source().fail(LineFault::TooDeep, "more than " + std::to_string(maxJsonDepth) +
                                                 " objects and arrays stand in each other");
}

template<typename Source>
bool JsonGrammar<Source>::skipValue()
{
    std::string open; // the brackets that the place is in
    for (;;) {
        source().skipSpace();
        const int c = source().peek();
        if (c == '{' || c == '[') {
            if (source().depth() + open.size() == maxJsonDepth)
                return failTooDeep();
            open += static_cast<char>(c);
            source().step();
            source().skipSpace();
            if (source().peek() != (c == '{' ? '}' : ']')) {
                if (c == '{' && !skipName())
                    return false;
                continue;
            }
        } else if (!skipScalar()) {
            return false;
        }
        if (!goOn(open))
            return !source().failed();
    }
}

template<typename Source>
bool JsonGrammar<Source>::goOn(std::string &open)
{
    while (!open.empty()) {
        source().skipSpace();
        const bool inObject = open.back() == '{';
        if (source().peek() == ',') {
            source().step();
            return !inObject || skipName();
        }
        if (!skip(inObject ? '}' : ']', inObject ? "\",\" or \"}\"" : "\",\" or \"]\""))
            return false;
        open.pop_back();
    }
    return false;
}

template<typename Source>
bool JsonGrammar<Source>::skipName()
{
    source().skipSpace();
    if (source().peek() != '"')
        return expected("a name in quotes");
    if (!source().skipString())
        return false;
    source().skipSpace();
    return skip(':', "\":\"");
}

template<typename Source>
bool JsonGrammar<Source>::skipScalar()
{
    const int c = source().peek();
    switch (c) {
    case '"':
        return source().skipString();
    case 't':
        return skipWord("true");
    case 'f':
        return skipWord("false");
    case 'n':
        return skipWord("null");
    default:
        return isJsonFigure(c) || c == '-' ? skipNumber() : expected("a value");
    }
}

template<typename Source>
bool JsonGrammar<Source>::skipWord(std::string_view word)
{
    for (const char c : word) {
        if (source().peek() != c)
            return expected('"' + std::string(word) + '"');
        source().step();
    }
    return true;
}

template<typename Source>
bool JsonGrammar<Source>::skipFigures()
{
    if (!isJsonFigure(source().peek()))
        return expected("a figure");
    while (isJsonFigure(source().peek()))
        source().step();
    return true;
}

template<typename Source>
bool JsonGrammar<Source>::skipNumber()
{
    if (source().peek() == '-')
        source().step();
    if (source().peek() == '0')
        source().step(); // nothing but a point may follow (RFC 8259 6)
    else if (!skipFigures())
        return false;
    if (source().peek() == '.') {
        source().step();
        if (!skipFigures())
            return false;
    }
    if (source().peek() != 'e' && source().peek() != 'E')
        return true;
    source().step();
    if (source().peek() == '+' || source().peek() == '-')
        source().step();
    return skipFigures();
}

template<typename Source>
bool JsonGrammar<Source>::skipEscape()
{
    constexpr std::string_view known = "\"\\/bfnrtu";
    const int c = source().peek();
    if (c < 0 || known.find(static_cast<char>(c)) == std::string_view::npos)
        return expected("one of \" \\ / b f n r t u behind \\");
    source().step();
    for (int i = 0; c == 'u' && i < 4; ++i) {
        if (!isJsonHexFigure(source().peek()))
            return expected("four hexadecimal figures");
        source().step();
    }
    return true;
}

} // namespace ajar::session
