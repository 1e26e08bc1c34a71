// SPDX-License-Identifier: MIT
#include "link/gateoptions.h"

namespace ajar::link
{

namespace
{

/// "host", or "host:port" unless the port is the scheme's own (RFC 6455 4.1).
std::string hostField(const QUrl &url, bool tls)
{
    const QString host = url.host(QUrl::FullyEncoded);
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    const int standard = tls ? 443 : 80;
    const int port = url.port(standard);
    return (port == standard ? name : name + u':' + QString::number(port)).toStdString();
}

std::string targetOf(const QUrl &url)
{
    QString target = url.path(QUrl::FullyEncoded);
    if (target.isEmpty())
        target = QStringLiteral("/");
    if (url.hasQuery())
        target += u'?' + url.query(QUrl::FullyEncoded);
    return target.toStdString();
}

} // namespace

gate::ClientGate::Options gateOptions(const ClientOptions &options)
{
    gate::ClientGate::Options result;
    const QUrl &url = options.url;
    result.tls = url.scheme() == u"wss";
    result.url = url.toString(QUrl::FullyEncoded).toStdString();
    result.host = url.host(QUrl::FullyEncoded).toStdString();
    result.port = std::uint16_t(url.port(result.tls ? 443 : 80));
    result.tlsOptions.host = result.host;
    result.tlsOptions.insecure = options.insecure;
    result.tlsOptions.caFile = options.caFile.toStdString();
    result.request.host = hostField(url, result.tls);
    result.request.target = targetOf(url);
    for (const QString &subprotocol : options.subprotocols)
        result.request.subprotocols.push_back(subprotocol.toStdString());
    for (const auto &[name, value] : options.headers)
        result.request.headers.push_back({name.toStdString(), value.toStdString()});
    result.maxFrameLength = options.maxFrameBytes;
    result.maxMessageLength = options.maxMessageBytes;
    return result;
}

} // namespace ajar::link
