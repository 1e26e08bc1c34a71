// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::filter
{

struct Node;

/// What is wrong with an expression, and where.
struct Problem {
    std::size_t position = 0; ///< bytes from its start
    std::size_t length = 0;   ///< bytes; 0: something is missing there
    std::string text;         ///< one clause
    /// What could stand there, for a person to choose from; not all that could.
    std::vector<std::string> expected;
};

/// A question that every record of a session answers with yes or no. A value, cheap to copy, that
/// never changes; any thread.
class Filter
{
public:
    Filter() = default; ///< yes, always
    explicit Filter(Node root);

    bool isEmpty() const { return !m_root; }
    /// Whether it may ask what a frame carries, besides the body of a Close.
    bool readsPayload() const;
    /// Whether it asks for what a person has put on a record.
    bool asksForMarks() const;
    /// Whether only what Reader::story() gives can pass, and must be read to tell.
    bool isAboutStory() const;
    /// In one spelling, whatever was read.
    std::string text() const;
    const Node *root() const { return m_root.get(); }

private:
    std::shared_ptr<const Node> m_root;
};

/// A filter, or what is wrong with its text.
struct Parse {
    Filter filter;
    std::optional<Problem> problem;
};

constexpr std::size_t longestExpression = 16384; ///< bytes
constexpr int deepestNesting = 100;
constexpr int mostTests = 1000;

/// Reads an expression in UTF-8; an empty one is the filter that lets everything pass.
Parse parse(std::string_view expression);

} // namespace ajar::filter
