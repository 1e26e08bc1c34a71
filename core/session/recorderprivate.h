// SPDX-License-Identifier: MIT
#pragma once

#include "session/checkpointer.h"
#include "session/diskwatch.h"
#include "session/recorder.h"
#include "session/recordqueue.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace ajar::session
{

/// The recorder's thread and what it alone touches; the queue, the atomics and what the mutex
/// guards are for all.
class Recorder::Private
{
public:
    using Clock = std::chrono::steady_clock;

    Private(QString path, Options options, Callbacks callbacks, std::unique_ptr<SessionFile> file);

    void request(const QString &path, bool overwrite, std::function<void(Error)> done);
    Error finish();
    Error error() const;
    QString path() const;
    Loss lost() const;

    const Options options;
    const Clock::time_point start = Clock::now();
    RecordQueue queue;
    std::atomic<std::uint32_t> connections = 0;
    std::atomic<std::uint64_t> records = 0;
    std::atomic_bool failed = false;

private:
    struct Request {
        QString path;
        bool overwrite = false;
        std::function<void(Error)> done;
    };

    void run();
    void store(RecordQueue::Portion portion);
    Error writeWithRetries();
    Error write();
    void tidyLog();
    void watchDisk();
    void warn(const Error &error);

    // What happens when nothing can be written.
    void stop(const Error &error);
    bool tryToGoOn();
    bool writeInterruption();
    void lastWords();
    void lose(const Loss &loss);
    static Loss lossOf(const Encoder &encoder);

    // Going on in another file.
    std::optional<Request> takeRequest();
    bool isRequested() const;
    void serve();
    Error moveTo(const Request &request);
    Result<std::unique_ptr<SessionFile>> copyTo(const QString &path, bool overwrite);
    void adopt(std::unique_ptr<SessionFile> file);

    const Callbacks m_callbacks;
    std::unique_ptr<SessionFile> m_file;
    std::unique_ptr<Checkpointer> m_checkpointer; ///< of the same file
    DiskWatch m_watch;
    FileFate m_fate;
    Encoder m_encoder;
    std::vector<NewConnection> m_newConnections; ///< not written yet, as the encoder's rows
    Interruption m_interruption;
    Loss m_lossSinceStop;
    Clock::time_point m_nextWatch = Clock::now();
    Clock::time_point m_nextCheckpoint;
    std::size_t m_tidiedBytes = 0; ///< of the log, when it was tidied last
    std::size_t m_logLimit;
    bool m_lowSpaceTold = false;

    mutable std::mutex m_mutex;
    Error m_error; ///< why it has stopped
    QString m_path;
    Loss m_lost;
    std::optional<Request> m_request;

    std::mutex m_finishMutex;
    std::thread m_thread; // last: it uses all the others
};

} // namespace ajar::session
