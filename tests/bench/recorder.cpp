// SPDX-License-Identifier: MIT
//
// The recorder alone: frames as a gate would submit them, until all are in the file. Prints records
// a second and the memory they took; it fails only if the file does not hold them all.
#include "session/recorder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>

using namespace ajar;
using Clock = std::chrono::steady_clock;

namespace
{

constexpr std::size_t batchBytes = 256 * 1024; // about what a gate reads at once

closing::RecordBatch makeBatch(std::uint32_t connection, std::uint64_t first, std::size_t size,
                               std::size_t count, closing::Time t)
{
    closing::RecordBatch batch;
    batch.connection = connection;
    batch.payloads.assign(size * count, 'a');
    for (std::size_t i = 0; i < count; ++i) {
        closing::FrameRecord frame;
        frame.t = t;
        frame.number = first + i;
        frame.header.length = size;
        frame.header.lengthForm = wire::minimalForm(size);
        frame.payloadOffset = i * size;
        frame.payloadSize = size;
        batch.records.emplace_back(frame);
    }
    return batch;
}

/// Submits all frames and waits until they are committed; the file is not finished yet.
void record(session::Recorder &recorder, std::size_t size, std::uint64_t count)
{
    const std::uint32_t connection = recorder.addConnection({});
    const std::size_t inBatch = std::max<std::size_t>(1, batchBytes / size);
    for (std::uint64_t n = 0; n < count;) {
        const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(inBatch, count - n));
        const closing::Time t = (Clock::now() - recorder.start()).count();
        if (!recorder.submit(makeBatch(connection, n + 1, size, now, t))) {
            std::promise<void> room;
            recorder.whenRoom([&room] { room.set_value(); });
            room.get_future().wait();
        }
        n += now;
    }
    recorder.flush();
}

/// The most memory this process has had since the last call of forgetPeak, in bytes; 0: unknown.
double peakMemory()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() * 1024;
    }
    return 0;
}

/// So that a case does not show what an earlier one took.
void forgetPeak()
{
    malloc_trim(0);
    QFile references(QStringLiteral("/proc/self/clear_refs"));
    if (!references.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || references.write("5") < 0)
        std::fprintf(stderr, "the memory shown is that of all cases until now\n");
}

bool measure(const char *name, std::size_t size, std::uint64_t count)
{
    forgetPeak();
    const QTemporaryDir folder(QDir::currentPath() + QStringLiteral("/bench-XXXXXX")); // a disk
    auto recorder =
        session::Recorder::create(folder.filePath(QStringLiteral("bench.ajar")), {}, {});
    if (!recorder) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(session::errorText(recorder.error)));
        return false;
    }
    session::Recorder &it = **recorder.value;
    const auto start = Clock::now();
    record(it, size, count);
    const std::chrono::duration<double> committed = Clock::now() - start;
    const session::Error error = it.finish();
    const std::chrono::duration<double> finished = Clock::now() - start;
    const auto statistics = it.statistics();
    if (error || statistics.records != count) {
        std::fprintf(stderr, "%llu of %llu records in the file: %s\n",
                     static_cast<unsigned long long>(statistics.records),
                     static_cast<unsigned long long>(count),
                     qUtf8Printable(session::errorText(error)));
        return false;
    }
    const double records = static_cast<double>(count);
    const double bytes = records * static_cast<double>(size);
    const double memory = peakMemory() / 1e6;
    const auto fileSize = static_cast<double>(QFileInfo(it.path()).size());
    std::printf(
        "| recorder alone, %llu records of %s | %.0f records/s, %.0f MB/s, %.0f MB of memory "
        "| | |\n",
        static_cast<unsigned long long>(count), name, records / committed.count(),
        bytes / committed.count() / 1e6, memory);
    std::printf("recorder, %llu records of %s: %.0f records/s, %.1f MB/s until committed; %.0f "
                "records/s until the file is finished; %.2f bytes in the file for each of payload; "
                "at most %.0f MB of memory\n",
                static_cast<unsigned long long>(count), name, records / committed.count(),
                bytes / committed.count() / 1e6, records / finished.count(), fileSize / bytes,
                memory);
    return true;
}

} // namespace

/// Without arguments the benchmark; SIZE COUNT measures one case, for a profiler.
int main(int argc, char **argv)
{
    alarm(600);
    if (argc == 3)
        return measure(argv[1], std::strtoull(argv[1], nullptr, 10),
                       std::strtoull(argv[2], nullptr, 10))
                   ? 0
                   : 1;
    const char *mode = std::getenv("AJAR_BENCH");
    const bool full = mode && std::strcmp(mode, "full") == 0;
    const bool small = measure("64 B", 64, full ? 1'000'000 : 100'000);
    const bool large = measure("64 KiB", 65536, full ? 20'000 : 1000);
    return small && large ? 0 : 1;
}
