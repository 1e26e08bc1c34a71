// SPDX-License-Identifier: MIT
// Records as fast as it can and prints the count of committed records after each commit, until it
// is killed. With a second argument it may write no file beyond so many bytes, and says how
// recording ended.
#include "recordloop.h"
#include "sessiontest.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

namespace
{

void print(const std::string &line)
{
    std::ignore = ::write(STDOUT_FILENO, line.data(), line.size());
}

void limitFiles(rlim_t bytes)
{
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

} // namespace

int main(int argc, char **argv)
{
    Recorder::Callbacks callbacks;
    callbacks.recorded = [](const std::vector<Recorded> &recorded) {
        for (const Recorded &added : recorded)
            print(std::to_string(added.firstSeq + added.count - 1) + '\n');
    };
    callbacks.failed = [](const Error &error) {
        print("failed " + std::to_string(static_cast<int>(error.fault)) + '\n');
    };
    const Recorder::Options options{.chunkBytes = recordLoopChunk,
                                    .commitEvery = std::chrono::milliseconds(5)};
    auto created = Recorder::create(QString::fromLocal8Bit(argv[1]), options, callbacks);
    Recorder &recorder = **created.value;
    recorder.addConnection({});
    if (argc > 2)
        limitFiles(std::strtoull(argv[2], nullptr, 10));
    for (std::uint64_t number = 1; !recorder.statistics().failed;) {
        Batch batch;
        for (int i = 0; i < 20; ++i, ++number)
            batch.text(number, static_cast<closing::Time>(number), recordLoopPayload(number));
        if (!recorder.submit(batch.take()))
            recorder.flush();
    }
    recorder.finish();
    print("finished\n");
    return 0;
}
