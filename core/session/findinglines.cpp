// SPDX-License-Identifier: MIT
#include "session/findinglines.h"

#include "closing/names.h"
#include "session/jsonwriter.h"
#include "session/plaintext.h"

namespace ajar::session
{

namespace
{

QString word(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

QByteArray findingJson(quint32 connection, const closing::FindingNote &note)
{
    const wire::Rule &rule = wire::ruleOf(note.finding);
    JsonWriter json;
    json.beginObject()
        .string("type", "finding")
        .unsignedInteger("connection", connection)
        .seconds("t", note.t)
        .string("finding", rule.id)
        .string("level", wire::name(rule.level))
        .string("section", rule.section);
    if (note.frame > 0)
        json.unsignedInteger("frame", note.frame);
    if (note.direction)
        json.string("direction", closing::name(*note.direction));
    if (!note.text.empty())
        json.string("text", note.text);
    return json.string("sentence", rule.sentence).endObject().json();
}

QString findingText(quint32 connection, const closing::FindingNote &note)
{
    const wire::Rule &rule = wire::ruleOf(note.finding);
    QString where = note.frame > 0 ? QStringLiteral("#%1").arg(note.frame) : QStringLiteral("-");
    if (note.direction)
        where += u' ' + word(closing::name(*note.direction));
    const QString seen =
        note.text.empty() ? QString() : QStringLiteral(" (%1)").arg(escaped(note.text));
    return QStringLiteral("%1  %2  %3 %4 %5  %6%7  [%8]")
        .arg(QString::number(static_cast<double>(note.t) / 1e9, 'f', 6), 12)
        .arg(connection, 2)
        .arg(where.leftJustified(14), word(wire::name(rule.level)).leftJustified(6),
             word(rule.id).leftJustified(22), word(rule.sentence), seen, word(rule.section));
}

QByteArray ruleJson(const wire::Rule &rule)
{
    return JsonWriter()
        .beginObject()
        .string("type", "rule")
        .string("id", rule.id)
        .string("level", wire::name(rule.level))
        .string("who", wire::name(rule.duty))
        .string("section", rule.section)
        .string("title", rule.title)
        .string("sentence", rule.sentence)
        .endObject()
        .json();
}

} // namespace ajar::session
