// SPDX-License-Identifier: MIT
#pragma once

#include "session/contentreader.h"
#include "session/exporter.h"

#include <map>

namespace ajar::session
{

/// Makes the lines of records, with what compressed frames inflate to: cheapest where the records
/// of a connection come in their order.
class RecordLines
{
public:
    RecordLines(Reader &reader, ExportFormat format, bool withSecrets,
                const std::atomic_bool *cancelled = nullptr);
    ~RecordLines();

    /// Without line end. For JSON the row's payload must be whole.
    QByteArray line(quint32 connection, const Row &row);

private:
    QByteArray lineOf(quint32 connection, const Row &row, const Content *content) const;

    Reader &m_reader;
    ExportFormat m_format;
    bool m_withSecrets;
    Effort m_effort;
    std::map<quint32, ContentReader> m_contents;
};

} // namespace ajar::session
