// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/libraryscan.h"

#include <QElapsedTimer>

namespace ajar::ui
{

LibraryScan::~LibraryScan()
{
    stop();
}

void LibraryScan::stop()
{
    m_cancelled = true;
    m_again = false;
    if (m_thread)
        m_thread->wait();
}

void LibraryScan::start()
{
    if (m_thread) {
        m_again = true;
        return;
    }
    m_cancelled = false;
    m_thread.reset(QThread::create([this] { run(); }));
    m_thread->start(QThread::LowPriority);
}

void LibraryScan::run()
{
    constexpr qint64 portion = 100; // milliseconds
    QSet<QString> paths;
    QList<library::Summary> waiting;
    QElapsedTimer timer;
    timer.start();
    const auto hand = [&] {
        QMetaObject::invokeMethod(
            this, [this, summaries = std::exchange(waiting, {})] { Q_EMIT found(summaries); },
            Qt::QueuedConnection);
        timer.restart();
    };
    const session::Error error =
        library::listSessions(m_folder, m_known, &m_cancelled, [&](library::Summary summary, int) {
            paths.insert(summary.path);
            waiting.append(std::move(summary));
            if (timer.elapsed() >= portion)
                hand();
        });
    hand();
    QMetaObject::invokeMethod(
        this, [this, paths, error] { end(paths, error); }, Qt::QueuedConnection);
}

void LibraryScan::end(const QSet<QString> &paths, const session::Error &error)
{
    m_thread->wait();
    m_thread.reset();
    if (error.fault != session::Fault::Cancelled)
        Q_EMIT finished(paths, error);
    if (std::exchange(m_again, false))
        start();
}

} // namespace ajar::ui
