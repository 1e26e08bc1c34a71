// SPDX-License-Identifier: MIT
#include "session/csvline.h"

#include <QByteArrayList>

#include <algorithm>
#include <array>

namespace ajar::session
{

namespace
{

/// What spreadsheets take for the beginning of a formula: = + - @, also in full width, and what
/// they skip before one.
bool mayBeFormula(const QByteArray &cell)
{
    constexpr std::array beginnings{"=",
                                    "+",
                                    "-",
                                    "@",
                                    "\t",
                                    "\r",
                                    "\n",
                                    "\xEF\xBC\x9D",
                                    "\xEF\xBC\x8B",
                                    "\xEF\xBC\x8D",
                                    "\xEF\xBC\xA0"};
    const QByteArray trimmed = cell.trimmed();
    return std::ranges::any_of(beginnings, [&](const char *beginning) {
        return cell.startsWith(beginning) || trimmed.startsWith(beginning);
    });
}

bool needsQuotes(const QByteArray &cell)
{
    const auto isSpecial = [](char c) {
        return c == ',' || c == '"' || c == '\r' || c == '\n' || c == ';' || c == '\t';
    };
    return std::ranges::any_of(cell, isSpecial) || cell.startsWith(' ') || cell.endsWith(' ');
}

QByteArray csvCell(const QByteArray &cell)
{
    QByteArray text = cell.startsWith('\'') || mayBeFormula(cell) ? '\'' + cell : cell;
    text.replace(QByteArray(1, '\0'), "\xEF\xBF\xBD");
    if (!needsQuotes(text))
        return text;
    return '"' + text.replace("\"", "\"\"") + '"';
}

} // namespace

QByteArray csvLine(std::span<const QByteArray> cells)
{
    QByteArrayList written;
    for (const QByteArray &cell : cells)
        written += csvCell(cell);
    return written.join(',') + "\r\n";
}

} // namespace ajar::session
