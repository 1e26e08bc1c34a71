// SPDX-License-Identifier: MIT
#include "session/jsonstream.h"

#include "session/jsonscan.h"

#include <QIODevice>

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr qsizetype blockBytes = qsizetype{256} * 1024;
constexpr std::size_t longestName = 4096;

} // namespace

TextPlace placeIn(const TextPlace &start, std::string_view part, quint64 offset)
{
    TextPlace place = start;
    const std::size_t size =
        offset < start.offset ? 0 : static_cast<std::size_t>(offset - start.offset);
    for (const char c : part.substr(0, size)) {
        ++place.offset;
        ++place.column;
        if (c == '\n') {
            ++place.line;
            place.column = 1;
        }
    }
    return place;
}

JsonStream::JsonStream(QIODevice &device, const std::atomic_bool *cancelled)
    : m_device(device)
    , m_cancelled(cancelled)
{
}

bool JsonStream::fill()
{
    if (m_copy) {
        m_copy->append(m_block.constData() + m_copyFrom, m_at - m_copyFrom);
        m_copyFrom = 0;
        if (m_copy->size() > m_copyMost)
            return fail(LineFault::TooLong,
                        "a value has more than " + std::to_string(m_copyMost) + " bytes");
    }
    m_blockOffset += m_at;
    m_at = 0;
    m_block.clear();
    m_stopped = m_stopped || (m_cancelled && *m_cancelled);
    if (failed())
        return false;
    m_block.resize(blockBytes);
    const qint64 got = m_device.read(m_block.data(), blockBytes);
    m_block.truncate(static_cast<qsizetype>(std::max<qint64>(got, 0)));
    if (got < 0) {
        m_stopped = true;
        m_deviceProblem = m_device.errorString();
    }
    return got > 0;
}

int JsonStream::peek()
{
    if (m_at == static_cast<std::size_t>(m_block.size()) && !fill())
        return -1;
    return static_cast<unsigned char>(m_block.constData()[m_at]);
}

void JsonStream::skipSpace()
{
    for (int c = peek(); isJsonSpace(c); c = peek()) {
        step();
        if (c == '\n') {
            ++m_line;
            m_lineOffset = m_blockOffset + m_at;
        }
    }
}

TextPlace JsonStream::here() const
{
    const quint64 offset = m_blockOffset + m_at;
    return {offset, m_line, offset - m_lineOffset + 1};
}

TextPlace JsonStream::place()
{
    skipSpace();
    return here();
}

void JsonStream::skipByteOrderMark()
{
    for (const int c : {0xEF, 0xBB, 0xBF}) {
        if (peek() != c)
            return;
        step();
    }
    m_lineOffset = m_blockOffset + m_at;
}

bool JsonStream::fail(LineFault fault, std::string text)
{
    if (failed())
        return false;
    m_problemPlace = here();
    m_problem =
        LineProblem{fault, static_cast<std::size_t>(m_problemPlace.offset), std::move(text)};
    return false;
}

char JsonStream::kind()
{
    skipSpace();
    const int c = peek();
    return c < 0 ? '\0' : static_cast<char>(c);
}

bool JsonStream::enter(char bracket, Open open)
{
    skipSpace();
    if (m_open.size() == maxJsonDepth)
        return failTooDeep();
    if (!skip(bracket, bracket == '{' ? "\"{\"" : "\"[\""))
        return false;
    m_open.push_back(open);
    return true;
}

bool JsonStream::enterObject()
{
    return enter('{', EmptyObject);
}

bool JsonStream::enterArray()
{
    return enter('[', EmptyArray);
}

bool JsonStream::next(Open filled, char end, bool &ended)
{
    ended = false;
    if (failed())
        return false;
    skipSpace();
    const bool isFirst = m_open.back() != filled;
    if (peek() == end) {
        step();
        m_open.pop_back();
        ended = true;
        return true;
    }
    if (!isFirst && !skip(',', end == '}' ? "\",\" or \"}\"" : "\",\" or \"]\""))
        return false;
    m_open.back() = filled;
    skipSpace();
    return true;
}

bool JsonStream::nextMember(std::string &name)
{
    bool ended = false;
    if (!next(Object, '}', ended) || ended)
        return false;
    if (peek() != '"')
        return expected("a name in quotes");
    std::string quoted;
    if (!takeValue(quoted, longestName))
        return false;
    std::size_t fault = 0;
    auto text = textOf(quoted, fault);
    if (!text)
        return fail(LineFault::NotUtf8, "a name has half a surrogate pair");
    name = std::move(*text);
    skipSpace();
    if (!skip(':', "\":\""))
        return false;
    skipSpace();
    return true;
}

bool JsonStream::nextElement()
{
    bool ended = false;
    return next(Array, ']', ended) && !ended;
}

bool JsonStream::takeValue(std::string &text, std::size_t most)
{
    skipSpace();
    text.clear();
    m_copy = &text;
    m_copyFrom = m_at;
    m_copyMost = most;
    const bool done = skipValue();
    if (m_copy)
        text.append(m_block.constData() + m_copyFrom, m_at - m_copyFrom);
    m_copy = nullptr;
    if (done && text.size() > most)
        return fail(LineFault::TooLong, "a value has more than " + std::to_string(most) + " bytes");
    return done;
}

bool JsonStream::end()
{
    skipSpace();
    return !failed() && (peek() < 0 ? !failed() : expected("the end of the file"));
}

JsonStream::Mark JsonStream::mark()
{
    return {place(), m_open};
}

bool JsonStream::goTo(const Mark &mark)
{
    if (!m_device.seek(static_cast<qint64>(mark.place.offset))) {
        m_stopped = true;
        m_deviceProblem = m_device.errorString();
        return false;
    }
    m_block.clear();
    m_at = 0;
    m_blockOffset = mark.place.offset;
    m_line = mark.place.line;
    m_lineOffset = mark.place.offset + 1 - mark.place.column;
    m_open = mark.open;
    return true;
}

bool JsonStream::skipValue()
{
    return !failed() && JsonGrammar::skipValue();
}

bool JsonStream::skipString()
{
    step();
    wire::Utf8Validator validator;
    bool ascii = true;
    for (;;) {
        if (!skipPlain(validator, ascii))
            return false;
        const int c = peek();
        if (c == '"' || c == '\\') {
            if (!ascii && !validator.complete())
                return fail(LineFault::NotUtf8, "a text is no UTF-8 here");
            step();
            if (c == '"')
                return true;
            if (!skipEscape())
                return false;
        } else {
            return c < 0 ? expected("the end of a text")
                         : expected("no control character, or \\u00… for it");
        }
    }
}

/// Up to the next byte that is none of a text's own; or to a problem.
bool JsonStream::skipPlain(wire::Utf8Validator &validator, bool &ascii)
{
    for (;;) {
        if (peek() < 0)
            return !failed();
        const auto *begin = reinterpret_cast<const unsigned char *>(m_block.constData()) + m_at;
        const auto *blockEnd = reinterpret_cast<const unsigned char *>(m_block.constData()) +
                               static_cast<std::size_t>(m_block.size());
        const unsigned char *end = begin;
        unsigned int seen = 0;
        while (end != blockEnd && *end >= 0x20 && *end != '"' && *end != '\\')
            seen |= *end++;
        if ((seen & 0x80) != 0 || !ascii) {
            ascii = false;
            wire::Utf8Validator checked = validator;
            checked.feed({begin, static_cast<std::size_t>(end - begin)});
            if (checked.failed()) {
                // Once more, byte by byte, for the place.
                while (m_at < static_cast<std::size_t>(m_block.size())) {
                    validator.feed({begin++, 1});
                    if (validator.failed())
                        break;
                    step();
                }
                return fail(LineFault::NotUtf8, "a text is no UTF-8 here");
            }
            validator = checked;
        }
        m_at += static_cast<std::size_t>(end - begin);
        if (end != blockEnd)
            return true;
    }
}

} // namespace ajar::session
