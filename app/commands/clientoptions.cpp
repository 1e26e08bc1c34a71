// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/clientoptions.h"

#include "link/urlinput.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace ajar::app
{

namespace
{

const auto usualFollowLimit = QStringLiteral("5");

bool isUnsafe(const QString &text)
{
    return text.contains(u'\r') || text.contains(u'\n') || text.contains(QChar(0));
}

bool readHeaders(const QCommandLineParser &parser, link::ClientOptions &client, QString &problem)
{
    for (const QString &line : parser.values(QStringLiteral("header"))) {
        const qsizetype colon = line.indexOf(u':');
        const QString name = line.left(colon).trimmed();
        if (colon < 1 || name.isEmpty() || name.contains(u' ')) {
            problem = QStringLiteral("--header: a header is written 'Name: value'");
            return false;
        }
        client.headers.append({name, line.mid(colon + 1).trimmed()});
    }
    for (const QString &cookie : parser.values(QStringLiteral("cookie"))) {
        if (cookie.indexOf(u'=') < 1 || isUnsafe(cookie)) {
            problem = QStringLiteral("--cookie: a cookie is written 'name=value'");
            return false;
        }
        client.cookies.append(cookie.trimmed());
    }
    return true;
}

bool readCredentials(const QCommandLineParser &parser, link::ClientOptions &client,
                     QString &problem)
{
    const QString user = parser.value(QStringLiteral("user"));
    client.user = user.section(u':', 0, 0);
    client.password = user.section(u':', 1);
    client.bearerToken = parser.value(QStringLiteral("bearer"));
    static const QRegularExpression token(QStringLiteral("^[A-Za-z0-9._~+/=-]*$"));
    if (parser.isSet(QStringLiteral("user")) && parser.isSet(QStringLiteral("bearer")))
        problem = QStringLiteral("--user and --bearer can't be used together");
    else if (parser.isSet(QStringLiteral("user")) && user.isEmpty())
        problem = QStringLiteral("--user: write NAME:PASSWORD");
    else if (parser.isSet(QStringLiteral("bearer")) &&
             (client.bearerToken.isEmpty() || !token.match(client.bearerToken).hasMatch()))
        problem = QStringLiteral("--bearer: a token has letters, digits and ._~+/=- only");
    return problem.isEmpty();
}

/// A file that must be there to be read.
bool readFile(const QCommandLineParser &parser, const QString &option, QString &path,
              QString &problem)
{
    path = parser.value(option);
    const QFileInfo info(path);
    if (path.isEmpty() || (info.isReadable() && !info.isDir()))
        return true;
    problem = QStringLiteral("--%1: %2 can't be read").arg(option, path);
    return false;
}

bool readTls(const QCommandLineParser &parser, link::ClientOptions &client, QString &problem)
{
    client.insecure = parser.isSet(QStringLiteral("insecure"));
    client.keyLogFile = parser.value(QStringLiteral("key-log"));
    if (!readFile(parser, QStringLiteral("ca"), client.caFile, problem) ||
        !readFile(parser, QStringLiteral("client-cert"), client.clientCertificateFile, problem) ||
        !readFile(parser, QStringLiteral("client-key"), client.clientKeyFile, problem))
        return false;
    if (!client.clientKeyFile.isEmpty() && client.clientCertificateFile.isEmpty()) {
        problem = QStringLiteral("--client-key goes with --client-cert");
        return false;
    }
    for (const QString &text : parser.values(QStringLiteral("trust"))) {
        client.certificateExceptions.append(link::exceptionFromInput(text, problem));
        if (!problem.isEmpty()) {
            problem.prepend(QLatin1String("--trust: "));
            return false;
        }
    }
    return true;
}

/// Leaves `value` as it is if the option is not there.
template<typename Number>
bool readNumber(const QCommandLineParser &parser, const QString &option, qlonglong least,
                qlonglong most, Number &value, QString &problem)
{
    if (!parser.isSet(option))
        return true;
    bool isNumber = false;
    const qlonglong number = parser.value(option).toLongLong(&isNumber);
    if (!isNumber || number < least || number > most) {
        problem = QStringLiteral("--%1: \"%2\" is no number from %3 to %4")
                      .arg(option, parser.value(option))
                      .arg(least)
                      .arg(most);
        return false;
    }
    value = Number(number);
    return true;
}

} // namespace

void addClientOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("header"), QStringLiteral("Add a request header; may be repeated."),
         QStringLiteral("N: V")},
        {QStringLiteral("subprotocol"), QStringLiteral("Offer a subprotocol; may be repeated."),
         QStringLiteral("P")},
        {QStringLiteral("user"),
         QStringLiteral("Basic credentials; a URL with NAME:PASSWORD@ does the same."),
         QStringLiteral("NAME:PASSWORD")},
        {QStringLiteral("bearer"), QStringLiteral("A bearer token as credentials."),
         QStringLiteral("TOKEN")},
        {QStringLiteral("cookie"), QStringLiteral("Send a cookie; may be repeated."),
         QStringLiteral("N=V")},
        {QStringLiteral("follow"),
         QStringLiteral("Follow redirections, at most N (default 5). Credentials, cookies, headers "
                        "of your own and the client certificate stay with the first origin."),
         QStringLiteral("N")},
        {QStringLiteral("proxy"),
         QStringLiteral("http://[USER:PASSWORD@]HOST:PORT, socks5://…, none, or system (default: "
                        "the desktop's settings and http_proxy, https_proxy, no_proxy; never for "
                        "loopback)."),
         QStringLiteral("PROXY")},
        {QStringLiteral("insecure"),
         QStringLiteral("Accept any TLS certificate; the session says so.")},
        {QStringLiteral("ca"), QStringLiteral("Trust the authorities of this PEM file too."),
         QStringLiteral("FILE")},
        {QStringLiteral("trust"),
         QStringLiteral("Take the certificate with this SHA-256 as it is, from this host (default: "
                        "the URL's); may be repeated."),
         QStringLiteral("[HOST:PORT=]SHA256")},
        {QStringLiteral("client-cert"),
         QStringLiteral("Our certificate, with its chain, as PEM; for servers that ask."),
         QStringLiteral("FILE")},
        {QStringLiteral("client-key"),
         QStringLiteral("Its private key as PEM (default: in the certificate's file)."),
         QStringLiteral("FILE")},
        {QStringLiteral("key-log"),
         QStringLiteral("Append TLS secrets to this file, for Wireshark (as SSLKEYLOGFILE, which "
                        "is not looked at)."),
         QStringLiteral("FILE")},
        {QStringLiteral("max-header-bytes"),
         QStringLiteral("Largest head of an HTTP answer (default 65536)."), QStringLiteral("N")},
        {QStringLiteral("max-headers"),
         QStringLiteral("Most fields in an HTTP answer (default 200)."), QStringLiteral("N")},
    });
}

bool readClientOptions(const QCommandLineParser &parser, link::ClientOptions &client,
                       QString &problem)
{
    client.subprotocols = parser.values(QStringLiteral("subprotocol"));
    if (!readHeaders(parser, client, problem) || !readCredentials(parser, client, problem) ||
        !readTls(parser, client, problem) ||
        !readNumber(parser, QStringLiteral("follow"), 0, 50, client.maxRedirects, problem) ||
        !readNumber(parser, QStringLiteral("max-header-bytes"), 16, 64 << 20, client.maxHeaderBytes,
                    problem) ||
        !readNumber(parser, QStringLiteral("max-headers"), 1, 1'000'000, client.maxHeaders,
                    problem))
        return false;
    if (parser.isSet(QStringLiteral("proxy"))) {
        client.proxy = link::proxyFromInput(parser.value(QStringLiteral("proxy")), problem);
        if (!problem.isEmpty())
            problem.prepend(QLatin1String("--proxy: "));
    }
    return problem.isEmpty();
}

QStringList withFollowLimit(const QStringList &arguments)
{
    static const QRegularExpression number(QStringLiteral("^\\d{1,3}$"));
    QStringList result;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments[i] != u"--follow") {
            result += arguments[i];
            continue;
        }
        const bool given = i + 1 < arguments.size() && number.match(arguments[i + 1]).hasMatch();
        result += QStringLiteral("--follow=") + (given ? arguments[++i] : usualFollowLimit);
    }
    return result;
}

} // namespace ajar::app
