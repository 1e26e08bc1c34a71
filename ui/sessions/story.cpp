// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/story.h"

#include "closing/names.h"
#include "session/bytes.h"
#include "ui/text/eventwords.h"
#include "wire/closebody.h"

namespace ajar::ui
{

namespace
{

constexpr int sliceRows = 500;
constexpr quint64 ticksAtMost = 3000;
constexpr qsizetype marksAtMost = 10'000;
constexpr qsizetype pingsAtMost = 4096;
constexpr qsizetype longestDetail = 500;

bool isTcpEnd(closing::Event event)
{
    return event == closing::Event::FinReceived || event == closing::Event::FinSent ||
           event == closing::Event::ResetReceived || event == closing::Event::ResetSent;
}

} // namespace

bool Story::load(session::Reader &reader)
{
    const QVector<session::Row> rows = reader.story(m_connection, m_next, sliceRows, 125);
    for (const session::Row &row : rows) {
        take(row);
        m_next = row.seq + 1;
    }
    const bool moreFrames = scanFrames(reader);
    return rows.size() == sliceRows || moreFrames;
}

/// Looks at the first frames and at those behind the first Close, where data must not come.
bool Story::scanFrames(session::Reader &reader)
{
    if (m_nextScan > ticksAtMost && !m_closes.isEmpty())
        m_nextScan = qMax(m_nextScan, m_closes.first().seq);
    const quint64 bound = m_closes.isEmpty() ? ticksAtMost : m_closes.first().seq + ticksAtMost;
    if (m_nextScan > bound)
        return false;
    const QVector<session::Row> rows = reader.rows(m_connection, m_nextScan, sliceRows, 0);
    for (const session::Row &row : rows) {
        m_nextScan = row.seq + 1;
        if (!row.isFrame())
            continue;
        takeFindings(row);
        if (row.seq <= ticksAtMost)
            m_ticks.append({row.t, row.direction == closing::Direction::Sent});
    }
    m_ticksComplete = m_ticksComplete && m_nextScan <= ticksAtMost;
    return rows.size() == sliceRows;
}

void Story::takeFindings(const session::Row &row)
{
    if (row.findings.empty())
        return;
    for (int i = 0; i < wire::findingCount; ++i) {
        if (row.findings.has(static_cast<wire::Finding>(i)))
            note({row.seq, row.number, static_cast<wire::Finding>(i), row.direction, {}});
    }
}

void Story::takeFindingEvent(const session::Row &row)
{
    const auto text = [&row](const char *name) {
        return row.details.value(QLatin1String(name)).toString();
    };
    const auto finding = wire::findingFromId(text("finding").toStdString());
    if (!finding)
        return;
    FindingMark mark{row.seq, 0, *finding, std::nullopt, text("text").left(longestDetail)};
    const double frame = row.details.value(QLatin1String("frame")).toDouble();
    mark.number = frame >= 1 && frame < 1e15 ? static_cast<quint64>(frame) : 0;
    if (const QString way = text("direction"); !way.isEmpty())
        mark.direction =
            way == QLatin1String("sent") ? closing::Direction::Sent : closing::Direction::Received;
    note(mark);
}

void Story::addFindings(const QList<FindingMark> &marks)
{
    for (FindingMark mark : marks) {
        mark.text.truncate(longestDetail);
        note(mark);
    }
}

/// A frame's own bits and the event that tells more of them come in any order and are one finding;
/// of the connection as a whole there is one for each rule and side.
void Story::note(const FindingMark &mark)
{
    const auto side = mark.direction ? 1 + static_cast<quint64>(*mark.direction) : 0;
    const quint64 place = mark.number != 0 ? mark.number * 4 : side;
    const quint64 key = place * 64 + static_cast<quint64>(mark.finding);
    const auto known = m_findingOf.find(key);
    if (known != m_findingOf.end()) {
        FindingMark &there = m_findings[*known];
        there.direction = there.direction ? there.direction : mark.direction;
        there.seq = qMin(there.seq, mark.seq); // the frame's own, which stands before its events
        m_findingsRevision += there.text.isEmpty() && !mark.text.isEmpty();
        if (there.text.isEmpty())
            there.text = mark.text;
        return;
    }
    if (findingsFull())
        return;
    m_findingOf.insert(key, m_findings.size());
    m_findings.append(mark);
    ++m_findingsRevision;
}

bool Story::findingsFull() const
{
    return m_findings.size() >= marksAtMost;
}

void Story::take(const session::Row &row)
{
    switch (row.kind) {
    case session::Kind::Control:
        takeFindings(row);
        takeControl(row);
        break;
    case session::Kind::State:
        if (m_states.size() < marksAtMost)
            m_states.append({row.t, row.state});
        break;
    case session::Kind::Event:
        takeEvent(row);
        break;
    case session::Kind::Outcome:
        m_outcome = row;
        break;
    case session::Kind::Data:
    case session::Kind::Opaque:
        break;
    }
}

void Story::takeControl(const session::Row &row)
{
    if (row.header.opcode == wire::Opcode::Close)
        takeClose(row);
    else if (row.header.opcode == wire::Opcode::Ping || row.header.opcode == wire::Opcode::Pong)
        takePing(row);
}

void Story::takeClose(const session::Row &row)
{
    if (m_closes.size() >= marksAtMost)
        return;
    const bool resolves = row.ref != 0;
    if (resolves) {
        for (CloseMark &mark : m_closes) {
            if (mark.number == row.ref) {
                mark.resolvedAt = row.t;
                mark.dropped = row.disposition == closing::Disposition::Dropped;
            }
        }
        if (row.disposition == closing::Disposition::Dropped)
            return;
    }
    const wire::CloseBody body = wire::parseCloseBody(session::wireBytes(row.payload));
    CloseMark mark;
    mark.seq = row.seq;
    mark.number = row.number;
    mark.t = row.t;
    mark.direction = row.direction;
    if (body.code)
        mark.code = *body.code;
    mark.reason = QString::fromUtf8(body.reason.data(), static_cast<qsizetype>(body.reason.size()));
    mark.held = row.disposition == closing::Disposition::Held;
    m_closes.append(mark);
}

void Story::takePing(const session::Row &row)
{
    const bool isPing = row.header.opcode == wire::Opcode::Ping;
    const bool asksPeer = (row.direction == closing::Direction::Sent) == isPing;
    const QByteArray key = (asksPeer ? "p" : "u") + row.payload;
    if (row.disposition == closing::Disposition::Held ||
        row.disposition == closing::Disposition::Dropped)
        return;
    if (isPing) {
        if (m_pings.size() >= pingsAtMost)
            m_pings.clear();
        m_pings.insert(key, {row.number, row.t});
    } else if (const auto asked = m_pings.constFind(key); asked != m_pings.constEnd()) {
        if (m_pongs.size() >= marksAtMost)
            m_pongs.clear();
        PongMatch match{asked->number, std::nullopt};
        if (asksPeer)
            m_lastRoundTrip = match.roundTrip = row.t - asked->t;
        m_pongs.insert(row.number, match);
        m_pings.erase(asked);
    }
}

void Story::takeEvent(const session::Row &row)
{
    const QString name = row.details.value(QLatin1String("event")).toString();
    const auto event = closing::eventFromName(name.toStdString());
    if (!event)
        return;
    m_events.insert(static_cast<int>(*event), row);
    if (isTcpEnd(*event) && m_tcp.size() < marksAtMost)
        m_tcp.append({row.seq, row.t, *event});
    else if (*event == closing::Event::TimerStarted || *event == closing::Event::TimerExpired ||
             *event == closing::Event::TimerCancelled)
        takeTimer(row, *event);
    else if (*event == closing::Event::Finding)
        takeFindingEvent(row);
}

void Story::takeTimer(const session::Row &row, closing::Event event)
{
    const QString timer = timerOf(row);
    for (auto it = m_timers.rbegin(); it != m_timers.rend(); ++it) {
        if (it->timer != timer)
            continue;
        if (!it->end) {
            it->end = row.t;
            it->expired = event == closing::Event::TimerExpired;
        }
        break;
    }
    if (event != closing::Event::TimerStarted)
        return;
    if (m_timers.size() >= marksAtMost)
        m_timers.remove(0, marksAtMost / 2);
    m_timers.append({timer, row.t, timerDuration(row), std::nullopt, false});
}

const session::Row *Story::event(closing::Event event) const
{
    const auto found = m_events.constFind(static_cast<int>(event));
    return found == m_events.constEnd() ? nullptr : &*found;
}

std::optional<PongMatch> Story::matchOf(quint64 pong) const
{
    const auto found = m_pongs.constFind(pong);
    return found == m_pongs.constEnd() ? std::nullopt : std::optional(*found);
}

const CloseMark *Story::firstClose(closing::Direction direction) const
{
    for (const CloseMark &mark : m_closes) {
        if (mark.direction == direction && mark.onTheWire())
            return &mark;
    }
    return nullptr;
}

closing::LinkState Story::state() const
{
    return m_states.isEmpty() ? closing::LinkState::Connecting : m_states.last().state;
}

} // namespace ajar::ui
