// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/summary.h"

#include "ui/text/figures.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"
#include "wire/closebody.h"

#include <QCoreApplication>

namespace ajar::ui
{

namespace
{

constexpr qsizetype previewUnits = 300;
constexpr qsizetype previewBytes = 32;

QString tr(const char *text)
{
    return QCoreApplication::translate("Summary", text);
}

QString textPreview(const QByteArray &payload)
{
    return plain(QString::fromUtf8(payload), false, previewUnits);
}

QString hexPreview(const session::Row &row)
{
    const QString hex = QString::fromLatin1(row.payload.left(previewBytes).toHex(' '));
    return row.payloadSize > previewBytes ? hex + QStringLiteral(" …") : hex;
}

QString closePreview(const session::Row &row)
{
    const wire::CloseBody body =
        wire::parseCloseBody({reinterpret_cast<const std::uint8_t *>(row.payload.constData()),
                              static_cast<std::size_t>(row.payload.size())});
    const QString code = codeWords(body.code ? std::optional<quint16>(*body.code) : std::nullopt);
    if (body.reason.empty())
        return code;
    return tr("%1 · “%2”").arg(code, plain(fromCore(body.reason), false, previewUnits));
}

QString pongPreview(const session::Row &row, const Story &story)
{
    const auto match = story.matchOf(row.number);
    if (match && match->roundTrip)
        return tr("answers #%1 · RTT %2").arg(match->ping).arg(durationText(*match->roundTrip));
    if (match)
        return tr("answers #%1").arg(match->ping);
    if (row.disposition == closing::Disposition::Held)
        return tr("answer to a Ping");
    return row.payload.isEmpty() ? tr("unsolicited")
                                 : tr("unsolicited · %1").arg(textPreview(row.payload));
}

QString content(const session::Row &row, const Story &story)
{
    switch (row.header.opcode) {
    case wire::Opcode::Close:
        return closePreview(row);
    case wire::Opcode::Pong:
        return pongPreview(row, story);
    case wire::Opcode::Ping:
        return row.payload.isEmpty() ? tr("empty") : textPreview(row.payload);
    case wire::Opcode::Text:
        return row.header.rsv == 0 ? textPreview(row.payload) : hexPreview(row);
    default:
        return hexPreview(row);
    }
}

/// What the gate did with the frame, before what it carries.
QString disposition(const session::Row &row)
{
    switch (row.disposition) {
    case closing::Disposition::Held:
        return tr("held · ");
    case closing::Disposition::Released:
        return tr("released, was held as #%1 · ").arg(row.ref);
    case closing::Disposition::Dropped:
        return tr("dropped, was held as #%1 · ").arg(row.ref);
    case closing::Disposition::Edited:
        return tr("edited, was held as #%1 · ").arg(row.ref);
    case closing::Disposition::Injected:
        return tr("injected · ");
    case closing::Disposition::Passed:
        break;
    }
    return {};
}

} // namespace

QString frameSummary(const session::Row &row, const Story &story)
{
    QString text = disposition(row) + content(row, story);
    if (row.header.opcode != wire::Opcode::Continuation && !row.header.fin)
        text = tr("first fragment · ") + text;
    else if (row.header.opcode == wire::Opcode::Continuation)
        text = (row.header.fin ? tr("last fragment · ") : tr("fragment · ")) + text;
    const QList<wire::Finding> findings = findingsOf(row.findings);
    if (!findings.isEmpty()) {
        const wire::Finding first = findings.first();
        text = tr("⚠ %1 · %2 · ").arg(findingWords(first), sectionWords(first)) + text;
    }
    if (row.damaged)
        text = tr("⚠ damaged in the file · ") + text;
    return text;
}

} // namespace ajar::ui
