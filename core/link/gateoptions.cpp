// SPDX-License-Identifier: MIT
#include "link/gateoptions.h"

#include "link/systemproxy.h"

namespace ajar::link
{

namespace
{

QString resourceOf(const QUrl &url)
{
    QString resource = url.path(QUrl::FullyEncoded);
    if (resource.isEmpty())
        resource = QStringLiteral("/");
    if (url.hasQuery())
        resource += u'?' + url.query(QUrl::FullyEncoded);
    return resource;
}

/// "ws+unix:///path/to.sock:/target?query", as Node's ws has it: the first colon parts the two.
void readUnixUrl(const QUrl &url, gate::OpeningOptions &options)
{
    const QString path = url.path(QUrl::FullyDecoded);
    const qsizetype colon = path.indexOf(u':');
    options.socketPath = path.left(colon).toStdString();
    const QString resource = resourceOf(url);
    const qsizetype end = resource.indexOf(u':');
    QString target = end < 0 ? QString() : resource.mid(end + 1);
    if (!target.startsWith(u'/'))
        target.prepend(u'/');
    options.request.target = target.toStdString();
}

void setTarget(const QUrl &url, gate::OpeningOptions &options)
{
    options.url = url.toString(QUrl::FullyEncoded | QUrl::RemoveUserInfo).toStdString();
    if (url.scheme() == u"ws+unix") {
        readUnixUrl(url, options);
    } else {
        options.tls = url.scheme() == u"wss";
        options.host = url.host(QUrl::FullyEncoded).toStdString();
        options.port = std::uint16_t(url.port(options.tls ? 443 : 80));
        options.request.target = resourceOf(url).toStdString();
    }
    options.request.host = gate::hostField(gate::targetOf(options));
}

bool names(const ClientOptions &options, QLatin1String header)
{
    return std::ranges::any_of(options.headers, [&](const auto &field) {
        return field.first.compare(header, Qt::CaseInsensitive) == 0;
    });
}

/// A field that the user has written stands; then a token counts, then user and password, then the
/// URL's.
void setCredentials(const ClientOptions &options, gate::OpeningOptions &result)
{
    if (!options.cookies.isEmpty())
        result.request.headers.push_back(
            {"Cookie", options.cookies.join(QStringLiteral("; ")).toStdString()});
    if (names(options, QLatin1String("Authorization")))
        return;
    QString user = options.user;
    QString password = options.password;
    if (user.isEmpty() && password.isEmpty()) {
        user = options.url.userName(QUrl::FullyDecoded);
        password = options.url.password(QUrl::FullyDecoded);
    }
    std::string value;
    if (!options.bearerToken.isEmpty()) {
        result.login = "bearer";
        value = "Bearer " + options.bearerToken.toStdString();
    } else if (!user.isEmpty() || !password.isEmpty()) {
        result.login = "basic";
        value = gate::basicCredentials(user.toStdString(), password.toStdString());
    } else {
        return;
    }
    result.request.headers.push_back({"Authorization", std::move(value)});
}

void setTls(const ClientOptions &options, gate::OpeningOptions &result)
{
    gate::TlsOptions &tls = result.tlsOptions;
    tls.insecure = options.insecure;
    tls.caFile = options.caFile.toStdString();
    tls.clientCertificateFile = options.clientCertificateFile.toStdString();
    tls.clientKeyFile = options.clientKeyFile.toStdString();
    tls.keyLogFile = options.keyLogFile.toStdString();
    for (const CertificateException &exception : options.certificateExceptions) {
        const bool here = exception.host.isEmpty();
        result.trustExceptions.push_back({here ? result.host : exception.host.toStdString(),
                                          here ? result.port : exception.port,
                                          exception.fingerprint.toStdString()});
    }
}

void setProxy(const ProxyChoice &choice, gate::OpeningOptions &result)
{
    using Mode = ProxyChoice::Mode;
    if (choice.mode == Mode::System) {
        result.findProxy = systemProxy;
        return;
    }
    if (choice.mode == Mode::None) {
        result.proxyChoice = "none";
        return;
    }
    result.proxy = {choice.mode == Mode::Http ? gate::ProxyOptions::Kind::Http
                                              : gate::ProxyOptions::Kind::Socks5,
                    choice.host.toStdString(), choice.port, choice.user.toStdString(),
                    choice.password.toStdString()};
    result.proxyChoice = gate::nameOf(result.proxy);
}

} // namespace

gate::ClientGate::Options gateOptions(const ClientOptions &options)
{
    gate::ClientGate::Options result;
    setTarget(options.url, result);
    setCredentials(options, result);
    setTls(options, result);
    setProxy(options.proxy, result);
    for (const QString &subprotocol : options.subprotocols)
        result.request.subprotocols.push_back(subprotocol.toStdString());
    for (const auto &[name, value] : options.headers)
        result.request.headers.push_back({name.toStdString(), value.toStdString()});
    result.maxRedirects = options.maxRedirects;
    result.headLimits = {options.maxHeaderBytes, options.maxHeaders};
    result.limits = options.limits;
    result.request.deflate = options.deflate;
    return result;
}

} // namespace ajar::link
