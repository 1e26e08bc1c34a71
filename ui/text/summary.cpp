// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/summary.h"

#include "session/bytes.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"
#include "wire/closebody.h"
#include "wire/utf8.h"

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

QString hexPreview(const QByteArray &payload, quint64 size)
{
    const QString hex = QString::fromLatin1(payload.left(previewBytes).toHex(' '));
    return size > previewBytes ? hex + QStringLiteral(" …") : hex;
}

/// Of a fragment the bytes decide whether they are text.
QString dataPreview(wire::Opcode opcode, const QByteArray &bytes, quint64 size)
{
    wire::Utf8Validator validator;
    const bool text = opcode == wire::Opcode::Text || (opcode == wire::Opcode::Continuation &&
                                                       validator.feed(session::wireBytes(bytes)));
    return text ? textPreview(bytes) : hexPreview(bytes, size);
}

QString inflatedPreview(const session::Row &row, session::Content content)
{
    if (content.fault == session::ContentFault::Unfinished)
        return tr("inflating …");
    content.assumed = false; // would stand in every row
    const QString bytes = dataPreview(row.header.opcode, content.bytes, content.size);
    const QString note = plain(session::contentNote(content), false, previewUnits);
    if (note.isEmpty() || bytes.isEmpty())
        return bytes + note;
    return tr("%1 · %2").arg(bytes, note);
}

QString closePreview(const session::Row &row)
{
    const wire::CloseBody body = wire::parseCloseBody(session::wireBytes(row.payload));
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

QString content(const session::Row &row, const Story &story, const session::Content *inflated)
{
    if (inflated)
        return inflatedPreview(row, *inflated);
    switch (row.header.opcode) {
    case wire::Opcode::Close:
        return closePreview(row);
    case wire::Opcode::Pong:
        return pongPreview(row, story);
    case wire::Opcode::Ping:
        return row.payload.isEmpty() ? tr("empty") : textPreview(row.payload);
    case wire::Opcode::Text:
    case wire::Opcode::Continuation:
        if (row.header.rsv == 0 && !row.inflated)
            return dataPreview(row.header.opcode, row.payload, row.payloadSize);
        [[fallthrough]];
    default:
        return hexPreview(row.payload, row.payloadSize);
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

QString frameSummary(const session::Row &row, const Story &story, const session::Content *inflated)
{
    QString text = disposition(row) + content(row, story, inflated);
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
