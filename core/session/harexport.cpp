// SPDX-License-Identifier: MIT
#include "session/bytes.h"
#include "session/contentreaders.h"
#include "session/exportwriter.h"
#include "session/harentry.h"
#include "session/harmessages.h"
#include "session/jsonmembers.h"
#include "session/jsonparts.h"
#include "session/jsontime.h"
#include "session/jsonwriter.h"
#include "session/marklines.h"
#include "session/verdictlines.h"
#include "session/wireframe.h"
#include "wire/closebody.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr qsizetype mostRecords = 100'000;

/// The first Close on the wire, or that there was none, as HTTP Toolkit writes it.
struct Closing {
    std::optional<closing::Time> t;
    wire::CloseBody body;
    bool aborted = false;
    std::optional<closing::Time> reportedAt; ///< another program told of one that it did not keep
    QByteArray reported;                     ///< its event
};

/// What is known of the connection under way.
struct Entry {
    Entry(ContentReaders &contents, const MarkSource &marks, StoredConnection stored,
          Opening itsOpening)
        : connection(std::move(stored))
        , opening(std::move(itsOpening))
        , messages(contents, marks, connection.id, connection.wallNanoseconds - connection.t)
    {
    }

    StoredConnection connection;
    Opening opening;
    HarMessages messages;
    bool hasMessages = false;
    closing::Time lastT = 0;
    Closing closing;
    quint64 lastNumber = 0;    ///< of the frames so far
    QList<QByteArray> records; ///< states, events and the outcome, so that an import has them again
    quint64 moreRecords = 0;
    QByteArray outcome;
};

/// Writes a HAR 1.2 log as Chrome's network panel does, an entry for each connection. Of a proxied
/// connection it has the leg to the peer.
class HarExport : public ExportWriter
{
public:
    HarExport(Reader &reader, const ExportOptions &options)
        : m_reader(reader)
        , m_options(options)
        , m_marks(marksFor(reader, options))
        , m_contents(reader, options.cancelled)
    {
    }

    bool takesOneByOne() const override { return true; }

    QByteArray begin(const QVector<StoredConnection> &connections) override
    {
        m_connections = connections;
        JsonWriter creator;
        creator.beginObject().string("name", "Ajar").string("version", AJAR_VERSION).endObject();
        return "{\"log\":{\"version\":\"1.2\",\"creator\":" + creator.json() +
               ",\"pages\":[],\"entries\":[";
    }

    QByteArray record(quint32 connection, const Row &row) override
    {
        QByteArray out;
        if (!m_entry || m_entry->connection.id != connection) {
            out = finishEntry();
            out += beginEntry(connection);
        }
        m_entry->lastT = row.t;
        if (row.isFrame() && isOnTheWire(row) && row.leg == closing::Leg::Peer) {
            m_entry->lastNumber = row.damaged ? m_entry->lastNumber : row.number;
            out += frame(row);
        } else if (!row.isFrame() && row.kind != Kind::Opaque) {
            addRecord(connection, row);
        }
        if (row.kind == Kind::State)
            m_entry->closing.aborted = row.state == closing::LinkState::Aborted;
        return out;
    }

    QByteArray end() override { return finishEntry() + "\n]}}\n"; }

private:
    QByteArray beginEntry(quint32 connection)
    {
        const auto stored = std::ranges::find(m_connections, connection, &StoredConnection::id);
        m_entry.emplace(m_contents, m_marks, *stored, openingOf(m_reader, connection));
        JsonWriter json;
        json.beginObject();
        writeHarOpening(json, m_entry->connection, m_entry->opening, m_options.withSecrets);
        const QByteArray separator = m_any ? ",\n" : "\n";
        m_any = true;
        return separator + json.json() + ",\"_webSocketMessages\":[";
    }

    QByteArray messages(const QList<QByteArray> &objects)
    {
        QByteArray out;
        for (const QByteArray &object : objects) {
            out += (m_entry->hasMessages ? ",\n" : "\n") + object;
            m_entry->hasMessages = true;
        }
        return out;
    }

    void addRecord(quint32 connection, const Row &row)
    {
        const QByteArray line = jsonLine(connection, row, m_options.withSecrets);
        if (row.kind == Kind::Outcome)
            m_entry->outcome = line;
        if (row.kind == Kind::Event &&
            row.details.value(QLatin1String("event")) == QLatin1String("close-reported")) {
            m_entry->closing.reportedAt = row.t;
            m_entry->closing.reported = line;
        }
        if (m_entry->records.size() == mostRecords) {
            ++m_entry->moreRecords;
            return;
        }
        JsonWriter json;
        json.beginObject()
            .unsignedInteger("afterN", m_entry->lastNumber)
            .raw("record", view(line))
            .endObject();
        m_entry->records += json.json();
    }

    QByteArray frame(const Row &row)
    {
        if (row.header.opcode == wire::Opcode::Close && !m_entry->closing.t) {
            m_entry->closing.t = row.t;
            m_entry->closing.body = wire::parseCloseBody(
                {reinterpret_cast<const std::uint8_t *>(row.payload.constData()),
                 static_cast<std::size_t>(row.payload.size())});
        }
        return messages(m_entry->messages.frame(row));
    }

    void writeClosing(JsonWriter &json) const
    {
        const Closing &closing = m_entry->closing;
        const StoredConnection &connection = m_entry->connection;
        if (closing.t || closing.reportedAt) {
            json.beginObject("_webSocketClose");
            if (closing.body.code)
                json.integer("code", *closing.body.code).string("reason", closing.body.reason);
            for (const auto &[name, value] :
                 jsonMembers(closing.t ? QByteArray() : closing.reported)) {
                if (name == "code" || name == "reason")
                    json.raw(view(name), view(value));
            }
            const closing::Time t = closing.t.value_or(closing.reportedAt.value_or(0));
            json.seconds("timestamp",
                         std::max<qint64>(connection.wallNanoseconds - connection.t + t, 0))
                .endObject();
        } else if (closing.aborted) {
            json.string("_webSocketClose", "aborted");
        }
    }

    QByteArray finishEntry()
    {
        if (!m_entry)
            return {};
        const QByteArray rest = messages(m_entry->messages.rest());
        const StoredConnection connection = m_entry->connection;
        JsonWriter json;
        json.beginObject();
        writeHarTimings(json, connection, m_entry->opening, m_entry->lastT);
        writeClosing(json);
        json.beginObject("_ajar")
            .unsignedInteger("connection", connection.id)
            .string("kind", view(connection.kind.toUtf8()))
            .string("wallTime", dateFromTime(connection.wallNanoseconds))
            .seconds("t", connection.t)
            .raw("options", view(optionsJson(connection, m_options.withSecrets)))
            .raw("records", view('[' + m_entry->records.join(",\n") + ']'));
        if (m_entry->moreRecords > 0)
            json.unsignedInteger("recordsLeftOut", m_entry->moreRecords);
        if (!m_entry->outcome.isEmpty())
            json.raw("outcome", view(m_entry->outcome));
        if (m_options.verdict)
            json.raw("verdict",
                     view(verdictJson(connection.id, verdictFor(m_reader, connection, m_options))));
        json.endObject().endObject();
        m_contents.forget(connection.id);
        m_entry.reset();
        return rest + "]," + json.json().mid(1);
    }

    Reader &m_reader;
    const ExportOptions &m_options;
    MarkSource m_marks;
    ContentReaders m_contents;
    QVector<StoredConnection> m_connections;
    std::optional<Entry> m_entry;
    bool m_any = false;
};

} // namespace

std::unique_ptr<ExportWriter> makeHarExport(Reader &reader, const ExportOptions &options)
{
    return std::make_unique<HarExport>(reader, options);
}

} // namespace ajar::session
