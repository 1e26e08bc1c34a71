// SPDX-License-Identifier: MIT
#include "session/recorderprivate.h"

#include <algorithm>

// The recorder's thread as long as all goes well; recordertrouble.cpp has the rest.
namespace ajar::session
{

namespace
{

using namespace std::chrono_literals;

constexpr std::size_t portionBytes = 4u << 20;
constexpr std::size_t longLog = 64u << 20;
constexpr auto checkpointEvery = 3s;

} // namespace

Recorder::Private::Private(QString path, Options options, Callbacks callbacks,
                           std::unique_ptr<SessionFile> file)
    : options(options)
    , queue(options.queueBytes, options.commitEvery)
    , m_callbacks(std::move(callbacks))
    , m_file(std::move(file))
    , m_checkpointer(std::make_unique<Checkpointer>(m_file->path()))
    , m_watch(path)
    , m_encoder(options.chunkBytes)
    , m_nextCheckpoint(Clock::now() + checkpointEvery)
    , m_logLimit(longLog)
    , m_path(std::move(path))
    , m_thread([this] { run(); })
{
}

void Recorder::Private::run()
{
    while (!queue.isFinished() || isRequested()) {
        RecordQueue::Portion portion = queue.take(portionBytes, Clock::now() + options.watchEvery);
        if (!portion.empty())
            store(std::move(portion));
        serve();
        tidyLog();
        watchDisk();
    }
    lastWords();
}

void Recorder::Private::store(RecordQueue::Portion portion)
{
    std::ranges::move(portion.connections, std::back_inserter(m_newConnections));
    if (failed) {
        for (const closing::RecordBatch &batch : portion.batches)
            lose(m_interruption.add(batch));
    } else {
        for (closing::RecordBatch &batch : portion.batches)
            m_encoder.add(std::move(batch));
        if (const Error error = writeWithRetries(); error)
            stop(error);
    }
    queue.done(portion);
}

/// Writes the encoder's rows and the new connections, and tells of them.
Error Recorder::Private::write()
{
    if (m_newConnections.empty() && m_encoder.rows().empty())
        return {};
    if (Error error = m_file->write(m_newConnections, m_encoder); error)
        return error;
    std::vector<Recorded> added = m_encoder.added();
    for (const Recorded &recorded : added)
        records += recorded.count;
    for (const NewConnection &connection : m_newConnections) {
        if (std::ranges::find(added, connection.id, &Recorded::connection) == added.end())
            added.push_back({connection.id, 1, 0});
    }
    m_newConnections.clear();
    m_encoder.clear();
    if (m_callbacks.recorded)
        m_callbacks.recorded(std::move(added));
    return {};
}

/// From time to time the log is moved into the file while commits go on. When it grows faster than
/// that, commits have to wait for it: else it would never begin anew.
void Recorder::Private::tidyLog()
{
    const std::size_t size = m_file->logBytes();
    const bool isLong = size >= m_logLimit;
    if (failed || size == 0 || (!isLong && Clock::now() < m_nextCheckpoint))
        return;
    if (isLong || !m_checkpointer->isValid()) {
        m_file->checkpoint();
        // What a reader still needs stays in the log, and would make each commit try again.
        m_logLimit = m_file->logBytes() + longLog;
    } else if (size != m_tidiedBytes) {
        m_checkpointer->begin();
    }
    m_tidiedBytes = m_file->logBytes();
    m_nextCheckpoint = Clock::now() + checkpointEvery;
}

void Recorder::Private::warn(const Error &error)
{
    if (m_callbacks.warning)
        m_callbacks.warning(error);
}

Error Recorder::Private::finish()
{
    const std::lock_guard lock(m_finishMutex);
    if (!m_thread.joinable())
        return error();
    queue.close();
    m_thread.join();
    m_fate = m_watch.fate();
    m_checkpointer.reset();
    const Error closeError = m_file->close(m_fate);
    m_file.reset();
    const std::lock_guard errorLock(m_mutex);
    if (!m_error)
        m_error = closeError;
    if (!m_error && m_fate.isDeleted())
        m_error = {Fault::Displaced, m_path,
                   QStringLiteral("it was deleted while it was being recorded, and nothing is left "
                                  "of it")};
    if (!m_fate.movedTo.isEmpty())
        m_path = m_fate.movedTo;
    return m_error;
}

Error Recorder::Private::error() const
{
    const std::lock_guard lock(m_mutex);
    return m_error;
}

QString Recorder::Private::path() const
{
    const std::lock_guard lock(m_mutex);
    return m_path;
}

Loss Recorder::Private::lost() const
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

} // namespace ajar::session
