// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start.h"

namespace ajar::ui
{

Start::Start(const QString &url, const QString &sessionFile, bool withholdClose,
             StartDemo startDemo, QObject *parent)
    : QObject(parent)
    , m_url(url)
    , m_sessionFile(sessionFile)
    , m_withholdClose(withholdClose)
    , m_startDemo(std::move(startDemo))
{
}

QString Start::startDemo()
{
    return m_startDemo ? m_startDemo().toString() : QString();
}

} // namespace ajar::ui
