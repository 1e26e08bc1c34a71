// SPDX-License-Identifier: MIT
#include "session/mermaidtext.h"

#include "session/plaintext.h"

namespace ajar::session
{

namespace
{

constexpr qsizetype longest = 100; ///< characters
constexpr std::size_t mostBytes = 1000;

bool isHarmless(char16_t c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
           c >= 0x80 || QStringView(u" .,/()?=+-").contains(QChar(c));
}

} // namespace

QByteArray mermaidText(std::string_view text)
{
    QString visible = escaped(text.substr(0, mostBytes));
    if (visible.size() > longest || text.size() > mostBytes) {
        visible.truncate(longest);
        if (!visible.isEmpty() && visible.back().isHighSurrogate())
            visible.chop(1);
        visible += QChar(u'…');
    }
    QString safe;
    for (const QChar c : std::as_const(visible)) {
        if (isHarmless(c.unicode()))
            safe += c;
        else
            safe += QStringLiteral("#%1;").arg(c.unicode());
    }
    return safe.toUtf8();
}

QByteArray mermaidText(const QByteArray &text)
{
    return mermaidText(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
}

QByteArray mermaidText(const QString &text)
{
    return mermaidText(text.toUtf8());
}

} // namespace ajar::session
