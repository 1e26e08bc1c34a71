// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "session/error.h"
#include "session/mark.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QVector>

#include <functional>
#include <memory>
#include <optional>

namespace ajar::session
{

/// The kind of a record; the numbers are what the file's column `kind` holds.
enum class Kind : quint8 { Data = 0, Control = 1, State = 2, Event = 3, Outcome = 4, Opaque = 5 };

/// A connection as its session file has it.
struct StoredConnection {
    quint32 id = 0;
    QString kind;
    QString url;
    closing::Time t = 0;
    qint64 wallNanoseconds = 0;
    QJsonObject options;
};

/// One record as its session file has it.
struct Row {
    quint64 seq = 0; ///< 1, 2, 3… in its connection, over records of all kinds
    Kind kind = Kind::Data;
    closing::Time t = 0;

    // Data and Control
    quint64 number = 0;
    quint64 ref = 0;
    wire::FrameHeader header;
    wire::FindingSet findings;
    closing::Direction direction = closing::Direction::Received;
    closing::Leg leg = closing::Leg::Peer;
    closing::Disposition disposition = closing::Disposition::Passed;
    quint64 payloadSize = 0; ///< stored bytes, whole
    /// Bytes that the payload adds to its message once inflated; nullopt: not compressed.
    std::optional<quint64> inflated;
    /// At most as many bytes as were asked for. Of a state, event or outcome its JSON, whole.
    QByteArray payload;

    // State
    closing::LinkState state = closing::LinkState::Connecting;
    closing::LinkState previous = closing::LinkState::Connecting;

    // Event and Outcome: the members of their JSON object ("event", "timer", …)
    QJsonObject details;

    bool damaged = false; ///< the checksum does not fit, or a value is not what it must be

    bool isFrame() const { return kind == Kind::Data || kind == Kind::Control; }
};

/// Frames on the wire and their bytes, headers included, of one slice of time, by direction.
struct Rate {
    closing::Time t = 0; ///< start of the slice
    quint64 sentFrames = 0, sentBytes = 0, receivedFrames = 0, receivedBytes = 0;
};

struct Lane;
struct StoredContext;

struct Totals {
    quint64 records = 0; ///< also the last sequence number
    quint64 frames = 0;  ///< all, held and dropped ones too; below only those on the wire
    quint64 sentFrames = 0, sentBytes = 0, receivedFrames = 0, receivedBytes = 0;
    closing::Time lastT = 0;
};

/// Reads a session file, also while it is being recorded, by pages. It opens read-only and treats
/// the file as hostile. One thread at a time; make one for each thread.
class Reader
{
public:
    static Result<std::unique_ptr<Reader>> open(const QString &path);
    ~Reader();

    QString path() const;

    QVector<StoredConnection> connections();
    std::optional<StoredConnection> connection(quint32 id);

    /// The last sequence number of a connection, 0 if it has no record. O(log n).
    quint64 lastSeq(quint32 connection);
    Totals totals(quint32 connection);

    /// Up to `count` records from `firstSeq` on, with at most `payloadLimit` bytes of each payload.
    /// Fewer (but at least one) if their payloads are over 64 MiB together.
    QVector<Row> rows(quint32 connection, quint64 firstSeq, int count,
                      qsizetype payloadLimit = 512);

    /// The same without copying: gives `take` one record after another, whose payload is only valid
    /// until it returns, for at most `count` records or until it says false. The record from which
    /// to go on, `firstSeq` if there was none. `take` may read from this reader.
    quint64 visit(quint32 connection, quint64 firstSeq, int count, qsizetype payloadLimit,
                  const std::function<bool(const Row &row)> &take);

    /// All records that are not data frames (control frames, states, events, outcome) from
    /// `firstSeq` on, at most `count`: the story of a connection, by an index.
    QVector<Row> story(quint32 connection, quint64 firstSeq, int count,
                       qsizetype payloadLimit = 512);

    /// A part of one record's payload.
    QByteArray payload(quint32 connection, quint64 seq, quint64 offset, qsizetype size);

    /// The sequence number of a frame number; 0 if there is none. O(log n).
    quint64 seqOfFrame(quint32 connection, quint64 number);
    /// The first sequence number at or after a time; lastSeq + 1 if there is none. O(log n).
    quint64 seqAtTime(quint32 connection, closing::Time t);
    /// The record that released, dropped or edited the held frame `number`; nullopt while it is
    /// held.
    std::optional<Row> resolutionOf(quint32 connection, quint64 number);

    /// The compressed frames of a lane from `firstSeq` to `lastSeq`, at most `count`, with at most
    /// `payloadLimit` bytes of each payload. Ask isCompressed() of each: a file may lie.
    QVector<Row> compressedRows(quint32 connection, const Lane &lane, quint64 firstSeq,
                                quint64 lastSeq, int count, qsizetype payloadLimit);
    /// The last compressed frame of a lane that ends a message, from `firstSeq` on and before
    /// `beforeSeq`; 0 if there is none.
    quint64 compressedEnd(quint32 connection, const Lane &lane, quint64 firstSeq,
                          quint64 beforeSeq);
    /// The stored contexts of the lane's messages that begin from `firstSeq` to `lastSeq`, the last
    /// one first; at most `count`.
    QVector<StoredContext> contexts(quint32 connection, const Lane &lane, quint64 firstSeq,
                                    quint64 lastSeq, int count);

    /// Rates from `from` to `to`, summed into slices of `slice` nanoseconds (a multiple of 100 ms);
    /// empty slices are left out.
    QVector<Rate> rates(quint32 connection, closing::Time from, closing::Time to,
                        closing::Time slice);

    /// The marks on records from `firstSeq` on, in their order, at most `count`. A note that is
    /// longer than longestNote is left out.
    QVector<StoredMark> marks(quint32 connection, quint64 firstSeq, int count);

    /// The connection's outcome; nullopt while it goes on.
    std::optional<Row> outcome(quint32 connection);

    /// The first fault met while reading, if any: reading goes on around it.
    Error error() const;
    /// error(), or else that a row was read whose checksum does not fit.
    Error damage() const;

    /// The session goes on in another file, which has all that this one had.
    void moveTo(const QString &path);

private:
    class Private;
    explicit Reader(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Writes a copy of a session, live or not, to `target`: complete, self-contained, mode 0600,
/// synced to disk, then renamed into place, so that no half-written file ever stands there.
Error saveCopy(const QString &source, const QString &target, bool overwrite);

} // namespace ajar::session

Q_DECLARE_TYPEINFO(ajar::session::Row, Q_RELOCATABLE_TYPE);
