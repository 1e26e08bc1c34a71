// SPDX-License-Identifier: MIT
#include "session/exporter.h"

#include "session/exportsource.h"
#include "session/exportwriter.h"
#include "session/files.h"
#include "session/marklines.h"
#include "session/plaintext.h"
#include "session/recordlines.h"
#include "session/secrets.h"
#include "session/verdictlines.h"

#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <array>

namespace ajar::session
{

namespace
{

constexpr qsizetype writeAtOnce = qsizetype{256} * 1024;
constexpr quint64 recordsBetweenLooks = 512;

struct FormatName {
    QLatin1String name;
    ExportFormat format;
};
constexpr std::array formatNames{
    FormatName{QLatin1String("jsonl"), ExportFormat::JsonLines},
    FormatName{QLatin1String("text"), ExportFormat::Text},
    FormatName{QLatin1String("pcapng"), ExportFormat::PcapNg},
    FormatName{QLatin1String("har"), ExportFormat::Har},
    FormatName{QLatin1String("csv"), ExportFormat::Csv},
    FormatName{QLatin1String("mermaid"), ExportFormat::Mermaid},
};

/// Collects lines and writes them in large pieces.
class LineWriter
{
public:
    explicit LineWriter(QIODevice &device)
        : m_device(device)
    {
    }

    void add(const QByteArray &line) { put(line + '\n'); }
    void put(const QByteArray &bytes)
    {
        m_buffer.append(bytes);
        if (m_buffer.size() >= writeAtOnce)
            write();
    }
    void write()
    {
        if (!failed() && m_device.write(m_buffer) != m_buffer.size())
            m_problem = m_device.errorString();
        m_buffer.clear();
    }
    bool failed() const { return !m_problem.isNull(); }
    QString problem() const { return m_problem; }

private:
    QIODevice &m_device;
    QByteArray m_buffer;
    QString m_problem;
};

QByteArray connectionLine(const StoredConnection &connection, bool withSecrets)
{
    const auto wall =
        QDateTime::fromMSecsSinceEpoch(connection.wallNanoseconds / 1'000'000, Qt::UTC);
    const QByteArray url =
        withSecrets ? connection.url.toUtf8() : withoutUrlSecrets(connection.url.toUtf8());
    const QByteArray text = "connection " + QByteArray::number(connection.id) + ": " +
                            connection.kind.toUtf8() + ' ' + url + ' ' +
                            wall.toString(Qt::ISODateWithMs).toLatin1();
    return "# " + escaped({text.constData(), static_cast<std::size_t>(text.size())}).toUtf8();
}

/// A record's line and its mark: behind it, or as a line of its own.
void addLines(LineWriter &lines, const QByteArray &record, quint32 connection, const Row &row,
              const std::optional<Mark> &mark, bool json)
{
    if (mark && !json) {
        lines.add(record + "  (" + markText(*mark).toUtf8() + ')');
        return;
    }
    lines.add(record);
    if (mark)
        lines.add(markJson(connection, row, *mark));
}

/// Writes the verdict of each connection once: behind its outcome, or at the end.
class Verdicts
{
public:
    Verdicts(Reader &reader, const QVector<StoredConnection> &connections,
             const ExportOptions &options, LineWriter &lines)
        : m_reader(reader)
        , m_options(options)
        , m_lines(lines)
        , m_due(options.verdict ? connections : QVector<StoredConnection>())
    {
    }

    void add(quint32 connection)
    {
        const auto due = std::ranges::find(m_due, connection, &StoredConnection::id);
        if (due == m_due.end())
            return;
        write(*due);
        m_due.erase(due);
    }
    void addTheRest()
    {
        for (const StoredConnection &connection : std::as_const(m_due))
            write(connection);
    }

private:
    void write(const StoredConnection &connection)
    {
        const closing::Verdict verdict = verdictFor(m_reader, connection, m_options);
        if (m_options.format == ExportFormat::JsonLines) {
            m_lines.add(verdictJson(connection.id, verdict));
            return;
        }
        const QStringList lines = verdictText(connection.id, verdict);
        for (const QString &line : lines)
            m_lines.add("# " + line.toUtf8());
    }

    Reader &m_reader;
    const ExportOptions &m_options;
    LineWriter &m_lines;
    QVector<StoredConnection> m_due;
};

} // namespace

closing::Verdict verdictFor(Reader &reader, const StoredConnection &connection,
                            const ExportOptions &options)
{
    closing::Verdict verdict = options.verdict(reader, connection);
    if (options.withSecrets)
        return verdict;
    const auto hideSecrets = [](std::string &text) {
        text = withoutSecrets("text", QByteArray::fromStdString(text)).toStdString();
    };
    hideSecrets(verdict.headline);
    for (closing::Sentence &sentence : verdict.sentences)
        hideSecrets(sentence.text);
    return verdict;
}

std::unique_ptr<ExportWriter> makeExportWriter(Reader &reader, const ExportOptions &options)
{
    switch (options.format) {
    case ExportFormat::JsonLines:
    case ExportFormat::Text:
        return nullptr;
    case ExportFormat::PcapNg:
        return makePcapngExport(reader, options);
    case ExportFormat::Har:
        return makeHarExport(reader, options);
    case ExportFormat::Csv:
        return makeCsvExport(reader, options);
    case ExportFormat::Mermaid:
        return makeMermaidExport(reader, options);
    }
    return nullptr;
}

std::optional<ExportFormat> exportFormatFromName(const QString &name)
{
    const auto known = std::ranges::find(formatNames, name, &FormatName::name);
    if (known != formatNames.end())
        return known->format;
    return std::nullopt;
}

Error exportSession(Reader &reader, QIODevice &device, const ExportOptions &options)
{
    QVector<StoredConnection> connections = reader.connections();
    if (options.connection) {
        connections.removeIf(
            [&](const StoredConnection &stored) { return stored.id != *options.connection; });
        if (connections.isEmpty())
            return {Fault::NotFound, reader.path(),
                    QStringLiteral("no connection %1").arg(*options.connection)};
    }
    const bool json = options.format == ExportFormat::JsonLines;
    const std::unique_ptr<ExportWriter> writer = makeExportWriter(reader, options);
    LineWriter lines(device);
    if (writer)
        lines.put(writer->begin(connections));
    else if (json)
        lines.add(jsonHeader(reader, options.withSecrets, options.connection));
    for (const StoredConnection &connection : connections) {
        if (!json && !writer)
            lines.add(connectionLine(connection, options.withSecrets));
    }

    ExportTally tally;
    std::vector<ExportSource> sources = exportSources(reader, connections, options, tally);
    quint64 written = 0;
    Verdicts verdicts(reader, connections, options, lines);
    RecordLines records(reader, options.format, options.withSecrets, options.cancelled);
    const MarkSource marks = marksFor(reader, options);
    const bool oneByOne = writer && writer->takesOneByOne();
    for (ExportMerge merge(sources, oneByOne); const ExportSource *source = merge.current();
         merge.next()) {
        // Whole, so that damage shows in payloads that stand in chunks too.
        const Row row = source->wholeRow();
        tally.damaged += row.damaged ? 1 : 0;
        if (writer)
            lines.put(writer->record(source->connection(), row));
        else
            addLines(lines, records.line(source->connection(), row), source->connection(), row,
                     marks(source->connection(), row.seq), json);
        if (row.kind == Kind::Outcome && !writer)
            verdicts.add(source->connection());
        tally.done += options.keep ? 0 : 1;
        if (++written % recordsBetweenLooks != 0)
            continue;
        if (options.cancelled && *options.cancelled)
            break;
        if (lines.failed())
            break;
        if (options.progress)
            options.progress(tally.done, tally.total);
    }
    if (options.cancelled && *options.cancelled)
        return {Fault::Cancelled, reader.path(), {}};
    if (writer)
        lines.put(writer->end());
    else if (!options.keep)
        verdicts.addTheRest();
    lines.write();
    if (lines.failed())
        return {Fault::Io, reader.path(), lines.problem()};
    if (options.progress)
        options.progress(tally.done, tally.total);
    if (tally.damaged > 0 && !reader.error())
        return {Fault::Damaged, reader.path(),
                QStringLiteral("%1 of %2 records do not fit their checksums")
                    .arg(tally.damaged)
                    .arg(tally.done)};
    return reader.error();
}

Error exportToFile(Reader &reader, const QString &path, const ExportOptions &options)
{
    const QString target = resolvedPath(path);
    if (target == reader.path())
        return {Fault::Exists, path, {}};
    if (Error error = checkTarget(target, true); error)
        return error;
    const QString temporary = temporaryBeside(target);
    if (Error error = createPrivateFile(temporary); error)
        return error;
    QFile file(temporary);
    Error error;
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        error = {Fault::Io, path, file.errorString()};
    else
        error = exportSession(reader, file, options);
    file.close();
    // What could be read of a damaged session is worth keeping.
    if (error && error.fault != Fault::Damaged) {
        QFile::remove(temporary);
        return error;
    }
    const Error moveError = moveIntoPlace(temporary, target, true);
    return moveError ? moveError : error;
}

} // namespace ajar::session
