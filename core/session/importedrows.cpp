// SPDX-License-Identifier: MIT
#include "session/importedrows.h"

namespace ajar::session
{

namespace
{

constexpr std::size_t writeAtOnce = std::size_t{4} << 20;
constexpr std::size_t longLog = std::size_t{64} << 20;

} // namespace

Error ImportedRows::add(ImportedRecord record)
{
    m_weight += record.payload.size() + sizeof(closing::Record);
    m_lastConnection = record.connection;
    ++m_lastSeqs[record.connection]; // as the encoder will number it
    if (const auto *details = std::get_if<DetailsRecord>(&record.record)) {
        passOn();
        m_encoder.addDetails(record.connection, details->kind, details->t,
                             QByteArray::fromStdString(record.payload));
    } else {
        if (m_batch.connection != record.connection)
            passOn();
        m_batch.connection = record.connection;
        const std::size_t offset = m_batch.payloads.size();
        m_batch.payloads.insert(m_batch.payloads.end(), record.payload.begin(),
                                record.payload.end());
        if (auto *frame = std::get_if<closing::FrameRecord>(&record.record)) {
            frame->payloadOffset = offset;
            m_batch.records.emplace_back(*frame);
        } else if (auto *opaque = std::get_if<closing::OpaqueRecord>(&record.record)) {
            opaque->payloadOffset = offset;
            m_batch.records.emplace_back(*opaque);
        }
    }
    if (record.damaged) {
        passOn();
        m_encoder.markLastAsDamaged();
    }
    return m_weight < writeAtOnce ? Error{} : write();
}

void ImportedRows::addContext(std::uint32_t connection, closing::Direction direction,
                              std::string_view window)
{
    if (m_batch.connection != connection)
        passOn();
    m_batch.connection = connection;
    m_weight += window.size();
    const std::size_t offset = m_batch.payloads.size();
    m_batch.payloads.insert(m_batch.payloads.end(), window.begin(), window.end());
    m_batch.records.emplace_back(closing::ContextRecord{
        .direction = direction, .payloadOffset = offset, .payloadSize = window.size()});
}

Error ImportedRows::addMark(Mark mark)
{
    m_weight += static_cast<std::size_t>(mark.note.size()) + sizeof(MarkChange);
    m_marks.push_back({m_lastConnection, m_lastSeqs[m_lastConnection], std::move(mark)});
    return m_weight < writeAtOnce ? Error{} : write();
}

Error ImportedRows::add(closing::RecordBatch batch)
{
    passOn();
    m_weight += batch.weight();
    m_encoder.add(std::move(batch));
    return m_weight < writeAtOnce ? Error{} : write();
}

void ImportedRows::passOn()
{
    if (!m_batch.empty())
        m_encoder.add(std::exchange(m_batch, {}));
}

Error ImportedRows::write()
{
    passOn();
    if (const Error error = m_file.write(m_connections, m_encoder); error)
        return error;
    m_connections.clear();
    m_encoder.clear();
    if (const Error error = m_marks.empty() ? Error{} : m_file.writeMarks(m_marks); error)
        return error;
    m_marks.clear();
    m_weight = 0;
    if (m_file.logBytes() > longLog)
        m_file.checkpoint();
    return {};
}

} // namespace ajar::session
