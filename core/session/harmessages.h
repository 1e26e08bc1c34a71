// SPDX-License-Identifier: MIT
#pragma once

#include "session/contentreaders.h"
#include "session/reader.h"

#include <QByteArray>
#include <QList>

#include <array>
#include <optional>

namespace ajar::session
{

class JsonWriter;

/// Makes the elements of a HAR entry's `_webSocketMessages`, as Chrome writes them, from the frames
/// of one connection: messages in one piece when their last frame has come, and control frames,
/// which Chrome leaves out but reads.
class HarMessages
{
public:
    /// `epoch`: nanoseconds since 1970 at which the session's clock was 0.
    HarMessages(ContentReaders &contents, MarkSource marks, quint32 connection, qint64 epoch);

    /// The objects that a frame on the wire completes: none, one, or two if it cuts a message off.
    QList<QByteArray> frame(const Row &row);
    /// What the messages have that never ended.
    QList<QByteArray> rest();

private:
    struct Message {
        Row first;
        closing::Time t = 0;
        quint64 lastNumber = 0;
        quint64 frames = 0;
        quint64 wireLength = 0;
        bool fin = false;
        wire::FindingSet findings{};
        bool inflated = false; ///< what stood on the wire was compressed
        QByteArray bytes{};
        std::vector<std::pair<quint64, Mark>> marks{}; ///< with the numbers of their frames
        QString note{};
    };

    void add(Message &message, const Row &row);
    static void writeMarks(JsonWriter &json, const Message &message);
    QByteArray json(const Message &message) const;

    ContentReaders &m_contents;
    MarkSource m_marks;
    quint32 m_connection;
    qint64 m_epoch;
    std::array<std::optional<Message>, 2> m_open; ///< by direction
};

} // namespace ajar::session
