// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/error.h"

#include <QObject>
#include <QThread>
#include <QtQml/qqmlregistration.h>

#include <atomic>
#include <functional>
#include <memory>

namespace ajar::ui
{

/// One piece of long work at a time, on a thread of its own, with progress and a way to stop it.
class BackgroundJob : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Sessions has it")
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY progressed) ///< 0 to 1, below 0: unknown

public:
    using Progress = std::function<void(quint64 done, quint64 total)>;
    using Work = std::function<session::Error(const Progress &, const std::atomic_bool &cancelled)>;
    using Done = std::function<void(session::Error)>;

    using QObject::QObject;
    ~BackgroundJob() override;

    /// False while another one runs. `done` is called in this object's thread.
    bool start(const QString &title, Work work, Done done);
    bool isRunning() const { return m_thread != nullptr; }
    QString title() const { return m_title; }
    double progress() const { return m_progress; }

    Q_INVOKABLE void cancel() { m_cancelled = true; }

Q_SIGNALS:
    void changed();
    void progressed();

private:
    void report(quint64 done, quint64 total);
    void end(const session::Error &error, const Done &done);

    std::unique_ptr<QThread> m_thread;
    std::atomic_bool m_cancelled = false;
    std::atomic<int> m_reported = -1; ///< per mille, written by the worker
    QString m_title;
    double m_progress = -1;
};

} // namespace ajar::ui
