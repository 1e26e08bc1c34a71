// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

#include <QPointer>

namespace ajar::ui
{

/// The opening handshake as it was on the wire, and what TLS showed.
class Handshake : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(QString request READ request NOTIFY changed)
    Q_PROPERTY(QString response READ response NOTIFY changed)
    Q_PROPERTY(QString body READ body NOTIFY changed)
    Q_PROPERTY(QString tls READ tls NOTIFY changed)

public:
    using QObject::QObject;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    QString request() const;
    QString response() const;
    QString body() const; ///< of a refusal
    QString tls() const;

Q_SIGNALS:
    void changed();

private:
    QString member(closing::Event event, const char *name) const;

    QPointer<Connection> m_connection;
};

} // namespace ajar::ui
