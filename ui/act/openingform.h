// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "link/clientlink.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// What else the user can choose for an opening handshake: credentials, cookies, the way out,
/// redirections, trust. Everything is text as it was typed until it is taken.
class OpeningForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("ConnectForm has it")
    Q_PROPERTY(QString user MEMBER m_user NOTIFY changed)
    Q_PROPERTY(QString password MEMBER m_password NOTIFY changed)
    Q_PROPERTY(QString bearer MEMBER m_bearer NOTIFY changed)
    Q_PROPERTY(QString cookies MEMBER m_cookies NOTIFY changed) ///< "a=1; b=2"
    Q_PROPERTY(QString proxy MEMBER m_proxy NOTIFY changed)     ///< empty: the system's
    Q_PROPERTY(QString redirects MEMBER m_redirects NOTIFY changed)
    Q_PROPERTY(bool insecure MEMBER m_insecure NOTIFY changed)
    Q_PROPERTY(QString caFile MEMBER m_caFile NOTIFY changed)
    Q_PROPERTY(QString certificate MEMBER m_certificate NOTIFY changed) ///< ours, a PEM file
    Q_PROPERTY(QString key MEMBER m_key NOTIFY changed)
    Q_PROPERTY(QString trusted MEMBER m_trusted NOTIFY changed) ///< fingerprints
    Q_PROPERTY(QString keyLog MEMBER m_keyLog NOTIFY changed)
    Q_PROPERTY(int chosen READ chosen NOTIFY changed)       ///< how many are not as usual
    Q_PROPERTY(int chosenTls READ chosenTls NOTIFY changed) ///< the same of TLS

public:
    using QObject::QObject;

    int chosen() const;
    int chosenTls() const;
    /// A sentence, or empty once everything is in `options`.
    QString fill(link::ClientOptions &options) const;

Q_SIGNALS:
    void changed();

private:
    QString fillCredentials(link::ClientOptions &options) const;
    QString fillWay(link::ClientOptions &options) const;
    QString fillTls(link::ClientOptions &options) const;

    QString m_user, m_password, m_bearer, m_cookies;
    QString m_proxy;
    QString m_redirects = QStringLiteral("0");
    bool m_insecure = false;
    QString m_caFile, m_certificate, m_key, m_trusted, m_keyLog;
};

} // namespace ajar::ui
