// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/plain.h"

#include <QChar>

namespace ajar::ui
{

namespace
{

bool isInvisible(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi overrides and isolates, zero-width characters, tags
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0; // blank Hangul fillers
    }
}

QString escaped(char32_t c)
{
    switch (c) {
    case '\n':
        return QStringLiteral("\\n");
    case '\r':
        return QStringLiteral("\\r");
    case '\t':
        return QStringLiteral("\\t");
    default:
        break;
    }
    const QString digits = QString::number(static_cast<uint>(c), 16);
    if (c > 0xFFFF)
        return QStringLiteral("\\u{%1}").arg(digits);
    return QStringLiteral("\\u%1").arg(digits, 4, QLatin1Char('0'));
}

/// A pile of combining marks on one character costs layout time without bound.
constexpr int marksAtMost = 4;

} // namespace

QString plain(QStringView text, bool lines, qsizetype most)
{
    QString out;
    out.reserve(qMin(text.size(), most) + 8);
    int marks = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (out.size() >= most)
            return out + QStringLiteral("…");
        char32_t c = text[i].unicode();
        if (c >= ' ' && c <= '~') { // nearly all there is
            marks = 0;
            out += text[i];
            continue;
        }
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        marks = QChar::isMark(c) ? marks + 1 : 0;
        if (lines && (c == '\n' || c == '\t'))
            out += QChar(static_cast<char16_t>(c));
        else if (isInvisible(c) || marks > marksAtMost)
            out += escaped(c);
        else
            out += QChar::fromUcs4(c);
    }
    return out;
}

} // namespace ajar::ui
