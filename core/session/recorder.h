// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "session/error.h"
#include "session/interruption.h"

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
/// least every 50 ms and at once for urgent batches, one self-contained file at the end). When
/// nothing can be written it waits a while, then stops: it counts what comes and keeps the story,
/// and goes on by itself once there is room again, or in another file (continueIn()), with a gap
/// row where records are missing. It knows records as values, not what they mean. All public
/// functions may be called from any thread.
class Recorder final : public closing::RecordSink
{
public:
    struct Options {
        std::size_t queueBytes = 32u << 20; ///< over this, submit() says false
        std::size_t chunkBytes = 1u << 20;  ///< larger payloads are stored in chunks
        std::chrono::milliseconds commitEvery{50};
        bool overwrite = false;                     ///< replace an existing session file
        std::uint64_t warnFreeBytes = 500'000'000;  ///< less on the disk: a warning
        std::uint64_t stopFreeBytes = 100'000'000;  ///< less on the disk: recording stops cleanly
        std::chrono::milliseconds retryFor{5000};   ///< how long a full disk holds up the gate
        std::chrono::milliseconds watchEvery{1000}; ///< looks at the file's name and its disk
    };
    struct Callbacks {
        /// After each commit, on the recorder's thread: keep it short, hand it on.
        std::function<void(std::vector<Recorded>)> recorded;
        /// Recording stopped: nothing is written until it goes on. On the recorder's thread.
        std::function<void(Error)> failed;
        /// Something that the user should know and that does not stop recording: less than 500 MB
        /// left on the disk, a disk that is full for a moment, and Fault::Displaced, once for each
        /// change, when the file was renamed, deleted or replaced. On the recorder's thread.
        std::function<void(Error)> warning;
        /// It goes on after failed() or continueIn(), in this file; so much is missing in it since
        /// it stopped. On the recorder's thread.
        std::function<void(QString path, Loss loss)> wentOn;
    };
    struct Statistics {
        std::uint64_t records = 0;      ///< committed
        std::uint64_t waitingBytes = 0; ///< submitted, not committed yet
        Loss lost;                      ///< what came, or waited, while recording had stopped
        bool failed = false;            ///< it has stopped, and has not gone on
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
    /// Goes on in a new file at `path`, which gets all that was recorded so far: a copy through the
    /// open connection, so that the old file needs no name any more; recording goes on meanwhile.
    /// The old file is ended and left where it is. `done` is called on the recorder's thread; after
    /// an error all is as it was.
    void continueIn(const QString &path, bool overwrite, std::function<void(Error)> done);

    /// Writes what waits, checkpoints, makes the file self-contained (no -wal, no -shm). Blocks.
    /// Only while another program has the file open, an empty -wal stays beside it. An error if
    /// recording had stopped and not gone on, or if nothing is left since the file was deleted.
    Error finish();

    QString path() const; ///< of the file that is written, or where it was moved
    Statistics statistics() const;

private:
    class Private;
    explicit Recorder(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace ajar::session
