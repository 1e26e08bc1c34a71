// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"

#include <QByteArray>

#include <cstdint>
#include <string_view>

namespace ajar::session
{

/// Writes JSON (RFC 8259) in one line, members in the order in which they are given. Strings are
/// taken as UTF-8; what is not becomes U+FFFD. It does not check that its calls make sense.
class JsonWriter
{
public:
    JsonWriter() { m_json.reserve(512); }

    JsonWriter &beginObject(std::string_view key = {});
    JsonWriter &endObject();
    JsonWriter &beginArray(std::string_view key = {});
    JsonWriter &endArray();

    JsonWriter &string(std::string_view key, std::string_view value);
    JsonWriter &integer(std::string_view key, std::int64_t value);
    JsonWriter &unsignedInteger(std::string_view key, std::uint64_t value);
    /// The shortest figures that read back as the same number; null for what JSON has no figures
    /// for.
    JsonWriter &number(std::string_view key, double value);
    /// Nanoseconds as seconds with nine decimals.
    JsonWriter &seconds(std::string_view key, closing::Time value);
    JsonWriter &boolean(std::string_view key, bool value);
    JsonWriter &null(std::string_view key);
    /// A value that is JSON already.
    JsonWriter &raw(std::string_view key, std::string_view json);

    /// Elements of an array.
    JsonWriter &element(std::string_view string);
    JsonWriter &unsignedElement(std::uint64_t value);

    const QByteArray &json() const { return m_json; }

private:
    void separate();
    void name(std::string_view key);
    void quoted(std::string_view text);
    void put(std::string_view text);

    QByteArray m_json;
    bool m_first = true;
};

/// "1.234567890"
QByteArray secondsText(closing::Time nanoseconds);

} // namespace ajar::session
