// SPDX-License-Identifier: MIT
#include "session/recorder.h"

#include "session/files.h"
#include "session/recorderprivate.h"

namespace ajar::session
{

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

void Recorder::continueIn(const QString &path, bool overwrite, std::function<void(Error)> done)
{
    d->request(path, overwrite, std::move(done));
}

Error Recorder::finish()
{
    return d->finish();
}

QString Recorder::path() const
{
    return d->path();
}

Recorder::Statistics Recorder::statistics() const
{
    return {d->records, d->queue.waitingBytes(), d->lost(), d->failed};
}

} // namespace ajar::session
