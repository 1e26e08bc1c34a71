// SPDX-License-Identifier: MIT
#include "session/recorderprivate.h"

#include "session/files.h"
#include "session/sessioncopy.h"

#include <utility>

// How the recorder goes on in another file.
namespace ajar::session
{

namespace
{

constexpr std::size_t portionBytes = 4u << 20;

} // namespace

void Recorder::Private::request(const QString &path, bool overwrite,
                                std::function<void(Error)> done)
{
    std::optional<Request> replaced;
    {
        const std::lock_guard lock(m_mutex);
        replaced = std::exchange(m_request, Request{path, overwrite, std::move(done)});
    }
    if (replaced && replaced->done)
        replaced->done({Fault::Cancelled, replaced->path, {}});
    queue.wake();
}

std::optional<Recorder::Private::Request> Recorder::Private::takeRequest()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_request, std::nullopt);
}

bool Recorder::Private::isRequested() const
{
    const std::lock_guard lock(m_mutex);
    return m_request.has_value();
}

void Recorder::Private::serve()
{
    const auto request = takeRequest();
    if (!request)
        return;
    const Error error = moveTo(*request);
    if (request->done)
        request->done(error);
}

Error Recorder::Private::moveTo(const Request &request)
{
    const QString path = resolvedPath(request.path);
    if (path == m_file->path() && m_watch.fate().isInPlace())
        return {Fault::Exists, path, QStringLiteral("it is the file that is being recorded")};
    auto file = copyTo(path, request.overwrite);
    if (!file)
        return file.error;
    const bool hadFailed = failed;
    adopt(std::move(*file.value));
    if (hadFailed)
        tryToGoOn();
    else if (m_callbacks.wentOn)
        m_callbacks.wentOn(this->path(), {});
    return {};
}

/// What comes meanwhile is written to the old file, if that can be, and comes along.
Result<std::unique_ptr<SessionFile>> Recorder::Private::copyTo(const QString &path, bool overwrite)
{
    auto copy = SessionCopy::begin(*m_file, path, overwrite);
    if (!copy)
        return copy.error;
    for (;;) {
        const auto more = (*copy.value)->step();
        if (!more)
            return more.error;
        if (!*more.value)
            return (*copy.value)->finish();
        RecordQueue::Portion portion = queue.take(portionBytes, Clock::now());
        if (!portion.empty())
            store(std::move(portion));
    }
}

void Recorder::Private::adopt(std::unique_ptr<SessionFile> file)
{
    m_checkpointer.reset();
    const Error error = m_file->close(m_fate = m_watch.fate());
    if (error && !failed)
        warn(error);
    m_file = std::move(file);
    m_checkpointer = std::make_unique<Checkpointer>(m_file->path());
    m_tidiedBytes = 0;
    m_watch = DiskWatch(m_file->path());
    m_fate = {};
    m_nextWatch = Clock::now();
    m_lowSpaceTold = false;
    const std::lock_guard lock(m_mutex);
    m_path = m_file->path();
}

} // namespace ajar::session
