// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions come into the window and leave it.
#include "library/naming.h"
#include "session/files.h"
#include "session/sessionerror.h"
#include "ui/sessions/findingcheck.h"
#include "ui/sessions/sessions.h"
#include "ui/text/plain.h"

#include <QFileInfo>
#include <QTimer>

#include <algorithm>

namespace ajar::ui
{

bool Sessions::openSession(const QString &path)
{
    if (Connection *already = connectionOf(path)) {
        setCurrent(already);
        return true;
    }
    auto opened = SessionFile::open(path);
    if (!opened) {
        setError(session::sessionErrorText(opened.error));
        return false;
    }
    const std::shared_ptr<SessionFile> file = *opened.value;
    const QString name = library::sessionName(path);
    const QString section =
        plain(name.isEmpty() ? QFileInfo(path).fileName() : name, false, library::longestName);
    auto *check = new FindingCheck(path, this);
    connect(check, &FindingCheck::finished, check, &QObject::deleteLater);
    Connection *first = nullptr;
    for (const session::StoredConnection &info : file->reader().connections()) {
        auto *connection = new Connection(file, info, section, nullptr, this);
        m_list.add(connection);
        connect(check, &FindingCheck::checked, connection,
                [connection](quint32 id, const QList<FindingMark> &marks) {
                    if (id == connection->id())
                        connection->addFindings(marks);
                });
        connection->refresh();
        first = first ? first : connection;
    }
    if (const session::Error error = file->reader().error())
        setError(session::sessionErrorText(error));
    else if (!first)
        setError(tr("%1 holds no connection.").arg(path));
    if (first)
        setCurrent(first);
    m_growth.soon();
    return first != nullptr;
}

/// The first connection of an open file; null if it is not open.
Connection *Sessions::connectionOf(const QString &path) const
{
    const QString resolved = session::resolvedPath(path);
    for (Connection *connection : m_list.all()) {
        if (connection->file()->path() == resolved)
            return connection;
    }
    return nullptr;
}

/// Says so if it may not: a connection of it is up.
bool Sessions::mayEnd(const std::shared_ptr<SessionFile> &file)
{
    const QList<Connection *> &all = m_list.all();
    const auto live = std::count_if(all.begin(), all.end(), [&](const Connection *connection) {
        return connection->file() == file && connection->isLive();
    });
    if (live == 0)
        return true;
    setError(
        live == 1
            ? tr("A connection of this session is still up: disconnect it first.")
            : tr("%1 connections of this session are still up: disconnect them first.").arg(live));
    return false;
}

/// When the last connection of a file goes, so does the file; that ends its recording.
void Sessions::takeOut(const std::shared_ptr<SessionFile> &file)
{
    const int before = currentIndex();
    const bool isCurrent = m_current && m_current->file() == file;
    if (isCurrent)
        setCurrent(nullptr);
    for (int row = m_list.rowCount() - 1; row >= 0; --row) {
        if (m_list.all()[row]->file() == file)
            m_list.remove(row);
    }
    if (isCurrent && !m_list.all().isEmpty())
        setCurrentIndex(std::clamp(before, 0, m_list.rowCount() - 1));
    Q_EMIT currentChanged(); // rows have moved
}

void Sessions::endRecording(const std::shared_ptr<SessionFile> &ended)
{
    const std::shared_ptr<SessionFile> file = ended;
    m_library.stop();
    if (file == m_file) {
        m_file.reset();
        m_savedName.clear();
        m_failed = false;
    }
    takeOut(file);
    Q_EMIT recordingChanged();
    Q_EMIT statisticsChanged();
}

bool Sessions::newSession()
{
    if (!m_file)
        return true;
    if (!mayEnd(m_file))
        return false;
    const QString path = m_file->path();
    endRecording(m_file);
    // The connections, and with them the recording, end when control is back in the event loop.
    QTimer::singleShot(0, this, [this, path] {
        openSession(path);
        setCurrent(nullptr);
        m_library.refresh();
    });
    return true;
}

bool Sessions::closeSession()
{
    const std::shared_ptr<SessionFile> file = currentFile();
    if (!file)
        return true;
    if (!mayEnd(file))
        return false;
    endRecording(file);
    QTimer::singleShot(0, &m_library, &Library::refresh);
    return true;
}

} // namespace ajar::ui
