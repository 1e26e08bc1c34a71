// SPDX-License-Identifier: MIT
#pragma once

#include "filter/expression.h"
#include "filter/facts.h"
#include "filter/filter.h"

#include <unordered_map>

namespace ajar::filter
{

/// Answers a filter for the records of a session, which must come in the order of each connection:
/// it remembers of each what the records before say. One thread at a time.
class Matcher
{
public:
    /// Without a source it knows of the payload what the records bring along.
    /// Without marks no record has one.
    explicit Matcher(Filter filter, ContentSource source = {}, session::MarkSource marks = {});

    /// Whether the record passes. Of its payload only as much need be there as was cheap to read;
    /// what the filter must know beyond that it takes from its source.
    bool matches(quint32 connection, const session::Row &row);

    /// Counts a record in for those that follow, without an answer for itself.
    void skip(quint32 connection, const session::Row &row);

    /// Records that a pattern could not be searched in for the work it would take, and that passed
    /// for nothing on that account. After many such ones the pattern is not tried any more.
    quint64 undecided() const { return m_undecided; }

private:
    bool holds(const Node &node, Facts &facts);
    bool holds(const Test &test, Facts &facts);
    bool textHolds(const Test &test, Facts &facts);
    bool jsonHolds(const Test &test, Facts &facts);
    /// Of one value, as the text that it is written in.
    bool jsonValueHolds(const Test &test, std::string_view written);
    bool found(const Test &test, const QString &letters);

    Node m_root; ///< with what is cheap in front
    bool m_all;
    ContentSource m_source;
    session::MarkSource m_marks;
    std::unordered_map<quint32, Situation> m_situations;
    quint64 m_undecided = 0;
    bool m_rowUndecided = false;
};

} // namespace ajar::filter
