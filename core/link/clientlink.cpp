// SPDX-License-Identifier: MIT
#include "link/clientlink.h"

#include "link/clientlinkprivate.h"
#include "link/gateoptions.h"
#include "link/network.h"
#include "wire/closebody.h"

#include <QMetaMethod>
#include <QNetworkProxy>
#include <QTimer>

#include <algorithm>

namespace ajar::link
{

namespace
{

constexpr std::size_t maxWaitingNotices = 10'000;

std::vector<std::uint8_t> toVector(const QByteArray &bytes)
{
    return {bytes.begin(), bytes.end()};
}

bool isPingOrPong(const gate::Notice &notice)
{
    return std::holds_alternative<gate::PingNotice>(notice) ||
           std::holds_alternative<gate::PongNotice>(notice);
}

} // namespace

ClientLink::ClientLink(Network &network, closing::RecordSink *sink, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, network, sink))
{
    d->mailbox->owner = this;
    d->mailbox->deliver = [p = d.get()](std::vector<gate::Notice> notices) {
        p->deliver(std::move(notices));
    };
}

ClientLink::~ClientLink()
{
    {
        const std::lock_guard lock(d->mailbox->mutex);
        d->mailbox->owner = nullptr;
    }
    if (d->gate)
        d->gate->abandon();
}

void ClientLink::open(const QUrl &url)
{
    ClientOptions options;
    options.url = url;
    open(options);
}

void ClientLink::open(const ClientOptions &options)
{
    if (d->gate)
        return;
    d->url = options.url.adjusted(QUrl::RemoveUserInfo);
    const auto onNotices = [mailbox = d->mailbox](std::vector<gate::Notice> notices) {
        const std::lock_guard lock(mailbox->mutex);
        if (!mailbox->owner)
            return;
        // An owner that is busy must not be buried in a flood of them; the record has them all.
        if (mailbox->waiting > maxWaitingNotices)
            std::erase_if(notices, isPingOrPong);
        mailbox->waiting += notices.size();
        QMetaObject::invokeMethod(
            mailbox->owner,
            [mailbox, notices = std::move(notices)]() mutable {
                mailbox->deliver(std::move(notices));
            },
            Qt::QueuedConnection);
    };
    d->gate = gate::ClientGate::create(d->network.context(), gateOptions(options), d->policy,
                                       d->sink, onNotices);
    if (!d->gate) {
        d->state = closing::LinkState::Refused;
        d->refusal.kind = QStringLiteral("loopback");
        d->refusal.text = tr("no loopback port could be opened for the data plane");
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT refused(d->refusal); }, Qt::QueuedConnection);
        return;
    }
    if (d->listening)
        d->gate->wantMessages(true);
    d->gate->start();
    d->openDataPlane();
}

void ClientLink::Private::openDataPlane()
{
    auto *webSocket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, q);
    socket = webSocket;
    webSocket->setProxy(QNetworkProxy::NoProxy); // the loopback leg is nobody else's business
    QObject::connect(webSocket, &QWebSocket::textMessageReceived, q,
                     &ClientLink::textMessageReceived);
    QObject::connect(webSocket, &QWebSocket::binaryMessageReceived, q,
                     &ClientLink::binaryMessageReceived);
    QObject::connect(webSocket, &QWebSocket::connected, q, [this] {
        dataPlaneUp = true;
        for (const auto &[text, bytes] : std::exchange(unsent, {})) {
            if (text)
                socket->sendTextMessage(QString::fromUtf8(bytes));
            else
                socket->sendBinaryMessage(bytes);
        }
        if (const auto close = std::exchange(unsentClose, std::nullopt))
            socket->ping(*close);
        Q_EMIT q->connected();
    });
    QObject::connect(webSocket, &QWebSocket::disconnected, q, [this] {
        dataPlaneUp = false;
        dataPlaneEnded = true;
        if (closing::isFinal(state))
            noteDisconnected();
    });
    QObject::connect(webSocket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), q,
                     [this] {
                         // The end of the link ends this leg too; the word of that is on its way.
                         QTimer::singleShot(0, q, [this] {
                             if (!closing::isFinal(state) && socket)
                                 Q_EMIT q->dataPlaneFailed(socket->errorString());
                         });
                     });
    QUrl leg;
    leg.setScheme(QStringLiteral("ws"));
    leg.setHost(QStringLiteral("127.0.0.1"));
    leg.setPort(gate->endpointPort());
    leg.setPath(u'/' + QString::fromStdString(gate->endpointToken()));
    webSocket->open(leg);
}

qint64 ClientLink::sendTextMessage(const QString &message)
{
    if (d->dataPlaneUp)
        return d->socket->sendTextMessage(message);
    if (!d->canQueue())
        return 0;
    const QByteArray bytes = message.toUtf8();
    d->unsent.append({true, bytes});
    return bytes.size();
}

qint64 ClientLink::sendBinaryMessage(const QByteArray &data)
{
    if (d->dataPlaneUp)
        return d->socket->sendBinaryMessage(data);
    if (!d->canQueue())
        return 0;
    d->unsent.append({false, data});
    return data.size();
}

void ClientLink::ping(const QByteArray &payload)
{
    if (d->gate)
        d->gate->sendPing(toVector(payload));
}

void ClientLink::close(quint16 code, const QString &reason)
{
    d->sendClose(code, reason);
}

void ClientLink::closeWithoutCode()
{
    d->sendClose(std::nullopt, {});
}

/// A Close goes out behind the messages sent before it: it takes their way, as a Ping on the
/// loopback leg that carries its body. While connecting it waits as they do.
void ClientLink::Private::sendClose(std::optional<quint16> code, const QString &reason)
{
    const QByteArray body = toByteArray(wire::encodeCloseBody(code, reason.toStdString()));
    if (dataPlaneUp)
        socket->ping(body);
    else if (canQueue() && (state == closing::LinkState::Connecting || !unsent.isEmpty()))
        unsentClose = body;
    else if (gate && !unsentClose)
        gate->sendClose(code, reason.toStdString());
}

void ClientLink::release(quint64 number)
{
    if (d->gate)
        d->gate->release(number);
}

void ClientLink::drop(quint64 number)
{
    if (d->gate)
        d->gate->drop(number);
}

void ClientLink::sendRaw(const wire::RawFrame &frame)
{
    if (!d->gate)
        return;
    // It takes the way of the messages sent before it, as one byte on the loopback leg.
    d->gate->sendRaw(frame, d->dataPlaneUp);
    if (d->dataPlaneUp)
        d->socket->ping(QByteArray(1, '\0'));
}

void ClientLink::edit(quint64 number, const QByteArray &payload)
{
    if (d->gate)
        d->gate->edit(number, toVector(payload));
}

void ClientLink::shutdownSend()
{
    if (d->gate)
        d->gate->fin();
}

void ClientLink::reset()
{
    if (d->gate)
        d->gate->reset();
}

namespace
{

bool carriesMessages(const QMetaMethod &signal)
{
    static const QMetaMethod text = QMetaMethod::fromSignal(&ClientLink::textMessageReceived);
    static const QMetaMethod binary = QMetaMethod::fromSignal(&ClientLink::binaryMessageReceived);
    return signal == text || signal == binary;
}

} // namespace

void ClientLink::connectNotify(const QMetaMethod &signal)
{
    if (carriesMessages(signal))
        d->setListening(true);
}

void ClientLink::disconnectNotify(const QMetaMethod &)
{
    // Qt may hold its lock on the connections here: asking for them now would never return.
    QMetaObject::invokeMethod(
        this, [this] { d->updateListening(); }, Qt::QueuedConnection);
}

void ClientLink::Private::updateListening()
{
    static const QMetaMethod text = QMetaMethod::fromSignal(&ClientLink::textMessageReceived);
    static const QMetaMethod binary = QMetaMethod::fromSignal(&ClientLink::binaryMessageReceived);
    setListening(q->isSignalConnected(text) || q->isSignalConnected(binary));
}

void ClientLink::Private::setListening(bool on)
{
    if (on != std::exchange(listening, on) && gate)
        gate->wantMessages(on);
}

} // namespace ajar::link