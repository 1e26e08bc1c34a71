// SPDX-License-Identifier: MIT
#include "session/recordlines.h"

#include "session/compressedrows.h"

namespace ajar::session
{

namespace
{

constexpr qsizetype textPreview = 4096;
constexpr std::size_t mostReaders = 256; ///< each keeps a window and a page of rows

} // namespace

RecordLines::RecordLines(Reader &reader, ExportFormat format, bool withSecrets,
                         const std::atomic_bool *cancelled)
    : m_reader(reader)
    , m_format(format)
    , m_withSecrets(withSecrets)
    , m_effort({.cancelled = cancelled})
{
}

RecordLines::~RecordLines() = default;

QByteArray RecordLines::line(quint32 connection, const Row &row)
{
    if (row.kind == Kind::Outcome)
        m_contents.erase(connection);
    if (!isCompressed(row))
        return lineOf(connection, row, nullptr);
    if (m_contents.size() >= mostReaders && !m_contents.contains(connection))
        m_contents.clear();
    ContentReader &contents =
        m_contents.try_emplace(connection, m_reader, connection).first->second;
    const Content content = m_format == ExportFormat::JsonLines
                                ? contents.readAll(row, m_effort)
                                : contents.read(row, 0, textPreview, m_effort);
    return lineOf(connection, row, &content);
}

QByteArray RecordLines::lineOf(quint32 connection, const Row &row, const Content *content) const
{
    return m_format == ExportFormat::JsonLines ? jsonLine(connection, row, m_withSecrets, content)
                                               : textLine(connection, row, content).toUtf8();
}

} // namespace ajar::session
