// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

#include <QPointer>

namespace ajar::ui
{

/// A held frame in the user's hands: its payload as text or hex, of a Close its code and reason. It
/// goes on with what was made of it, or stays held.
class HeldEdit : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(double number READ number NOTIFY changed) ///< of the frame; 0: none
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(bool close READ isClose NOTIFY changed) ///< it has a code and a reason
    Q_PROPERTY(bool control READ isControl NOTIFY changed)
    Q_PROPERTY(bool asHex READ isAsHex WRITE setAsHex NOTIFY changed)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(QString code READ code WRITE setCode NOTIFY changed)
    Q_PROPERTY(QString reason READ reason WRITE setReason NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString note READ note NOTIFY changed) ///< what the rules say against it
    Q_PROPERTY(int bytes READ bytes NOTIFY changed)
    Q_PROPERTY(bool waiting READ isWaiting NOTIFY changed) ///< the frame is still held

public:
    using QObject::QObject;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    double number() const { return static_cast<double>(m_frame.number); }
    QString title() const;
    bool isClose() const { return m_frame.opcode == wire::Opcode::Close && !m_asHex; }
    bool isControl() const { return wire::isControl(m_frame.opcode); }
    bool isAsHex() const { return m_asHex; }
    void setAsHex(bool on); ///< the bytes stay; what is no text stays hex
    QString text() const { return m_text; }
    void setText(const QString &text);
    QString code() const { return m_code; }
    void setCode(const QString &code);
    QString reason() const { return m_reason; }
    void setReason(const QString &reason);
    QString problem() const;
    QString note() const;
    int bytes() const;
    bool isWaiting() const;

    /// Takes up a frame that is held; 0: the first one. False if there is none.
    Q_INVOKABLE bool begin(double number);
    Q_INVOKABLE bool send();

Q_SIGNALS:
    void changed();

private:
    void show(const QByteArray &payload);
    std::optional<QByteArray> payload() const;

    QPointer<Connection> m_connection;
    link::HeldFrame m_frame;
    bool m_asHex = false;
    QString m_text, m_code, m_reason;
};

} // namespace ajar::ui
