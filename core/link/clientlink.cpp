// SPDX-License-Identifier: MIT
#include "link/clientlink.h"

#include "gate/clientgate.h"
#include "link/network.h"
#include "wire/closebody.h"

#include <QMetaMethod>
#include <QNetworkProxy>
#include <QPointer>
#include <QTimer>
#include <QWebSocket>

#include <algorithm>
#include <mutex>

namespace ajar::link
{

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace
{

QString fromUtf8(const std::string &text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QByteArray toByteArray(const std::vector<std::uint8_t> &bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size())};
}

std::vector<std::uint8_t> toVector(const QByteArray &bytes)
{
    return {bytes.begin(), bytes.end()};
}

int inMilliseconds(nanoseconds duration)
{
    return int(std::chrono::duration_cast<milliseconds>(duration).count());
}

/// "host", or "host:port" unless the port is the scheme's own (RFC 6455 4.1).
std::string hostField(const QUrl &url, bool tls)
{
    const QString host = url.host(QUrl::FullyEncoded);
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    const int standard = tls ? 443 : 80;
    const int port = url.port(standard);
    return (port == standard ? name : name + u':' + QString::number(port)).toStdString();
}

std::string targetOf(const QUrl &url)
{
    QString target = url.path(QUrl::FullyEncoded);
    if (target.isEmpty())
        target = QStringLiteral("/");
    if (url.hasQuery())
        target += u'?' + url.query(QUrl::FullyEncoded);
    return target.toStdString();
}

gate::ClientGate::Options gateOptions(const ClientOptions &options)
{
    gate::ClientGate::Options result;
    const QUrl &url = options.url;
    result.tls = url.scheme() == u"wss";
    result.url = url.toString(QUrl::FullyEncoded).toStdString();
    result.host = url.host(QUrl::FullyEncoded).toStdString();
    result.port = std::uint16_t(url.port(result.tls ? 443 : 80));
    result.tlsOptions.host = result.host;
    result.tlsOptions.insecure = options.insecure;
    result.tlsOptions.caFile = options.caFile.toStdString();
    result.request.host = hostField(url, result.tls);
    result.request.target = targetOf(url);
    for (const QString &subprotocol : options.subprotocols)
        result.request.subprotocols.push_back(subprotocol.toStdString());
    for (const auto &[name, value] : options.headers)
        result.request.headers.push_back({name.toStdString(), value.toStdString()});
    result.maxFrameLength = options.maxFrameBytes;
    result.maxMessageLength = options.maxMessageBytes;
    return result;
}

constexpr std::size_t maxWaitingNotices = 10'000;

/// The way from the network thread to a link that may be gone when something arrives.
struct Mailbox {
    std::mutex mutex;
    QObject *owner = nullptr;
    std::size_t waiting = 0; ///< notices that the owner's thread has not taken yet
    std::function<void(std::vector<gate::Notice>)> deliver;
};

bool isPingOrPong(const gate::Notice &notice)
{
    return std::holds_alternative<gate::PingNotice>(notice) ||
           std::holds_alternative<gate::PongNotice>(notice);
}

} // namespace

class ClientLink::Private
{
public:
    Private(ClientLink *link, Network &network, closing::RecordSink *sink)
        : q(link)
        , network(network)
        , sink(sink)
    {
    }

    void on(const gate::StateNotice &notice);
    void on(const gate::CloseFrameNotice &notice);
    void on(const gate::PingNotice &notice);
    void on(const gate::PongNotice &notice);
    void on(const gate::HeldNotice &notice);
    void on(const gate::ResolvedNotice &notice);
    void on(const gate::TcpNotice &notice);
    void on(const gate::TimerNotice &notice);
    void on(const gate::TlsNotice &notice);
    void on(const gate::OpenedNotice &notice);
    void on(const gate::RefusedNotice &notice);
    void on(const gate::EndedNotice &notice);

    void deliver(std::vector<gate::Notice> notices);
    void openDataPlane();
    void awaitDataPlaneEnd();
    void sendClose(std::optional<quint16> code, const QString &reason);
    /// Whether messages may wait for the data plane.
    bool canQueue() const
    {
        return gate && !dataPlaneEnded && !unsentClose && !closing::isFinal(state);
    }
    void setListening(bool on);
    void updateListening();
    void noteDisconnected();
    template<typename Change>
    void changePolicy(Change change)
    {
        gate::Policy changed = policy;
        change(changed);
        q->setPolicy(changed);
    }

    ClientLink *q;
    Network &network;
    closing::RecordSink *sink;
    std::shared_ptr<gate::ClientGate> gate;
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
    QPointer<QWebSocket> socket;
    gate::Policy policy;
    QUrl url;
    closing::LinkState state = closing::LinkState::Connecting;
    closing::TcpState tcp;
    closing::Outcome outcome;
    Refusal refusal;
    TlsDetails tls;
    QString subprotocol;
    QList<HeldFrame> held;
    QList<std::pair<bool, QByteArray>> unsent; ///< messages sent before the data plane is up
    std::optional<QByteArray> unsentClose;     ///< the body of a Close that came behind them
    bool listening = false;
    bool opened = false;
    bool dataPlaneUp = false;
    bool dataPlaneEnded = false;
    bool dataPlaneMoved = false; ///< since its end is awaited
    bool disconnectedTold = false;
    bool tcpEndTold = false;
};

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
    d->url = options.url;
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

void ClientLink::Private::deliver(std::vector<gate::Notice> notices)
{
    {
        const std::lock_guard lock(mailbox->mutex);
        mailbox->waiting -= notices.size();
    }
    // A slot may delete the link.
    const QPointer<ClientLink> alive(q);
    for (const gate::Notice &notice : notices) {
        std::visit([this](const auto &value) { on(value); }, notice);
        if (!alive)
            return;
    }
}

void ClientLink::Private::on(const gate::StateNotice &notice)
{
    state = notice.change.state;
    Q_EMIT q->stateChanged(state, notice.change.previous);
}

void ClientLink::Private::on(const gate::CloseFrameNotice &notice)
{
    const quint16 code = notice.close.code.value_or(1005);
    const QString reason = fromUtf8(notice.close.reason);
    if (notice.direction == closing::Direction::Sent) {
        outcome.sent = notice.close;
        Q_EMIT q->closeFrameSent(code, reason);
    } else {
        outcome.received = notice.close;
        Q_EMIT q->closeFrameReceived(code, reason);
    }
}

void ClientLink::Private::on(const gate::PingNotice &notice)
{
    Q_EMIT q->pingReceived(toByteArray(notice.payload));
}

void ClientLink::Private::on(const gate::PongNotice &notice)
{
    const quint64 elapsed = notice.roundTrip < 0 ? 0 : quint64(notice.roundTrip / 1'000'000);
    Q_EMIT q->pong(elapsed, toByteArray(notice.payload));
}

void ClientLink::Private::on(const gate::HeldNotice &notice)
{
    held.append({notice.number, notice.opcode, toByteArray(notice.payload)});
    Q_EMIT q->frameHeld(notice.number, notice.opcode);
}

void ClientLink::Private::on(const gate::ResolvedNotice &notice)
{
    held.removeIf([&](const HeldFrame &frame) { return frame.number == notice.number; });
    Q_EMIT q->frameResolved(notice.number, notice.released);
}

void ClientLink::Private::on(const gate::TcpNotice &notice)
{
    tcp = notice.tcp;
    Q_EMIT q->tcpStateChanged();
}

void ClientLink::Private::on(const gate::TimerNotice &notice)
{
    if (notice.started)
        Q_EMIT q->timerStarted(notice.timer, inMilliseconds(nanoseconds(notice.duration)));
    else
        Q_EMIT q->timerEnded(notice.timer, notice.expired);
}

void ClientLink::Private::on(const gate::TlsNotice &notice)
{
    const gate::TlsInfo &info = notice.info;
    tls = {true,
           info.verified,
           fromUtf8(info.protocol),
           fromUtf8(info.cipher),
           fromUtf8(info.subject),
           fromUtf8(info.issuer),
           fromUtf8(info.fingerprint),
           fromUtf8(info.problem)};
    Q_EMIT q->tlsEstablished(tls);
}

void ClientLink::Private::on(const gate::OpenedNotice &notice)
{
    opened = true;
    subprotocol = fromUtf8(notice.subprotocol);
}

void ClientLink::Private::on(const gate::RefusedNotice &notice)
{
    refusal.kind = fromUtf8(notice.kind);
    refusal.text = fromUtf8(notice.text);
    refusal.status = notice.status;
    refusal.head = fromUtf8(notice.head);
    refusal.body = QByteArray::fromStdString(notice.body);
    Q_EMIT q->refused(refusal);
}

void ClientLink::Private::on(const gate::EndedNotice &notice)
{
    outcome = notice.outcome;
    const QPointer<ClientLink> alive(q);
    if (outcome.tcpEnd && !std::exchange(tcpEndTold, true))
        Q_EMIT q->tcpEnded(*outcome.tcpEnd, outcome.tcpEndedBy.value_or(closing::Side::Us));
    if (!alive)
        return;
    // Messages may still be on their way through the data plane, even its handshake; its end comes
    // behind them.
    if (!opened || dataPlaneEnded) {
        noteDisconnected();
        return;
    }
    const auto moved = [this] { dataPlaneMoved = true; };
    QObject::connect(socket, &QWebSocket::connected, q, moved);
    QObject::connect(socket, &QWebSocket::textFrameReceived, q, moved);
    QObject::connect(socket, &QWebSocket::binaryFrameReceived, q, moved);
    awaitDataPlaneEnd();
}

/// Gives up only on a data plane in which nothing moves.
void ClientLink::Private::awaitDataPlaneEnd()
{
    dataPlaneMoved = false;
    QTimer::singleShot(2000, q, [this] {
        if (dataPlaneMoved)
            awaitDataPlaneEnd();
        else
            noteDisconnected();
    });
}

void ClientLink::Private::noteDisconnected()
{
    if (std::exchange(disconnectedTold, true))
        return;
    if (socket)
        socket->abort();
    Q_EMIT q->disconnected();
}

quint32 ClientLink::connectionId() const
{
    return d->gate ? d->gate->connectionId() : 0;
}

closing::LinkState ClientLink::state() const
{
    return d->state;
}

closing::Outcome ClientLink::outcome() const
{
    return d->outcome;
}

closing::TcpState ClientLink::tcpState() const
{
    return d->tcp;
}

Refusal ClientLink::refusal() const
{
    return d->refusal;
}

TlsDetails ClientLink::tlsDetails() const
{
    return d->tls;
}

QString ClientLink::subprotocol() const
{
    return d->subprotocol;
}

QUrl ClientLink::requestUrl() const
{
    return d->url;
}

QList<HeldFrame> ClientLink::heldFrames() const
{
    return d->held;
}

quint16 ClientLink::closeCode() const
{
    return closing::reportedCode(d->outcome);
}

QString ClientLink::closeReason() const
{
    return d->outcome.received ? fromUtf8(d->outcome.received->reason) : QString();
}

// ---------------------------------------------------------------- policy

const gate::Policy &ClientLink::policy() const
{
    return d->policy;
}

void ClientLink::setPolicy(const gate::Policy &policy)
{
    if (d->policy == policy)
        return;
    d->policy = policy;
    if (d->gate)
        d->gate->setPolicy(policy);
    Q_EMIT policyChanged();
}

bool ClientLink::withholdCloseReply() const
{
    return d->policy.replyClose.mode == gate::Reply::Mode::Hold;
}

void ClientLink::setWithholdCloseReply(bool on)
{
    d->changePolicy([on](gate::Policy &policy) {
        policy.replyClose.mode = on ? gate::Reply::Mode::Hold : gate::Reply::Mode::Auto;
    });
}

bool ClientLink::withholdPong() const
{
    return d->policy.replyPing.mode == gate::Reply::Mode::Hold;
}

void ClientLink::setWithholdPong(bool on)
{
    d->changePolicy([on](gate::Policy &policy) {
        policy.replyPing.mode = on ? gate::Reply::Mode::Hold : gate::Reply::Mode::Auto;
    });
}

int ClientLink::closeTimeout() const
{
    return inMilliseconds(d->policy.timeouts.close);
}

void ClientLink::setCloseTimeout(int ms)
{
    d->changePolicy([ms](gate::Policy &policy) { policy.timeouts.close = milliseconds(ms); });
}

int ClientLink::handshakeTimeout() const
{
    return inMilliseconds(d->policy.timeouts.handshake);
}

void ClientLink::setHandshakeTimeout(int ms)
{
    d->changePolicy([ms](gate::Policy &policy) { policy.timeouts.handshake = milliseconds(ms); });
}

int ClientLink::pingInterval() const
{
    return inMilliseconds(d->policy.timeouts.pingInterval);
}

void ClientLink::setPingInterval(int ms)
{
    d->changePolicy(
        [ms](gate::Policy &policy) { policy.timeouts.pingInterval = milliseconds(ms); });
}

int ClientLink::pongTimeout() const
{
    return inMilliseconds(d->policy.timeouts.pong);
}

void ClientLink::setPongTimeout(int ms)
{
    d->changePolicy([ms](gate::Policy &policy) { policy.timeouts.pong = milliseconds(ms); });
}

int ClientLink::idleTimeout() const
{
    return inMilliseconds(d->policy.timeouts.idle);
}

void ClientLink::setIdleTimeout(int ms)
{
    d->changePolicy([ms](gate::Policy &policy) { policy.timeouts.idle = milliseconds(ms); });
}

// ---------------------------------------------------------------- senders and acts

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

// ---------------------------------------------------------------- who listens

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
