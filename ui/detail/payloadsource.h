// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/messagecontent.h"
#include "ui/sessions/connection.h"

#include <memory>
#include <optional>

namespace ajar::ui
{

/// What a record or a message of several frames carries, inflated or as it was on the wire: a part
/// at a time, and for a few milliseconds at a time. UI thread.
class PayloadSource
{
public:
    using Form = session::MessageContent::Form;

    void setConnection(Connection *connection);
    /// A record of the connection, or the message that it begins and that goes on to `lastSeq`; 0:
    /// the record alone.
    void show(const session::Row &row, quint64 lastSeq);
    bool isCompressed() const;

    /// Unfinished: the same again goes on there.
    session::Content read(Form form, quint64 offset, qsizetype size);
    /// Of all of it, once that is known.
    std::optional<quint64> sizeIn(Form form);

private:
    struct Message {
        explicit Message(session::MessageContent of)
            : content(std::move(of))
        {
        }
        session::MessageContent content;
        std::optional<quint64> size;
    };

    session::MessageContent messageIn(Form form, quint64 lastSeq);
    Message &in(Form form) { return form == Form::Inflated ? *m_inflated : *m_onTheWire; }

    session::Reader *m_reader = nullptr;
    quint32 m_connection = 0;
    std::unique_ptr<session::ContentReader> m_contents;
    session::Row m_row;
    std::optional<Message> m_inflated; ///< both or none: a record alone
    std::optional<Message> m_onTheWire;
};

} // namespace ajar::ui
