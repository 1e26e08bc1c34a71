// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/output.h"

#include "commands/usage.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ajar::app
{

namespace
{

constexpr int pageSize = 256;
constexpr qsizetype textPreview = 4096;
constexpr qsizetype wholePayload = qsizetype(1) << 30;

void printLine(const QByteArray &line)
{
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fputc('\n', stdout);
}

} // namespace

LivePrinter::LivePrinter(session::Reader &reader, quint32 connection, OutputStyle style)
    : m_reader(reader)
    , m_connection(connection)
    , m_style(style)
    // With secrets: it stays on this screen.
    , m_lines(reader,
              style == OutputStyle::Json ? session::ExportFormat::JsonLines
                                         : session::ExportFormat::Text,
              true)
{
    if (m_style == OutputStyle::Json)
        printLine(session::jsonHeader(m_reader, true));
}

void LivePrinter::printNew()
{
    const bool json = m_style == OutputStyle::Json;
    const bool quiet = m_style == OutputStyle::Quiet;
    while (!m_isBroken) {
        const auto rows = quiet ? m_reader.story(m_connection, m_next, pageSize, textPreview)
                                : m_reader.rows(m_connection, m_next, pageSize,
                                                json ? wholePayload : textPreview);
        for (const session::Row &row : rows) {
            if (!quiet || row.kind == session::Kind::State || row.kind == session::Kind::Outcome)
                printLine(m_lines.line(m_connection, row));
        }
        flush();
        if (rows.isEmpty())
            break;
        m_next = rows.last().seq + 1;
    }
    tellReadingError();
}

/// Of a file that has gone the recorder tells itself.
void LivePrinter::tellReadingError()
{
    const session::Error error = m_reader.error();
    if (!error || error.fault == session::Fault::NotFound || m_isErrorTold)
        return;
    m_isErrorTold = true;
    fail(QStringLiteral("what is recorded can't be printed: %1 Recording goes on.")
             .arg(session::errorText(error)),
         Done);
}

void LivePrinter::flush()
{
    if (std::fflush(stdout) == 0 && !std::ferror(stdout))
        return;
    m_isBroken = true;
    fail(QStringLiteral("nothing can be printed any more: %1; recording goes on")
             .arg(QString::fromLocal8Bit(std::strerror(errno))),
         Done);
}

} // namespace ajar::app
