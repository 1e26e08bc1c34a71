// SPDX-License-Identifier: MIT
#include "session/marklines.h"

#include "session/bytes.h"
#include "session/jsonwriter.h"
#include "session/markcursor.h"
#include "session/plaintext.h"

namespace ajar::session
{

MarkSource marksFor(Reader &reader, const ExportOptions &options)
{
    return options.marks ? options.marks : marksOf(reader);
}

QByteArray markJson(quint32 connection, const Row &row, const Mark &mark)
{
    JsonWriter json;
    json.beginObject().string("type", "mark");
    if (row.isFrame())
        json.unsignedInteger("n", row.number);
    json.unsignedInteger("connection", connection)
        .seconds("t", row.t)
        .string("colour", name(mark.colour));
    if (!mark.note.isEmpty())
        json.string("note", view(mark.note));
    if (mark.damaged)
        json.boolean("damaged", true);
    return json.endObject().json();
}

QString markText(const Mark &mark)
{
    QString text = QStringLiteral("marked");
    if (mark.colour != MarkColour::None) {
        const std::string_view colour = name(mark.colour);
        text +=
            QLatin1Char(' ') + QLatin1String(colour.data(), static_cast<qsizetype>(colour.size()));
    }
    if (!mark.note.isEmpty())
        text += QStringLiteral(": ") +
                quotedBeginning(view(mark.note), static_cast<quint64>(mark.note.size()));
    return text;
}

} // namespace ajar::session
