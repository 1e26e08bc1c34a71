// SPDX-License-Identifier: MIT
#pragma once

#include "filter/fields.h"
#include "filter/jsonpath.h"
#include "filter/pattern.h"
#include "filter/search.h"

#include <memory>
#include <string>
#include <vector>

namespace ajar::filter
{

enum class Operator : std::uint8_t {
    Exists,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains, ///< in the case that is written
    Matches,
    Has, ///< contains, in any case: of a word to search, and of `reason:word`
};

/// Numbers from `low` to `high`; none if `high` is below.
struct Range {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};

/// One question about a record: how it is written, and what that means.
struct Test {
    const Field *field = nullptr;
    Operator op = Operator::Exists;
    bool plain = false;              ///< it was written without a field
    bool outside = false;            ///< of In, while it is read: `not in`, which becomes a Not
    std::vector<std::string> values; ///< as text() writes them

    std::uint64_t codes = 0;                ///< Flag and Word
    std::vector<Range> ranges;              ///< Number, Size and Duration
    std::vector<std::string> texts;         ///< Text: to be equal to
    std::shared_ptr<const Needle> needle;   ///< Text and Json: Contains and Has
    std::shared_ptr<const Pattern> pattern; ///< Text and Json: Matches
    JsonPath path;                          ///< Json
    std::vector<JsonValue> jsonValues;      ///< Json

    /// Of a Flag or Word that has these values, as bits.
    bool holdsFor(std::uint64_t present) const;
    bool asksForMarks() const { return field->fact >= Fact::Marked; }
    bool readsPayload() const { return field->fact >= Fact::Payload && field->fact <= Fact::Json; }
};

/// An expression as a tree. And and Or have at least two children, none of their own kind; Not has
/// one, which is no Not.
struct Node {
    enum class Kind : std::uint8_t { And, Or, Not, Test };
    Kind kind = Kind::Test;
    std::vector<Node> children;
    Test test;

    bool readsPayload() const;
    bool asksForMarks() const;
};

Node negated(Node node);
/// Both together, in one node where that says the same.
Node joined(Node::Kind kind, std::vector<Node> children);

/// The expression in one spelling: reading it gives the same expression.
std::string text(const Node &node);

} // namespace ajar::filter
