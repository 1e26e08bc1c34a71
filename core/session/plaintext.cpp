// SPDX-License-Identifier: MIT
#include "session/plaintext.h"

#include "session/utf8text.h"

#include <QByteArray>
#include <QChar>

namespace ajar::session
{

namespace
{

constexpr int longestText = 120; // characters
constexpr std::size_t longestBinary = 24;

bool isUnsafe(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_NotAssigned:
    case QChar::Other_PrivateUse:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return character == U'\\';
    }
}

QString figures(char letter, char32_t value, qsizetype width)
{
    return QStringLiteral("\\") + QLatin1Char(letter) +
           QString::number(value, 16).rightJustified(width, QLatin1Char('0'));
}

QString escapedCharacter(char32_t character)
{
    switch (character) {
    case U'\n':
        return QStringLiteral("\\n");
    case U'\r':
        return QStringLiteral("\\r");
    case U'\t':
        return QStringLiteral("\\t");
    case U'\\':
        return QStringLiteral("\\\\");
    default:
        return character < 0x80      ? figures('x', character, 2)
               : character <= 0xFFFF ? figures('u', character, 4)
                                     : figures('U', character, 8);
    }
}

/// Moves one character from the beginning of `text` to the end of `result`.
void moveCharacter(std::string_view &text, QString &result)
{
    const char first = text.front();
    if (first >= ' ' && first < 0x7F && first != '\\') {
        result += QLatin1Char(first);
        text.remove_prefix(1);
        return;
    }
    const Character character = firstCharacter(text);
    const std::string_view bytes = text.substr(0, character.size);
    text.remove_prefix(character.size);
    if (character.valid && isUnsafe(character.value)) {
        result += escapedCharacter(character.value);
    } else if (character.valid) {
        result += QStringView(QChar::fromUcs4(character.value));
    } else {
        for (const char byte : bytes)
            result += figures('x', static_cast<unsigned char>(byte), 2);
    }
}

QString ending(bool isCut, quint64 size)
{
    return isCut ? QStringLiteral("… (%1 bytes)").arg(grouped(size)) : QString();
}

} // namespace

QString escaped(std::string_view text)
{
    QString result;
    while (!text.empty())
        moveCharacter(text, result);
    return result;
}

QString quotedBeginning(std::string_view text, quint64 size)
{
    std::string_view rest = text;
    QString result = QStringLiteral("\"");
    for (int count = 0; !rest.empty() && count < longestText; ++count) {
        if (rest.front() == '"')
            result += QLatin1Char('\\');
        moveCharacter(rest, result);
    }
    return result + QLatin1Char('"') + ending(text.size() - rest.size() < size, size);
}

QString beginning(std::string_view text, quint64 size)
{
    std::string_view rest = text;
    QString result;
    for (int count = 0; !rest.empty() && count < longestText; ++count)
        moveCharacter(rest, result);
    return result + ending(text.size() - rest.size() < size, size);
}

QString hexBeginning(std::string_view bytes, quint64 size)
{
    const std::string_view shown = bytes.substr(0, longestBinary);
    const QByteArray hex =
        QByteArray(shown.data(), static_cast<qsizetype>(shown.size())).toHex(' ');
    return QString::fromLatin1(hex) + ending(shown.size() < size, size);
}

QString grouped(quint64 number)
{
    QString text = QString::number(number);
    for (qsizetype at = text.size() - 3; at > 0; at -= 3)
        text.insert(at, QLatin1Char(' '));
    return text;
}

} // namespace ajar::session
