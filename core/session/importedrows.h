// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsonrecord.h"
#include "session/sessionfile.h"

#include <unordered_map>

namespace ajar::session
{

/// Writes imported records into a session file that nobody else has open, in large transactions.
class ImportedRows
{
public:
    ImportedRows(SessionFile &file, std::vector<NewConnection> connections)
        : m_file(file)
        , m_connections(std::move(connections))
    {
    }

    /// Before the records of that connection.
    void addConnection(NewConnection connection) { m_connections.push_back(std::move(connection)); }
    Error add(ImportedRecord record);
    /// The inflate window before the record that follows.
    void addContext(std::uint32_t connection, closing::Direction direction,
                    std::string_view window);
    /// A mark on the record that was added last.
    Error addMark(Mark mark);
    /// Records that need no check.
    Error add(closing::RecordBatch batch);
    /// Writes what waits. The file is still to be closed.
    Error finish() { return write(); }

private:
    void passOn();
    Error write();

    SessionFile &m_file;
    std::vector<NewConnection> m_connections; ///< not written yet
    Encoder m_encoder{std::size_t{1} << 20};
    closing::RecordBatch m_batch; ///< frames of one connection in a row
    std::vector<MarkChange> m_marks;
    std::unordered_map<std::uint32_t, std::uint64_t> m_lastSeqs;
    std::uint32_t m_lastConnection = 0; ///< of the record that was added last
    std::size_t m_weight = 0;           ///< bytes that wait
};

} // namespace ajar::session
