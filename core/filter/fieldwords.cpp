// SPDX-License-Identifier: MIT
#include "closing/names.h"
#include "filter/fields.h"
#include "filter/numbers.h"
#include "session/reader.h"
#include "wire/finding.h"

#include <algorithm>
#include <array>
#include <string>

namespace ajar::filter
{

namespace
{

using closing::LinkState;
using session::Kind;

template<typename Code>
constexpr std::uint64_t codes(std::initializer_list<Code> all)
{
    std::uint64_t set = 0;
    for (const Code code : all)
        set |= bit(static_cast<int>(code));
    return set;
}

/// The names of the codes from 0 to `last`.
template<typename Code>
std::vector<Word> named(Code last)
{
    std::vector<Word> words;
    for (int code = 0; code <= static_cast<int>(last); ++code)
        words.push_back({closing::name(static_cast<Code>(code)), bit(code)});
    return words;
}

const std::vector<Word> &flagWords()
{
    static const std::vector<Word> words{{"true", 2}, {"false", 1}, {"yes", 2}, {"no", 1}};
    return words;
}

const std::vector<Word> &opcodeWords()
{
    static const std::vector<Word> words{
        {"continuation", bit(0)}, {"text", bit(1)},         {"binary", bit(2)},
        {"close", bit(8)},        {"ping", bit(9)},         {"pong", bit(10)},
        {"data", 0x00FF},         {"control", 0xFF00},      {"reserved", 0xF8F8},
        {"reserved-3", bit(3)},   {"reserved-4", bit(4)},   {"reserved-5", bit(5)},
        {"reserved-6", bit(6)},   {"reserved-7", bit(7)},   {"reserved-11", bit(11)},
        {"reserved-12", bit(12)}, {"reserved-13", bit(13)}, {"reserved-14", bit(14)},
        {"reserved-15", bit(15)},
    };
    return words;
}

const std::vector<Word> &directionWords()
{
    static const std::vector<Word> words{
        {"in", bit(1)}, {"out", bit(0)}, {"received", bit(1)}, {"sent", bit(0)}};
    return words;
}

const std::vector<Word> &findingWords()
{
    static const std::vector<Word> words = [] {
        std::vector<Word> all;
        for (int code = 0; code < wire::findingCount; ++code)
            all.push_back({wire::findingId(static_cast<wire::Finding>(code)), bit(code)});
        return all;
    }();
    return words;
}

const std::vector<Word> &stateWords()
{
    static const std::vector<Word> words = [] {
        std::vector<Word> all = named(LinkState::Refused);
        all.push_back(
            {"half-closed", codes({LinkState::HalfClosedLocal, LinkState::HalfClosedRemote})});
        return all;
    }();
    return words;
}

const std::vector<Word> &typeWords()
{
    static const std::vector<Word> words{
        {"frame", codes({Kind::Data, Kind::Control})},
        {"data", codes({Kind::Data})},
        {"control", codes({Kind::Control})},
        {"state", codes({Kind::State})},
        {"event", codes({Kind::Event})},
        {"outcome", codes({Kind::Outcome})},
        {"opaque", codes({Kind::Opaque})},
    };
    return words;
}

const std::vector<Word> &afterWords()
{
    using enum AfterCode;
    static const std::vector<Word> words{{"close", codes({CloseSent, CloseReceived})},
                                         {"close-sent", codes({CloseSent})},
                                         {"close-received", codes({CloseReceived})}};
    return words;
}

bool sameWord(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    };
    return std::ranges::equal(a, b, {}, lower, lower);
}

} // namespace

const std::vector<Word> &wordsOf(const Field &field)
{
    static const std::vector<Word> none;
    static const std::vector<Word> legs = named(closing::Leg::Endpoint);
    static const std::vector<Word> dispositions = named(closing::Disposition::Edited);
    static const std::vector<Word> events = named(closing::Event::Redirected);
    static const std::vector<Word> colours = [] {
        std::vector<Word> all;
        for (const std::string_view name : session::markColourNames)
            all.push_back({name, bit(static_cast<int>(all.size()))});
        return all;
    }();
    if (field.form == Form::Flag)
        return flagWords();
    switch (field.fact) {
    case Fact::Opcode:
        return opcodeWords();
    case Fact::Direction:
        return directionWords();
    case Fact::Leg:
        return legs;
    case Fact::Disposition:
        return dispositions;
    case Fact::Finding:
        return findingWords();
    case Fact::State:
        return stateWords();
    case Fact::After:
        return afterWords();
    case Fact::Type:
        return typeWords();
    case Fact::Event:
        return events;
    case Fact::Colour:
        return colours;
    default:
        return none;
    }
}

std::optional<std::uint64_t> codesOf(const Field &field, std::string_view value)
{
    for (const Word &word : wordsOf(field)) {
        if (sameWord(word.name, value))
            return word.codes;
    }
    const auto number = numberOf(value, Form::Number);
    if (!number || *number >= static_cast<std::uint64_t>(field.numbers))
        return std::nullopt;
    return bit(static_cast<int>(*number));
}

} // namespace ajar::filter
