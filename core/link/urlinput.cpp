// SPDX-License-Identifier: MIT
#include "link/urlinput.h"

#include "gate/policy.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace ajar::link
{

namespace
{

QString say(const char *text)
{
    return QCoreApplication::translate("UrlInput", text);
}

/// A Unix socket's path and the request's target, parted by a colon, as Node's ws has them.
QUrl unixUrl(QUrl url, QString &problem)
{
    const QString path = url.path().section(u':', 0, 0);
    if (!url.host().isEmpty() || path.size() < 2) {
        problem = say("A Unix socket is written ws+unix:///path/to.sock:/target.");
        return {};
    }
    url.setFragment({});
    return url;
}

} // namespace

QUrl urlFromInput(const QString &text, QString &problem)
{
    problem.clear();
    QString input = text.trimmed();
    if (input.isEmpty()) {
        problem = say("Type a URL, such as ws://127.0.0.1:9000/chat.");
        return {};
    }
    static const QRegularExpression scheme(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]*)://"));
    const auto match = scheme.match(input);
    if (!match.hasMatch())
        input.prepend(u"ws://");
    QUrl url(input, QUrl::StrictMode);
    if (!url.isValid()) {
        problem = say("This is no valid URL: %1").arg(url.errorString().section(u';', 0, 0));
        return {};
    }
    const QString name = url.scheme().toLower();
    if (name == u"http" || name == u"https")
        url.setScheme(name == u"http" ? QStringLiteral("ws") : QStringLiteral("wss"));
    else if (name == u"ws+unix")
        return unixUrl(url, problem);
    else if (name != u"ws" && name != u"wss") {
        problem = say("The scheme \"%1\" is not one of ws, wss and ws+unix.").arg(name);
        return {};
    }
    if (url.host().isEmpty()) {
        problem = say("The URL names no host.");
        return {};
    }
    if (url.port(1) == 0) {
        problem = say("Port 0 can't be connected to.");
        return {};
    }
    url.setFragment({});
    return url;
}

std::optional<std::chrono::nanoseconds> parseDuration(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("^\\s*(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(ms|s|m|h)?\\s*$"));
    if (text.trimmed() == u"off")
        return std::chrono::nanoseconds(0);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2);
    const double factor = unit == u"ms" ? 1e6 : unit == u"m" ? 60e9 : unit == u"h" ? 3600e9 : 1e9;
    const double nanoseconds = match.captured(1).toDouble() * factor;
    constexpr double longest = 24.0 * 86400e9; // what a 32-bit number of milliseconds holds
    if (nanoseconds > longest)
        return std::nullopt;
    return std::chrono::nanoseconds(std::llround(nanoseconds));
}

ProxyChoice proxyFromInput(const QString &text, QString &problem)
{
    using Mode = ProxyChoice::Mode;
    problem.clear();
    const QString input = text.trimmed();
    ProxyChoice choice;
    if (input == u"system")
        return choice;
    choice.mode = Mode::None;
    if (input == u"none")
        return choice;
    const QUrl url(input.contains(QLatin1String("://")) ? input : QStringLiteral("http://") + input,
                   QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    const bool socks = scheme == u"socks5" || scheme == u"socks5h";
    // What was typed may hold a password: it is not repeated.
    if (scheme == u"https") {
        problem = say("TLS to the proxy itself (https://) is not supported.");
    } else if (!url.isValid() || url.host().isEmpty() || url.port(1) == 0 ||
               (!socks && scheme != u"http") || url.path().size() > 1) {
        problem = say("This is no proxy: write http://host:port, socks5://host:port, none or "
                      "system.");
    } else {
        choice.mode = socks ? Mode::Socks5 : Mode::Http;
        choice.host = url.host(QUrl::FullyEncoded);
        choice.port = quint16(url.port(socks ? 1080 : 80));
        choice.user = url.userName(QUrl::FullyDecoded);
        choice.password = url.password(QUrl::FullyDecoded);
    }
    return choice;
}

CertificateException exceptionFromInput(const QString &text, QString &problem)
{
    problem.clear();
    CertificateException exception;
    const QString input = text.trimmed();
    const qsizetype equals = input.lastIndexOf(u'=');
    exception.fingerprint = input.mid(equals + 1).toLower();
    exception.fingerprint.remove(QLatin1String("sha256:")).remove(u':');
    static const QRegularExpression digest(QStringLiteral("^[0-9a-f]{64}$"));
    if (!digest.match(exception.fingerprint).hasMatch()) {
        problem = say("A certificate's fingerprint is its SHA-256: 64 hexadecimal digits.");
        return {};
    }
    if (equals < 0)
        return exception;
    const QUrl where(QStringLiteral("wss://") + input.left(equals), QUrl::StrictMode);
    if (!where.isValid() || where.host().isEmpty() || where.port(1) == 0 ||
        !where.path().isEmpty() || !where.userInfo().isEmpty()) {
        problem =
            say("\"%1\" is no host and port, such as example.org:443.").arg(input.left(equals));
        return {};
    }
    exception.host = where.host(QUrl::FullyEncoded);
    exception.port = quint16(where.port(443));
    return exception;
}

QString durationText(std::chrono::nanoseconds duration)
{
    return QString::fromStdString(gate::describe(duration));
}

std::optional<quint64> parseSize(const QString &text)
{
    constexpr quint64 most = 1ull << 40;
    QString digits = text.trimmed();
    const QChar unit = digits.isEmpty() ? QChar() : digits.back().toLower();
    const int shift = unit == u'k' ? 10 : unit == u'm' ? 20 : unit == u'g' ? 30 : 0;
    if (shift > 0)
        digits.chop(1);
    bool ok = false;
    const quint64 value = digits.toULongLong(&ok);
    if (!ok || value == 0 || value > most >> shift)
        return std::nullopt;
    return value << shift;
}

QString sizeText(quint64 bytes)
{
    for (const auto &[shift, unit] :
         {std::pair(30, u'G'), std::pair(20, u'M'), std::pair(10, u'k')}) {
        if (bytes > 0 && bytes % (1ull << shift) == 0)
            return QString::number(bytes >> shift) + QChar(unit);
    }
    return QString::number(bytes);
}

} // namespace ajar::link
