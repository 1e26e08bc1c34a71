// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/jsonindent.h"

#include <algorithm>

namespace ajar::ui
{

namespace
{

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

qsizetype skipBlanks(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

/// The position behind the string that begins at `at`.
qsizetype endOfString(QByteArrayView text, qsizetype at)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return text.size();
}

void newLine(QByteArray &out, int depth)
{
    constexpr int deepest = 40; // deeper levels stand at the same place
    out += '\n';
    out.append(2 * std::min(depth, deepest), ' ');
}

} // namespace

bool looksLikeJson(QByteArrayView text)
{
    const QByteArrayView trimmed = text.trimmed();
    if (trimmed.size() < 2)
        return false;
    return (trimmed.front() == '{' && trimmed.back() == '}') ||
           (trimmed.front() == '[' && trimmed.back() == ']');
}

QByteArray indentJson(QByteArrayView text, qsizetype most)
{
    QByteArray out;
    int depth = 0;
    for (qsizetype at = skipBlanks(text, 0); at < text.size() && out.size() < most;) {
        const char c = text[at];
        if (c == '"') {
            const qsizetype end = endOfString(text, at);
            out += text.sliced(at, end - at);
            at = end;
            continue;
        }
        if (isBlank(c)) {
            at = skipBlanks(text, at);
            if (at < text.size() && !QByteArrayView(",:}]").contains(text[at]))
                out += ' ';
            continue;
        }
        const bool structural = QByteArrayView("{[}],:").contains(c);
        at = structural ? skipBlanks(text, at + 1) : at + 1;
        if (c == '{' || c == '[') {
            out += c;
            if (at < text.size() && (text[at] == '}' || text[at] == ']')) {
                out += text[at];
                at = skipBlanks(text, at + 1);
            } else {
                newLine(out, ++depth);
            }
        } else if (c == '}' || c == ']') {
            depth = std::max(depth - 1, 0);
            newLine(out, depth);
            out += c;
        } else if (c == ',') {
            out += c;
            newLine(out, depth);
        } else if (c == ':') {
            out += ": ";
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace ajar::ui
