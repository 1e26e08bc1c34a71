// SPDX-License-Identifier: MIT
#include "session/exporter.h"

#include "closing/names.h"
#include "session/bytes.h"
#include "session/jsonmembers.h"
#include "session/plaintext.h"
#include "session/secrets.h"
#include "wire/closebody.h"
#include "wire/utf8.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

namespace ajar::session
{

namespace
{

QString word(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Of control frames and fragments the bytes decide; a text that is cut inside a character is one.
bool isText(const Row &row, const QByteArray &bytes)
{
    if (row.kind == Kind::Opaque || row.header.opcode == wire::Opcode::Binary)
        return false;
    wire::Utf8Validator validator;
    return row.header.opcode == wire::Opcode::Text || validator.feed(wireBytes(bytes));
}

QString bytesSummary(const Row &row, const QByteArray &bytes, quint64 size)
{
    if (size == 0 && bytes.isEmpty())
        return {};
    return isText(row, bytes) ? beginning(view(bytes), size) : hexBeginning(view(bytes), size);
}

/// What a compressed frame carries, and what is to be said of that.
QString contentSummary(const Row &row, const Content &content)
{
    const QString note = contentNote(content);
    const QString bytes = bytesSummary(row, content.bytes, content.size);
    if (note.isEmpty())
        return bytes;
    return bytes + (bytes.isEmpty() ? QString() : QStringLiteral("  ")) +
           QStringLiteral("(%1)").arg(note);
}

QString payloadSummary(const Row &row, const Content *content)
{
    if (content && content->compressed)
        return contentSummary(row, *content);
    if (row.kind != Kind::Opaque && row.header.opcode == wire::Opcode::Close) {
        const wire::CloseBody body = wire::parseCloseBody(wireBytes(row.payload));
        const QString code = word(closing::describeCode(body.code));
        return body.reason.empty()
                   ? code
                   : code + QLatin1Char(' ') + quotedBeginning(body.reason, body.reason.size());
    }
    if (row.inflated)
        return row.payloadSize == 0 ? QString() : hexBeginning(view(row.payload), row.payloadSize);
    return bytesSummary(row, row.payload, row.payloadSize);
}

QString bitsOf(const Row &row)
{
    QStringList words;
    if (!row.header.fin)
        words += QStringLiteral("no-fin");
    if (row.header.rsv)
        words += QStringLiteral("rsv=%1").arg(row.header.rsv);
    if (row.header.masked)
        words += QStringLiteral("masked");
    if (row.disposition != closing::Disposition::Passed)
        words += word(closing::name(row.disposition));
    if (row.ref)
        words += QStringLiteral("of=%1").arg(row.ref);
    if (row.leg == closing::Leg::Endpoint)
        words += word(closing::name(row.leg));
    for (int i = 0; i < wire::findingCount; ++i) {
        if (row.findings.has(static_cast<wire::Finding>(i)))
            words += QLatin1Char('!') + word(wire::findingId(static_cast<wire::Finding>(i)));
    }
    return words.join(QLatin1Char(' '));
}

/// "timer-expired timer=close seconds=30"; of a head its first line, of a list how long it is.
QString eventSummary(const Row &row)
{
    QStringList words;
    const auto members = jsonMembers(row.payload);
    for (const auto &[name, value] : members) {
        const QString key = escaped(view(name)) + QLatin1Char('=');
        if (value.startsWith('[')) {
            words += key + QString::number(QJsonDocument::fromJson(value).array().size());
            continue;
        }
        if (!value.startsWith('"')) {
            words += key + escaped(view(value));
            continue;
        }
        QByteArray text = withoutSecrets(name, jsonStringValue(value));
        if (name == "raw")
            text = text.left(text.indexOf('\n')).trimmed();
        words += name == "event"
                     ? escaped(view(text))
                     : key + quotedBeginning(view(text), static_cast<quint64>(text.size()));
    }
    return words.join(QLatin1Char(' '));
}

/// Of a compressed frame both: on the wire → inflated.
QString sizeOf(const Row &row)
{
    if (!row.isFrame() && row.kind != Kind::Opaque)
        return {};
    const QString size = grouped(row.payloadSize);
    return row.inflated ? size + QStringLiteral(" → ") + grouped(*row.inflated) : size;
}

QString typeOf(const Row &row)
{
    switch (row.kind) {
    case Kind::State:
        return QStringLiteral("state");
    case Kind::Event:
        return QStringLiteral("event");
    case Kind::Outcome:
        return QStringLiteral("outcome");
    case Kind::Opaque:
        return QStringLiteral("opaque");
    case Kind::Data:
    case Kind::Control:
        break;
    }
    return QString::fromStdString(closing::name(row.header.opcode));
}

} // namespace

QString textSummary(const Row &row, const Content *content)
{
    switch (row.kind) {
    case Kind::State:
        return row.previous == row.state
                   ? word(closing::name(row.state))
                   : word(closing::name(row.previous)) + QStringLiteral(" → ") +
                         word(closing::name(row.state));
    case Kind::Event:
        return eventSummary(row);
    case Kind::Outcome:
        return escaped(view(row.details.value(QLatin1String("summary")).toString().toUtf8()));
    case Kind::Data:
    case Kind::Control:
    case Kind::Opaque:
        break;
    }
    return payloadSummary(row, content);
}

QString textLine(quint32 connection, const Row &row, const Content *content)
{
    const bool hasDirection = row.isFrame() || row.kind == Kind::Opaque;
    const QString direction = !hasDirection                               ? QStringLiteral(" ")
                              : row.direction == closing::Direction::Sent ? QStringLiteral("→")
                                                                          : QStringLiteral("←");
    QString line =
        QStringLiteral("%1  %2  %3 %4  %5  ")
            .arg(QString::number(static_cast<double>(row.t) / 1e9, 'f', 6), 12)
            .arg(connection, 2)
            .arg(direction, typeOf(row).leftJustified(12), sizeOf(row).rightJustified(10));
    const QString bits = row.isFrame() ? bitsOf(row) : QString();
    const QString summary = textSummary(row, content);
    line +=
        bits + (bits.isEmpty() || summary.isEmpty() ? QString() : QStringLiteral("  ")) + summary;
    if (row.damaged)
        line += QStringLiteral("  (damaged)");
    while (line.endsWith(QLatin1Char(' ')))
        line.chop(1);
    return line;
}

} // namespace ajar::session
