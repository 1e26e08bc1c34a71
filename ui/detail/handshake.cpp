// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/handshake.h"

#include "ui/text/plain.h"

namespace ajar::ui
{

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
    constexpr auto established = closing::Event::TlsEstablished;
    const QString protocol = member(established, "protocol");
    if (protocol.isEmpty())
        return member(closing::Event::TlsFailed, "problem");
    QStringList lines{tr("%1 · %2").arg(protocol, member(established, "cipher")),
                      tr("Certificate of %1").arg(member(established, "subject")),
                      tr("Issued by %1").arg(member(established, "issuer")),
                      tr("SHA-256 %1").arg(member(established, "fingerprint"))};
    const QString problem = member(established, "problem");
    lines += problem.isEmpty() ? tr("Verified") : tr("Not verified: %1").arg(problem);
    return lines.join(u'\n');
}

} // namespace ajar::ui
