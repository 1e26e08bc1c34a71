// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/sessions.h"

#include <QPointer>

namespace ajar::ui
{

/// The closing switches and timeouts. While the current connection is live they show and change
/// its policy; otherwise they are a draft for the next connection.
class Controls : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(bool forConnection READ isForConnection NOTIFY changed)
    Q_PROPERTY(bool withholdClose READ withholdClose WRITE setWithholdClose NOTIFY changed)
    Q_PROPERTY(bool withholdPong READ withholdPong WRITE setWithholdPong NOTIFY changed)
    Q_PROPERTY(bool holdSent READ holdSent WRITE setHoldSent NOTIFY changed)
    Q_PROPERTY(QString closeTimeout READ closeTimeout NOTIFY changed)
    Q_PROPERTY(QString handshakeTimeout READ handshakeTimeout NOTIFY changed)
    Q_PROPERTY(QString pingInterval READ pingInterval NOTIFY changed)
    Q_PROPERTY(QString pongTimeout READ pongTimeout NOTIFY changed)
    Q_PROPERTY(QString idleTimeout READ idleTimeout NOTIFY changed)

public:
    using QObject::QObject;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    bool isForConnection() const { return link() != nullptr; }
    const gate::Policy &draft() const { return m_draft; }
    void setDraft(const gate::Policy &draft);

    bool withholdClose() const;
    void setWithholdClose(bool on);
    bool withholdPong() const;
    void setWithholdPong(bool on);
    bool holdSent() const;
    void setHoldSent(bool on);
    QString closeTimeout() const;
    QString handshakeTimeout() const;
    QString pingInterval() const;
    QString pongTimeout() const;
    QString idleTimeout() const;

    /// `name`: "close", "handshake", "ping", "pong" or "idle". False, and nothing changes, if
    /// `text` is no duration.
    Q_INVOKABLE bool setTimeout(const QString &name, const QString &text);

Q_SIGNALS:
    void changed();

private:
    link::ClientLink *link() const;
    gate::Policy policy() const;
    void apply(const gate::Policy &policy);

    QPointer<Connection> m_connection;
    gate::Policy m_draft;
};

} // namespace ajar::ui
