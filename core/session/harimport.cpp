// SPDX-License-Identifier: MIT
#include "session/harimport.h"

#include "session/importformat.h"
#include "session/rowcodec.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

namespace ajar::session
{

namespace
{

constexpr std::size_t longestCreator = 65536;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/// A copy that one can go back in, of what comes through a pipe.
Error spool(const ImportSource &source, QTemporaryFile &copy)
{
    constexpr qint64 blockBytes = 262144;
    if (!copy.open())
        return {Fault::Io, copy.fileTemplate(), copy.errorString()};
    QByteArray block = source.begun;
    do {
        if (source.options.cancelled && *source.options.cancelled)
            return {Fault::Cancelled, source.name, {}};
        if (copy.write(block) != block.size())
            return {Fault::Io, copy.fileName(), copy.errorString()};
        block.resize(blockBytes);
        const qint64 got = source.device.read(block.data(), blockBytes);
        if (got < 0)
            return {Fault::Io, source.name, source.device.errorString()};
        block.truncate(static_cast<qsizetype>(got));
    } while (!block.isEmpty());
    return copy.flush() ? Error{} : Error{Fault::Io, copy.fileName(), copy.errorString()};
}

/// "WebInspector 537.36", of the object that names the writer.
std::string creatorName(std::string_view creator)
{
    std::string name;
    std::vector<JsonMember> members;
    if (!creator.starts_with('{') || scanObject(creator, 0, members))
        return name;
    for (const JsonMember &member : members) {
        std::size_t fault = 0;
        if ((member.name != "name" && member.name != "version") || !member.value.starts_with('"'))
            continue;
        name += (name.empty() ? "" : " ") + textOf(member.value, fault).value_or(std::string());
    }
    return name;
}

} // namespace

HarImport::HarImport(QIODevice &device, const QString &name, const QString &folder,
                     const ImportOptions &options, SessionFile &file)
    : m_device(device)
    , m_name(name)
    , m_folder(folder)
    , m_options(options)
    , m_stream(device, options.cancelled)
    , m_rows(file, {})
{
}

ImportReport HarImport::run()
{
    m_report.leftOutWhat = QStringLiteral("part");
    m_stream.skipByteOrderMark();
    readAll();
    if (!m_report.error)
        finish();
    m_report.records = m_counts.records;
    m_report.damaged = m_counts.damaged;
    addNotes();
    return std::move(m_report);
}

bool HarImport::readAll()
{
    bool hasLog = false;
    std::string name;
    if (!m_stream.enterObject())
        return streamBroke();
    while (m_stream.nextMember(name)) {
        if (name != "log" || hasLog) {
            if (!m_stream.skipValue())
                return streamBroke();
            continue;
        }
        hasLog = true;
        if (!readLog())
            return false;
    }
    if (!m_stream.end())
        return streamBroke();
    if (!hasLog || !m_hasEntries)
        m_report.error = {Fault::NotASession, m_name,
                          hasLog ? QStringLiteral("it is no HAR: its \"log\" has no \"entries\"")
                                 : QStringLiteral("it is no HAR: it has no \"log\"")};
    return !m_report.error;
}

bool HarImport::readLog()
{
    std::string name;
    if (!m_stream.enterObject())
        return streamBroke();
    while (m_stream.nextMember(name)) {
        if (name == "creator") {
            std::string creator;
            if (!m_stream.takeValue(creator, longestCreator))
                return streamBroke();
            m_source.creator = creatorName(creator);
        } else if (name == "entries") {
            if (m_hasEntries)
                return leaveOut({LineFault::Twice, 0, "\"entries\" is there twice"},
                                m_stream.place());
            m_hasEntries = true;
            if (!readEntries())
                return false;
        } else if (!m_stream.skipValue()) {
            return streamBroke();
        }
    }
    return !m_stream.failed() || streamBroke();
}

bool HarImport::readEntries()
{
    if (!m_stream.enterArray())
        return streamBroke();
    while (m_stream.nextElement()) {
        if (m_stream.kind() == '{') {
            if (!readEntry())
                return false;
        } else if (!leaveOut({LineFault::WrongType, 0, "an entry must be an object"},
                             m_stream.place()) ||
                   !m_stream.skipValue()) {
            return streamBroke();
        }
    }
    return !m_stream.failed() || streamBroke();
}

bool HarImport::readEntry()
{
    HarEntryText text;
    const bool whole = text.read(m_stream);
    if (!whole)
        streamBroke();
    if (m_report.error)
        return false;
    if (!text.isConnection()) {
        m_report.otherEntries += whole ? 1 : 0;
        return whole;
    }
    const JsonStream::Mark behind = whole ? m_stream.mark() : JsonStream::Mark{};
    ImportedHarEntry entry = importedHarEntry(text, m_source);
    if (entry.problem) {
        const TextPlace place = text.placeOf(*entry.problem);
        return leaveOut(*entry.problem, place) && whole;
    }
    if (m_connections.size() == maxConnection) {
        m_report.error = {Fault::Damaged, m_name, QStringLiteral("it has too many connections")};
        return false;
    }
    if (!m_source.start)
        m_source.start = entry.epoch;
    HarConnection connection(std::move(entry), freeId(entry.connection.id), m_rows, m_counts);
    return importEntry(connection, text) && whole && m_stream.goTo(behind);
}

bool HarImport::importEntry(HarConnection &connection, const HarEntryText &text)
{
    ++m_report.connections;
    const std::string attached = connection.entry().attached;
    const bool done = text.messages()
                          ? readMessages(connection, *text.messages())
                          : attached.empty() || readAttached(connection, attached, text.place());
    if (!done)
        return false;
    m_report.error = connection.finish();
    return !m_report.error;
}

/// The number in the session that was exported, if it is still to be had.
std::uint32_t HarImport::freeId(std::uint32_t wanted)
{
    std::uint32_t id = wanted;
    if (id == 0 || m_connections.contains(id))
        id = m_connections.empty() ? 1 : *m_connections.rbegin() + 1;
    if (id > maxConnection) {
        for (id = 1; m_connections.contains(id);)
            ++id;
    }
    m_connections.insert(id);
    return id;
}

bool HarImport::readMessages(HarConnection &connection, const JsonStream::Mark &mark)
{
    JsonStream stream(m_device, m_options.cancelled);
    stream.goTo(mark);
    stream.enterArray();
    std::string text;
    quint64 told = stream.bytesRead();
    while (stream.nextElement()) {
        const TextPlace place = stream.place();
        if (!stream.takeValue(text, m_options.longestLine))
            break;
        if (!takeMessage(connection, text, place))
            return false;
        constexpr quint64 betweenLooks = 1 << 20;
        if (stream.bytesRead() - told > betweenLooks)
            tellProgress(told = stream.bytesRead());
    }
    if (stream.cancelled() || !stream.deviceProblem().isNull()) {
        m_report.error = stream.cancelled() ? Error{Fault::Cancelled, m_name, {}}
                                            : Error{Fault::Io, m_name, stream.deviceProblem()};
        return false;
    }
    // What JSON forbids was found before; but a message may be too long.
    if (stream.problem() && stream.problem()->fault == LineFault::TooLong)
        return leaveOut(*stream.problem(), stream.problemPlace());
    return true;
}

bool HarImport::takeMessage(HarConnection &connection, std::string_view text,
                            const TextPlace &place)
{
    if (!text.starts_with('{'))
        return leaveOut({LineFault::WrongType, 0, "a message must be an object"}, place);
    ImportedHarMessage message = importedHarMessage(text, static_cast<std::size_t>(place.offset));
    if (message.problem)
        return leaveOut(*message.problem, placeIn(place, text, message.problem->at));
    m_report.error = connection.add(std::move(message));
    return !m_report.error;
}

QString HarImport::words(const LineProblem &problem, const TextPlace &place) const
{
    const QString where = m_attached.isEmpty() ? QString() : m_attached + QStringLiteral(", ");
    return where + QStringLiteral("line %1, column %2: %3")
                       .arg(place.line)
                       .arg(place.column)
                       .arg(QString::fromStdString(problem.text));
}

bool HarImport::leaveOut(const LineProblem &problem, const TextPlace &place)
{
    const Error why{Fault::Damaged, m_name, words(problem, place)};
    if (!m_options.keepGoing) {
        if (!m_report.error)
            m_report.error = why;
        return false;
    }
    ++m_report.leftOut;
    if (m_options.leftOut)
        m_options.leftOut(why);
    return true;
}

/// The text is no JSON from here on: what came before stays, if that is wanted. Always false.
bool HarImport::streamBroke()
{
    if (m_report.error || m_streamTold || !m_stream.failed())
        return false;
    m_streamTold = true;
    if (m_stream.problem() && m_options.keepGoing)
        leaveOut(*m_stream.problem(), m_stream.problemPlace());
    else
        m_report.error = streamError();
    return false;
}

Error HarImport::streamError() const
{
    if (m_stream.cancelled())
        return {Fault::Cancelled, m_name, {}};
    if (!m_stream.deviceProblem().isNull())
        return {Fault::Io, m_name, m_stream.deviceProblem()};
    const LineProblem problem = m_stream.problem().value_or(LineProblem{});
    const QString end = problem.fault == LineFault::EndsEarly
                            ? QStringLiteral("; it may have been cut off")
                            : QString();
    return {Fault::Damaged, m_name, words(problem, m_stream.problemPlace()) + end};
}

void HarImport::finish()
{
    m_report.error = m_rows.finish();
    tellProgress(static_cast<quint64>(m_device.size()));
    if (!m_report.error && m_report.connections == 0 &&
        (m_report.otherEntries > 0 || m_report.leftOut > 0))
        m_report.error = {Fault::NotASession, m_name,
                          QStringLiteral("none of its entries is a WebSocket connection that can "
                                         "be taken")};
}

void HarImport::addNotes()
{
    const auto note = [this](quint64 count, const QString &text) {
        if (count > 0)
            m_report.notes += text.arg(count);
    };
    note(m_report.otherEntries,
         QStringLiteral("entries that are no WebSocket connection, left out: %1"));
    note(m_counts.untimed, QStringLiteral("messages whose time the HAR does not tell, put at the "
                                          "time of the one before: %1"));
    note(m_counts.backwards, QStringLiteral("messages with a time before that of the one in front "
                                            "of them, put at its time: %1"));
    note(m_counts.fragmented,
         QStringLiteral("messages that were several frames, which HAR does not tell, now one: %1"));
    note(m_counts.inflated, QStringLiteral("messages that were compressed, whose bytes on the wire "
                                           "are not in a HAR, now without compression: %1"));
}

void HarImport::tellProgress(quint64 done)
{
    m_progress = std::max(m_progress, done);
    if (m_options.progress)
        m_options.progress(m_progress, static_cast<quint64>(m_device.size()));
}

bool looksLikeHar(std::string_view beginning)
{
    if (beginning.starts_with(byteOrderMark))
        beginning.remove_prefix(byteOrderMark.size());
    const std::size_t brace = beginning.find_first_not_of(" \t\r\n");
    if (brace == std::string_view::npos || beginning[brace] != '{')
        return false;
    const std::size_t name = beginning.find_first_not_of(" \t\r\n", brace + 1);
    const std::string_view rest = beginning.substr(std::min(name, beginning.size()));
    // Most begin with the log; others have something in front of it.
    return rest.starts_with("\"log\"") ||
           (!rest.starts_with("\"format\"") && rest.find("\"log\"") != std::string_view::npos &&
            rest.find("\"entries\"") != std::string_view::npos);
}

ImportReport importHar(const ImportSource &source, SessionFile &file)
{
    QTemporaryFile copy;
    const bool piped = source.device.isSequential();
    ImportReport report;
    if (piped)
        report.error = spool(source, copy);
    if (report.error)
        return report;
    QIODevice &device = piped ? static_cast<QIODevice &>(copy) : source.device;
    if (!device.seek(0)) {
        report.error = {Fault::Io, source.name, device.errorString()};
        return report;
    }
    const auto *har = piped ? nullptr : qobject_cast<QFile *>(&source.device);
    const QString folder = har ? QFileInfo(har->fileName()).absolutePath() : QString();
    return HarImport(device, source.name, folder, source.options, file).run();
}

} // namespace ajar::session
