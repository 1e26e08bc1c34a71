// SPDX-License-Identifier: MIT
#include "session/openingheads.h"

#include "wire/handshake.h"

#include <QUrl>

#include <array>

namespace ajar::session
{

namespace
{

std::string madeUpKey()
{
    return wire::encodeKey(std::array<std::uint8_t, 16>{});
}

/// The line of the extensions without that one, its end kept; empty if nothing is left.
QByteArray withoutDeflateItem(const QByteArray &line, qsizetype colon)
{
    QList<QByteArray> left;
    const QList<QByteArray> items = line.mid(colon + 1).split(',');
    for (const QByteArray &item : items) {
        const QByteArray name = item.left(item.indexOf(';')).trimmed().toLower();
        if (!name.isEmpty() && name != "permessage-deflate")
            left += item.trimmed();
    }
    if (left.isEmpty())
        return {};
    return line.left(colon + 1) + ' ' + left.join(", ") + (line.endsWith('\r') ? "\r" : "");
}

} // namespace

QByteArray withoutDeflate(const QByteArray &head)
{
    QByteArray joined = head; // a field may go on in the next line (obs-fold, RFC 9112 5.2)
    for (const char *fold : {"\r\n ", "\r\n\t", "\n ", "\n\t"})
        joined.replace(fold, " ");
    QList<QByteArray> kept;
    const QList<QByteArray> lines = joined.split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        const bool extensions =
            colon > 0 && line.left(colon).trimmed().toLower() == "sec-websocket-extensions";
        const QByteArray changed = extensions ? withoutDeflateItem(line, colon) : line;
        if (!extensions || !changed.isEmpty())
            kept += changed;
    }
    return kept.join('\n');
}

QByteArray madeUpRequest(const QString &url)
{
    const QUrl parts(url);
    const QString host = parts.host(QUrl::FullyEncoded);
    const int port = parts.port();
    const QString target =
        parts.path(QUrl::FullyEncoded) +
        (parts.hasQuery() ? QLatin1Char('?') + parts.query(QUrl::FullyEncoded) : QString());
    wire::HandshakeRequest request;
    request.host = (host.isEmpty() ? QStringLiteral("unknown.invalid") : host).toStdString() +
                   (port > 0 ? ':' + std::to_string(port) : std::string());
    request.target =
        target.startsWith(QLatin1Char('/')) ? target.toStdString() : '/' + target.toStdString();
    request.key = madeUpKey();
    return QByteArray::fromStdString(wire::buildRequest(request));
}

QByteArray madeUpResponse()
{
    return QByteArray::fromStdString(wire::buildResponse(madeUpKey(), {}));
}

} // namespace ajar::session
