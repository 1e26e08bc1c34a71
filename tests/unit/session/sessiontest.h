// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"
#include "session/recorder.h"

#include <QTemporaryDir>

#include <condition_variable>
#include <limits>
#include <mutex>

/// What the tests of the session files share.
namespace ajar::session::test
{

/// Collects records of one connection.
class Batch
{
public:
    explicit Batch(std::uint32_t connection = 1) { m_batch.connection = connection; }

    /// A frame as it should be: the length and its form fit the payload; `change` may alter that.
    Batch &frame(closing::FrameRecord frame, const QByteArray &payload = {});
    Batch &text(std::uint64_t number, closing::Time t, const QByteArray &payload);
    Batch &opaque(closing::Time t, closing::Direction direction, const QByteArray &payload);
    Batch &record(closing::Record record);
    Batch &state(closing::Time t, closing::LinkState state, closing::LinkState previous);
    Batch &event(closing::Time t, closing::Event event, closing::Attributes attributes = {});
    /// The inflate window before the frame that follows.
    Batch &context(closing::Direction direction, const QByteArray &window);
    Batch &urgent();

    closing::RecordBatch take() { return std::move(m_batch); }

private:
    std::size_t add(const QByteArray &payload);
    closing::RecordBatch m_batch;
};

/// A frame whose header fits a payload of `size` bytes.
closing::FrameRecord frameOf(std::uint64_t number, wire::Opcode opcode, std::size_t size,
                             closing::Time t = 0);

/// A frame as one line, to compare what was recorded with what was read.
QString describe(const closing::FrameRecord &frame, const QByteArray &payload);
QString describe(const Row &row);

/// A recorder in a folder of its own, and what it called back.
class Recording
{
public:
    explicit Recording(Recorder::Options options = {}, const QString &name = {});

    Recorder &operator*() { return *m_recorder; }
    Recorder *operator->() { return m_recorder.get(); }
    bool isValid() const { return m_recorder != nullptr; }
    QString path() const { return m_path; }
    QString folder() const { return m_folder.path(); }

    std::uint32_t connect(const std::string &url = "ws://example.test/");
    /// Submits and waits until it is committed.
    void record(Batch &batch);
    std::unique_ptr<Reader> reader() const;
    /// Finishes and reads.
    std::unique_ptr<Reader> finished();

    std::vector<Recorded> recorded() const;
    std::vector<Error> warnings() const;
    std::vector<Error> failures() const;
    /// What Recorder::Callbacks::wentOn was told.
    std::vector<std::pair<QString, Loss>> returns() const;
    void waitForFailure();

private:
    QTemporaryDir m_folder;
    QString m_path;
    mutable std::mutex m_mutex;
    std::condition_variable m_called;
    std::vector<Recorded> m_recorded;
    std::vector<Error> m_warnings;
    std::vector<Error> m_failures;
    std::vector<std::pair<QString, Loss>> m_returns;
    std::unique_ptr<Recorder> m_recorder; // last: it calls back
};

/// Milliseconds for what takes far less on an idle machine.
constexpr int patience = 20000;

constexpr std::uint64_t moreThanAnyDisk = std::numeric_limits<std::uint64_t>::max();

/// Adds the texts "first", "first + 1", …, with these numbers and times.
Batch &textsInto(Batch &batch, int first, int count);

/// Runs SQL on a file as a person with the sqlite3 shell would; the rows as text, columns with '|'.
QStringList sql(const QString &path, const QByteArray &statements);

/// A session with two connections, all kinds of records and every trait of frames that files,
/// readers and exports treat apart; returns its path.
QString sampleSession(const QString &folder);

/// Everything that a reader offers, for every connection; a count of the rows.
qsizetype readEverything(const QString &path);

/// Makes a test that root runs one of a plain user while it lives: nothing is forbidden to root.
class PlainUser
{
public:
    PlainUser();
    PlainUser(const PlainUser &) = delete;
    PlainUser &operator=(const PlainUser &) = delete;
    ~PlainUser();
};

QByteArray contentOf(const QString &path);
void writeFile(const QString &path, const QByteArray &content);

} // namespace ajar::session::test
