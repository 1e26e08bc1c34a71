// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison.h"

#include "filter/content.h"
#include "session/bytes.h"
#include "ui/compare/linediff.h"
#include "ui/detail/headerfields.h"
#include "ui/text/figures.h"
#include "ui/text/hexdump.h"
#include "ui/text/jsonindent.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"
#include "wire/utf8.h"

#include <QCoreApplication>

#include <algorithm>

namespace ajar::ui
{

namespace
{

constexpr qsizetype longLine = 200; ///< bytes; texts with longer ones are compared by words
constexpr qsizetype shownOfLine = 400;
constexpr qsizetype comparedInHex = qsizetype{64} << 10;
constexpr qsizetype mostLines = 100000;

QString words(const char *text)
{
    return QCoreApplication::translate("ajar::ui::Comparison", text);
}

using Lines = QList<QByteArray>;

ComparedRow heading(const QString &text)
{
    return {.label = text, .left = {}, .right = {}, .differs = false, .isHeading = true};
}

ComparedRow field(const QString &name, const QString &left, const QString &right)
{
    return {.label = name, .left = left, .right = right, .differs = left != right};
}

QString directionOf(const session::Row &row)
{
    return row.direction == closing::Direction::Sent
               ? words(QT_TRANSLATE_NOOP("ajar::ui::Comparison", "sent"))
               : words(QT_TRANSLATE_NOOP("ajar::ui::Comparison", "received"));
}

void addFields(std::vector<ComparedRow> &rows, const session::Row &left, const session::Row &right)
{
    rows.push_back(heading(words(QT_TRANSLATE_NOOP("ajar::ui::Comparison", "Frame"))));
    rows.push_back(field(words(QT_TRANSLATE_NOOP("ajar::ui::Comparison", "Time")),
                         clockText(left.t), clockText(right.t)));
    rows.push_back(field(words(QT_TRANSLATE_NOOP("ajar::ui::Comparison", "Direction")),
                         directionOf(left), directionOf(right)));
    HeaderFields ofLeft;
    HeaderFields ofRight;
    ofLeft.setFrame(left);
    ofRight.setFrame(right);
    const auto value = [](const HeaderFields &fields, const QString &name) {
        for (int i = 0; i < fields.rowCount(); ++i) {
            const QModelIndex index = fields.index(i);
            if (index.data(HeaderFields::NameRole).toString() == name)
                return index.data(HeaderFields::RawRole).toString() + QStringLiteral("  ") +
                       index.data(HeaderFields::MeaningRole).toString();
        }
        return QStringLiteral("–");
    };
    QStringList names;
    for (const HeaderFields *fields : {&ofLeft, &ofRight}) {
        for (int i = 0; i < fields->rowCount(); ++i) {
            const QString name = fields->index(i).data(HeaderFields::NameRole).toString();
            if (!names.contains(name))
                names += name;
        }
    }
    for (const QString &name : std::as_const(names))
        rows.push_back(field(name, value(ofLeft, name), value(ofRight, name)));
}

bool isText(const QByteArray &bytes)
{
    wire::Utf8Validator validator;
    return !bytes.contains('\0') && validator.feed(session::wireBytes(bytes));
}

bool hasLongLine(const Lines &lines)
{
    return std::ranges::any_of(lines,
                               [](const QByteArray &line) { return line.size() > longLine; });
}

/// Words with the space behind them.
Lines wordsOf(const QByteArray &text)
{
    Lines parts;
    qsizetype begin = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool ends = text[at] == ' ' || text[at] == '\n' || at - begin >= shownOfLine;
        if (ends) {
            parts += text.mid(begin, at + 1 - begin);
            begin = at + 1;
        }
    }
    if (begin < text.size())
        parts += text.mid(begin);
    return parts;
}

Lines hexLines(const QByteArray &bytes)
{
    return hexDump(QByteArrayView(bytes).first(qMin(bytes.size(), comparedInHex)))
        .toUtf8()
        .split('\n');
}

std::pair<Lines, Lines> linesOf(const QByteArray &left, const QByteArray &right)
{
    if (!isText(left) || !isText(right))
        return {hexLines(left), hexLines(right)};
    const bool json = looksLikeJson(left) && looksLikeJson(right);
    const auto lines = [json](const QByteArray &text) {
        return (json ? indentJson(text, comparedAtMost) : text).split('\n');
    };
    std::pair<Lines, Lines> both{lines(left), lines(right)};
    if (!json && (hasLongLine(both.first) || hasLongLine(both.second)))
        both = {wordsOf(left), wordsOf(right)};
    return both;
}

QString shown(const Lines &lines, qsizetype at)
{
    return at < 0 ? QString() : plain(QString::fromUtf8(lines[at]), false, shownOfLine);
}

void addPayloads(std::vector<ComparedRow> &rows, const QByteArray &left, const QByteArray &right)
{
    auto [ofLeft, ofRight] = linesOf(left.left(comparedAtMost), right.left(comparedAtMost));
    const bool hex = !isText(left.left(comparedAtMost)) || !isText(right.left(comparedAtMost));
    const qsizetype most = hex ? comparedInHex : comparedAtMost;
    const bool cut =
        qMax(left.size(), right.size()) > most || qMax(ofLeft.size(), ofRight.size()) > mostLines;
    ofLeft = ofLeft.mid(0, mostLines);
    ofRight = ofRight.mid(0, mostLines);
    rows.push_back(heading(
        left == right ? words(QT_TRANSLATE_NOOP("ajar::ui::Comparison", "Payload: the same"))
        : cut         ? words(QT_TRANSLATE_NOOP("ajar::ui::Comparison",
                                                "Payload: only the first %1 are compared"))
                    .arg(bytesText(static_cast<quint64>(most)))
              : words(QT_TRANSLATE_NOOP("ajar::ui::Comparison", "Payload: different"))));
    for (const LinePair &pair : diffLines(ofLeft, ofRight))
        rows.push_back({.label = {},
                        .left = shown(ofLeft, pair.left),
                        .right = shown(ofRight, pair.right),
                        .differs = !pair.same});
}

} // namespace

std::vector<ComparedRow> compareRecords(session::Reader &reader, quint32 connection, quint64 left,
                                        quint64 right, const std::atomic_bool &stopped)
{
    std::vector<ComparedRow> rows;
    const auto ofLeft = reader.rows(connection, left, 1, comparedAtMost);
    const auto ofRight = reader.rows(connection, right, 1, comparedAtMost);
    if (ofLeft.isEmpty() || ofRight.isEmpty())
        return rows;
    const session::Row &first = ofLeft.first();
    const session::Row &second = ofRight.first();
    if (first.isFrame() && second.isFrame())
        addFields(rows, first, second);
    const filter::ContentSource content = filter::contentOf(reader, &stopped);
    const auto carried = [&](const session::Row &row) {
        return row.isFrame() ? content(connection, row) : row.payload;
    };
    addPayloads(rows, carried(first), carried(second));
    return rows;
}

} // namespace ajar::ui
