// SPDX-License-Identifier: MIT
#include "closing/names.h"
#include "session/contentreaders.h"
#include "session/exportwriter.h"
#include "session/marklines.h"
#include "session/opening.h"
#include "session/openingheads.h"
#include "session/pcapngblocks.h"
#include "session/pcapngcomments.h"
#include "session/secrets.h"
#include "session/tcpconversation.h"
#include "session/wireframe.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ajar::session
{

namespace
{

using closing::Direction;
using closing::Leg;
using End = TcpConversation::End;

constexpr qsizetype mostComments = 32;
constexpr closing::Time worthTelling = 1'000'000;

/// One TCP connection in the making.
struct Stream {
    TcpConversation tcp;
    bool request = false;
    bool response = false;
};

/// Documentation addresses (RFC 5737) and a port for each connection, where none are recorded.
TcpAddresses madeUpAddresses(quint32 connection)
{
    return {.address = QStringLiteral("192.0.2.2"),
            .port = 80,
            .localAddress = QStringLiteral("192.0.2.1"),
            .localPort = static_cast<quint16>(49'152 + connection % 16'384)};
}

/// Writes each leg of a connection as a TCP connection of its own, as a capture behind TLS would
/// have it: the opening handshake, the frames, FIN and RST. What has no packet of its own (states,
/// findings, the outcome) is a comment on the packet before it.
class PcapngExport : public ExportWriter
{
public:
    PcapngExport(Reader &reader, const ExportOptions &options)
        : m_reader(reader)
        , m_withSecrets(options.withSecrets)
        , m_inflated(options.inflated)
        , m_marks(marksFor(reader, options))
        , m_contents(reader, options.cancelled)
    {
    }

    QByteArray begin(const QVector<StoredConnection> &connections) override
    {
        for (const StoredConnection &connection : connections)
            m_connections.emplace(connection.id, connection);
        return pcapngHeader("Ajar " AJAR_VERSION);
    }

    QByteArray record(quint32 connection, const Row &row) override
    {
        if (isOnTheWire(row))
            writeFrame(connection, row);
        else if (const auto event = eventOf(row))
            writeEvent(connection, row, *event);
        if (!row.isFrame())
            comment(connection, row, storyComment(row, m_withSecrets));
        if (const auto mark = m_marks(connection, row.seq))
            comment(connection, row, markText(*mark).toUtf8());
        if (row.kind == Kind::Outcome)
            m_contents.forget(connection);
        return std::exchange(m_out, {});
    }

    QByteArray end() override
    {
        flush();
        return std::exchange(m_out, {});
    }

private:
    struct Pending {
        quint32 connection = 0;
        closing::Time t = 0;
        PcapngPacket packet;
    };

    void flush()
    {
        if (m_pending)
            m_out += pcapngPacket(m_pending->packet);
        m_pending.reset();
    }

    /// The end that sends in a direction: of the leg to the application Ajar is the other one.
    End sender(quint32 connection, Leg leg, Direction direction) const
    {
        const bool server = m_connections.at(connection).kind == QLatin1String("server");
        const bool client = (direction == Direction::Sent) != (server != (leg == Leg::Endpoint));
        return client ? End::Client : End::Server;
    }

    void put(quint32 connection, Leg leg, Stream &stream, Direction direction, closing::Time t,
             quint8 flags, std::string_view bytes = {})
    {
        flush();
        const StoredConnection &stored = m_connections.at(connection);
        const qint64 wall = stored.wallNanoseconds + (t - stored.t);
        m_pending =
            Pending{connection,
                    t,
                    {.nanoseconds = static_cast<quint64>(std::max<qint64>(wall, 0)),
                     .direction = direction,
                     .bytes = stream.tcp.packet(sender(connection, leg, direction), flags, bytes),
                     .comments = {}}};
    }

    void putData(quint32 connection, Leg leg, Stream &stream, Direction direction, closing::Time t,
                 const QByteArray &bytes)
    {
        std::string_view rest(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        while (!rest.empty()) {
            const std::string_view part = rest.substr(0, TcpConversation::mostPayload);
            rest.remove_prefix(part.size());
            put(connection, leg, stream, direction, t,
                TcpConversation::Ack | (rest.empty() ? TcpConversation::Push : 0), part);
        }
    }

    /// Says something of a connection on its packet before, or on a bare ACK if others came since.
    void comment(quint32 connection, const Row &row, const QByteArray &text)
    {
        if (text.isEmpty())
            return;
        if (!m_pending || m_pending->connection != connection) {
            Stream *there = find(connection, row.leg);
            if (!there)
                return;
            put(connection, row.leg, *there, Direction::Sent, row.t, TcpConversation::Ack);
        }
        if (m_pending->packet.comments.size() >= mostComments)
            return;
        const closing::Time later = row.t - m_pending->t;
        m_pending->packet.comments +=
            later < worthTelling
                ? text
                : text + " (" + QByteArray::fromStdString(closing::describeDuration(later)) +
                      " later)";
    }

    /// Begins a stream with the three segments that open it.
    Stream &open(quint32 connection, Leg leg, const TcpAddresses &recorded, closing::Time t)
    {
        TcpAddresses addresses = recorded;
        if (ipBytes(addresses.address).isEmpty() ||
            ipBytes(addresses.address).size() != ipBytes(addresses.localAddress).size() ||
            leg == Leg::Endpoint)
            addresses = madeUpAddresses(connection);
        const TcpConversation::Address local{ipBytes(addresses.localAddress), addresses.localPort};
        const TcpConversation::Address peer{ipBytes(addresses.address), addresses.port};
        const bool weAreClient = sender(connection, leg, Direction::Sent) == End::Client;
        const quint32 firstNumber = ++m_opened * 1000;
        Stream stream{
            TcpConversation(weAreClient ? local : peer, weAreClient ? peer : local, firstNumber)};
        Stream &there =
            m_streams.insert_or_assign({connection, leg}, std::move(stream)).first->second;
        const Direction out = weAreClient ? Direction::Sent : Direction::Received;
        const Direction back = weAreClient ? Direction::Received : Direction::Sent;
        put(connection, leg, there, out, t, TcpConversation::Syn);
        put(connection, leg, there, back, t, TcpConversation::Syn);
        put(connection, leg, there, out, t, TcpConversation::Ack);
        return there;
    }

    Stream *find(quint32 connection, Leg leg)
    {
        const auto found = m_streams.find({connection, leg});
        return found == m_streams.end() ? nullptr : &found->second;
    }

    /// The stream of a leg, begun with what the file has of its opening if its records of that did
    /// not come.
    Stream &stream(quint32 connection, Leg leg, closing::Time t)
    {
        if (Stream *there = find(connection, leg))
            return *there;
        const auto tcp = openingOf(m_reader, connection).tcp;
        return open(connection, leg, tcp.value_or(TcpAddresses()), t);
    }

    void putHead(quint32 connection, Leg leg, Stream &there, bool request, closing::Time t,
                 const QByteArray &head)
    {
        (request ? there.request : there.response) = true;
        const bool server = sender(connection, leg, Direction::Sent) == End::Server;
        const QByteArray shown = m_withSecrets ? head : withoutSecrets("raw", head);
        putData(connection, leg, there, request != server ? Direction::Sent : Direction::Received,
                t, m_inflated ? withoutDeflate(shown) : shown);
    }

    /// Without a handshake nobody takes the frames for frames.
    void needHandshake(quint32 connection, Leg leg, Stream &there, closing::Time t)
    {
        if (there.request && there.response)
            return;
        const Opening opening = openingOf(m_reader, connection);
        const auto supply = [&](bool request, const QByteArray &recorded,
                                const QByteArray &madeUp) {
            putHead(connection, leg, there, request, t, recorded.isEmpty() ? madeUp : recorded);
            if (recorded.isEmpty())
                m_pending->packet.comments += "made up: the session has no such record";
        };
        if (!there.request)
            supply(true, opening.request, madeUpRequest(m_connections.at(connection).url));
        if (!there.response)
            supply(false, opening.response, madeUpResponse());
    }

    void writeEvent(quint32 connection, const Row &row, closing::Event event)
    {
        const Leg leg =
            row.details.value(QLatin1String("leg")).toString() == QLatin1String("endpoint")
                ? Leg::Endpoint
                : Leg::Peer;
        switch (event) {
        case closing::Event::TcpConnected:
            open(connection, leg, addressesOf(row), row.t);
            break;
        case closing::Event::HandshakeRequest:
        case closing::Event::HandshakeResponse:
            putHead(connection, leg, stream(connection, leg, row.t),
                    event == closing::Event::HandshakeRequest, row.t, headOf(row));
            break;
        case closing::Event::FinSent:
        case closing::Event::FinReceived:
            putEnd(connection, leg, row.t, event == closing::Event::FinSent, TcpConversation::Fin);
            break;
        case closing::Event::ResetSent:
        case closing::Event::ResetReceived:
            putEnd(connection, leg, row.t, event == closing::Event::ResetSent,
                   TcpConversation::Reset);
            break;
        default:
            break;
        }
    }

    void putEnd(quint32 connection, Leg leg, closing::Time t, bool sent, TcpConversation::Flag flag)
    {
        const Direction direction = sent ? Direction::Sent : Direction::Received;
        Stream *there = find(connection, leg);
        if (!there || (flag == TcpConversation::Fin &&
                       there->tcp.hasFinished(sender(connection, leg, direction))))
            return;
        put(connection, leg, *there, direction, t, flag | TcpConversation::Ack);
    }

    void writeFrame(quint32 connection, const Row &row)
    {
        Stream &there = stream(connection, row.leg, row.t);
        needHandshake(connection, row.leg, there, row.t);
        QByteArray note = row.kind == Kind::Opaque ? "no frames any more" : frameComment(row);
        QByteArray bytes = row.kind == Kind::Opaque ? row.payload : wireBytesOf(row);
        if (m_inflated && row.inflated) {
            const Content content = m_contents.content(connection, row);
            if (content.compressed && content.fault == ContentFault::None)
                bytes = plainBytesOf(row, content.bytes);
            else
                note += (note.isEmpty() ? "" : "; ") + contentNote(content).toUtf8();
        }
        putData(connection, row.leg, there, row.direction, row.t, bytes);
        comment(connection, row, note);
    }

    Reader &m_reader;
    bool m_withSecrets;
    bool m_inflated;
    MarkSource m_marks;
    std::map<quint32, StoredConnection> m_connections;
    std::map<std::pair<quint32, Leg>, Stream> m_streams;
    ContentReaders m_contents;
    std::optional<Pending> m_pending;
    quint32 m_opened = 0;
    QByteArray m_out;
};

} // namespace

std::unique_ptr<ExportWriter> makePcapngExport(Reader &reader, const ExportOptions &options)
{
    return std::make_unique<PcapngExport>(reader, options);
}

} // namespace ajar::session
