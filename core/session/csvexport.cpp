// SPDX-License-Identifier: MIT
#include "closing/names.h"
#include "session/bytes.h"
#include "session/contentreaders.h"
#include "session/csvline.h"
#include "session/exportwriter.h"
#include "session/jsontime.h"
#include "session/jsonwriter.h"
#include "session/marklines.h"
#include "wire/closebody.h"
#include "wire/utf8.h"

#include <array>
#include <map>

namespace ajar::session
{

namespace
{

/// The columns in their order.
enum class Column : quint8 {
    Connection,
    Time,
    Seconds,
    Type,
    Number,
    Leg,
    Direction,
    Opcode,
    Fin,
    Rsv,
    Masked,
    MaskKey,
    Length,
    WireLength,
    InflatedLength,
    Disposition,
    Ref,
    Text,
    Base64,
    Code,
    Reason,
    Findings,
    State,
    Previous,
    Event,
    Details,
    Colour,
    Note,
};
constexpr std::array names{
    "connection",     "time",        "t",        "type",   "n",       "leg",    "direction",
    "opcode",         "fin",         "rsv",      "masked", "maskKey", "length", "wireLength",
    "inflatedLength", "disposition", "ref",      "text",   "base64",  "code",   "reason",
    "findings",       "state",       "previous", "event",  "details", "colour", "note"};
static_assert(names.size() == static_cast<std::size_t>(Column::Note) + 1);

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

QByteArray truth(bool value)
{
    return value ? "true" : "false";
}

/// The cells of one record, by their columns.
class Cells
{
public:
    void set(Column column, const QByteArray &value)
    {
        m_cells[static_cast<std::size_t>(column)] = value;
    }
    void set(Column column, std::string_view value) { set(column, bytesOf(value)); }
    void set(Column column, const std::string &value) { set(column, bytesOf(value)); }
    void set(Column column, const char *value) { set(column, QByteArray(value)); }
    void number(Column column, quint64 value) { set(column, QByteArray::number(value)); }

    QByteArray line() const { return csvLine(m_cells); }

private:
    std::array<QByteArray, names.size()> m_cells;
};

/// As text where it is one; programs that read CSV take no NUL.
void setPayload(Cells &cells, const QByteArray &bytes, bool mayBeText)
{
    if (bytes.isEmpty())
        return;
    if (mayBeText && !bytes.contains('\0') && wire::isUtf8(wireBytes(bytes)))
        cells.set(Column::Text, bytes);
    else
        cells.set(Column::Base64, bytes.toBase64());
}

void setHeader(Cells &cells, const Row &row)
{
    const wire::FrameHeader &header = row.header;
    cells.set(Column::Type, "frame");
    cells.number(Column::Number, row.number);
    cells.set(Column::Leg, closing::name(row.leg));
    cells.set(Column::Direction, closing::name(row.direction));
    cells.set(Column::Opcode, closing::name(header.opcode));
    cells.set(Column::Fin, truth(header.fin));
    cells.number(Column::Rsv, header.rsv);
    cells.set(Column::Masked, truth(header.masked));
    if (header.masked)
        cells.set(Column::MaskKey,
                  "0x" + QByteArray(reinterpret_cast<const char *>(header.maskKey.data()), 4)
                             .toHex()); // figures alone would be read as a number
    cells.number(Column::Length, header.length);
    cells.number(Column::WireLength, header.size() + row.payloadSize);
    if (row.inflated)
        cells.number(Column::InflatedLength, *row.inflated);
    cells.set(Column::Disposition, closing::name(row.disposition));
    if (row.ref)
        cells.number(Column::Ref, row.ref);
    QByteArray findings;
    for (int i = 0; i < wire::findingCount; ++i) {
        if (row.findings.has(static_cast<wire::Finding>(i)))
            findings += (findings.isEmpty() ? "" : " ") +
                        bytesOf(wire::findingId(static_cast<wire::Finding>(i)));
    }
    cells.set(Column::Findings, findings);
}

class CsvExport : public ExportWriter
{
public:
    CsvExport(Reader &reader, const ExportOptions &options)
        : m_withSecrets(options.withSecrets)
        , m_marks(marksFor(reader, options))
        , m_contents(reader, options.cancelled)
    {
    }

    QByteArray begin(const QVector<StoredConnection> &connections) override
    {
        for (const StoredConnection &connection : connections)
            m_offsets.emplace(connection.id, connection.wallNanoseconds - connection.t);
        Cells header;
        for (std::size_t i = 0; i < names.size(); ++i)
            header.set(static_cast<Column>(i), names[i]);
        return header.line();
    }

    QByteArray record(quint32 connection, const Row &row) override
    {
        Cells cells;
        cells.number(Column::Connection, connection);
        cells.set(Column::Time, dateFromTime(m_offsets.at(connection) + row.t));
        cells.set(Column::Seconds, secondsText(row.t));
        if (row.isFrame())
            setFrame(cells, connection, row);
        else
            setOther(cells, connection, row);
        setMark(cells, connection, row);
        if (row.kind == Kind::Outcome)
            m_contents.forget(connection);
        return cells.line();
    }

    QByteArray end() override { return {}; }

private:
    void setFrame(Cells &cells, quint32 connection, const Row &row)
    {
        setHeader(cells, row);
        if (row.header.opcode == wire::Opcode::Close) {
            const wire::CloseBody body = wire::parseCloseBody(wireBytes(row.payload));
            if (body.code)
                cells.number(Column::Code, *body.code);
            if (wire::isUtf8(wireBytes(bytesOf(body.reason))))
                cells.set(Column::Reason, body.reason);
            cells.set(Column::Base64, row.payload.toBase64());
            return;
        }
        const Content content = m_contents.content(connection, row);
        setPayload(cells, content.bytes, row.header.opcode != wire::Opcode::Binary);
        cells.set(Column::Details, contentNote(content).toUtf8());
    }

    void setOther(Cells &cells, quint32 connection, const Row &row)
    {
        const auto member = [&](const char *name) {
            return row.details.value(QLatin1String(name)).toString().toUtf8();
        };
        switch (row.kind) {
        case Kind::State:
            cells.set(Column::Type, "state");
            cells.set(Column::State, closing::name(row.state));
            cells.set(Column::Previous, closing::name(row.previous));
            break;
        case Kind::Opaque:
            cells.set(Column::Type, "opaque");
            cells.set(Column::Direction, closing::name(row.direction));
            cells.number(Column::Length, row.payloadSize);
            cells.set(Column::Base64, row.payload.toBase64());
            break;
        case Kind::Outcome:
            cells.set(Column::Type, "outcome");
            cells.set(Column::State, member("state"));
            cells.set(Column::Details, jsonLine(connection, row, m_withSecrets));
            break;
        default:
            cells.set(Column::Type, "event");
            cells.set(Column::Event, member("event"));
            cells.set(Column::Details, jsonLine(connection, row, m_withSecrets));
        }
    }

    void setMark(Cells &cells, quint32 connection, const Row &row)
    {
        const auto mark = m_marks(connection, row.seq);
        if (!mark)
            return;
        cells.set(Column::Colour, name(mark->colour));
        if (!mark->note.contains('\0') && wire::isUtf8(wireBytes(mark->note)))
            cells.set(Column::Note, mark->note);
    }

    bool m_withSecrets;
    MarkSource m_marks;
    std::map<quint32, qint64> m_offsets; ///< from the session's clock to the wall's
    ContentReaders m_contents;
};

} // namespace

std::unique_ptr<ExportWriter> makeCsvExport(Reader &reader, const ExportOptions &options)
{
    return std::make_unique<CsvExport>(reader, options);
}

} // namespace ajar::session
