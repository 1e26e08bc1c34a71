// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"
#include "session/jsonscan.h"

#include <span>

namespace ajar::session
{

/// The bytes that base64 stands for; nullopt if it is none.
std::optional<std::string> bytesFromBase64(std::string_view letters);

/// Takes the members of one object by name, each as what it must be. It keeps the first problem;
/// what it gives from then on has no meaning.
class JsonFields
{
public:
    /// `at` is where the object begins.
    JsonFields(std::span<const JsonMember> members, std::size_t at)
        : m_members(members)
        , m_at(at)
        , m_taken(members.size())
    {
    }

    /// The member of that name, which may be there once; nullptr if it is not.
    const JsonMember *find(std::string_view name);
    const JsonMember *need(std::string_view name);

    std::string text(std::string_view name);
    std::string text(const JsonMember &member);
    bool boolean(std::string_view name);
    std::uint64_t number(std::string_view name, std::uint64_t least, std::uint64_t most);
    std::uint64_t number(const JsonMember &member, std::uint64_t least, std::uint64_t most);
    /// Seconds with up to nine decimals, as nanoseconds.
    closing::Time seconds(std::string_view name);
    /// A date and time in UTC with up to nine decimals, as nanoseconds since 1970.
    std::int64_t wallTime(std::string_view name);
    /// Bytes in base64.
    std::string base64(const JsonMember &member);

    /// The value that a word stands for.
    template<typename Value>
    Value word(std::string_view name, std::optional<Value> (*valueOf)(std::string_view))
    {
        const JsonMember *member = need(name);
        const std::string word = member ? text(*member) : std::string();
        const std::optional<Value> value = valueOf(word);
        if (member && !value)
            failUnknown(*member, word);
        return value.value_or(Value());
    }

    /// Says that the member at `index` is kept, whatever it is.
    void take(std::size_t index) { m_taken[index] = true; }
    /// The first member that nobody has asked for, as a quoted beginning; empty if there is none.
    std::string unknownMember() const;
    /// An object in this one is read: its problem and what nobody asked for there count here.
    void adopt(const JsonFields &inner);

    void fail(LineFault fault, std::size_t at, std::string text);
    /// A text that is none of those that may stand in that member.
    void failUnknown(const JsonMember &member, std::string_view word);
    bool failed() const { return m_problem.has_value(); }
    const std::optional<LineProblem> &problem() const { return m_problem; }

private:
    void failType(const JsonMember &member, std::string_view expected);

    std::span<const JsonMember> m_members;
    std::size_t m_at;
    std::vector<bool> m_taken;
    std::size_t m_next = 0;      ///< where the next one stands if they come in the usual order
    std::string m_unknownInside; ///< in an object that was adopted
    std::optional<LineProblem> m_problem;
};

} // namespace ajar::session
