// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ajar::filter
{

/// What a filter can ask of a record.
enum class Fact : std::uint8_t {
    Frame,
    Fin,
    Rsv,
    Rsv1,
    Rsv2,
    Rsv3,
    Opcode,
    Masked,
    MaskKey,
    MaskedPayload, ///< a payload that came masked
    Length,
    Length16, ///< the length where it is written in 16 bits
    Length64, ///< the length where it is written in 64 bits
    Compressed,
    Inflated,
    Code,     ///< what stands in a Close frame
    ToldCode, ///< the same, 1005 of an empty one, and what an outcome says that was told
    Reason,
    Payload, ///< from here on what frames carry, inflated
    ContinuationPayload,
    TextPayload,
    BinaryPayload,
    ClosePayload,
    PingPayload,
    PongPayload,
    UnknownPayload,
    Json,
    Direction,
    Leg,
    Disposition,
    Held,
    Finding,
    State,
    After,
    Gap,
    Connection,
    Time,
    Number,
    Type,
    Event,
    Marked, ///< from here on what a person has put on the record
    Colour,
    Note,
};

/// How the values of a field are written and compared. Flag and Word have at most 64 values, of
/// which a test holds a set.
enum class Form : std::uint8_t { Flag, Word, Number, Size, Duration, Text, Json };

/// A value of a field by its name, which may stand for several: `half-closed`.
struct Word {
    std::string_view name;
    std::uint64_t codes = 0; ///< bits
};

/// A name that can be written in front of an operator. Several names may ask for the same fact.
struct Field {
    std::string_view name;
    Fact fact;
    Form form;
    std::string_view about; ///< a few words
    /// It is a test without an operator too; other short names by themselves are words to search.
    bool bare = false;
    int numbers = 0; ///< of Flag and Word: numbers below this are values too, and have an order
};

std::span<const Field> fields();
/// nullptr: there is none of that name.
const Field *findField(std::string_view name);

/// The names of a field's values; of Flag and Word only.
const std::vector<Word> &wordsOf(const Field &field);
/// The codes of a value as it is written, in any case: by its name, or by its number.
std::optional<std::uint64_t> codesOf(const Field &field, std::string_view value);

/// Codes of the facts After and Type.
enum class AfterCode : std::uint8_t { CloseSent, CloseReceived };

constexpr std::uint64_t bit(int code)
{
    return std::uint64_t{1} << code;
}

} // namespace ajar::filter
