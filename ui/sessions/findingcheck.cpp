// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/findingcheck.h"

#include "session/findingsof.h"

namespace ajar::ui
{

namespace
{

FindingMark markOf(session::Reader &reader, quint32 connection, const closing::FindingNote &note)
{
    const quint64 seq = note.frame != 0 ? reader.seqOfFrame(connection, note.frame)
                                        : reader.seqAtTime(connection, note.t);
    return {seq, note.frame, note.finding, note.direction, QString::fromStdString(note.text)};
}

} // namespace

FindingCheck::FindingCheck(const QString &path, QObject *parent)
    : QObject(parent)
    , m_thread(QThread::create([this, path] { run(path); }))
{
    connect(m_thread.get(), &QThread::finished, this, &FindingCheck::finished);
    m_thread->start(QThread::LowPriority);
}

FindingCheck::~FindingCheck()
{
    m_cancelled = true;
    m_thread->wait();
}

void FindingCheck::run(const QString &path)
{
    const auto opened = session::Reader::open(path);
    if (!opened)
        return; // whoever opens the session says so
    session::Reader &reader = **opened.value;
    QHash<quint32, QList<FindingMark>> again; // who came back too soon
    for (const auto &[connection, note] : session::reconnectFindings(reader))
        again[connection] += markOf(reader, connection, note);
    for (const session::StoredConnection &connection : reader.connections()) {
        session::FindingsOptions options;
        options.strict = true;
        options.cancelled = &m_cancelled;
        const session::Findings found = session::findingsOf(reader, connection, options);
        if (m_cancelled)
            return;
        QList<FindingMark> marks = again.value(connection.id);
        for (const closing::FindingNote &note : found.notes)
            marks += markOf(reader, connection.id, note);
        QMetaObject::invokeMethod(
            this, [this, id = connection.id, marks] { Q_EMIT checked(id, marks); },
            Qt::QueuedConnection);
    }
}

} // namespace ajar::ui
