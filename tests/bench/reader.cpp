// SPDX-License-Identifier: MIT
//
// Reading a large session that make_session made: from opening it to the first rows, and jumps to
// random places. It fails only where a wrong row stands, or memory grows with the session.
//
//   reader FILE FRAMES
#include "session/reader.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

using namespace ajar;
using Clock = std::chrono::steady_clock;

namespace
{

constexpr int jumps = 1000;
constexpr int pageRows = 256;
constexpr double mostMegabytes = 400;

/// So that the file comes from the disk, as after a start of the machine.
void leaveCache(const char *path)
{
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    ::fdatasync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

double megabytesAtMost()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1000;
    }
    return 0;
}

[[noreturn]] void wrong(const std::string &what)
{
    std::fprintf(stderr, "wrong: %s\n", what.c_str());
    std::exit(1);
}

/// Every text of such a session tells its frame's number.
void check(const session::Row &row, quint64 number)
{
    const QByteArray expected = "{\"n\":" + QByteArray::number(number) + ',';
    const bool isText = row.header.opcode == wire::Opcode::Text;
    if (row.number != number || row.damaged || (isText && !row.payload.startsWith(expected)))
        wrong("the row of frame " + std::to_string(number));
}

/// The middle of what `jump` takes, in microseconds, over random frames.
double median(quint64 frames, const std::function<void(quint64)> &jump)
{
    std::mt19937_64 random(42);
    std::vector<double> times;
    for (int i = 0; i < jumps; ++i) {
        const quint64 number = random() % frames + 1;
        const auto start = Clock::now();
        jump(number);
        times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    alarm(300);
    const quint64 frames = std::strtoull(argv[2], nullptr, 10);
    leaveCache(argv[1]);
    const auto start = Clock::now();
    const auto opened = session::Reader::open(QFile::decodeName(argv[1]));
    if (!opened)
        wrong(qUtf8Printable(session::errorText(opened.error)));
    session::Reader &reader = **opened.value;
    const quint32 connection = reader.connections().value(0).id;
    const session::Totals totals = reader.totals(connection);
    const auto first = reader.rows(connection, 1, pageRows);
    const auto last = reader.rows(connection, totals.records - pageRows, pageRows);
    const std::chrono::duration<double, std::milli> untilRows = Clock::now() - start;
    if (totals.frames != frames || first.size() != pageRows || last.size() != pageRows)
        wrong(std::to_string(totals.frames) + " frames are there");

    const double toFrame = median(frames, [&](quint64 number) {
        const quint64 seq = reader.seqOfFrame(connection, number);
        check(reader.rows(connection, seq, 1).value(0), number);
    });
    const double toTime = median(frames, [&](quint64 number) {
        const auto t =
            static_cast<closing::Time>(static_cast<double>(totals.lastT) *
                                       static_cast<double>(number) / static_cast<double>(frames));
        const quint64 seq = reader.seqAtTime(connection, t);
        const auto rows = reader.rows(connection, seq - 1, 2);
        if (rows.size() != 2 || rows[0].t >= t || rows[1].t < t)
            wrong("the first row at a time");
    });
    const double page = median(frames - pageRows, [&](quint64 number) {
        const auto rows = reader.rows(connection, number, pageRows);
        if (rows.size() != pageRows || rows.last().seq != number + pageRows - 1)
            wrong("a page of rows");
    });
    if (reader.error())
        wrong(qUtf8Printable(session::errorText(reader.error())));
    const double memory = megabytesAtMost();
    if (memory > mostMegabytes)
        wrong(std::to_string(memory) + " MB of memory");
    std::printf(
        "| a session of %llu frames: opened, first and last rows read | %.0f ms, %.0f MB of "
        "memory | | |\n"
        "| jump in it to a frame, to a time; a page of %d rows anywhere | %.0f µs, %.0f µs; "
        "%.0f µs | | |\n",
        frames, untilRows.count(), memory, pageRows, toFrame, toTime, page);
}
