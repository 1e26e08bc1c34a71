// SPDX-License-Identifier: MIT
#include "link/clientlinkprivate.h"

// What a link can be asked, and the shorthands on its policy.
namespace ajar::link
{

using std::chrono::milliseconds;

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

} // namespace ajar::link
