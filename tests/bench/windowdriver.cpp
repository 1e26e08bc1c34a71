// SPDX-License-Identifier: MIT
#include "windowdriver.h"

#include "../ui/finditem.h"
#include "ui/window.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace ajar::bench
{

namespace
{

constexpr int patience = 30'000; // milliseconds
// Back and forth: the end of few rows must not be reached, where nothing is left to be drawn.
constexpr int turnsOneWay = 50;
constexpr int pagesOneWay = 15;

/// The processor's time that this thread has taken, in milliseconds.
double threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double milliseconds(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

} // namespace

double Times::share(double part)
{
    if (m_all.empty())
        return 0;
    std::ranges::sort(m_all);
    const auto last = static_cast<double>(m_all.size() - 1);
    return m_all[static_cast<std::size_t>(std::floor(last * part))];
}

QString Times::text()
{
    return QStringLiteral("%1 ms, %2 ms, %3 ms")
        .arg(share(0.5), 0, 'f', 1)
        .arg(share(0.99), 0, 'f', 1)
        .arg(share(1), 0, 'f', 1);
}

WindowDriver::WindowDriver(const QString &folder)
    : m_sessions(m_network, folder)
    , m_start({}, {}, false, [] { return QUrl(); })
{
    m_start.setConfigFolder(folder);
    ui::prepareEngine(m_engine);
    m_engine.setInitialProperties({{QStringLiteral("sessions"), QVariant::fromValue(&m_sessions)},
                                   {QStringLiteral("start"), QVariant::fromValue(&m_start)}});
    m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Ajar/Main.qml")));
    if (m_engine.rootObjects().isEmpty())
        return;
    m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().constFirst());
    m_frames = m_window->property("frames").value<ui::FrameModel *>();
    m_window->requestActivate();
    if (!QTest::qWaitForWindowExposed(m_window, patience))
        m_window = nullptr;
}

QQuickItem *WindowDriver::item(const QString &name) const
{
    return findItem(m_window->contentItem(), name);
}

bool WindowDriver::waitFor(const std::function<bool()> &condition, int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < milliseconds)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    return condition();
}

bool WindowDriver::open(const QString &path, double rows)
{
    return m_sessions.openSession(path) &&
           waitFor([&] { return m_frames->total() >= rows && m_frames->visibleRows() > 0; },
                   patience);
}

bool WindowDriver::connectTo(int port, double rows)
{
    auto *form = m_window->property("form").value<QObject *>();
    form->setProperty("url", QStringLiteral("127.0.0.1:%1").arg(port));
    return QMetaObject::invokeMethod(form, "submit") &&
           waitFor([&] { return m_frames->total() >= rows && m_frames->isFollowing(); }, patience);
}

void WindowDriver::endConnection()
{
    if (m_sessions.current())
        m_sessions.current()->reset();
    waitFor([&] { return !m_sessions.current() || !m_sessions.current()->isLive(); }, patience);
}

Pictures WindowDriver::measure(int count, const std::function<void(int)> &act)
{
    Pictures pictures;
    for (int i = 0; i < count; ++i) {
        QEventLoop untilDrawn;
        const auto drawn = QObject::connect(m_window, &QQuickWindow::frameSwapped, &untilDrawn,
                                            &QEventLoop::quit, Qt::QueuedConnection);
        QTimer::singleShot(patience, &untilDrawn, &QEventLoop::quit);
        QElapsedTimer timer;
        timer.start();
        const double before = threadTime();
        act(i);
        m_window->update();
        untilDrawn.exec();
        pictures.wall.add(milliseconds(timer));
        pictures.work.add(threadTime() - before);
    }
    return pictures;
}

Pictures WindowDriver::wheel(int turns)
{
    m_frames->scrollTo(m_frames->total() / 2);
    QQuickItem *view = item(QStringLiteral("frameView"));
    const QPointF place = view->mapToScene({view->width() / 2, view->height() / 2});
    return measure(turns, [&](int i) {
        const int angle = i / turnsOneWay % 2 == 0 ? 120 : -120;
        QWheelEvent event(place, m_window->mapToGlobal(place), {}, {0, angle}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_window, &event);
    });
}

Pictures WindowDriver::pages(int presses)
{
    m_frames->selectFirst();
    item(QStringLiteral("frameTable"))->forceActiveFocus();
    return measure(presses, [&](int i) {
        QTest::keyClick(m_window, i / pagesOneWay % 2 == 0 ? Qt::Key_PageDown : Qt::Key_PageUp);
    });
}

Pictures WindowDriver::scrollBar(int steps)
{
    m_frames->scrollTo(0);
    QQuickItem *bar = item(QStringLiteral("frameScrollBar"));
    const auto at = [&](double share) {
        return bar->mapToScene({bar->width() / 2, bar->height() * share}).toPoint();
    };
    QTest::mousePress(m_window, Qt::LeftButton, {}, at(0.03));
    Pictures pictures = measure(
        steps, [&](int i) { QTest::mouseMove(m_window, at(0.03 + 0.9 * (i + 1) / steps)); });
    QTest::mouseRelease(m_window, Qt::LeftButton, {}, at(0.93));
    return pictures;
}

Pictures WindowDriver::follow(int duration, Times &lateness)
{
    Pictures pictures;
    QElapsedTimer picture;
    double before = threadTime();
    QObject context;
    QObject::connect(m_window, &QQuickWindow::afterAnimating, &context, [&] { picture.start(); });
    QObject::connect(m_window, &QQuickWindow::frameSwapped, &context, [&] {
        pictures.wall.add(milliseconds(picture));
        const double now = threadTime();
        pictures.work.add(now - before);
        before = now;
    });
    constexpr int every = 5;
    QElapsedTimer since;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, &context, [&] {
        lateness.add(std::max(0.0, milliseconds(since) - every));
        since.start();
    });
    since.start();
    timer.start(every);
    QEventLoop loop;
    QTimer::singleShot(duration, &loop, &QEventLoop::quit);
    loop.exec();
    return pictures;
}

} // namespace ajar::bench
