// SPDX-License-Identifier: MIT
#include "session/keptahead.h"

#include "session/bytes.h"

#include <algorithm>
#include <utility>

namespace ajar::session
{

namespace
{

constexpr quint64 rowsInVisit = 512;
/// Kept and not asked for yet, of each stretch: later ones are to be done by the time that they
/// are.
constexpr std::size_t bytesThatWait = 16u << 20;

std::size_t sizeOf(const QVector<Row> &rows)
{
    std::size_t size = 0;
    for (const Row &row : rows)
        size += sizeof(Row) + static_cast<std::size_t>(row.payload.size());
    return size;
}

} // namespace

KeptAhead::KeptAhead(const QString &path, quint32 connection, quint64 lastSeq,
                     qsizetype payloadLimit, ExportOptions::KeepFrom keepFrom, int threads)
    : m_path(path)
    , m_connection(connection)
    , m_payloadLimit(payloadLimit)
    , m_keepFrom(std::move(keepFrom))
    , m_stretches(static_cast<std::size_t>(threads))
{
    const quint64 each = lastSeq / m_stretches.size() + 1;
    quint64 first = 1;
    for (Stretch &stretch : m_stretches) {
        stretch.firstSeq = first;
        stretch.lastSeq = std::min(first + each - 1, lastSeq);
        first += each;
    }
    for (Stretch &stretch : m_stretches)
        stretch.thread = std::thread([this, &stretch] { work(stretch); });
}

KeptAhead::~KeptAhead()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    m_changed.notify_all();
    for (Stretch &stretch : m_stretches)
        stretch.thread.join();
}

KeptAhead::Batch KeptAhead::next()
{
    std::unique_lock lock(m_mutex);
    Stretch &stretch = m_stretches[m_next];
    m_changed.wait(lock, [&] { return !stretch.batches.empty(); });
    Batch batch = std::move(stretch.batches.front());
    stretch.batches.pop_front();
    stretch.bytes -= sizeOf(batch.rows);
    if (batch.lastSeq >= stretch.lastSeq)
        ++m_next;
    m_changed.notify_all();
    return batch;
}

void KeptAhead::work(Stretch &stretch)
{
    const auto reader = Reader::open(m_path);
    if (!reader) {
        put(stretch, {{}, 0, 0, stretch.firstSeq - 1, true});
        return;
    }
    Reader &rows = **reader.value;
    const ExportOptions::Keep keep = m_keepFrom(rows, m_connection, stretch.firstSeq);
    for (quint64 next = stretch.firstSeq; next <= stretch.lastSeq;) {
        Batch batch = read(rows, m_connection, next, stretch.lastSeq, m_payloadLimit, keep);
        next = batch.lastSeq + 1;
        const bool failed = batch.failed;
        if (!put(stretch, std::move(batch)) || failed)
            return;
    }
}

/// False if nobody wants it any more.
bool KeptAhead::put(Stretch &stretch, Batch batch)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_stopped || stretch.bytes < bytesThatWait; });
    if (m_stopped)
        return false;
    stretch.bytes += sizeOf(batch.rows);
    // Where nothing is kept the batches become one.
    if (!stretch.batches.empty() && batch.rows.isEmpty() && !batch.failed) {
        Batch &last = stretch.batches.back();
        last.done += batch.done;
        last.damaged += batch.damaged;
        last.lastSeq = batch.lastSeq;
        return true;
    }
    stretch.batches.push_back(std::move(batch));
    m_changed.notify_all();
    return true;
}

KeptAhead::Batch KeptAhead::read(Reader &reader, quint32 connection, quint64 firstSeq,
                                 quint64 lastSeq, qsizetype payloadLimit,
                                 const ExportOptions::Keep &keep)
{
    Batch batch;
    batch.lastSeq = std::min(firstSeq + rowsInVisit - 1, lastSeq);
    // A visit ends early where the records' numbers have a gap, or at a fault.
    quint64 seen = firstSeq - 1;
    const auto take = [&](const Row &row) {
        if (row.seq > batch.lastSeq)
            return false;
        seen = row.seq;
        ++batch.done;
        if (keep(connection, row)) {
            batch.rows.append(row);
            batch.rows.last().payload = owned(row.payload);
        } else if (row.damaged) {
            ++batch.damaged;
        }
        return true;
    };
    reader.visit(connection, firstSeq, static_cast<int>(rowsInVisit), payloadLimit, take);
    if (reader.error()) {
        batch.failed = true;
        batch.lastSeq = seen;
    }
    return batch;
}

} // namespace ajar::session
