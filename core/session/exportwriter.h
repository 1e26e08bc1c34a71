// SPDX-License-Identifier: MIT
#pragma once

#include "session/exporter.h"

#include <QByteArray>
#include <QVector>

#include <memory>

namespace ajar::session
{

/// Makes the bytes of one export in a format that is more than a line for each record. It is given
/// the records, each with its whole payload, and writes nothing itself. One thread at a time, that
/// of its Reader.
class ExportWriter
{
public:
    virtual ~ExportWriter() = default;

    /// Whether it takes the records of one connection after those of another, not all in the order
    /// of their times.
    virtual bool takesOneByOne() const { return false; }

    virtual QByteArray begin(const QVector<StoredConnection> &connections) = 0;
    virtual QByteArray record(quint32 connection, const Row &row) = 0;
    virtual QByteArray end() = 0;
};

/// nullptr for formats of lines.
std::unique_ptr<ExportWriter> makeExportWriter(Reader &reader, const ExportOptions &options);

std::unique_ptr<ExportWriter> makePcapngExport(Reader &reader, const ExportOptions &options);
std::unique_ptr<ExportWriter> makeHarExport(Reader &reader, const ExportOptions &options);
std::unique_ptr<ExportWriter> makeCsvExport(Reader &reader, const ExportOptions &options);
std::unique_ptr<ExportWriter> makeMermaidExport(Reader &reader, const ExportOptions &options);

/// The verdict of the options' function, without secrets unless they stay.
closing::Verdict verdictFor(Reader &reader, const StoredConnection &connection,
                            const ExportOptions &options);

} // namespace ajar::session
