// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

#include <QPointer>
#include <QStringList>

namespace ajar::ui
{

/// The Close frame that the user is about to send: a code that may stand on the wire, or none, and
/// a reason of at most 123 bytes (RFC 6455 5.5). Unlocked, it takes any code and any reason.
class CloseForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(QStringList choices READ choices CONSTANT)
    Q_PROPERTY(bool unlocked READ isUnlocked WRITE setUnlocked NOTIFY changed)
    Q_PROPERTY(QString code READ code WRITE setCode NOTIFY changed)
    Q_PROPERTY(QString reason READ reason WRITE setReason NOTIFY changed)
    Q_PROPERTY(int reasonBytes READ reasonBytes NOTIFY changed)
    Q_PROPERTY(int reasonLimit READ reasonLimit CONSTANT)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(bool empty READ isEmpty NOTIFY changed)
    Q_PROPERTY(bool sendable READ isSendable NOTIFY changed)

public:
    using QObject::QObject;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    QStringList choices() const; ///< "1000 normal", …, "empty"
    bool isUnlocked() const { return m_unlocked; }
    void setUnlocked(bool on);
    QString code() const { return m_code; }
    void setCode(const QString &code);
    QString reason() const { return m_reason; }
    void setReason(const QString &reason);
    int reasonBytes() const { return static_cast<int>(m_reason.toUtf8().size()); }
    int reasonLimit() const;
    QString problem() const;
    bool isEmpty() const; ///< a Close without a code
    bool isSendable() const;

    Q_INVOKABLE bool send();

Q_SIGNALS:
    void changed();

private:
    std::optional<quint16> number() const;
    bool mayBeSent() const; ///< by the rules
    void sendAnyway() const;

    QPointer<Connection> m_connection;
    QString m_code = QStringLiteral("1000");
    QString m_reason;
    bool m_unlocked = false;
};

/// The body of a Close with any code and a reason of any length.
QByteArray closeBody(quint16 code, const QString &reason);

} // namespace ajar::ui
