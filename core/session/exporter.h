// SPDX-License-Identifier: MIT
#pragma once

#include "closing/verdict.h"
#include "session/content.h"
#include "session/reader.h"

#include <QByteArray>

#include <atomic>
#include <functional>
#include <optional>

class QIODevice;

namespace ajar::session
{

enum class ExportFormat : quint8 { JsonLines, Text, PcapNg, Har, Csv, Mermaid };
std::optional<ExportFormat>
exportFormatFromName(const QString &name); ///< "jsonl", "text", "pcapng", "har", "csv", "mermaid"

struct ExportOptions {
    using Keep = std::function<bool(quint32 connection, const Row &row)>;
    using KeepFrom = std::function<Keep(Reader &reader, quint32 connection, quint64 firstSeq)>;

    ExportFormat format = ExportFormat::JsonLines;
    /// Cookies, authorization, tokens in subprotocols and in the URL; left out by default.
    bool withSecrets = false;
    /// Of pcapng: messages as if permessage-deflate had not been agreed.
    bool inflated = false;
    std::optional<quint32> connection; ///< only this one
    /// Makes the verdict that follows a connection's outcome, or its last record; none if empty.
    std::function<closing::Verdict(Reader &reader, const StoredConnection &connection)> verdict;
    /// Whether a record is written; all if empty. It is asked for every record in the order of its
    /// connection, and of the payload it is given what was cheap to read. Then a verdict is written
    /// only where its connection's outcome is.
    Keep keep;
    /// Makes what answers as `keep` does for the records of a connection from `firstSeq` on, and
    /// reads with the reader given. With it a large session is worked at by several threads, which
    /// call it at the same time.
    KeepFrom keepFrom;
    bool keepReadsPayloads = false; ///< so it pays to have longer ones at hand
    bool keepsStoryOnly = false;    ///< no data frame, so these need not be read
    MarkSource marks; ///< written in place of those that the file has, if there is such a source
    std::function<void(quint64 done, quint64 total)> progress;
    const std::atomic_bool *cancelled = nullptr;
};

/// The first line of a JSON Lines export, without line end.
QByteArray jsonHeader(Reader &reader, bool withSecrets = false,
                      std::optional<quint32> connection = std::nullopt);

/// One record as one JSON object without line end (the shape is in the README); `payload` must be
/// whole in `row`. All that the file knows of the record follows from the line. `content`: what a
/// compressed frame inflates to, whole.
QByteArray jsonLine(quint32 connection, const Row &row, bool withSecrets,
                    const Content *content = nullptr);

/// What a line of plain text says of a record behind its type and bits: the beginning of its
/// content, a Close's code and reason, a state's two names, an event's members; without line
/// breaks.
QString textSummary(const Row &row, const Content *content = nullptr);

/// One record as one line of plain text, for people: time, direction, type, length, bits, summary.
/// Control and bidi characters are shown as escapes. `content`: the beginning of what a compressed
/// frame inflates to.
QString textLine(quint32 connection, const Row &row, const Content *content = nullptr);

/// Writes all records that a session has when it begins, in the order of their times, to `device`.
Error exportSession(Reader &reader, QIODevice &device, const ExportOptions &options);

/// The same into a file, 0600, renamed into place when it is complete.
Error exportToFile(Reader &reader, const QString &path, const ExportOptions &options);

} // namespace ajar::session
