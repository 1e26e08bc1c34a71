// SPDX-License-Identifier: MIT
#include "session/recordlines.h"

#include "session/compressedrows.h"

namespace ajar::session
{

namespace
{

constexpr qsizetype textPreview = 4096;

} // namespace

RecordLines::RecordLines(Reader &reader, ExportFormat format, bool withSecrets,
                         const std::atomic_bool *cancelled)
    : m_format(format)
    , m_withSecrets(withSecrets)
    , m_contents(reader, cancelled)
{
}

QByteArray RecordLines::line(quint32 connection, const Row &row)
{
    if (row.kind == Kind::Outcome)
        m_contents.forget(connection);
    if (!isCompressed(row))
        return lineOf(connection, row, nullptr);
    const Content content = m_format == ExportFormat::JsonLines
                                ? m_contents.content(connection, row)
                                : m_contents.beginning(connection, row, textPreview);
    return lineOf(connection, row, &content);
}

QByteArray RecordLines::lineOf(quint32 connection, const Row &row, const Content *content) const
{
    return m_format == ExportFormat::JsonLines ? jsonLine(connection, row, m_withSecrets, content)
                                               : textLine(connection, row, content).toUtf8();
}

} // namespace ajar::session
