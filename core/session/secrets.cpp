// SPDX-License-Identifier: MIT
#include "session/secrets.h"

#include <QList>

#include <algorithm>
#include <array>
#include <string_view>

namespace ajar::session
{

namespace
{

using Names = std::initializer_list<const char *>;

const QByteArray removed = "[removed]";

bool isOneOf(const QByteArray &name, Names names)
{
    return std::ranges::any_of(names, [&](const char *known) { return name == known; });
}

bool containsOneOf(const QByteArray &name, Names parts)
{
    return std::ranges::any_of(parts, [&](const char *part) { return name.contains(part); });
}

bool isSecretParameter(const QByteArray &name)
{
    const QByteArray plain = QByteArray::fromPercentEncoding(name).toLower();
    return isOneOf(plain, {"sig", "code", "key", "auth", "jwt", "sid", "session", "ticket", "pwd",
                           "pass", "otp"}) ||
           containsOneOf(plain, {"token", "password", "passwd", "secret", "signature", "credential",
                                 "api_key", "api-key", "apikey", "authorization"});
}

bool isSecretField(const QByteArray &name)
{
    return isOneOf(name, {"cookie", "cookie2", "set-cookie", "set-cookie2"}) ||
           containsOneOf(name, {"authorization", "token", "secret", "api-key", "apikey", "password",
                                "credential"});
}

/// Whether a subprotocol says that it carries a secret, or that the next one does.
bool marksSecret(const QByteArray &subprotocol)
{
    return containsOneOf(subprotocol.toLower(), {"bearer", "authorization", "token", "api-key",
                                                 "apikey", "secret", "header-", "password"});
}

QByteArray withoutParameters(const QByteArray &query)
{
    QByteArray result;
    qsizetype begin = 0;
    while (begin <= query.size()) {
        qsizetype end = begin;
        while (end < query.size() && query[end] != '&' && query[end] != ';')
            ++end;
        const QByteArray pair = query.mid(begin, end - begin);
        const qsizetype equals = pair.indexOf('=');
        result += equals > 0 && isSecretParameter(pair.left(equals))
                      ? pair.left(equals + 1) + removed
                      : pair;
        result += query.mid(end, 1);
        begin = end + 1;
    }
    return result;
}

QByteArray startLine(const QByteArray &line)
{
    const qsizetype begin = line.indexOf(' ') + 1;
    const qsizetype end = line.lastIndexOf(' ');
    if (begin <= 0 || end <= begin || line.startsWith("HTTP/"))
        return line;
    return line.left(begin) + withoutUrlSecrets(line.mid(begin, end - begin)) + line.mid(end);
}

/// A field's value after its colon, with the white space around it.
QByteArray fieldValue(const QByteArray &name, const QByteArray &value)
{
    const QByteArray trimmed = value.trimmed();
    const qsizetype begin = trimmed.isEmpty() ? 0 : value.indexOf(trimmed);
    const auto put = [&](const QByteArray &text) {
        return value.left(begin) + text + value.mid(begin + trimmed.size());
    };
    if (isSecretField(name))
        return trimmed.isEmpty() ? value : put(removed);
    if (name == "sec-websocket-protocol")
        return put(withoutSubprotocolSecrets(trimmed));
    if (isOneOf(name, {"location", "referer", "origin"}))
        return put(withoutUrlSecrets(trimmed));
    return value;
}

} // namespace

QByteArray withoutUrlSecrets(const QByteArray &url)
{
    QByteArray result = url;
    if (const qsizetype authority = result.indexOf("://"); authority >= 0) {
        const qsizetype begin = authority + 3;
        const auto end = std::find_if(result.cbegin() + begin, result.cend(),
                                      [](char c) { return c == '/' || c == '?' || c == '#'; });
        const qsizetype at = result.left(end - result.cbegin()).lastIndexOf('@');
        if (at >= begin)
            result.replace(begin, at - begin, removed);
    }
    const qsizetype fragment = result.indexOf('#');
    const QByteArray behind = fragment < 0 ? QByteArray() : result.mid(fragment + 1);
    const QByteArray before = fragment < 0 ? result : result.left(fragment);
    const qsizetype query = before.indexOf('?');
    QByteArray clean =
        query < 0 ? before : before.left(query + 1) + withoutParameters(before.mid(query + 1));
    if (fragment >= 0)
        clean += '#' + withoutParameters(behind);
    return clean;
}

QByteArray withoutSubprotocolSecrets(const QByteArray &subprotocols)
{
    constexpr qsizetype longestName = 40;
    QList<QByteArray> list = subprotocols.split(',');
    bool nextIsSecret = false;
    for (QByteArray &item : list) {
        const QByteArray name = item.trimmed();
        const bool marks = marksSecret(name);
        if (!name.isEmpty() && (marks || nextIsSecret || name.size() > longestName))
            item.replace(item.indexOf(name), name.size(), removed);
        nextIsSecret = marks && !name.contains('.') && name.size() < longestName;
    }
    return list.join(',');
}

QByteArray withoutHeadSecrets(const QByteArray &head)
{
    QList<QByteArray> lines = head.split('\n');
    bool insideSecret = false; // in a field that goes on in the next line (obs-fold, RFC 9112 5.2)
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QByteArray &line = lines[i];
        if (i > 0 && (line.startsWith(' ') || line.startsWith('\t'))) {
            if (insideSecret)
                line = ' ' + removed + (line.endsWith('\r') ? "\r" : "");
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = line.left(std::max<qsizetype>(colon, 0)).trimmed().toLower();
        insideSecret = isSecretField(name) || name == "sec-websocket-protocol";
        if (colon > 0 && !name.contains(' '))
            line = line.left(colon + 1) + fieldValue(name, line.mid(colon + 1));
        else if (i == 0)
            line = startLine(line);
    }
    return lines.join('\n');
}

QByteArray withoutSecrets(const QByteArray &name, const QByteArray &value)
{
    const QByteArray lower = name.toLower();
    if (lower.endsWith("base64")) {
        const QByteArray bytes = QByteArray::fromBase64(value);
        return withoutSecrets(name.chopped(6), bytes).toBase64();
    }
    if (isOneOf(lower, {"raw", "header", "headers", "head"}))
        return withoutHeadSecrets(value);
    if (lower.contains("subprotocol"))
        return withoutSubprotocolSecrets(value);
    if (isSecretField(lower))
        return value.isEmpty() ? value : removed;
    return value.contains("://") || lower == "target" || lower == "path" ? withoutUrlSecrets(value)
                                                                         : value;
}

} // namespace ajar::session
