// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/backgroundjob.h"

namespace ajar::ui
{

BackgroundJob::~BackgroundJob()
{
    m_cancelled = true;
    if (m_thread)
        m_thread->wait();
}

bool BackgroundJob::start(const QString &title, Work work, Done done)
{
    if (m_thread)
        return false;
    m_cancelled = false;
    m_reported = -1;
    m_progress = -1;
    m_title = title;
    m_thread.reset(QThread::create([this, work = std::move(work), done = std::move(done)] {
        const session::Error error =
            work([this](quint64 count, quint64 total) { report(count, total); }, m_cancelled);
        QMetaObject::invokeMethod(
            this, [this, error, done] { end(error, done); }, Qt::QueuedConnection);
    }));
    m_thread->start();
    Q_EMIT changed();
    return true;
}

void BackgroundJob::report(quint64 done, quint64 total)
{
    const int perMille =
        total == 0
            ? 0
            : static_cast<int>(1000.0 * static_cast<double>(done) / static_cast<double>(total));
    if (m_reported.exchange(perMille) == perMille)
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_progress = m_reported / 1000.0;
            Q_EMIT progressed();
        },
        Qt::QueuedConnection);
}

void BackgroundJob::end(const session::Error &error, const Done &done)
{
    m_thread->wait();
    m_thread.reset();
    Q_EMIT changed();
    done(error);
}

} // namespace ajar::ui
