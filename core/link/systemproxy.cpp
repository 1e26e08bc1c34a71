// SPDX-License-Identifier: MIT
#include "link/systemproxy.h"

#include <QNetworkProxy>
#include <QUrl>

namespace ajar::link
{

gate::ProxyOptions systemProxy(const gate::Target &target)
{
    QUrl url;
    url.setScheme(target.tls ? QStringLiteral("https") : QStringLiteral("http"));
    url.setHost(QString::fromStdString(target.host));
    url.setPort(target.port);
    const auto proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    for (const QNetworkProxy &proxy : proxies) {
        gate::ProxyOptions options;
        if (proxy.type() == QNetworkProxy::NoProxy)
            return options;
        if (proxy.type() == QNetworkProxy::Socks5Proxy)
            options.kind = gate::ProxyOptions::Kind::Socks5;
        else if (proxy.type() == QNetworkProxy::HttpProxy ||
                 proxy.type() == QNetworkProxy::HttpCachingProxy)
            options.kind = gate::ProxyOptions::Kind::Http;
        else
            continue;
        options.host = proxy.hostName().toStdString();
        options.port = proxy.port();
        options.user = proxy.user().toStdString();
        options.password = proxy.password().toStdString();
        return options;
    }
    return {};
}

} // namespace ajar::link
