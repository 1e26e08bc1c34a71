// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/act/controls.h"
#include "ui/act/headertable.h"
#include "ui/act/openingform.h"
#include "ui/act/wireform.h"

namespace ajar::ui
{

/// What the user fills in before a connection: address, headers, subprotocols, options. It
/// explains what can't be connected to, and connects.
class ConnectForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Sessions *sessions MEMBER m_sessions REQUIRED)
    Q_PROPERTY(ajar::ui::Controls *controls MEMBER m_controls REQUIRED)
    Q_PROPERTY(QString url READ url WRITE setUrl NOTIFY changed)
    Q_PROPERTY(QString subprotocols MEMBER m_subprotocols NOTIFY changed)
    Q_PROPERTY(ajar::ui::OpeningForm *opening READ opening CONSTANT)
    Q_PROPERTY(ajar::ui::WireForm *wire READ wireForm CONSTANT)
    Q_PROPERTY(ajar::ui::HeaderTable *headers READ headers CONSTANT)
    Q_PROPERTY(QString error READ error NOTIFY changed)

public:
    using QObject::QObject;

    QString url() const { return m_url; }
    void setUrl(const QString &url);
    HeaderTable *headers() { return &m_headers; }
    OpeningForm *opening() { return &m_opening; }
    WireForm *wireForm() { return &m_wire; }
    QString error() const { return m_error; }

    /// False, with error(), if something in the form can't be used.
    Q_INVOKABLE bool submit();

Q_SIGNALS:
    void changed();

private:
    bool fail(const QString &error);

    Sessions *m_sessions = nullptr;
    Controls *m_controls = nullptr;
    QString m_url;
    QString m_subprotocols;
    QString m_error;
    HeaderTable m_headers;
    OpeningForm m_opening;
    WireForm m_wire;
};

} // namespace ajar::ui
