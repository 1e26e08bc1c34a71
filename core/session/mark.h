// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace ajar::session
{

/// The numbers are what the file's column `colour` holds.
enum class MarkColour : quint8 { None, Red, Orange, Yellow, Green, Blue, Purple };
constexpr std::array<std::string_view, 7> markColourNames{"none",  "red",  "orange", "yellow",
                                                          "green", "blue", "purple"};
std::string_view name(MarkColour colour);
std::optional<MarkColour> markColourFromName(std::string_view name);

constexpr qsizetype longestNote = qsizetype{64} * 1024; ///< bytes

/// What a person has put on a record: a colour, which may be none, and a note in UTF-8, which may
/// be empty.
struct Mark {
    MarkColour colour = MarkColour::None;
    QByteArray note;
    bool damaged = false; ///< its checksum does not fit, or a value is not what it must be

    bool operator==(const Mark &) const = default;
};

/// The mark of a record, if it has one.
using MarkSource = std::function<std::optional<Mark>(quint32 connection, quint64 seq)>;

/// The mark of a record, as its row in the table `mark` has it.
struct StoredMark {
    quint64 seq = 0;
    Mark mark;
};

/// The value of the column `crc`.
std::uint32_t markChecksum(qint64 id, const Mark &mark);

} // namespace ajar::session
