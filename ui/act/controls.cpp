// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/controls.h"

#include "link/urlinput.h"

namespace ajar::ui
{

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
    gate::Policy next = policy();
    next.holdSent = on;
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
