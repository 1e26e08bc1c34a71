// SPDX-License-Identifier: MIT
#include "filter/reach.h"

#include "session/reader.h"

#include <algorithm>
#include <span>

namespace ajar::filter
{

namespace
{

/// What an expression answers for data frames, whatever else is in them.
enum class Answer : std::uint8_t { No, Open, Yes };

/// Of a Flag or Word that has one of these values in each data frame.
Answer answerOf(const Test &test, std::span<const int> values)
{
    const auto holds = [&](int value) { return test.holdsFor(bit(value)); };
    if (std::ranges::all_of(values, holds))
        return Answer::Yes;
    return std::ranges::none_of(values, holds) ? Answer::No : Answer::Open;
}

Answer answerOf(const Test &test)
{
    constexpr std::array dataOpcodes{0, 1, 2, 3, 4, 5, 6, 7}; // RFC 6455 5.2
    constexpr std::array isFrame{1};
    constexpr std::array kind{static_cast<int>(session::Kind::Data)};
    switch (test.field->fact) {
    case Fact::Opcode:
        return answerOf(test, dataOpcodes);
    case Fact::Frame:
        return answerOf(test, isFrame);
    case Fact::Type:
        return answerOf(test, kind);
    case Fact::Code: // of these data frames have none
    case Fact::ToldCode:
    case Fact::Reason:
    case Fact::ClosePayload:
    case Fact::PingPayload:
    case Fact::PongPayload:
    case Fact::Event:
        return Answer::No;
    default:
        return Answer::Open;
    }
}

Answer answerOf(const Node &node)
{
    switch (node.kind) {
    case Node::Kind::Test:
        return answerOf(node.test);
    case Node::Kind::Not: {
        const Answer answer = answerOf(node.children.front());
        return answer == Answer::Yes ? Answer::No : answer == Answer::No ? Answer::Yes : answer;
    }
    case Node::Kind::And:
    case Node::Kind::Or:
        break;
    }
    // No is the least of them, Yes the most.
    const auto answer = [](const Node &child) { return answerOf(child); };
    return node.kind == Node::Kind::And
               ? answerOf(*std::ranges::min_element(node.children, {}, answer))
               : answerOf(*std::ranges::max_element(node.children, {}, answer));
}

/// The time since the last frame depends on the frames before.
bool asksForGap(const Node &node)
{
    if (node.kind == Node::Kind::Test)
        return node.test.field->fact == Fact::Gap;
    return std::ranges::any_of(node.children, asksForGap);
}

} // namespace

bool isAboutStory(const Node &node)
{
    return answerOf(node) == Answer::No && !asksForGap(node);
}

} // namespace ajar::filter
