// SPDX-License-Identifier: MIT
#pragma once

#include "ui/frames/framemodel.h"
#include "ui/sessions/sessions.h"
#include "ui/start.h"

#include <QQmlApplicationEngine>
#include <QQuickWindow>

#include <functional>
#include <vector>

namespace ajar::bench
{

/// Milliseconds, ascending.
class Times
{
public:
    void add(double milliseconds) { m_all.push_back(milliseconds); }
    bool isEmpty() const { return m_all.empty(); }
    double share(double part); ///< 0.5: the median; 1: the worst
    QString text();            ///< "3.1 ms, 5.0 ms, 7.2 ms": median, 99 %, worst

private:
    std::vector<double> m_all;
};

/// What pictures cost: from what was done until the picture was there, and the processor's time of
/// the window's thread for that, which other programs do not lengthen.
struct Pictures {
    Times wall, work;
};

/// The whole window, and a hand that turns the wheel, presses keys and drags the scroll bar.
class WindowDriver
{
public:
    explicit WindowDriver(const QString &folder);

    bool isReady() const { return m_window; }
    bool open(const QString &path, double rows);
    bool connectTo(int port, double rows); ///< and waits until so many rows have come
    void endConnection();

    Pictures wheel(int turns);
    Pictures pages(int presses);
    Pictures scrollBar(int steps);
    /// Pictures, and how late a timer of 5 ms ever was, while the end is followed.
    Pictures follow(int milliseconds, Times &lateness);

    ui::FrameModel *frames() const { return m_frames; }
    QQuickItem *item(const QString &name) const;

private:
    Pictures measure(int count, const std::function<void(int)> &act);
    bool waitFor(const std::function<bool()> &condition, int milliseconds);

    link::Network m_network;
    ui::Sessions m_sessions;
    ui::Start m_start;
    QQmlApplicationEngine m_engine;
    QQuickWindow *m_window = nullptr;
    ui::FrameModel *m_frames = nullptr;
};

} // namespace ajar::bench
