// SPDX-License-Identifier: MIT
#include "session/jsonfields.h"

#include "session/jsontime.h"
#include "session/plaintext.h"

#include <QByteArray>

#include <charconv>

namespace ajar::session
{

namespace
{

std::string shown(std::string_view text)
{
    return quotedBeginning(text, text.size()).toStdString();
}

std::string quoted(std::string_view name)
{
    return '"' + std::string(name) + '"';
}

} // namespace

std::optional<std::string> bytesFromBase64(std::string_view letters)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(letters.data(), static_cast<qsizetype>(letters.size())),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional(decoded.decoded.toStdString()) : std::nullopt;
}

const JsonMember *JsonFields::find(std::string_view name)
{
    const std::size_t count = m_members.size();
    const JsonMember *found = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t index = (m_next + i) % count;
        if (m_members[index].name != name)
            continue;
        if (found)
            fail(LineFault::Twice, std::max(found->nameAt, m_members[index].nameAt),
                 quoted(name) + " is there twice");
        found = found ? found : &m_members[index];
        m_taken[index] = true;
    }
    if (found)
        m_next = static_cast<std::size_t>(found - m_members.data()) + 1;
    return found;
}

const JsonMember *JsonFields::need(std::string_view name)
{
    const JsonMember *member = find(name);
    if (!member)
        fail(LineFault::Missing, m_at, quoted(name) + " is missing");
    return member;
}

std::string JsonFields::text(std::string_view name)
{
    const JsonMember *member = need(name);
    return member ? text(*member) : std::string();
}

std::string JsonFields::text(const JsonMember &member)
{
    if (!member.value.starts_with('"')) {
        failType(member, "a text");
        return {};
    }
    std::size_t fault = 0;
    auto text = textOf(member.value, fault);
    if (!text)
        fail(LineFault::NotUtf8, member.valueAt + fault,
             quoted(member.name) + " has half a surrogate pair, which is no character");
    return text.value_or(std::string());
}

bool JsonFields::boolean(std::string_view name)
{
    const JsonMember *member = need(name);
    if (member && member->value != "true" && member->value != "false")
        failType(*member, "true or false");
    return member && member->value == "true";
}

std::uint64_t JsonFields::number(std::string_view name, std::uint64_t least, std::uint64_t most)
{
    const JsonMember *member = need(name);
    return member ? number(*member, least, most) : least;
}

std::uint64_t JsonFields::number(const JsonMember &member, std::uint64_t least, std::uint64_t most)
{
    if (kindOf(member.value) != "a number") {
        failType(member, "a number");
        return least;
    }
    std::uint64_t value = 0;
    const char *end = member.value.data() + member.value.size();
    const auto [last, problem] = std::from_chars(member.value.data(), end, value);
    if (problem == std::errc() && last == end && value >= least && value <= most)
        return value;
    fail(LineFault::OutOfRange, member.valueAt,
         quoted(member.name) + " must be a whole number from " + std::to_string(least) + " to " +
             std::to_string(most) + ", not " + shown(member.value));
    return least;
}

closing::Time JsonFields::seconds(std::string_view name)
{
    const JsonMember *member = need(name);
    if (!member)
        return 0;
    if (kindOf(member->value) != "a number") {
        failType(*member, "a number of seconds");
        return 0;
    }
    const auto time = timeFromSeconds(member->value);
    if (!time)
        fail(LineFault::OutOfRange, member->valueAt,
             quoted(name) +
                 " must be seconds with at most nine decimals, within 292 years of 0, not " +
                 shown(member->value));
    return time.value_or(0);
}

std::int64_t JsonFields::wallTime(std::string_view name)
{
    const JsonMember *member = need(name);
    const std::string date = member ? text(*member) : std::string();
    const auto time = timeFromDate(date);
    if (member && !time)
        fail(LineFault::OutOfRange, member->valueAt,
             quoted(name) +
                 " must be a time from 1677 to 2262 such as "
                 "2024-01-31T23:59:59.000000000Z, not " +
                 shown(date));
    return time.value_or(0);
}

std::string JsonFields::base64(const JsonMember &member)
{
    const std::string letters = text(member);
    auto bytes = bytesFromBase64(letters);
    if (!bytes)
        fail(LineFault::WrongType, member.valueAt, quoted(member.name) + " is no base64");
    return std::move(bytes).value_or(std::string());
}

std::string JsonFields::unknownMember() const
{
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        if (!m_taken[i])
            return shown(m_members[i].name);
    }
    return m_unknownInside;
}

void JsonFields::adopt(const JsonFields &inner)
{
    if (inner.m_problem && !m_problem)
        m_problem = inner.m_problem;
    if (m_unknownInside.empty())
        m_unknownInside = inner.unknownMember();
}

void JsonFields::fail(LineFault fault, std::size_t at, std::string text)
{
    if (!m_problem)
        m_problem = LineProblem{fault, at, std::move(text)};
}

void JsonFields::failUnknown(const JsonMember &member, std::string_view word)
{
    fail(LineFault::UnknownWord, member.valueAt,
         quoted(member.name) + " is " + shown(word) + ", which this version does not know");
}

void JsonFields::failType(const JsonMember &member, std::string_view expected)
{
    fail(LineFault::WrongType, member.valueAt,
         quoted(member.name) + " must be " + std::string(expected) + ", not " +
             std::string(kindOf(member.value)));
}

} // namespace ajar::session
