// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "session/error.h"

#include <QString>

#include <functional>
#include <memory>

namespace ajar::session
{

/// What a commit has added, for those who show it.
struct Recorded {
    std::uint32_t connection = 0;
    std::uint64_t firstSeq = 0; ///< sequence number of the first new record in its connection
    std::uint64_t count = 0;    ///< 0: the connection is new and has no record yet
};

/// Writes one session file in a thread of its own (DESIGN: WAL, synchronous NORMAL, a commit at
/// least every 50 ms and at once for urgent batches, one self-contained file at the end). It knows
/// records as values, not what they mean. All public functions may be called from any thread.
class Recorder final : public closing::RecordSink
{
public:
    struct Options {
        std::size_t queueBytes = 32u << 20; ///< over this, submit() says false
        std::size_t chunkBytes = 1u << 20;  ///< larger payloads are stored in chunks
        std::chrono::milliseconds commitEvery{50};
        bool overwrite = false;                    ///< replace an existing session file
        std::uint64_t warnFreeBytes = 500'000'000; ///< less on the disk: a warning
        std::uint64_t stopFreeBytes = 100'000'000; ///< less on the disk: recording stops cleanly
    };
    struct Callbacks {
        /// After each commit, on the recorder's thread: keep it short, hand it on.
        std::function<void(std::vector<Recorded>)> recorded;
        /// Recording stopped: nothing more is written. On the recorder's thread, once.
        std::function<void(Error)> failed;
        /// Something that the user should know and that does not stop recording, e.g. less than
        /// 500 MB left on the disk. On the recorder's thread.
        std::function<void(Error)> warning;
    };
    struct Statistics {
        std::uint64_t records = 0;      ///< committed
        std::uint64_t waitingBytes = 0; ///< submitted, not committed yet
        std::uint64_t dropped = 0;      ///< records that came or waited when recording had failed
        bool failed = false;
    };

    /// Makes a new session file, mode 0600. Not a symbolic link, not an existing file (unless
    /// Options::overwrite).
    static Result<std::unique_ptr<Recorder>> create(const QString &path, Options options,
                                                    Callbacks callbacks);
    ~Recorder() override; ///< finishes if finish() was not called

    std::chrono::steady_clock::time_point start() const override;
    std::uint32_t addConnection(const closing::ConnectionInfo &info) override;
    [[nodiscard]] bool submit(closing::RecordBatch batch) override;
    void whenRoom(std::function<void()> call) override;

    /// Waits until everything submitted before is committed.
    Error flush();
    /// Writes what waits, checkpoints, makes the file self-contained (no -wal, no -shm). Blocks.
    /// Only while another program has the file open, an empty -wal stays beside it.
    Error finish();

    QString path() const;
    Statistics statistics() const;

private:
    class Private;
    explicit Recorder(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace ajar::session
