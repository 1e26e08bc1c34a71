// SPDX-License-Identifier: MIT
#pragma once

#include "filter/content.h"
#include "filter/fields.h"
#include "wire/closebody.h"

#include <array>

namespace ajar::filter
{

/// What the records before one say of the connection that it belongs to.
struct Situation {
    closing::LinkState state = closing::LinkState::Connecting;
    std::uint64_t closes = 0; ///< bits of AfterCode
    std::optional<closing::Time> lastFrame;
};

/// Gives the facts of one record; content is read only when it is asked for.
class Facts
{
public:
    Facts(quint32 connection, const session::Row &row, const Situation &before,
          const ContentSource &source, const session::MarkSource &marks)
        : m_connection(connection)
        , m_row(row)
        , m_before(before)
        , m_source(source)
        , m_marks(marks)
    {
    }

    /// The values of a Flag or Word that the record has, as bits; 0: none.
    std::uint64_t codes(Fact fact);
    std::optional<std::uint64_t> number(Fact fact) const;
    /// The bytes of a Text or Json, valid as long as this; nullptr: none.
    const QByteArray *bytes(Fact fact);
    /// The same as letters: of what is no text each byte is one.
    const QString *letters(Fact fact);

private:
    std::uint64_t frameCodes(Fact fact) const;
    std::optional<std::uint64_t> closeCode(Fact fact) const;
    bool carries(Fact fact) const;
    wire::CloseBody closeBody() const;
    QByteArray payloadOfControl() const;
    const session::Mark *mark();

    quint32 m_connection;
    const session::Row &m_row;
    const Situation &m_before;
    const ContentSource &m_source;
    const session::MarkSource &m_marks;
    bool m_markRead = false;
    std::optional<session::Mark> m_mark;
    std::optional<QByteArray> m_content;
    std::optional<QByteArray> m_reason;
    std::optional<QString> m_letters;
    std::optional<QString> m_reasonLetters;
    std::optional<QString> m_noteLetters;
};

} // namespace ajar::filter
