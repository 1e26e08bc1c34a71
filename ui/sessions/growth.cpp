// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/growth.h"

#include <utility>

namespace ajar::ui
{

Growth::Growth(QObject *parent)
    : QObject(parent)
    , m_pause(this)
{
    using namespace std::chrono_literals;
    m_pause.setSingleShot(true);
    m_pause.setInterval(33ms);
    connect(&m_pause, &QTimer::timeout, this, &Growth::grown);
}

void Growth::note(quint32 connection)
{
    const std::lock_guard lock(m_mutex);
    m_noted.insert(connection);
    if (!std::exchange(m_pending, true))
        QMetaObject::invokeMethod(this, &Growth::soon, Qt::QueuedConnection);
}

QSet<quint32> Growth::take()
{
    const std::lock_guard lock(m_mutex);
    m_pending = false;
    return std::exchange(m_noted, {});
}

void Growth::soon()
{
    if (!m_pause.isActive())
        m_pause.start();
}

} // namespace ajar::ui
