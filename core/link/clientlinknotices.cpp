// SPDX-License-Identifier: MIT
#include "link/clientlinkprivate.h"

#include <QTimer>

// What the gate tells becomes state and signals of the link.
namespace ajar::link
{

namespace
{

CertificateDetails detailsOf(const gate::CertificateInfo &certificate)
{
    return {fromUtf8(certificate.subject),   fromUtf8(certificate.issuer),
            fromUtf8(certificate.names),     fromUtf8(certificate.fingerprint),
            fromUtf8(certificate.notBefore), fromUtf8(certificate.notAfter)};
}

} // namespace

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
    held.append({notice.number, notice.direction, notice.opcode, toByteArray(notice.payload)});
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
        Q_EMIT q->timerStarted(notice.timer,
                               inMilliseconds(std::chrono::nanoseconds(notice.duration)));
    else
        Q_EMIT q->timerEnded(notice.timer, notice.expired);
}

void ClientLink::Private::on(const gate::TlsNotice &notice)
{
    const gate::TlsInfo &info = notice.info;
    tls = {};
    tls.active = notice.established;
    tls.verified = info.verified;
    tls.protocol = fromUtf8(info.protocol);
    tls.cipher = fromUtf8(info.cipher);
    tls.subject = fromUtf8(info.subject);
    tls.issuer = fromUtf8(info.issuer);
    tls.fingerprint = fromUtf8(info.fingerprint);
    tls.problem = fromUtf8(info.problem);
    tls.trustedByException = info.trust == gate::Trust::Exception;
    tls.alpn = fromUtf8(info.alpn);
    tls.sni = fromUtf8(info.sni);
    tls.clientCertificateAsked = info.clientCertificateAsked;
    for (const gate::CertificateInfo &certificate : info.chain)
        tls.chain.append(detailsOf(certificate));
    if (notice.established)
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
    refusal.location = fromUtf8(notice.location);
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

} // namespace ajar::link
