// SPDX-License-Identifier: MIT
#pragma once

#include "link/openingchoices.h"

#include <QString>
#include <QUrl>

#include <chrono>
#include <optional>

/// What people type, on a command line or in a window, as values.
namespace ajar::link
{

/// A ws, wss or ws+unix URL: a bare "host:port/path" gets ws://, http and https become ws and wss,
/// a fragment is dropped (RFC 6455 3). Empty, and one sentence in `problem`, if it can't be used.
QUrl urlFromInput(const QString &text, QString &problem);

/// "http://user:password@host:port", "socks5://…", a bare "host:port" (http), "none", "system". One
/// sentence in `problem`, without what was typed, if it is none of them.
ProxyChoice proxyFromInput(const QString &text, QString &problem);

/// "SHA256" or "host:port=SHA256", with or without colons between the digits. One sentence in
/// `problem` if it is neither.
CertificateException exceptionFromInput(const QString &text, QString &problem);

/// "250ms", "5s", "2m", "1h", "1.5s"; a bare number is seconds; "0" and "off" are zero. Nullopt for
/// anything else, and for more than 24 days.
std::optional<std::chrono::nanoseconds> parseDuration(const QString &text);

/// The shortest spelling that parseDuration() reads back: "30s", "250ms", "off".
QString durationText(std::chrono::nanoseconds duration);

/// "64M", "4k", "1G": bytes in powers of 1024; a bare number is bytes. Nullopt for anything else,
/// for zero and for more than 1 TiB.
std::optional<quint64> parseSize(const QString &text);

/// The shortest spelling that parseSize() reads back: "64M", "1000".
QString sizeText(quint64 bytes);

} // namespace ajar::link
