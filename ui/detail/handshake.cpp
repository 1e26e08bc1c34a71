// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/handshake.h"

#include "ui/text/plain.h"

#include <QJsonArray>

namespace ajar::ui
{

namespace
{

constexpr qsizetype certificatesShown = 10;

QStringList certificateLines(int number, const QJsonObject &certificate)
{
    const auto text = [&](const char *name) {
        return certificate.value(QLatin1String(name)).toString();
    };
    QStringList lines{Handshake::tr("%1. %2").arg(number).arg(text("subject"))};
    const auto add = [&](const QString &words, const QString &value) {
        if (!value.isEmpty())
            lines += QStringLiteral("   ") + words.arg(value);
    };
    add(Handshake::tr("for %1"), text("names"));
    add(Handshake::tr("issued by %1"), text("issuer"));
    if (!text("notBefore").isEmpty())
        lines += QStringLiteral("   ") +
                 Handshake::tr("valid %1 to %2").arg(text("notBefore"), text("notAfter"));
    add(Handshake::tr("key %1"), text("key"));
    add(Handshake::tr("signed with %1"), text("signature"));
    add(Handshake::tr("SHA-256 %1"), text("fingerprint"));
    return lines;
}

} // namespace

void Handshake::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    if (connection)
        connect(connection, &Connection::changed, this, &Handshake::changed);
    Q_EMIT changed();
}

QString Handshake::member(closing::Event event, const char *name) const
{
    const session::Row *row = m_connection ? m_connection->story().event(event) : nullptr;
    if (!row)
        return {};
    QString text = row->details.value(QLatin1String(name)).toVariant().toString();
    text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    return plain(text, true);
}

QString Handshake::request() const
{
    return member(closing::Event::HandshakeRequest, "raw").trimmed();
}

QString Handshake::response() const
{
    return member(closing::Event::HandshakeResponse, "raw").trimmed();
}

QString Handshake::body() const
{
    return member(closing::Event::HandshakeFailed, "body");
}

QString Handshake::tls() const
{
    closing::Event event = closing::Event::TlsEstablished;
    if (!m_connection || !m_connection->story().event(event))
        event = closing::Event::TlsFailed;
    const session::Row *row = m_connection ? m_connection->story().event(event) : nullptr;
    if (!row)
        return {};
    QStringList lines;
    const auto add = [&](const QString &words, const char *name) {
        if (const QString value = member(event, name); !value.isEmpty())
            lines += words.arg(value);
    };
    add(event == closing::Event::TlsFailed ? tr("Failed: %1") : tr("Not verified: %1"), "problem");
    add(tr("Trusted %1"), "trusted");
    const QString protocol = member(event, "protocol");
    if (!protocol.isEmpty())
        lines += tr("%1 · %2").arg(protocol, member(event, "cipher"));
    add(tr("ALPN %1"), "alpn");
    add(tr("SNI %1"), "sni");
    add(tr("Client certificate %1"), "clientCertificate");
    const QJsonArray chain = row->details.value(QLatin1String("chain")).toArray();
    if (chain.isEmpty()) {
        add(tr("Certificate of %1"), "subject");
        add(tr("Issued by %1"), "issuer");
        add(tr("SHA-256 %1"), "fingerprint");
    }
    for (qsizetype i = 0; i < qMin<qsizetype>(chain.size(), certificatesShown); ++i)
        lines += certificateLines(static_cast<int>(i) + 1, chain[i].toObject());
    return plain(lines.join(u'\n'), true);
}

} // namespace ajar::ui
