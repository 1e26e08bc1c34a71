// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frames/framemodel.h"

#include <QElapsedTimer>
#include <QObject>
#include <QQuickWindow>
#include <QThread>
#include <QTimer>

#include <memory>

/// A WebSocket server in a thread of its own that sends its one client texts as fast as it takes
/// them, and a watch over how long the thread of the window ever keeps an event waiting.
class Load : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QList<double> work MEMBER m_work)
    Q_PROPERTY(int longestGap READ longestGap) ///< in milliseconds, since watch()

public:
    explicit Load(QObject *parent = nullptr);
    ~Load() override;

    int longestGap() const { return static_cast<int>(m_longest); }

    /// Sends `count` texts of 64 bytes to the next client, at most so many a second (0: as fast as
    /// it takes them); returns the port, 0 if there is none.
    Q_INVOKABLE int serve(int count, int perSecond = 0);
    Q_INVOKABLE void watch();
    /// Moves a window of rows to so many places, one after the other, and gives how long each took
    /// from the call until its picture was drawn, in milliseconds, ascending.
    /// `work` has the processor's time of this thread for each, ascending.
    Q_INVOKABLE QList<double> scroll(QQuickWindow *window, ajar::ui::FrameModel *frames,
                                     const QList<double> &places);

private:
    void tick();

    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    QList<double> m_work;
    std::unique_ptr<QThread> m_thread;
};
