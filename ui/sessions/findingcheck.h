// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/story.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>

namespace ajar::ui
{

/// Checks a saved session against the rules, whoever recorded it, on a thread of its own: a file of
/// millions of frames takes seconds. Lives in the UI thread; what it leaves behind when it goes
/// half-way is nothing.
class FindingCheck : public QObject
{
    Q_OBJECT

public:
    explicit FindingCheck(const QString &path, QObject *parent = nullptr);
    ~FindingCheck() override;

Q_SIGNALS:
    /// All that was found in one connection, the strict readings too.
    void checked(quint32 connection, const QList<ajar::ui::FindingMark> &marks);
    void finished();

private:
    void run(const QString &path);

    std::atomic_bool m_cancelled = false;
    std::unique_ptr<QThread> m_thread;
};

} // namespace ajar::ui
