// SPDX-License-Identifier: MIT
#include "session/importedrows.h"
#include "session/importformat.h"
#include "session/importorder.h"
#include "session/jsonheader.h"
#include "session/linereader.h"
#include "session/sessionname.h"

#include <QIODevice>

namespace ajar::session
{

namespace
{

constexpr quint64 linesBetweenLooks = 512;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr char recordSeparator = 0x1E; ///< before each text of a JSON sequence (RFC 7464 2.2)

Fault faultOf(LineFault fault)
{
    return fault == LineFault::NotOurs        ? Fault::NotASession
           : fault == LineFault::NewerVersion ? Fault::NewerVersion
                                              : Fault::Damaged;
}

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// What it is if it can't be an export; empty if it may be one.
QString somethingElse(std::string_view beginning)
{
    using namespace std::string_view_literals;
    if (beginning.empty())
        return QStringLiteral("it is empty");
    for (const std::string_view mark : {"\xFE\xFF"sv, "\xFF\xFE"sv, "{\0"sv, "\0{"sv}) {
        if (beginning.starts_with(mark))
            return QStringLiteral("it is UTF-16, where JSON Lines is UTF-8");
    }
    if (beginning.starts_with("SQLite format 3"))
        return QStringLiteral("it is an SQLite database, and no JSON Lines; a session file needs "
                              "no import");
    const std::size_t first = beginning.find_first_not_of(" \t\r\n\x1E");
    if (first != std::string_view::npos && beginning[first] != '{')
        return QStringLiteral("an export in JSON Lines begins with {\"format\":\"ajar\"");
    return {};
}

/// One import, from the header to the last line.
class Import
{
public:
    explicit Import(const ImportSource &source)
        : m_device(source.device)
        , m_name(source.name)
        , m_options(source.options)
        , m_isSequence(source.begun.startsWith(recordSeparator))
        , m_lines(source.device, source.options.longestLine, source.options.cancelled, source.begun,
                  m_isSequence ? recordSeparator : '\n')
    {
    }

    ImportReport run(SessionFile &file)
    {
        Error error = begin();
        if (!error)
            error = readHeader();
        if (!error)
            error = readRecords(file);
        m_report.error = error;
        return m_report;
    }

private:
    Error begin();
    Error readHeader();
    Error readRecords(SessionFile &file);
    Error readLine(ImportedRows &rows);
    Error readRecord(ImportedRows &rows, ImportedRecord record);
    Error readMark(ImportedRows &rows, ImportedMark mark);
    Error leaveOut(const Error &why);
    Error errorOf(const LineProblem &problem) const;
    Error tooLong() const;
    Error stopped(LineReader::Got got) const;
    QString lineName() const;
    void noteUnknownMember(const std::string &member);
    void tellProgress() const;

    QIODevice &m_device;
    const QString &m_name;
    const ImportOptions &m_options;
    const bool m_isSequence; ///< RFC 7464: its texts may go over several lines
    LineReader m_lines;
    ImportReport m_report;
    std::vector<NewConnection> m_connections;
    QByteArray m_sessionName;
    ImportOrder m_order;
    std::optional<RecordPlace> m_before; ///< the record of the line before
    bool m_marked = false;               ///< it has its mark
};

Error Import::begin()
{
    std::string_view beginning = m_lines.peek();
    if (beginning.empty() && m_lines.hasStopped())
        return stopped(m_lines.next());
    if (beginning.starts_with(byteOrderMark)) {
        m_lines.skip(byteOrderMark.size());
        beginning.remove_prefix(byteOrderMark.size());
    }
    const QString what = somethingElse(beginning);
    return what.isEmpty() ? Error{} : Error{Fault::NotASession, m_name, what};
}

Error Import::readHeader()
{
    LineReader::Got got = m_lines.next();
    while (got == LineReader::Got::Line && isBlank(m_lines.line()))
        got = m_lines.next();
    if (got == LineReader::Got::TooLong)
        return tooLong();
    if (got == LineReader::Got::End)
        return {Fault::NotASession, m_name, QStringLiteral("it has nothing but empty lines")};
    if (got != LineReader::Got::Line)
        return stopped(got);
    ImportedHeader header = importedHeader(m_lines.line());
    if (header.problem)
        return errorOf(*header.problem);
    for (const NewConnection &connection : header.connections)
        m_order.add(connection.id);
    noteUnknownMember(header.unknownMember);
    m_report.connections = header.connections.size();
    m_connections = std::move(header.connections);
    m_sessionName = std::move(header.name);
    return {};
}

Error Import::readRecords(SessionFile &file)
{
    ImportedRows rows(file, std::move(m_connections));
    for (;;) {
        const LineReader::Got got = m_lines.next();
        Error error;
        if (got == LineReader::Got::TooLong) {
            m_before.reset();
            error = leaveOut(tooLong());
        } else if (got == LineReader::Got::Line)
            error = readLine(rows);
        else if (got == LineReader::Got::End)
            break;
        else
            error = stopped(got);
        if (error)
            return error;
        if (m_lines.number() % linesBetweenLooks != 0)
            continue;
        if (m_options.cancelled && *m_options.cancelled)
            return stopped(LineReader::Got::Cancelled);
        tellProgress();
    }
    tellProgress();
    const Error error = rows.finish();
    return error ? error : storeName(file, m_sessionName);
}

Error Import::readLine(ImportedRows &rows)
{
    if (isBlank(m_lines.line()))
        return {};
    ImportedLine line = importedLine(m_lines.line());
    if (!line.problem && line.record)
        line.problem = m_order.check(*line.record);
    if (!line.problem && line.mark)
        line.problem = m_marked ? LineProblem{LineFault::Twice, 0, "the record has a mark already"}
                                : line.mark->check(m_before);
    if (line.problem) {
        if (!line.mark)
            m_before.reset();
        return leaveOut(errorOf(*line.problem));
    }
    noteUnknownMember(line.unknownMember);
    if (line.mark)
        return readMark(rows, std::move(*line.mark));
    return line.record ? readRecord(rows, std::move(*line.record)) : Error{};
}

Error Import::readRecord(ImportedRows &rows, ImportedRecord record)
{
    m_order.note(record);
    m_before = RecordPlace::of(record);
    m_marked = false;
    ++m_report.records;
    m_report.damaged += record.damaged ? 1 : 0;
    return rows.add(std::move(record));
}

Error Import::readMark(ImportedRows &rows, ImportedMark mark)
{
    m_marked = true;
    return rows.addMark(std::move(mark.mark));
}

Error Import::leaveOut(const Error &why)
{
    if (!m_options.keepGoing)
        return why;
    ++m_report.leftOut;
    if (m_options.leftOut)
        m_options.leftOut(why);
    return {};
}

Error Import::errorOf(const LineProblem &problem) const
{
    QString text = QStringLiteral("%1, column %2: %3")
                       .arg(lineName())
                       .arg(problem.at + 1)
                       .arg(QString::fromStdString(problem.text));
    if (problem.fault == LineFault::NotOurs)
        text += QStringLiteral("; an export in JSON Lines begins with {\"format\":\"ajar\"");
    else if (problem.fault == LineFault::EndsEarly && !m_lines.endsWithLineEnd())
        text += QStringLiteral("; the file ends there too, so it may have been cut off");
    return {faultOf(problem.fault), m_name, text};
}

Error Import::tooLong() const
{
    return {Fault::Damaged, m_name,
            QStringLiteral("%1 has more than %2 bytes").arg(lineName()).arg(m_options.longestLine)};
}

/// Before the first separator of a sequence is nothing.
QString Import::lineName() const
{
    return m_isSequence ? QStringLiteral("record %1").arg(m_lines.number() - 1)
                        : QStringLiteral("line %1").arg(m_lines.number());
}

Error Import::stopped(LineReader::Got got) const
{
    return got == LineReader::Got::Cancelled ? Error{Fault::Cancelled, m_name, {}}
                                             : Error{Fault::Io, m_name, m_lines.problem()};
}

void Import::noteUnknownMember(const std::string &member)
{
    if (!member.empty() && m_report.withUnknownMembers++ == 0)
        m_report.firstUnknownMember =
            QStringLiteral("%1, %2").arg(lineName(), QString::fromStdString(member));
}

void Import::tellProgress() const
{
    const qint64 total = m_device.isSequential() ? 0 : m_device.size();
    if (m_options.progress)
        m_options.progress(m_lines.bytesRead(), static_cast<quint64>(std::max<qint64>(total, 0)));
}

} // namespace

ImportReport importJsonLines(const ImportSource &source, SessionFile &file)
{
    return Import(source).run(file);
}

} // namespace ajar::session
