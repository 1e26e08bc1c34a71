// SPDX-License-Identifier: MIT
#pragma once

#include "session/contentreaders.h"
#include "session/exporter.h"

namespace ajar::session
{

/// Makes the lines of records, with what compressed frames inflate to: cheapest where the records
/// of a connection come in their order.
class RecordLines
{
public:
    RecordLines(Reader &reader, ExportFormat format, bool withSecrets,
                const std::atomic_bool *cancelled = nullptr);

    /// Without line end. For JSON the row's payload must be whole.
    QByteArray line(quint32 connection, const Row &row);

private:
    QByteArray lineOf(quint32 connection, const Row &row, const Content *content) const;

    ExportFormat m_format;
    bool m_withSecrets;
    ContentReaders m_contents;
};

} // namespace ajar::session
