// SPDX-License-Identifier: MIT
#include "madesession.h"

#include "madeconnection.h"
#include "session/recorder.h"

#include <future>
#include <vector>

namespace ajar::support
{

namespace
{

constexpr std::size_t framesAtOnce = 2048;

void submit(session::Recorder &recorder, closing::RecordBatch batch)
{
    if (recorder.submit(std::move(batch)))
        return;
    std::promise<void> room;
    recorder.whenRoom([&room] { room.set_value(); });
    room.get_future().wait();
}

} // namespace

session::Error makeSession(const QString &path, const MadeOptions &options)
{
    const std::uint64_t count = options.connections;
    if (count == 0 || options.frames / count < fewestFrames)
        return {session::Fault::Io, path,
                QStringLiteral("each connection needs %1 frames").arg(fewestFrames)};
    auto made = session::Recorder::create(path, {}, {});
    if (!made)
        return made.error;
    session::Recorder &recorder = **made.value;
    std::vector<MadeConnection> connections;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t frames = options.frames / count + (i < options.frames % count ? 1 : 0);
        connections.emplace_back(i, frames, options.seed);
        connections.back().setNumber(recorder.addConnection(connections.back().info()));
        submit(recorder, connections.back().opening());
    }
    for (bool more = true; more;) {
        more = false;
        for (MadeConnection &connection : connections) {
            if (connection.atEnd())
                continue;
            more = true;
            submit(recorder, connection.frames(framesAtOnce));
            if (connection.atEnd())
                submit(recorder, connection.ending());
        }
    }
    return recorder.finish();
}

} // namespace ajar::support
