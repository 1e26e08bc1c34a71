// SPDX-License-Identifier: MIT
#include "filter/matcher.h"

#include "session/bytes.h"
#include <algorithm>

namespace ajar::filter
{

namespace
{

using enum Operator;

constexpr quint64 mostUndecided = 64;

/// The answer does not depend on the order, but what it costs does.
void putCheapFirst(Node &node)
{
    for (Node &child : node.children)
        putCheapFirst(child);
    std::ranges::stable_sort(node.children, {}, &Node::readsPayload);
}

/// Counts the record in for those that follow.
void advance(Situation &situation, const session::Row &row)
{
    if (row.kind == session::Kind::State)
        situation.state = row.state;
    if (!row.isFrame())
        return;
    situation.lastFrame = row.t;
    if (row.header.opcode != wire::Opcode::Close ||
        !closing::onTheWire(row.direction, row.disposition))
        return;
    const bool sent = row.direction == closing::Direction::Sent;
    situation.closes |=
        bit(static_cast<int>(sent ? AfterCode::CloseSent : AfterCode::CloseReceived));
}

bool inRanges(const Test &test, std::uint64_t number)
{
    const bool in = std::ranges::any_of(test.ranges, [number](const Range &range) {
        return number >= range.low && number <= range.high;
    });
    return in != (test.op == NotEqual);
}

bool compares(const Test &test, double number)
{
    const double than = test.jsonValues.front().number;
    switch (test.op) {
    case Less:
        return number < than;
    case LessOrEqual:
        return number <= than;
    case Greater:
        return number > than;
    default:
        return number >= than;
    }
}

bool jsonCompares(const Test &test, const JsonValue &value)
{
    if (test.op >= Less && test.op <= GreaterOrEqual)
        return value.kind == JsonValue::Kind::Number && compares(test, value.number);
    const bool known = std::ranges::find(test.jsonValues, value) != test.jsonValues.end();
    return known != (test.op == NotEqual);
}

} // namespace

Matcher::Matcher(Filter filter, ContentSource source, session::MarkSource marks)
    : m_all(filter.isEmpty())
    , m_source(std::move(source))
    , m_marks(std::move(marks))
{
    if (!m_source)
        m_source = [](quint32, const session::Row &row) { return row.payload; };
    if (m_all)
        return;
    m_root = *filter.root();
    putCheapFirst(m_root);
}

bool Matcher::matches(quint32 connection, const session::Row &row)
{
    if (m_all)
        return true;
    Situation &situation = m_situations[connection];
    Facts facts(connection, row, situation, m_source, m_marks);
    m_rowUndecided = false;
    bool passes = holds(m_root, facts);
    if (m_rowUndecided) {
        ++m_undecided;
        passes = false; // also where the opposite was asked for
    }
    advance(situation, row);
    return passes;
}

void Matcher::skip(quint32 connection, const session::Row &row)
{
    advance(m_situations[connection], row);
}

bool Matcher::holds(const Node &node, Facts &facts)
{
    const auto each = [&](const Node &child) { return holds(child, facts); };
    switch (node.kind) {
    case Node::Kind::And:
        return std::ranges::all_of(node.children, each);
    case Node::Kind::Or:
        return std::ranges::any_of(node.children, each);
    case Node::Kind::Not:
        return !holds(node.children.front(), facts);
    case Node::Kind::Test:
        break;
    }
    return holds(node.test, facts);
}

bool Matcher::holds(const Test &test, Facts &facts)
{
    const Fact fact = test.field->fact;
    switch (test.field->form) {
    case Form::Flag:
    case Form::Word:
        return test.holdsFor(facts.codes(fact));
    case Form::Number:
    case Form::Size:
    case Form::Duration: {
        const auto number = facts.number(fact);
        return number && (test.op == Exists || inRanges(test, *number));
    }
    case Form::Text:
        return textHolds(test, facts);
    case Form::Json:
        break;
    }
    return jsonHolds(test, facts);
}

bool Matcher::textHolds(const Test &test, Facts &facts)
{
    const Fact fact = test.field->fact;
    if (test.op == Matches) {
        const QString *letters = facts.letters(fact);
        return letters && found(test, *letters);
    }
    const QByteArray *bytes = facts.bytes(fact);
    if (!bytes || test.op == Exists)
        return bytes && !bytes->isEmpty();
    if (test.needle)
        return test.needle->isIn(session::view(*bytes));
    const bool known = std::ranges::find(test.texts, session::view(*bytes)) != test.texts.end();
    return known != (test.op == NotEqual);
}

bool Matcher::jsonHolds(const Test &test, Facts &facts)
{
    const QByteArray *bytes = facts.bytes(Fact::Json);
    if (!bytes)
        return false;
    const Found found = anyJsonAt(session::view(*bytes), test.path, [&](std::string_view value) {
        return test.op == Exists || jsonValueHolds(test, value);
    });
    m_rowUndecided = m_rowUndecided || found == Found::Undecided;
    return found == Found::Yes;
}

bool Matcher::jsonValueHolds(const Test &test, std::string_view written)
{
    const auto value = jsonValueOf(written);
    if (!value)
        return test.op == NotEqual;
    if (test.op != Contains && test.op != Matches)
        return jsonCompares(test, *value);
    const std::string_view text = value->kind == JsonValue::Kind::Text ? value->text : written;
    return test.needle ? test.needle->isIn(text)
                       : found(test, QString::fromUtf8(text.data(), qsizetype(text.size())));
}

bool Matcher::found(const Test &test, const QString &letters)
{
    const Found found =
        m_undecided < mostUndecided ? test.pattern->search(letters) : Found::Undecided;
    m_rowUndecided = m_rowUndecided || found == Found::Undecided;
    return found == Found::Yes;
}

} // namespace ajar::filter
