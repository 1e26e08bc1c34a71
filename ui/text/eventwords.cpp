// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/eventwords.h"

#include "closing/names.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QCoreApplication>

namespace ajar::ui
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("EventWords", text);
}

QString eventName(closing::Event event)
{
    switch (event) {
    case closing::Event::TcpConnecting:
        return tr("TCP connecting");
    case closing::Event::TcpConnected:
        return tr("TCP connected");
    case closing::Event::TlsEstablished:
        return tr("TLS established");
    case closing::Event::TlsFailed:
        return tr("TLS failed");
    case closing::Event::HandshakeRequest:
        return tr("Opening handshake sent");
    case closing::Event::HandshakeResponse:
        return tr("Opening handshake answered");
    case closing::Event::HandshakeFailed:
        return tr("Opening handshake failed");
    case closing::Event::FinReceived:
        return tr("Peer sent FIN");
    case closing::Event::FinSent:
        return tr("We sent FIN");
    case closing::Event::ResetReceived:
        return tr("Peer sent RST");
    case closing::Event::ResetSent:
        return tr("We sent RST");
    case closing::Event::TcpFailed:
        return tr("TCP failed");
    case closing::Event::CloseNotifyReceived:
        return tr("Peer sent TLS close_notify");
    case closing::Event::CloseNotifySent:
        return tr("We sent TLS close_notify");
    case closing::Event::TimerStarted:
        return tr("Timer started");
    case closing::Event::TimerExpired:
        return tr("Timer ran out");
    case closing::Event::TimerCancelled:
        return tr("Timer stopped");
    case closing::Event::PolicyChanged:
        return tr("Setting changed");
    case closing::Event::ProtocolFailed:
        return tr("We fail the connection");
    case closing::Event::FramingLost:
        return tr("Framing lost: what follows is not decoded");
    case closing::Event::FrameTruncated:
        return tr("The stream ended inside a frame");
    case closing::Event::SendRefused:
        return tr("Not sent");
    case closing::Event::LimitReached:
        return tr("Limit reached");
    case closing::Event::Gap:
        return tr("Gap: not recorded");
    case closing::Event::Finding:
        return tr("Finding");
    case closing::Event::TlsTruncated:
        return tr("TLS cut off: FIN without close_notify");
    case closing::Event::ProxyConnected:
        return tr("Proxy connected");
    case closing::Event::Redirected:
        return tr("Redirected");
    }
    return {};
}

/// A Unix socket has a path and no port.
QString placeOf(const QString &address, const QString &port)
{
    return port.isEmpty() ? address : tr("%1 port %2").arg(address, port);
}

/// "MUST · TCP left open · RFC 6455 §5.5.1 · #14: detail".
QString findingLine(const QJsonObject &details)
{
    const QString id = details.value(QLatin1String("finding")).toString();
    const auto finding = wire::findingFromId(id.toStdString());
    if (!finding)
        return tr("Finding · %1").arg(id.left(100));
    const wire::Rule &rule = wire::ruleOf(*finding);
    QStringList parts{levelWords(rule.level), findingWords(*finding)};
    if (const QString section = sectionWords(*finding); !section.isEmpty())
        parts += section;
    if (const qint64 frame = details.value(QLatin1String("frame")).toInteger(); frame > 0)
        parts += QStringLiteral("#%1").arg(frame);
    const QString text = details.value(QLatin1String("text")).toString().left(300);
    const QString line = parts.join(QStringLiteral(" · "));
    return text.isEmpty() ? line : tr("%1: %2").arg(line, text);
}

QString gapText(const QJsonObject &details)
{
    const auto count = [&](const char *name) {
        return details.value(QLatin1String(name)).toInteger();
    };
    QString text =
        tr("%1 records, %2 frames, %3")
            .arg(countText(quint64(count("records"))), countText(quint64(count("frames"))),
                 bytesText(quint64(count("bytes"))));
    constexpr double second = 1e9;
    const double seconds = details.value(QLatin1String("to")).toDouble() -
                           details.value(QLatin1String("from")).toDouble();
    if (seconds > 0 && seconds < second)
        text = tr("%1 in %2").arg(text, durationText(static_cast<closing::Time>(seconds * second)));
    if (details.value(QLatin1String("reason")).toString() == QLatin1String("disk-full"))
        text = tr("%1: the disk was full").arg(text);
    return text;
}

/// What the event's members add to its name, as few as say it.
QString detailOf(closing::Event event, const QJsonObject &details)
{
    const auto text = [&](const char *name) {
        return details.value(QLatin1String(name)).toVariant().toString().left(300);
    };
    switch (event) {
    case closing::Event::TcpConnecting:
        return placeOf(text("host"), text("port"));
    case closing::Event::TcpConnected:
        return placeOf(text("address"), text("port"));
    case closing::Event::TlsEstablished:
        return tr("%1 · %2").arg(text("protocol"), text("cipher"));
    case closing::Event::HandshakeRequest:
    case closing::Event::HandshakeResponse:
        return text("raw").section(QLatin1String("\r\n"), 0, 0);
    case closing::Event::HandshakeFailed:
        return text("text");
    case closing::Event::TlsFailed:
    case closing::Event::TcpFailed:
        return text("problem");
    case closing::Event::PolicyChanged:
        return tr("%1 is now %2").arg(text("what"), text("value"));
    case closing::Event::Gap:
        return gapText(details);
    case closing::Event::SendRefused:
        return tr("%1: %2").arg(text("what"), text("why"));
    case closing::Event::ProxyConnected:
        return text("proxy");
    case closing::Event::Redirected:
        return text("location");
    case closing::Event::ProtocolFailed:
        return tr("%1 because of %2").arg(text("code"), text("findings"));
    default:
        return {};
    }
}

} // namespace

QString timerOf(const session::Row &row)
{
    return row.details.value(QLatin1String("timer")).toString();
}

closing::Time timerDuration(const session::Row &row)
{
    constexpr double second = 1e9;
    const double duration = row.details.value(QLatin1String("duration")).toDouble() * second;
    return duration > 0 && duration < 1e18 ? static_cast<closing::Time>(duration) : 0;
}

QString eventLine(const session::Row &row)
{
    if (row.kind == session::Kind::State) {
        QString words = stateWords(row.state);
        words[0] = words[0].toUpper();
        return words;
    }
    if (row.kind == session::Kind::Outcome)
        return row.details.value(QLatin1String("summary")).toString();
    if (row.kind == session::Kind::Opaque)
        return tr("Bytes after framing was lost");
    const QString name = row.details.value(QLatin1String("event")).toString();
    const auto event = closing::eventFromName(name.toStdString());
    if (!event)
        return name;
    if (*event == closing::Event::Finding)
        return findingLine(row.details);
    const QString timer = timerOf(row);
    if (!timer.isEmpty()) {
        const closing::Time duration = timerDuration(row);
        const QString what = tr("%1: %2").arg(eventName(*event), timerWords(timer));
        return duration > 0 ? tr("%1, %2").arg(what, durationText(duration)) : what;
    }
    const QString detail = detailOf(*event, row.details);
    return detail.isEmpty() ? eventName(*event) : tr("%1 · %2").arg(eventName(*event), detail);
}

} // namespace ajar::ui
