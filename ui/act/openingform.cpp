// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/openingform.h"

#include "link/urlinput.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace ajar::ui
{

namespace
{

constexpr int mostRedirects = 50;

bool isReadable(const QString &path)
{
    const QFileInfo info(path);
    return info.isFile() && info.isReadable();
}

} // namespace

int OpeningForm::chosen() const
{
    return !m_user.isEmpty() + !m_bearer.isEmpty() + !m_cookies.trimmed().isEmpty() +
           !m_proxy.trimmed().isEmpty() + (m_redirects.trimmed() != u"0");
}

int OpeningForm::chosenTls() const
{
    return !m_caFile.isEmpty() + !m_certificate.isEmpty() + !m_trusted.trimmed().isEmpty() +
           !m_keyLog.isEmpty();
}

QString OpeningForm::fill(link::ClientOptions &options) const
{
    QString problem = fillCredentials(options);
    if (problem.isEmpty())
        problem = fillWay(options);
    return problem.isEmpty() ? fillTls(options) : problem;
}

QString OpeningForm::fillCredentials(link::ClientOptions &options) const
{
    static const QRegularExpression token(QStringLiteral("^[A-Za-z0-9._~+/=-]*$"));
    options.user = m_user;
    options.password = m_password;
    options.bearerToken = m_bearer.trimmed();
    if (!m_user.isEmpty() && !options.bearerToken.isEmpty())
        return tr("Choose a user with a password or a bearer token, not both.");
    if (m_user.contains(u':'))
        return tr("A user's name has no colon in it.");
    if (!token.match(options.bearerToken).hasMatch())
        return tr("A bearer token has letters, digits and ._~+/=- only.");
    const QStringList cookies = m_cookies.split(u';', Qt::SkipEmptyParts);
    for (const QString &cookie : cookies) {
        if (cookie.trimmed().indexOf(u'=') < 1)
            return tr("A cookie is written name=value; a semicolon stands between two.");
        options.cookies.append(cookie.trimmed());
    }
    return {};
}

QString OpeningForm::fillWay(link::ClientOptions &options) const
{
    QString problem;
    if (!m_proxy.trimmed().isEmpty())
        options.proxy = link::proxyFromInput(m_proxy.trimmed(), problem);
    if (!problem.isEmpty())
        return tr("Proxy: %1.").arg(problem);
    bool ok = false;
    options.maxRedirects = m_redirects.trimmed().isEmpty() ? 0 : m_redirects.toInt(&ok);
    if ((!ok && !m_redirects.trimmed().isEmpty()) || options.maxRedirects < 0 ||
        options.maxRedirects > mostRedirects)
        return tr("Redirections to follow: a number from 0 to %1.").arg(mostRedirects);
    return {};
}

QString OpeningForm::fillTls(link::ClientOptions &options) const
{
    options.insecure = m_insecure;
    options.caFile = m_caFile.trimmed();
    options.clientCertificateFile = m_certificate.trimmed();
    options.clientKeyFile = m_key.trimmed();
    options.keyLogFile = m_keyLog.trimmed();
    if (!options.caFile.isEmpty() && !isReadable(options.caFile))
        return tr("There is no CA file %1.").arg(options.caFile);
    for (const QString &path : {options.clientCertificateFile, options.clientKeyFile}) {
        if (!path.isEmpty() && !isReadable(path))
            return tr("There is no file %1.").arg(path);
    }
    if (!options.clientKeyFile.isEmpty() && options.clientCertificateFile.isEmpty())
        return tr("A private key goes with a certificate of ours.");
    static const QRegularExpression separator(QStringLiteral("[,;\\s]+"));
    const QStringList trusted = m_trusted.split(separator, Qt::SkipEmptyParts);
    for (const QString &text : trusted) {
        QString problem;
        options.certificateExceptions.append(link::exceptionFromInput(text, problem));
        if (!problem.isEmpty())
            return tr("Trusted certificate: %1.").arg(problem);
    }
    return {};
}

} // namespace ajar::ui
