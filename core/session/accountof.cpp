// SPDX-License-Identifier: MIT
#include "session/accountof.h"

#include "session/encoder.h"
#include "session/recordof.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace ajar::session
{

namespace
{

using closing::Direction;
using closing::Time;

constexpr qsizetype controlPayload = 125;
constexpr int storyHead = 512;
constexpr int storyTail = 4096;
constexpr int windowRows = 2048;
constexpr quint64 mostScanned = 100'000;
constexpr Time noTime = std::numeric_limits<Time>::max();

void addRow(closing::AccountBuilder &builder, const Row &row)
{
    const auto record = recordOf(row);
    if (!record)
        return;
    if (const auto *frame = std::get_if<closing::FrameRecord>(&*record))
        builder.add(*frame, payloadOf(row));
    else if (const auto *state = std::get_if<closing::StateRecord>(&*record))
        builder.add(*state);
    else if (const auto *event = std::get_if<closing::EventRecord>(&*record))
        builder.add(*event);
    else if (const auto *outcome = std::get_if<closing::OutcomeRecord>(&*record))
        builder.add(*outcome);
    else if (const auto *opaque = std::get_if<closing::OpaqueRecord>(&*record))
        builder.add(*opaque);
}

bool isOnTheWire(const Row &row)
{
    return row.isFrame() && row.leg == closing::Leg::Peer &&
           closing::onTheWire(row.direction, row.disposition);
}

/// Gathers the rows that matter, each once and in their order.
class Gathering
{
public:
    Gathering(Reader &reader, const StoredConnection &connection)
        : m_reader(reader)
        , m_connection(connection)
        , m_last(reader.lastSeq(connection.id))
    {
    }

    closing::Account account()
    {
        addStory();
        addDataAroundPings();
        addDataAfterClose();
        for (const Direction direction : {Direction::Sent, Direction::Received})
            addLastBeforeEnd(direction);
        closing::Account account = build();
        const Totals totals = m_reader.totals(m_connection.id);
        closing::Lane &sent = account.lanes[0];
        sent.frames = totals.sentFrames;
        sent.bytes = totals.sentBytes;
        closing::Lane &received = account.lanes[1];
        received.frames = totals.receivedFrames;
        received.bytes = totals.receivedBytes;
        account.last = std::max(account.last, clampedTime(totals.lastT));
        return account;
    }

private:
    closing::Account build() const
    {
        closing::AccountBuilder builder(m_connection.kind.toStdString(),
                                        m_connection.url.toStdString(),
                                        clampedTime(m_connection.t));
        for (const auto &[seq, row] : m_rows)
            addRow(builder, row);
        closing::Account account = builder.account();
        account.incomplete = account.incomplete || m_incomplete;
        return account;
    }

    void keep(const QVector<Row> &rows)
    {
        for (const Row &row : rows) {
            if (row.seq <= m_last)
                m_rows.emplace(row.seq, row);
        }
    }

    /// The story's beginning, and as much of its end as fits.
    void addStory()
    {
        const auto head = m_reader.story(m_connection.id, 1, storyHead, controlPayload);
        keep(head);
        if (head.size() < storyHead)
            return;
        quint64 reach = storyTail;
        quint64 first = m_last - std::min(reach - 1, m_last - 1);
        auto tail = m_reader.story(m_connection.id, first, storyTail, controlPayload);
        while (first > head.last().seq) {
            reach *= 4;
            const quint64 earlier = m_last - std::min(reach - 1, m_last - 1);
            const auto more = m_reader.story(m_connection.id, earlier, storyTail, controlPayload);
            // A full page may not go as far as the end.
            if (more.size() >= storyTail)
                break;
            first = earlier;
            tail = more;
        }
        keep(tail);
        m_incomplete = first > head.last().seq + 1;
    }

    /// All records from `first` on, as many as a window has.
    void addWindow(quint64 first, quint64 end)
    {
        const auto rows = m_reader.rows(m_connection.id, first, windowRows, 0);
        for (const Row &row : rows) {
            if (row.kind == Kind::Data && row.seq < end && row.seq <= m_last)
                m_rows.emplace(row.seq, row);
        }
        if (!rows.isEmpty() && rows.last().seq + 1 < std::min(end, m_last + 1))
            m_incomplete = true;
    }

    /// What the answering end sent between the last answered Ping and its Pong.
    void addDataAroundPings()
    {
        const closing::Account story = build();
        for (const closing::Lane &lane : story.lanes) {
            if (!lane.lastAnswered)
                continue;
            const quint64 ping = seqOf(lane.lastAnswered->ping.number);
            const quint64 pong = seqOf(lane.lastAnswered->pong->number);
            if (pong > ping + 1)
                addWindow(ping + 1, pong);
        }
    }

    quint64 seqOf(quint64 number) const
    {
        const auto found = std::ranges::find_if(m_rows, [&](const auto &entry) {
            return entry.second.isFrame() && entry.second.number == number;
        });
        return found == m_rows.end() ? 0 : found->first;
    }

    /// The first Close on the wire; the end of all records if there is none.
    void addDataAfterClose()
    {
        const auto close = std::ranges::find_if(m_rows, [](const auto &entry) {
            return isOnTheWire(entry.second) && entry.second.header.opcode == wire::Opcode::Close;
        });
        if (close == m_rows.end())
            return;
        m_end = close->first;
        m_endTime = clampedTime(close->second.t);
        addWindow(m_end + 1, m_last + 1);
    }

    void addLastBeforeEnd(Direction direction)
    {
        const quint64 end = std::min(m_end, m_last + 1);
        const Time endTime =
            std::min(m_endTime, clampedTime(m_reader.totals(m_connection.id).lastT));
        const Time slot = endTime / rateSlot * rateSlot;
        if (lookBackwards(direction, end, slot, windowRows))
            return;
        // Far back: the rates say where.
        Time from = 0;
        Time to = slot;
        for (Time slice = to; slice > rateSlot;) {
            slice = std::max<Time>((to - from) / 512 / rateSlot, 1) * rateSlot;
            const auto rates = m_reader.rates(m_connection.id, from, to - 1, slice);
            const auto last = std::find_if(rates.rbegin(), rates.rend(), [&](const Rate &rate) {
                return (direction == Direction::Sent ? rate.sentFrames : rate.receivedFrames) > 0;
            });
            if (last == rates.rend())
                return;
            from = last->t;
            to = std::min(to, from + slice);
        }
        lookBackwards(direction, m_reader.seqAtTime(m_connection.id, to), from, 0);
    }

    /// Looks for the last frame of a direction before `end`, at least as far back as the time
    /// `from` and `rows` records, within bounds. What came after it matters too.
    bool lookBackwards(Direction direction, quint64 end, Time from, quint64 rows)
    {
        quint64 scanned = 0;
        while (end > 1 && scanned < mostScanned) {
            const quint64 count = std::min<quint64>(windowRows, end - 1);
            const auto page = m_reader.rows(m_connection.id, end - count, static_cast<int>(count),
                                            controlPayload);
            const auto last = std::find_if(page.rbegin(), page.rend(), [&](const Row &row) {
                return row.seq < end && isOnTheWire(row) && row.direction == direction;
            });
            if (last != page.rend()) {
                keep({*last});
                keepNextSent(last->seq);
                return true;
            }
            if (page.isEmpty() || (page.first().t < from && scanned >= rows))
                return false;
            scanned += count;
            end -= count;
        }
        return false;
    }

    /// The first frame of ours after what came last: it may have met a connection that was gone.
    void keepNextSent(quint64 seq)
    {
        constexpr int nearby = 256;
        const auto rows = m_reader.rows(m_connection.id, seq + 1, nearby, controlPayload);
        const auto next = std::ranges::find_if(rows, [&](const Row &row) {
            return isOnTheWire(row) && row.direction == Direction::Sent;
        });
        if (next != rows.end())
            keep({*next});
    }

    Reader &m_reader;
    const StoredConnection &m_connection;
    quint64 m_last;
    quint64 m_end = ~quint64{0};
    Time m_endTime = noTime;
    std::map<quint64, Row> m_rows;
    bool m_incomplete = false;
};

} // namespace

closing::Account accountOf(Reader &reader, const StoredConnection &connection)
{
    return Gathering(reader, connection).account();
}

} // namespace ajar::session
