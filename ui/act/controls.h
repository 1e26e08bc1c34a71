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
    Q_PROPERTY(bool holdReceived READ holdReceived WRITE setHoldReceived NOTIFY changed)
    Q_PROPERTY(bool uncompressed READ isUncompressed WRITE setUncompressed NOTIFY changed)
    Q_PROPERTY(bool lenient READ isLenient WRITE setLenient NOTIFY changed)
    Q_PROPERTY(bool strict READ isStrict WRITE setStrict NOTIFY changed)
    // Modes are places in: at once, hold, after a time, another code or payload, never.
    Q_PROPERTY(int closeReplyMode READ closeReplyMode NOTIFY changed)
    Q_PROPERTY(QString closeReplyValue READ closeReplyValue NOTIFY changed)
    Q_PROPERTY(int pingReplyMode READ pingReplyMode NOTIFY changed)
    Q_PROPERTY(QString pingReplyValue READ pingReplyValue NOTIFY changed)
    Q_PROPERTY(int tcpEnd READ tcpEnd WRITE setTcpEnd NOTIFY changed) ///< auto, fin, never
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
    bool holdReceived() const { return policy().holdReceived; }
    void setHoldReceived(bool on);
    bool isUncompressed() const { return !policy().compressSent; } ///< messages that we send
    void setUncompressed(bool on);
    bool isLenient() const { return policy().lenient; }
    void setLenient(bool on);
    bool isStrict() const { return policy().strict; }
    void setStrict(bool on);
    int closeReplyMode() const { return static_cast<int>(policy().replyClose.mode); }
    QString closeReplyValue() const;
    int pingReplyMode() const { return static_cast<int>(policy().replyPing.mode); }
    QString pingReplyValue() const;
    int tcpEnd() const { return static_cast<int>(policy().tcpEnd); }
    void setTcpEnd(int end);
    QString closeTimeout() const;
    QString handshakeTimeout() const;
    QString pingInterval() const;
    QString pongTimeout() const;
    QString idleTimeout() const;

    /// `name`: "close" or "ping". A mode that needs a value begins with one that works.
    Q_INVOKABLE void setReplyMode(const QString &name, int mode);
    /// False, and nothing changes, if `value` is not the time, code or payload that the mode needs.
    Q_INVOKABLE bool setReply(const QString &name, int mode, const QString &value);
    /// `name`: "close", "handshake", "ping", "pong" or "idle". False, and nothing changes, if
    /// `text` is no duration.
    Q_INVOKABLE bool setTimeout(const QString &name, const QString &text);

Q_SIGNALS:
    void changed();

private:
    link::ClientLink *link() const;
    gate::Policy policy() const;
    void apply(const gate::Policy &policy);
    void put(bool gate::Policy::*what, bool on);

    QPointer<Connection> m_connection;
    gate::Policy m_draft;
};

} // namespace ajar::ui
