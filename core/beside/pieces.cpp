// SPDX-License-Identifier: MIT
#include "beside/pieces.h"

#include "session/contentreaders.h"
#include "wire/closebody.h"

#include <zlib.h>

#include <algorithm>

namespace ajar::beside
{

namespace
{

using session::Row;

constexpr int rowsInVisit = 512;
constexpr qsizetype slice = 1 << 20; ///< of a long payload

quint32 summed(quint32 sum, const QByteArray &bytes)
{
    return static_cast<quint32>(::crc32_z(sum, reinterpret_cast<const Bytef *>(bytes.constData()),
                                          static_cast<z_size_t>(bytes.size())));
}

/// What an end did by itself, and what it thought, stays out of the common timeline.
bool tellsOfTheWay(const Row &row)
{
    using closing::Event;
    const auto event = session::eventOf(row);
    return event != Event::TimerStarted && event != Event::TimerCancelled &&
           event != Event::PolicyChanged && event != Event::Finding;
}

/// Makes pieces of the frames of a connection.
class Collector
{
public:
    Collector(session::Reader &reader, Seen &seen, const Work &work)
        : m_reader(reader)
        , m_contents(reader, work.cancelled)
        , m_seen(seen)
    {
    }

    void take(const Row &row)
    {
        if (m_seen.firstT == 0 && m_seen.lastT == 0)
            m_seen.firstT = row.t;
        m_seen.firstT = std::min(m_seen.firstT, row.t);
        m_seen.lastT = std::max(m_seen.lastT, row.t);
        if (!row.isFrame()) {
            if (row.kind == session::Kind::Outcome)
                m_seen.outcome = row.details;
            if (tellsOfTheWay(row))
                m_seen.moments.push_back(
                    {row.seq, row.t,
                     row.kind == session::Kind::State ? std::optional(row.state) : std::nullopt});
        } else if (row.leg == closing::Leg::Peer &&
                   closing::onTheWire(row.direction, row.disposition)) {
            takeFrame(row);
        }
    }

private:
    void takeFrame(const Row &row)
    {
        const Flow flow = flowOf(m_seen.connection, row.direction);
        Pieces &lane = m_seen.lane(flow);
        std::size_t &open = m_open[static_cast<std::size_t>(flow)];
        const bool isControl = wire::isControl(row.header.opcode);
        const bool goesOn = row.header.opcode == wire::Opcode::Continuation && open > 0;
        if (!goesOn) {
            lane.push_back({.seq = row.seq, .number = row.number, .opcode = row.header.opcode});
            if (!isControl)
                open = lane.size();
        }
        Piece &piece = goesOn ? lane[open - 1] : lane.back();
        piece.t = row.t;
        ++piece.frames;
        add(piece, row);
        if (!isControl && row.header.fin)
            open = 0;
    }

    void add(Piece &piece, const Row &row)
    {
        piece.unreadable = piece.unreadable || row.damaged;
        if (row.inflated) {
            const session::Content content = m_contents.content(m_seen.connection.id, row);
            piece.unreadable = piece.unreadable || content.fault != session::ContentFault::None;
            piece.sum = summed(piece.sum, content.bytes);
            piece.size += content.size;
            return;
        }
        piece.sum = summed(piece.sum, row.payload);
        piece.size += row.payloadSize;
        for (auto at = static_cast<quint64>(row.payload.size()); at < row.payloadSize;) {
            const QByteArray more = m_reader.payload(m_seen.connection.id, row.seq, at, slice);
            if (more.isEmpty()) {
                piece.unreadable = true;
                break;
            }
            piece.sum = summed(piece.sum, more);
            at += static_cast<quint64>(more.size());
        }
        if (piece.opcode == wire::Opcode::Close)
            piece.code = codeOf(row.payload);
    }

    static quint16 codeOf(const QByteArray &payload)
    {
        constexpr quint16 noStatus = 1005; // RFC 6455 7.4.1
        const wire::CloseBody body =
            wire::parseCloseBody({reinterpret_cast<const std::uint8_t *>(payload.constData()),
                                  static_cast<std::size_t>(payload.size())});
        return body.code.value_or(noStatus);
    }

    session::Reader &m_reader;
    session::ContentReaders m_contents;
    Seen &m_seen;
    std::array<std::size_t, flows.size()> m_open{}; ///< the message under way, from 1; 0: none
};

} // namespace

Flow flowOf(const session::StoredConnection &connection, closing::Direction direction)
{
    const bool isServer = connection.kind == QLatin1String("server");
    return (direction == closing::Direction::Sent) != isServer ? Flow::ToServer : Flow::ToClient;
}

Seen read(session::Reader &reader, const session::StoredConnection &connection, const Work &work,
          quint64 atMost)
{
    Seen seen;
    seen.connection = connection;
    seen.opening = session::openingOf(reader, connection.id);
    Collector collector(reader, seen, work);
    const quint64 last = std::min(reader.lastSeq(connection.id), atMost);
    for (quint64 next = 1; next <= last && !work.isCancelled();) {
        quint64 behind = next;
        reader.visit(connection.id, next, rowsInVisit, slice, [&](const Row &row) {
            if (row.seq > last)
                return false;
            collector.take(row);
            behind = row.seq + 1;
            return true;
        });
        if (behind == next) // nothing more can be read
            break;
        next = behind;
        if (work.progress)
            work.progress(static_cast<double>(next - 1) / static_cast<double>(last));
    }
    return seen;
}

} // namespace ajar::beside
