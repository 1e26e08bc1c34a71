// SPDX-License-Identifier: MIT
#include "session/recorder.h"

#include "session/files.h"
#include "session/recordqueue.h"

#include <QFile>

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace ajar::session
{

namespace
{

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t portionBytes = 4u << 20;
constexpr std::size_t longLog = 64u << 20;
constexpr auto checkpointEvery = 3s;
constexpr auto watchEvery = 1s;
constexpr auto retryEvery = 250ms;
constexpr auto retryFor = 5s;

bool mayPass(Fault fault)
{
    return fault == Fault::DiskFull || fault == Fault::Io || fault == Fault::Busy;
}

/// Which file a path names, to notice that it was moved or deleted.
std::optional<std::pair<dev_t, ino_t>> identityOf(const QString &path)
{
    struct stat status {
    };
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return std::nullopt;
    return std::pair(status.st_dev, status.st_ino);
}

} // namespace

/// The recorder's thread and what it alone touches; the queue and the atomics are for all.
class Recorder::Private
{
public:
    Private(QString path, Options options, Callbacks callbacks, std::unique_ptr<SessionFile> file)
        : path(std::move(path))
        , options(options)
        , queue(options.queueBytes, options.commitEvery)
        , m_callbacks(std::move(callbacks))
        , m_file(std::move(file))
        , m_encoder(options.chunkBytes)
        , m_identity(identityOf(this->path))
        , m_thread([this] { run(); })
    {
    }

    Error finish();
    Error error() const;

    const QString path;
    const Options options;
    const Clock::time_point start = Clock::now();
    RecordQueue queue;
    std::atomic<std::uint32_t> connections = 0;
    std::atomic<std::uint64_t> records = 0;
    std::atomic<std::uint64_t> dropped = 0;
    std::atomic_bool failed = false;

private:
    void run();
    void store(RecordQueue::Portion portion);
    Error writeWithRetries(const RecordQueue::Portion &portion);
    void tell(const RecordQueue::Portion &portion);
    void fail(const Error &error);
    void tidyLog();
    void watchDisk();
    void warn(const Error &error);

    const Callbacks m_callbacks;
    std::unique_ptr<SessionFile> m_file;
    Encoder m_encoder;
    const std::optional<std::pair<dev_t, ino_t>> m_identity;
    Clock::time_point m_nextWatch = Clock::now();
    Clock::time_point m_nextCheckpoint = Clock::now() + checkpointEvery;
    std::size_t m_logLimit = longLog;
    bool m_lowSpaceTold = false;
    bool m_movedTold = false;
    mutable std::mutex m_errorMutex;
    Error m_error;
    std::mutex m_finishMutex;
    std::thread m_thread; // last: it uses all the others
};

void Recorder::Private::run()
{
    while (!queue.isFinished()) {
        RecordQueue::Portion portion = queue.take(portionBytes, Clock::now() + watchEvery);
        if (!portion.empty())
            store(std::move(portion));
        if (failed)
            continue;
        tidyLog();
        watchDisk();
    }
}

void Recorder::Private::store(RecordQueue::Portion portion)
{
    std::uint64_t count = 0;
    for (const closing::RecordBatch &batch : portion.batches)
        count += batch.records.size();
    if (failed) {
        dropped += count;
        queue.done(portion);
        return;
    }
    for (closing::RecordBatch &batch : portion.batches)
        m_encoder.add(std::move(batch));
    if (const Error error = writeWithRetries(portion); error) {
        dropped += count;
        fail(error);
    } else {
        records += count;
        tell(portion);
    }
    m_encoder.clear();
    queue.done(portion);
}

Error Recorder::Private::writeWithRetries(const RecordQueue::Portion &portion)
{
    Error error = m_file->write(portion.connections, m_encoder);
    const auto end = Clock::now() + retryFor;
    if (mayPass(error.fault))
        warn(error);
    while (mayPass(error.fault) && Clock::now() < end) {
        queue.pause(retryEvery);
        error = m_file->write(portion.connections, m_encoder);
    }
    return error;
}

void Recorder::Private::tell(const RecordQueue::Portion &portion)
{
    if (!m_callbacks.recorded)
        return;
    std::vector<Recorded> added = m_encoder.added();
    for (const NewConnection &connection : portion.connections) {
        if (std::ranges::find(added, connection.id, &Recorded::connection) == added.end())
            added.push_back({connection.id, 1, 0});
    }
    m_callbacks.recorded(std::move(added));
}

void Recorder::Private::fail(const Error &error)
{
    {
        const std::lock_guard lock(m_errorMutex);
        m_error = error;
    }
    failed = true;
    if (m_callbacks.failed)
        m_callbacks.failed(error);
}

void Recorder::Private::warn(const Error &error)
{
    if (m_callbacks.warning)
        m_callbacks.warning(error);
}

void Recorder::Private::tidyLog()
{
    const std::size_t size = m_file->logBytes();
    if (size == 0 || (size < m_logLimit && Clock::now() < m_nextCheckpoint))
        return;
    m_file->checkpoint();
    // What a reader still needs stays in the log, and would make each commit try again.
    m_logLimit = m_file->logBytes() + longLog;
    m_nextCheckpoint = Clock::now() + checkpointEvery;
}

void Recorder::Private::watchDisk()
{
    if (Clock::now() < m_nextWatch)
        return;
    m_nextWatch = Clock::now() + watchEvery;
    const auto space = freeBytes(path);
    if (space && *space < options.stopFreeBytes) {
        fail({Fault::DiskFull, path, {}});
        return;
    }
    const bool low = space && *space < options.warnFreeBytes;
    if (low && !m_lowSpaceTold)
        warn({Fault::DiskFull, path, {}});
    m_lowSpaceTold = low;
    if (!m_movedTold && identityOf(path) != m_identity) {
        m_movedTold = true;
        warn({Fault::NotFound, path, QStringLiteral("it was moved or deleted while recording")});
    }
}

Error Recorder::Private::finish()
{
    const std::lock_guard lock(m_finishMutex);
    if (!m_thread.joinable())
        return error();
    queue.close();
    m_thread.join();
    const Error closeError = m_file->close();
    m_file.reset();
    const std::lock_guard errorLock(m_errorMutex);
    if (!m_error)
        m_error = closeError;
    return m_error;
}

Error Recorder::Private::error() const
{
    const std::lock_guard lock(m_errorMutex);
    return m_error;
}

Result<std::unique_ptr<Recorder>> Recorder::create(const QString &path, Options options,
                                                   Callbacks callbacks)
{
    auto file = SessionFile::create(path, options.overwrite);
    if (!file)
        return file.error;
    auto d = std::make_unique<Private>(resolvedPath(path), options, std::move(callbacks),
                                       std::move(*file.value));
    return std::unique_ptr<Recorder>(new Recorder(std::move(d)));
}

Recorder::Recorder(std::unique_ptr<Private> d)
    : d(std::move(d))
{
}

Recorder::~Recorder()
{
    d->finish();
}

std::chrono::steady_clock::time_point Recorder::start() const
{
    return d->start;
}

std::uint32_t Recorder::addConnection(const closing::ConnectionInfo &info)
{
    const std::uint32_t id = ++d->connections;
    Q_ASSERT(id <= maxConnection);
    d->queue.add(NewConnection{id, info});
    return id;
}

bool Recorder::submit(closing::RecordBatch batch)
{
    if (d->failed) {
        d->dropped += batch.records.size();
        return true;
    }
    return d->queue.add(std::move(batch));
}

void Recorder::whenRoom(std::function<void()> call)
{
    d->queue.whenRoom(std::move(call));
}

Error Recorder::flush()
{
    d->queue.drain();
    return d->error();
}

Error Recorder::finish()
{
    return d->finish();
}

QString Recorder::path() const
{
    return d->path;
}

Recorder::Statistics Recorder::statistics() const
{
    return {d->records, d->queue.waitingBytes(), d->dropped, d->failed};
}

} // namespace ajar::session
