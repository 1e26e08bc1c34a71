// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/latestjob.h"

namespace ajar::ui
{

LatestJob::LatestJob(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

LatestJob::~LatestJob()
{
    stop();
    m_pool.waitForDone();
}

void LatestJob::start(Work work)
{
    stop();
    auto stopped = std::make_shared<std::atomic_bool>(false);
    m_stopped = stopped;
    const auto say = [this, stopped](std::function<void()> call) {
        QMetaObject::invokeMethod(
            this,
            [stopped, call = std::move(call)] {
                if (!*stopped)
                    call();
            },
            Qt::QueuedConnection);
    };
    m_pool.start([work = std::move(work), context = Context{stopped, say}] {
        if (!*context.stopped)
            work(context);
    });
}

void LatestJob::stop()
{
    if (m_stopped)
        *m_stopped = true;
    m_pool.clear();
}

} // namespace ajar::ui
