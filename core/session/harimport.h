// SPDX-License-Identifier: MIT
#pragma once

#include "session/harconnection.h"
#include "session/importer.h"

#include <set>

namespace ajar::session
{

/// Imports the WebSocket connections of a HAR. It goes through the text once, and from the end of
/// each entry back to the entry's messages, since what they belong to may stand behind them: its
/// memory is that of one entry without its messages, and of one message.
class HarImport
{
public:
    /// The device is not sequential. `folder` is where attached files may be; empty: nowhere.
    HarImport(QIODevice &device, const QString &name, const QString &folder,
              const ImportOptions &options, SessionFile &file);

    ImportReport run();

private:
    bool readAll();
    bool readLog();
    bool readEntries();
    bool readEntry();
    bool importEntry(HarConnection &connection, const HarEntryText &text);
    std::uint32_t freeId(std::uint32_t wanted);
    bool readMessages(HarConnection &connection, const JsonStream::Mark &mark);
    bool readAttached(HarConnection &connection, const std::string &file, const TextPlace &place);
    bool readLines(HarConnection &connection, QIODevice &lines);
    bool takeMessage(HarConnection &connection, std::string_view text, const TextPlace &place);
    /// False if that ends the import.
    bool leaveOut(const LineProblem &problem, const TextPlace &place);
    bool streamBroke();
    Error streamError() const;
    QString words(const LineProblem &problem, const TextPlace &place) const;
    void finish();
    void addNotes();
    void tellProgress(quint64 done);

    QIODevice &m_device;
    const QString &m_name;
    const QString m_folder;
    const ImportOptions &m_options;
    JsonStream m_stream;
    ImportedRows m_rows;
    ImportReport m_report;
    HarCounts m_counts;
    HarSource m_source;
    std::set<std::uint32_t> m_connections; ///< the numbers that are taken
    QString m_attached;                    ///< the file that is read in the HAR's place
    bool m_hasEntries = false;
    bool m_streamTold = false; ///< that the text is no JSON
    quint64 m_progress = 0;
};

} // namespace ajar::session
