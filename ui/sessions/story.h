// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"

#include <QHash>
#include <QList>

#include <optional>

namespace ajar::ui
{

struct StateMark {
    closing::Time t = 0;
    closing::LinkState state = closing::LinkState::Connecting;
};

/// A Close frame that came, went or is held.
struct CloseMark {
    quint64 seq = 0, number = 0;
    closing::Time t = 0;
    closing::Direction direction = closing::Direction::Received;
    std::optional<quint16> code;
    QString reason;
    bool held = false;    ///< it was held when it was made
    bool dropped = false; ///< and then thrown away
    std::optional<closing::Time> resolvedAt;

    bool onTheWire() const { return !held; }
    bool waiting() const { return held && !resolvedAt; }
};

struct TcpMark {
    quint64 seq = 0;
    closing::Time t = 0;
    closing::Event event = closing::Event::FinReceived;
};

struct TimerSpan {
    QString timer;
    closing::Time start = 0;
    closing::Time duration = 0;
    std::optional<closing::Time> end;
    bool expired = false;
};

/// A rule that was broken, by a frame or by the connection as a whole.
struct FindingMark {
    quint64 seq = 0;    ///< of the frame, or of the event that tells of it
    quint64 number = 0; ///< of the frame; 0: the connection as a whole
    wire::Finding finding = wire::Finding::RsvNotNegotiated;
    std::optional<closing::Direction> direction;
    QString text; ///< one clause from the file; empty: the rule says enough
};

struct PongMatch {
    quint64 ping = 0;
    std::optional<closing::Time> roundTrip; ///< of our own Pings only
};

struct Tick {
    closing::Time t = 0;
    bool sent = false;
};

/// What matters in one connection besides its data: read from the file a slice at a time, so that
/// no call takes long, and kept in memory within bounds. It knows no colours and no words.
class Story
{
public:
    explicit Story(quint32 connection)
        : m_connection(connection)
    {
    }

    /// Reads what has come since. True: there is more to read at once.
    bool load(session::Reader &reader);
    /// What a check of the whole file has found; what is known already is not doubled.
    void addFindings(const QList<FindingMark> &marks);

    const QList<StateMark> &states() const { return m_states; }
    const QList<CloseMark> &closes() const { return m_closes; }
    const QList<TcpMark> &tcp() const { return m_tcp; }
    const QList<TimerSpan> &timers() const { return m_timers; }
    const QList<FindingMark> &findings() const { return m_findings; }
    /// Changes with each finding and each detail of one.
    quint64 findingsRevision() const { return m_findingsRevision; }
    /// There were more findings than are kept.
    bool findingsFull() const;
    /// The connection's first frames one by one; more are only in the rates.
    const QList<Tick> &ticks() const { return m_ticks; }
    const std::optional<session::Row> &outcome() const { return m_outcome; }
    /// The last event of a kind, e.g. the handshake's.
    const session::Row *event(closing::Event event) const;
    std::optional<PongMatch> matchOf(quint64 pong) const;
    std::optional<closing::Time> lastRoundTrip() const { return m_lastRoundTrip; }
    const CloseMark *firstClose(closing::Direction direction) const;
    closing::LinkState state() const;
    closing::Time since() const { return m_states.isEmpty() ? 0 : m_states.last().t; }
    /// True while every frame so far is in ticks().
    bool ticksComplete() const { return m_ticksComplete; }

private:
    void take(const session::Row &row);
    void takeControl(const session::Row &row);
    void takeClose(const session::Row &row);
    void takePing(const session::Row &row);
    void takeEvent(const session::Row &row);
    void takeTimer(const session::Row &row, closing::Event event);
    bool scanFrames(session::Reader &reader);
    void takeFindings(const session::Row &row);
    void takeFindingEvent(const session::Row &row);
    void note(const FindingMark &mark);

    struct Asked {
        quint64 number = 0;
        closing::Time t = 0;
    };

    quint32 m_connection;
    quint64 m_next = 1;     ///< first sequence number not yet in the story
    quint64 m_nextScan = 1; ///< first one not yet looked at for ticks and findings
    bool m_ticksComplete = true;
    QList<StateMark> m_states;
    QList<CloseMark> m_closes;
    QList<TcpMark> m_tcp;
    QList<TimerSpan> m_timers;
    QList<FindingMark> m_findings;
    QHash<quint64, qsizetype> m_findingOf; ///< by frame or side, and rule: its place
    quint64 m_findingsRevision = 0;
    QList<Tick> m_ticks;
    QHash<int, session::Row> m_events;
    QHash<QByteArray, Asked> m_pings;
    QHash<quint64, PongMatch> m_pongs;
    std::optional<closing::Time> m_lastRoundTrip;
    std::optional<session::Row> m_outcome;
};

} // namespace ajar::ui
