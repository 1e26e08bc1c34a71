// SPDX-License-Identifier: MIT
#include "session/verdictlines.h"

#include "session/jsonwriter.h"
#include "session/plaintext.h"

namespace ajar::session
{

namespace
{

QString framesText(const std::vector<std::uint64_t> &frames)
{
    QStringList numbers;
    for (const std::uint64_t number : frames)
        numbers += u'#' + QString::number(number);
    return numbers.isEmpty() ? QString() : QStringLiteral(" [%1]").arg(numbers.join(u' '));
}

/// Lines that break at spaces; those after the first begin with `indent`.
QStringList wrapped(const QString &text, const QString &first, const QString &indent,
                    qsizetype width)
{
    QStringList lines;
    QString line = first;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    bool begun = false;
    for (const QString &word : words) {
        if (begun && line.size() + 1 + word.size() > width) {
            lines += line;
            line = indent;
            begun = false;
        }
        line += begun ? u' ' + word : word;
        begun = true;
    }
    return lines << line;
}

} // namespace

QByteArray verdictJson(quint32 connection, const closing::Verdict &verdict)
{
    JsonWriter json;
    json.beginObject()
        .string("type", "verdict")
        .unsignedInteger("connection", connection)
        .string("headline", verdict.headline)
        .beginArray("sentences");
    for (const closing::Sentence &sentence : verdict.sentences) {
        json.beginObject()
            .string("id", sentence.id)
            .string("confidence", closing::name(sentence.confidence))
            .string("text", sentence.text)
            .beginArray("frames");
        for (const std::uint64_t frame : sentence.frames)
            json.unsignedElement(frame);
        json.endArray().endObject();
    }
    return json.endArray().endObject().json();
}

QStringList verdictText(quint32 connection, const closing::Verdict &verdict, qsizetype width)
{
    const QString indent(4, u' ');
    QStringList lines = wrapped(escaped(verdict.headline),
                                QStringLiteral("connection %1: ").arg(connection), indent, width);
    for (const closing::Sentence &sentence : verdict.sentences) {
        const QString confidence = sentence.confidence == closing::Confidence::Fact ? QString()
                                   : sentence.confidence == closing::Confidence::Likely
                                       ? QStringLiteral("Likely: ")
                                       : QStringLiteral("Possible: ");
        lines += wrapped(confidence + escaped(sentence.text) + framesText(sentence.frames),
                         QStringLiteral("  - "), indent, width);
    }
    return lines;
}

} // namespace ajar::session
