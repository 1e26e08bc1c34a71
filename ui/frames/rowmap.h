// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "closing/record.h"
#include "ui/frames/orderedseqs.h"

#include <QHash>
#include <QtGlobal>

#include <array>
#include <optional>
#include <vector>

namespace ajar::ui
{

/// As much of a record as folding fragments needs.
struct RowHead {
    quint64 seq = 0;
    bool data = false;  ///< a data frame that stood on the wire; else nothing below counts
    bool first = false; ///< it begins a message (RFC 6455 5.4: no continuation)
    bool fin = true;
    closing::Direction direction = closing::Direction::Received;
    closing::Leg leg = closing::Leg::Peer;
    quint64 length = 0;
    std::optional<quint64> inflated;
};

/// A message of more than one frame.
struct FoldedMessage {
    quint32 head = 0, last = 0; ///< sequence numbers of its first and (so far) last frame
    quint32 fragments = 0;
    bool complete = false;
    bool compressed = false;
    closing::Direction direction = closing::Direction::Received;
    closing::Leg leg = closing::Leg::Peer;
    quint64 length = 0;   ///< of all payloads, as on the wire
    quint64 inflated = 0; ///< if it is compressed
};

/// Which records are rows while fragments are folded under their messages: one number for each row
/// that is shown. It takes records in their order and knows no file. Records of a connection past
/// 2^32 are left out.
class RowMap
{
public:
    void clear();
    void append(const RowHead &head);

    quint64 scanned() const { return m_scanned; } ///< the last sequence number taken in
    quint64 size() const { return m_shown.size(); }
    quint64 seqAt(quint64 position) const; ///< 0: there is no such row
    /// The place of the row, or of the one before where it would stand.
    quint64 positionOf(quint64 seq) const;
    bool isShown(quint64 seq) const;

    /// The message that begins with this record, if it has more than one frame.
    const FoldedMessage *messageAt(quint64 head) const;
    /// The message of several frames that this record's frame is a part of.
    const FoldedMessage *messageOf(quint64 seq, closing::Direction direction,
                                   closing::Leg leg) const;

    bool isExpanded(quint64 head) const;
    /// Shows the fragments behind the first one: their sequence numbers, ascending.
    void expand(quint64 head, const std::vector<quint32> &fragments);
    void collapse(quint64 head);

private:
    static constexpr std::size_t none = ~std::size_t(0);

    struct Stream {
        RowHead head; ///< of the message under way
        bool open = false;
        std::size_t message = none;
    };
    Stream &streamOf(const RowHead &head);
    void continueMessage(Stream &stream, const RowHead &head);

    OrderedSeqs m_shown;
    std::vector<FoldedMessage> m_messages; ///< in the order of their second frames
    QHash<quint32, quint32> m_byHead;      ///< head to its place in m_messages
    QHash<quint32, std::vector<quint32>> m_expanded;
    std::array<Stream, 4> m_streams;
    quint64 m_scanned = 0;
};

} // namespace ajar::ui
