// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessionfile.h"

#include "session/files.h"

namespace ajar::ui
{

session::Result<std::shared_ptr<SessionFile>>
SessionFile::record(const QString &path, session::Recorder::Callbacks callbacks)
{
    auto recorder = session::Recorder::create(path, {}, std::move(callbacks));
    if (!recorder)
        return recorder.error;
    auto opened = open(path);
    if (opened)
        (*opened.value)->m_recorder = std::move(*recorder.value);
    return opened;
}

session::Result<std::shared_ptr<SessionFile>> SessionFile::open(const QString &path)
{
    auto reader = session::Reader::open(path);
    if (!reader)
        return reader.error;
    std::shared_ptr<SessionFile> file(new SessionFile);
    file->m_path = session::resolvedPath(path);
    file->m_reader = std::move(*reader.value);
    return file;
}

SessionFile::~SessionFile()
{
    m_reader.reset(); // a reader would keep the recorder from removing the -wal file
}

void SessionFile::moveTo(const QString &path)
{
    m_path = path;
    m_reader->moveTo(path);
}

closing::Time SessionFile::now() const
{
    if (!m_recorder)
        return 0;
    return std::chrono::nanoseconds(std::chrono::steady_clock::now() - m_recorder->start()).count();
}

} // namespace ajar::ui
