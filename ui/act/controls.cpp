// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/controls.h"

#include "link/urlinput.h"
#include "wire/closebody.h"

namespace ajar::ui
{

namespace
{

constexpr qsizetype longestControl = 125; // RFC 6455 5.5

} // namespace

void Controls::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection) {
        m_connection->disconnect(this);
        if (m_connection->link())
            m_connection->link()->disconnect(this);
    }
    m_connection = connection;
    if (connection && connection->link()) {
        connect(connection->link(), &link::ClientLink::policyChanged, this, &Controls::changed);
        connect(connection, &Connection::changed, this, &Controls::changed);
    }
    Q_EMIT changed();
}

link::ClientLink *Controls::link() const
{
    return m_connection && m_connection->isLive() ? m_connection->link() : nullptr;
}

gate::Policy Controls::policy() const
{
    return link() ? link()->policy() : m_draft;
}

void Controls::apply(const gate::Policy &policy)
{
    if (policy == this->policy())
        return;
    if (link())
        link()->setPolicy(policy);
    else
        m_draft = policy;
    Q_EMIT changed();
}

void Controls::setDraft(const gate::Policy &draft)
{
    m_draft = draft;
    Q_EMIT changed();
}

bool Controls::withholdClose() const
{
    return policy().replyClose.mode == gate::Reply::Mode::Hold;
}

void Controls::setWithholdClose(bool on)
{
    gate::Policy next = policy();
    next.replyClose.mode = on ? gate::Reply::Mode::Hold : gate::Reply::Mode::Auto;
    apply(next);
}

bool Controls::withholdPong() const
{
    return policy().replyPing.mode == gate::Reply::Mode::Hold;
}

void Controls::setWithholdPong(bool on)
{
    gate::Policy next = policy();
    next.replyPing.mode = on ? gate::Reply::Mode::Hold : gate::Reply::Mode::Auto;
    apply(next);
}

bool Controls::holdSent() const
{
    return policy().holdSent;
}

void Controls::setHoldSent(bool on)
{
    put(&gate::Policy::holdSent, on);
}

void Controls::setHoldReceived(bool on)
{
    put(&gate::Policy::holdReceived, on);
}

void Controls::setUncompressed(bool on)
{
    put(&gate::Policy::compressSent, !on);
}

void Controls::setLenient(bool on)
{
    put(&gate::Policy::lenient, on);
}

void Controls::setStrict(bool on)
{
    put(&gate::Policy::strict, on);
}

void Controls::put(bool gate::Policy::*what, bool on)
{
    gate::Policy next = policy();
    next.*what = on;
    apply(next);
}

QString Controls::closeReplyValue() const
{
    const gate::Reply reply = policy().replyClose;
    return reply.mode == gate::Reply::Mode::Delay ? link::durationText(reply.delay)
                                                  : QString::number(reply.code);
}

QString Controls::pingReplyValue() const
{
    const gate::Reply reply = policy().replyPing;
    if (reply.mode == gate::Reply::Mode::Delay)
        return link::durationText(reply.delay);
    return QString::fromUtf8(reinterpret_cast<const char *>(reply.payload.data()),
                             static_cast<qsizetype>(reply.payload.size()));
}

void Controls::setReplyMode(const QString &name, int mode)
{
    constexpr auto firstDelay = std::chrono::seconds(5);
    constexpr std::uint16_t firstCode = 1001;
    if (mode < 0 || mode > static_cast<int>(gate::Reply::Mode::Never))
        return;
    gate::Policy next = policy();
    const bool isClose = name == QLatin1String("close");
    gate::Reply &reply = isClose ? next.replyClose : next.replyPing;
    reply.mode = static_cast<gate::Reply::Mode>(mode);
    if (reply.mode == gate::Reply::Mode::Delay && reply.delay.count() == 0)
        reply.delay = firstDelay;
    if (reply.mode == gate::Reply::Mode::Other && isClose && reply.code == gate::Reply{}.code)
        reply.code = firstCode;
    apply(next);
}

bool Controls::setReply(const QString &name, int mode, const QString &value)
{
    gate::Policy next = policy();
    const bool isClose = name == QLatin1String("close");
    gate::Reply &reply = isClose ? next.replyClose : next.replyPing;
    reply.mode = static_cast<gate::Reply::Mode>(qBound(0, mode, 4));
    if (reply.mode == gate::Reply::Mode::Delay) {
        const auto delay = link::parseDuration(value);
        if (!delay)
            return false;
        reply.delay = *delay;
    } else if (reply.mode == gate::Reply::Mode::Other && isClose) {
        bool ok = false;
        reply.code = value.trimmed().toUShort(&ok);
        if (!ok || !wire::isSendableCloseCode(reply.code))
            return false;
    } else if (reply.mode == gate::Reply::Mode::Other) {
        const QByteArray bytes = value.toUtf8();
        if (bytes.size() > longestControl)
            return false;
        reply.payload.assign(bytes.begin(), bytes.end());
    }
    apply(next);
    return true;
}

void Controls::setTcpEnd(int end)
{
    gate::Policy next = policy();
    next.tcpEnd = static_cast<gate::TcpEndPolicy>(qBound(0, end, 2));
    apply(next);
}

QString Controls::closeTimeout() const
{
    return link::durationText(policy().timeouts.close);
}

QString Controls::handshakeTimeout() const
{
    return link::durationText(policy().timeouts.handshake);
}

QString Controls::pingInterval() const
{
    return link::durationText(policy().timeouts.pingInterval);
}

QString Controls::pongTimeout() const
{
    return link::durationText(policy().timeouts.pong);
}

QString Controls::idleTimeout() const
{
    return link::durationText(policy().timeouts.idle);
}

bool Controls::setTimeout(const QString &name, const QString &text)
{
    using Member = std::chrono::nanoseconds gate::Timeouts::*;
    static const QHash<QString, Member> members{
        {QStringLiteral("close"), &gate::Timeouts::close},
        {QStringLiteral("handshake"), &gate::Timeouts::handshake},
        {QStringLiteral("ping"), &gate::Timeouts::pingInterval},
        {QStringLiteral("pong"), &gate::Timeouts::pong},
        {QStringLiteral("idle"), &gate::Timeouts::idle},
    };
    const auto time = link::parseDuration(text);
    const auto member = members.constFind(name);
    if (!time || member == members.constEnd())
        return false;
    gate::Policy next = policy();
    next.timeouts.*(*member) = *time;
    apply(next);
    return true;
}

} // namespace ajar::ui
