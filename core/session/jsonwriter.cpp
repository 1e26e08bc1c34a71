// SPDX-License-Identifier: MIT
#include "session/jsonwriter.h"

#include "session/utf8text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace ajar::session
{

namespace
{

constexpr std::string_view hexDigits = "0123456789abcdef";

bool needsEscape(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F;
}

void appendEscape(QByteArray &json, unsigned char byte)
{
    switch (byte) {
    case '"':
        json += "\\\"";
        return;
    case '\\':
        json += "\\\\";
        return;
    case '\b':
        json += "\\b";
        return;
    case '\f':
        json += "\\f";
        return;
    case '\n':
        json += "\\n";
        return;
    case '\r':
        json += "\\r";
        return;
    case '\t':
        json += "\\t";
        return;
    default:
        json += "\\u00";
        json += hexDigits[byte >> 4];
        json += hexDigits[byte & 0xF];
    }
}

} // namespace

JsonWriter &JsonWriter::beginObject(std::string_view key)
{
    name(key);
    m_json += '{';
    m_first = true;
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_json += '}';
    m_first = false;
    return *this;
}

JsonWriter &JsonWriter::beginArray(std::string_view key)
{
    name(key);
    m_json += '[';
    m_first = true;
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_json += ']';
    m_first = false;
    return *this;
}

JsonWriter &JsonWriter::string(std::string_view key, std::string_view value)
{
    name(key);
    quoted(value);
    return *this;
}

JsonWriter &JsonWriter::integer(std::string_view key, std::int64_t value)
{
    name(key);
    m_json += QByteArray::number(static_cast<qint64>(value));
    return *this;
}

JsonWriter &JsonWriter::unsignedInteger(std::string_view key, std::uint64_t value)
{
    name(key);
    m_json += QByteArray::number(static_cast<quint64>(value));
    return *this;
}

JsonWriter &JsonWriter::number(std::string_view key, double value)
{
    if (!std::isfinite(value))
        return null(key);
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    name(key);
    put({text.data(), static_cast<std::size_t>(end - text.data())});
    return *this;
}

JsonWriter &JsonWriter::seconds(std::string_view key, closing::Time value)
{
    name(key);
    m_json += secondsText(value);
    return *this;
}

JsonWriter &JsonWriter::boolean(std::string_view key, bool value)
{
    name(key);
    put(value ? "true" : "false");
    return *this;
}

JsonWriter &JsonWriter::null(std::string_view key)
{
    name(key);
    put("null");
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view key, std::string_view json)
{
    name(key);
    put(json);
    return *this;
}

JsonWriter &JsonWriter::element(std::string_view string)
{
    separate();
    quoted(string);
    return *this;
}

JsonWriter &JsonWriter::unsignedElement(std::uint64_t value)
{
    separate();
    m_json += QByteArray::number(static_cast<qulonglong>(value));
    return *this;
}

void JsonWriter::separate()
{
    if (!m_first)
        m_json += ',';
    m_first = false;
}

void JsonWriter::name(std::string_view key)
{
    separate();
    if (key.empty())
        return;
    quoted(key);
    m_json += ':';
}

void JsonWriter::quoted(std::string_view text)
{
    m_json += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && static_cast<unsigned char>(text[plain]) < 0x80 &&
               !needsEscape(static_cast<unsigned char>(text[plain])))
            ++plain;
        put(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const Character character = firstCharacter(text);
        if (!character.valid)
            m_json += "\xEF\xBF\xBD";
        else if (character.size == 1)
            appendEscape(m_json, static_cast<unsigned char>(text.front()));
        else
            put(text.substr(0, character.size));
        text.remove_prefix(character.size);
    }
    m_json += '"';
}

void JsonWriter::put(std::string_view text)
{
    m_json.append(text.data(), static_cast<qsizetype>(text.size()));
}

QByteArray secondsText(closing::Time nanoseconds)
{
    constexpr quint64 perSecond = 1'000'000'000;
    const auto value = nanoseconds < 0 ? quint64{0} - static_cast<quint64>(nanoseconds)
                                       : static_cast<quint64>(nanoseconds);
    return (nanoseconds < 0 ? QByteArray("-") : QByteArray()) +
           QByteArray::number(value / perSecond) + '.' +
           QByteArray::number(value % perSecond).rightJustified(9, '0');
}

} // namespace ajar::session
