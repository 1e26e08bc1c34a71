// SPDX-License-Identifier: MIT
#include "session/pcapngcomments.h"

#include "closing/names.h"
#include "session/opening.h"
#include "session/plaintext.h"
#include "session/secrets.h"

#include <QStringList>

namespace ajar::session
{

namespace
{

constexpr qsizetype longest = 1000; ///< characters of a text from the network

QString word(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString member(const Row &row, QLatin1String name, bool withSecrets)
{
    QByteArray text = row.details.value(name).toString().left(longest).toUtf8();
    if (!withSecrets)
        text = withoutSecrets(QByteArray(name.data(), name.size()), text);
    return escaped({text.constData(), static_cast<std::size_t>(text.size())});
}

QString eventComment(const Row &row, bool withSecrets)
{
    const auto event = eventOf(row);
    if (!event)
        return {};
    switch (*event) {
    case closing::Event::TimerExpired:
        return QStringLiteral("timer expired: %1")
            .arg(member(row, QLatin1String("timer"), withSecrets));
    case closing::Event::TlsEstablished:
    case closing::Event::ProtocolFailed:
    case closing::Event::FramingLost:
    case closing::Event::FrameTruncated:
    case closing::Event::TlsTruncated:
    case closing::Event::CloseNotifySent:
    case closing::Event::CloseNotifyReceived:
    case closing::Event::TcpFailed:
    case closing::Event::Gap:
        return word(closing::name(*event));
    default:
        return {};
    }
}

} // namespace

QByteArray frameComment(const Row &row)
{
    QStringList words;
    if (row.disposition != closing::Disposition::Passed)
        words += word(closing::name(row.disposition));
    for (int i = 0; i < wire::findingCount; ++i) {
        if (row.findings.has(static_cast<wire::Finding>(i)))
            words += word(wire::findingId(static_cast<wire::Finding>(i)));
    }
    return words.join(QLatin1String(", ")).toUtf8();
}

QByteArray storyComment(const Row &row, bool withSecrets)
{
    if (row.kind == Kind::State)
        return row.state == row.previous
                   ? QByteArray()
                   : QStringLiteral("state: %1, before %2")
                         .arg(word(closing::name(row.state)), word(closing::name(row.previous)))
                         .toUtf8();
    if (row.kind == Kind::Outcome)
        return QStringLiteral("outcome: %1")
            .arg(member(row, QLatin1String("summary"), withSecrets))
            .toUtf8();
    return eventComment(row, withSecrets).toUtf8();
}

} // namespace ajar::session
