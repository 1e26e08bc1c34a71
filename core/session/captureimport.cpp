// SPDX-License-Identifier: MIT
#include "capture/capturereading.h"
#include "capture/pcapreader.h"
#include "session/importedrows.h"
#include "session/importformat.h"

#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace ajar::session
{

namespace
{

/// Writes the connections of a capture into a session file.
class CaptureRows : public capture::CaptureSink
{
public:
    CaptureRows(SessionFile &file, std::string name)
        : m_rows(file, {})
        , m_name(std::move(name))
    {
    }

    std::uint32_t addConnection(closing::ConnectionInfo info) override
    {
        info.options.emplace_back("source", std::string("capture"));
        info.options.emplace_back("file", m_name);
        m_rows.addConnection({++m_connections, std::move(info)});
        return m_connections;
    }

    void take(closing::RecordBatch batch) override
    {
        for (const closing::Record &record : batch.records)
            m_records += std::holds_alternative<closing::ContextRecord>(record) ? 0 : 1;
        if (!m_error)
            m_error = m_rows.add(std::move(batch));
    }

    Error finish() { return m_error ? m_error : m_rows.finish(); }
    const Error &error() const { return m_error; }
    std::uint32_t connections() const { return m_connections; }
    quint64 records() const { return m_records; }

private:
    ImportedRows m_rows;
    std::string m_name;
    std::uint32_t m_connections = 0;
    quint64 m_records = 0;
    Error m_error;
};

/// The bytes that were read already, then those of the device.
class DeviceBytes
{
public:
    explicit DeviceBytes(const ImportSource &source)
        : m_begun(source.begun)
        , m_device(source.device)
        , m_cancelled(source.options.cancelled)
    {
    }

    std::size_t read(std::span<std::uint8_t> into)
    {
        const auto ready = static_cast<std::size_t>(m_begun.size()) - m_at;
        if (ready > 0) {
            const std::size_t part = std::min(ready, into.size());
            std::memcpy(into.data(), m_begun.constData() + m_at, part);
            m_at += part;
            return part;
        }
        const qint64 got =
            m_device.read(reinterpret_cast<char *>(into.data()), static_cast<qint64>(into.size()));
        if (got < 0)
            m_problem = m_device.errorString();
        // A device that waits may have been woken for this.
        m_stopped = m_cancelled && *m_cancelled;
        return got > 0 && !m_stopped ? static_cast<std::size_t>(got) : 0;
    }

    bool wasStopped() const { return m_stopped; }
    const QString &problem() const { return m_problem; } ///< null: none

private:
    const QByteArray &m_begun;
    std::size_t m_at = 0;
    QIODevice &m_device;
    const std::atomic_bool *m_cancelled;
    QString m_problem;
    bool m_stopped = false;
};

QString textOf(const capture::Problem &problem)
{
    const QString text = QStringLiteral("at byte %1: %2")
                             .arg(problem.offset)
                             .arg(QString::fromStdString(problem.text));
    return problem.endsEarly ? text + QStringLiteral("; it may have been cut off") : text;
}

class CaptureImport
{
public:
    CaptureImport(const ImportSource &source, SessionFile &file)
        : m_source(source)
        , m_bytes(source)
        , m_input([this](std::span<std::uint8_t> into) { return m_bytes.read(into); })
        , m_rows(file, source.name.section(u'/', -1).toStdString())
    {
    }

    ImportReport run()
    {
        capture::CaptureOptions options;
        options.keepGoing = m_source.options.keepGoing;
        options.goOn = [this](std::uint64_t offset) { return goOn(offset); };
        options.leftOut = [this](const capture::Problem &problem) {
            if (m_source.options.leftOut)
                m_source.options.leftOut({Fault::Damaged, m_source.name, textOf(problem)});
        };
        const capture::CaptureReport read = capture::readCapture(m_input, m_rows, options);
        ImportReport report;
        report.connections = m_rows.connections();
        report.records = m_rows.records();
        report.leftOut = read.leftOut;
        report.leftOutWhat = QStringLiteral("block");
        for (const std::string &note : read.notes)
            report.notes += QString::fromStdString(note);
        report.error = errorOf(read, report.notes);
        goOn(m_input.offset());
        return report;
    }

private:
    bool goOn(std::uint64_t offset)
    {
        const ImportOptions &options = m_source.options;
        const qint64 size = m_source.device.isSequential() ? 0 : m_source.device.size();
        if (options.progress)
            options.progress(offset, static_cast<quint64>(std::max<qint64>(size, 0)));
        return !m_rows.error() && !(options.cancelled && *options.cancelled);
    }

    Error errorOf(const capture::CaptureReport &read, const QStringList &notes)
    {
        const Error written = m_rows.finish();
        const QString &name = m_source.name;
        if (m_bytes.wasStopped() || (m_source.options.cancelled && *m_source.options.cancelled))
            return {Fault::Cancelled, name, {}};
        if (!m_bytes.problem().isNull())
            return {Fault::Io, name, m_bytes.problem()};
        if (written)
            return written;
        if (read.problem)
            return {Fault::Damaged, name, textOf(*read.problem)};
        if (m_rows.connections() > 0)
            return {};
        QString text = QStringLiteral("it is a capture of %1 packets and holds no WebSocket "
                                      "connection")
                           .arg(read.packets);
        for (const QString &note : notes)
            text += QStringLiteral("; ") + note;
        return {Fault::NotASession, name, text};
    }

    const ImportSource &m_source;
    DeviceBytes m_bytes;
    capture::ByteInput m_input;
    CaptureRows m_rows;
};

} // namespace

bool looksLikeCapture(std::string_view beginning)
{
    return capture::isPcap(beginning) || capture::isPcapng(beginning);
}

ImportReport importCapture(const ImportSource &source, SessionFile &file)
{
    return CaptureImport(source, file).run();
}

} // namespace ajar::session
