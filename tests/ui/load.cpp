// SPDX-License-Identifier: GPL-3.0-or-later
#include "load.h"

#include "wire/frameencoder.h"
#include "wire/handshake.h"

#include <QEventLoop>
#include <QSemaphore>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <atomic>
#include <ctime>

using namespace ajar;
using ajar::ui::FrameModel;

namespace
{

constexpr int patience = 10'000; // milliseconds
constexpr int textsAtOnce = 1000;

/// The processor's time that this thread has taken, in milliseconds.
double threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

QByteArray texts()
{
    const QByteArray text(64, 'x');
    std::vector<std::uint8_t> out;
    for (int i = 0; i < textsAtOnce; ++i) {
        wire::appendFrame(out,
                          wire::makeHeader(wire::Opcode::Text, static_cast<quint64>(text.size())),
                          {reinterpret_cast<const std::uint8_t *>(text.data()),
                           static_cast<std::size_t>(text.size())});
    }
    return {reinterpret_cast<const char *>(out.data()), static_cast<qsizetype>(out.size())};
}

bool answerHandshake(QTcpSocket &socket)
{
    QByteArray head;
    while (!head.contains("\r\n\r\n")) {
        if (!socket.waitForReadyRead(patience))
            return false;
        head += socket.readAll();
    }
    wire::HttpHeadParser parser;
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(head.constData()),
                 static_cast<std::size_t>(head.size())},
                consumed);
    const auto key = parser.head().field("Sec-WebSocket-Key").value_or("");
    socket.write(QByteArray::fromStdString(wire::buildResponse(key, {})));
    return true;
}

void sendTexts(QTcpSocket &socket, int count, int perSecond)
{
    const QByteArray block = texts();
    QElapsedTimer since;
    since.start();
    for (int sent = 0; sent < count; sent += textsAtOnce) {
        const qint64 due = perSecond > 0 ? qint64(sent) * 1000 / perSecond : 0;
        if (due > since.elapsed())
            QThread::msleep(static_cast<unsigned long>(due - since.elapsed()));
        socket.write(block);
        while (socket.bytesToWrite() > 0) {
            if (!socket.waitForBytesWritten(patience))
                return;
        }
    }
    while (socket.state() == QTcpSocket::ConnectedState && socket.waitForReadyRead(patience))
        socket.readAll();
}

} // namespace

Load::Load(QObject *parent)
    : QObject(parent)
    , m_timer(this)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(5);
    connect(&m_timer, &QTimer::timeout, this, &Load::tick);
}

Load::~Load()
{
    if (m_thread)
        m_thread->wait();
}

int Load::serve(int count, int perSecond)
{
    if (m_thread)
        m_thread->wait();
    QSemaphore ready;
    std::atomic_int port = 0;
    m_thread.reset(QThread::create([count, perSecond, &ready, &port] {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        port = server.serverPort();
        ready.release();
        if (!server.waitForNewConnection(patience))
            return;
        const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
        if (answerHandshake(*socket))
            sendTexts(*socket, count, perSecond);
    }));
    m_thread->start();
    ready.acquire();
    return port;
}

QList<double> Load::scroll(QQuickWindow *window, FrameModel *frames, const QList<double> &places)
{
    QList<double> times;
    QElapsedTimer timer;
    m_work.clear();
    for (const double place : places) {
        QEventLoop untilDrawn;
        connect(window, &QQuickWindow::frameSwapped, &untilDrawn, &QEventLoop::quit,
                Qt::QueuedConnection);
        QTimer::singleShot(patience, &untilDrawn, &QEventLoop::quit);
        timer.start();
        const double before = threadTime();
        frames->scrollTo(place);
        window->requestUpdate();
        untilDrawn.exec();
        times += static_cast<double>(timer.nsecsElapsed()) / 1e6;
        m_work += threadTime() - before;
    }
    std::sort(m_work.begin(), m_work.end());
    std::sort(times.begin(), times.end());
    return times;
}

void Load::watch()
{
    m_longest = 0;
    m_since.start();
    m_timer.start();
}

void Load::tick()
{
    m_longest = qMax(m_longest, m_since.restart());
}
