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
constexpr std::size_t tooLongLog = 4 * longLog;
constexpr std::size_t littleLog = 4u << 20; ///< soon moved
constexpr auto checkpointEvery = 3s;
constexpr auto breath = 20ms;

} // namespace

Recorder::Private::Private(QString path, Options options, Callbacks callbacks,
                           std::unique_ptr<SessionFile> file)
    : options(options)
    , queue(options.queueBytes, options.commitEvery)
    , m_callbacks(std::move(callbacks))
    , m_file(std::move(file))
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

/// Passes in the background move what the log has; meanwhile it grows on. When little is left, that
/// is moved here, so that the log begins anew.
void Recorder::Private::tidyLog()
{
    const std::size_t size = m_file->logBytes();
    if (failed || size == 0)
        return;
    if (m_file->isCheckpointing()) {
        if (size >= m_logLimit + tooLongLog)
            queue.pause(breath); // the disk is slower than what comes
        return;
    }
    const std::size_t unmoved = m_file->unmovedBytes();
    const bool isLong = size >= m_logLimit;
    if (isLong && unmoved <= littleLog) {
        m_file->checkpoint();
        m_logLimit = m_file->logBytes() + longLog;
    } else if (unmoved > 0 && (isLong || Clock::now() >= m_nextCheckpoint)) {
        // What a reader still needs stays in the log, and would make each commit try again.
        if (isLong && unmoved < size && size - unmoved == m_movedBefore)
            m_logLimit = size + longLog;
        m_movedBefore = size - unmoved;
        m_file->beginCheckpoint();
        m_nextCheckpoint = Clock::now() + checkpointEvery;
    }
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
