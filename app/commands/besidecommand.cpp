// SPDX-License-Identifier: GPL-3.0-or-later
#include "beside/endfile.h"
#include "beside/story.h"
#include "beside/summaries.h"
#include "closing/names.h"
#include "commands/commands.h"
#include "commands/usage.h"
#include "session/plaintext.h"
#include "session/sessionerror.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTextStream>

#include <cstdio>

namespace ajar::app
{

namespace
{

using beside::Laid;
using beside::Row;

const QString command = QStringLiteral("beside");
constexpr qsizetype preview = 200; ///< bytes of a payload

struct End {
    std::unique_ptr<session::Reader> reader{};
    quint32 connection = 0;
};

QString seconds(closing::Time t)
{
    return QString::number(static_cast<double>(t) / 1e9, 'f', 6);
}

class Printer
{
public:
    Printer(const Laid &laid, const End &a, const End &b, QTextStream &out)
        : m_laid(laid)
        , m_a(*a.reader, a.connection, preview)
        , m_b(*b.reader, b.connection, preview)
        , m_out(out)
    {
    }

    void printText()
    {
        for (const Row &row : m_laid.rows)
            m_out << (row.isPiece() ? pieceLine(row) : momentLine(row)) << '\n';
        m_out << '\n';
        for (const QString &sentence : beside::story(m_laid))
            m_out << "- " << sentence << '\n';
    }

    void printJson()
    {
        for (const Row &row : m_laid.rows)
            m_out << line(row.isPiece() ? pieceObject(row) : momentObject(row)) << '\n';
        QJsonArray story;
        for (const QString &sentence : beside::story(m_laid))
            story.append(sentence);
        m_out << line({{QStringLiteral("type"), QStringLiteral("beside")},
                       {QStringLiteral("a"), qint64{m_laid.a.connection.id}},
                       {QStringLiteral("b"), qint64{m_laid.b.connection.id}},
                       {QStringLiteral("toServer"), passage(beside::Flow::ToServer)},
                       {QStringLiteral("toClient"), passage(beside::Flow::ToClient)},
                       {QStringLiteral("clocks"), clocks()},
                       {QStringLiteral("story"), story}})
              << '\n';
    }

private:
    static QString line(const QJsonObject &object)
    {
        return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    }

    QString fateText(const Row &row) const
    {
        const std::string_view name = beside::name(m_laid.fateOf(row));
        return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
    }

    /// Where a piece is, with its number there: "#5", or "-".
    QString number(const Row &row, bool isA) const
    {
        const bool there = isA ? row.hasA() : row.hasB();
        return there ? QLatin1Char('#') + QString::number(m_laid.pieceOf(row, isA).number)
                     : QStringLiteral("-");
    }

    QString pieceLine(const Row &row)
    {
        const beside::Piece &shown = m_laid.pieceOf(row, row.hasA());
        const bool known = row.hasA() && row.hasB() && m_laid.passage(row.flow).known;
        QString fate = fateText(row);
        if (fate == QLatin1String("arrived"))
            fate = known ? QLatin1Char('+') + seconds(m_laid.transit(row)) : QString();
        const QString other =
            row.kind == Row::Kind::Changed
                ? QStringLiteral("  then: ") + m_b.of(m_laid.pieceOf(row, false).seq)
                : QString();
        return QStringLiteral("%1  %2  %3  %4 %5  %6 %7  %8%9")
            .arg(seconds(row.t), 14)
            .arg(number(row, true).rightJustified(8), number(row, false).rightJustified(8),
                 row.flow == beside::Flow::ToServer ? QStringLiteral("→") : QStringLiteral("←"),
                 QString::fromStdString(closing::name(shown.opcode)).leftJustified(12),
                 session::grouped(shown.size).rightJustified(9), fate.rightJustified(10),
                 (row.hasA() ? m_a : m_b).of(shown.seq), other);
    }

    QString momentLine(const Row &row)
    {
        const bool isA = row.kind == Row::Kind::MomentA;
        const beside::Moment &moment = m_laid.momentOf(row);
        return QStringLiteral("%1  %2  %3")
            .arg(seconds(row.t), 14)
            .arg(isA ? QStringLiteral("       A           ")
                     : QStringLiteral("                 B "),
                 (isA ? m_a : m_b).of(moment.seq));
    }

    QJsonObject pieceObject(const Row &row)
    {
        QJsonObject object{{QStringLiteral("type"), QStringLiteral("message")},
                           {QStringLiteral("t"), static_cast<double>(row.t) / 1e9},
                           {QStringLiteral("to"), row.flow == beside::Flow::ToServer
                                                      ? QStringLiteral("server")
                                                      : QStringLiteral("client")},
                           {QStringLiteral("fate"), fateText(row)}};
        for (const bool isA : {true, false}) {
            if (!(isA ? row.hasA() : row.hasB()))
                continue;
            const beside::Piece &seen = m_laid.pieceOf(row, isA);
            QJsonObject end{
                {QStringLiteral("n"), static_cast<qint64>(seen.number)},
                {QStringLiteral("t"), static_cast<double>(seen.t) / 1e9},
                {QStringLiteral("opcode"), QString::fromStdString(closing::name(seen.opcode))},
                {QStringLiteral("length"), static_cast<qint64>(seen.size)},
                {QStringLiteral("frames"), static_cast<qint64>(seen.frames)}};
            if (seen.opcode == wire::Opcode::Close)
                end.insert(QStringLiteral("code"), static_cast<int>(seen.code));
            object.insert(isA ? QStringLiteral("a") : QStringLiteral("b"), end);
        }
        if (row.hasA() && row.hasB() && m_laid.passage(row.flow).known)
            object.insert(QStringLiteral("transit"),
                          static_cast<double>(m_laid.transit(row)) / 1e9);
        return object;
    }

    QJsonObject momentObject(const Row &row)
    {
        const bool isA = row.kind == Row::Kind::MomentA;
        const beside::Moment &moment = m_laid.momentOf(row);
        return {{QStringLiteral("type"), QStringLiteral("moment")},
                {QStringLiteral("t"), static_cast<double>(row.t) / 1e9},
                {QStringLiteral("end"), isA ? QStringLiteral("a") : QStringLiteral("b")},
                {QStringLiteral("summary"), (isA ? m_a : m_b).of(moment.seq)}};
    }

    QJsonObject passage(beside::Flow flow) const
    {
        const beside::Passage &of = m_laid.passage(flow);
        QJsonObject object{{QStringLiteral("arrived"), static_cast<qint64>(of.alike)},
                           {QStringLiteral("changed"), static_cast<qint64>(of.changed)},
                           {QStringLiteral("lost"), static_cast<qint64>(of.lost)},
                           {QStringLiteral("made"), static_cast<qint64>(of.made)},
                           {QStringLiteral("oneEnd"), static_cast<qint64>(of.oneEnd)},
                           {QStringLiteral("unknown"), static_cast<qint64>(of.outside)},
                           {QStringLiteral("refragmented"), static_cast<qint64>(of.refragmented)}};
        if (of.known) {
            object.insert(QStringLiteral("median"), static_cast<double>(of.median) / 1e9);
            object.insert(QStringLiteral("tail"), static_cast<double>(of.tail) / 1e9);
            object.insert(QStringLiteral("most"), static_cast<double>(of.most) / 1e9);
        }
        return object;
    }

    QJsonObject clocks() const
    {
        if (!m_laid.clocks)
            return {};
        const beside::Clocks &of = *m_laid.clocks;
        return {{QStringLiteral("offset"), static_cast<double>(of.offset) / 1e9},
                {QStringLiteral("uncertainty"), static_cast<double>(of.uncertainty) / 1e9},
                {QStringLiteral("bothWays"), of.bothWays},
                {QStringLiteral("steady"), of.steady},
                {QStringLiteral("nearerToClient"),
                 of.aIsAtClient ? QStringLiteral("a") : QStringLiteral("b")}};
    }

    const Laid &m_laid;
    beside::Summaries m_a;
    beside::Summaries m_b;
    QTextStream &m_out;
};

/// 0 if the option is not given; false with a message if it is no number.
bool readConnection(const QCommandLineParser &parser, const QString &option, quint32 &connection)
{
    if (!parser.isSet(option))
        return true;
    bool ok = false;
    connection = parser.value(option).toUInt(&ok);
    if (ok && connection > 0)
        return true;
    usageError(QStringLiteral("--%1 takes the number of a connection").arg(option), command);
    return false;
}

} // namespace

int besideCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Lays two recordings of one connection, from its two ends, on one timeline: "
                       "what arrived and how long it took, what was lost, changed or made on the "
                       "way, and who closed first in truth. Control frames count as messages. The "
                       "times are those of the first session."));
    parser.addPositionalArgument(
        QStringLiteral("A.ajar"),
        QStringLiteral("A session file, or what can be imported, such as a pcapng."));
    parser.addPositionalArgument(QStringLiteral("B.ajar"),
                                 QStringLiteral("The session of the other end."));
    const QString connectionA = QStringLiteral("connection-a");
    const QString connectionB = QStringLiteral("connection-b");
    parser.addOption(
        {connectionA, QStringLiteral("The connection of the first session."), QStringLiteral("N")});
    parser.addOption({connectionB, QStringLiteral("The connection of the second session."),
                      QStringLiteral("N")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print JSON Lines.")});
    int exitCode = Done;
    if (!parse(parser, arguments, command, exitCode))
        return exitCode;
    if (parser.positionalArguments().size() != 2)
        return usageError(QStringLiteral("beside takes two session files"), command);
    quint32 chosenA = 0;
    quint32 chosenB = 0;
    if (!readConnection(parser, connectionA, chosenA) ||
        !readConnection(parser, connectionB, chosenB))
        return Usage;
    const QTemporaryDir folderA; // before the readers of what is in them
    const QTemporaryDir folderB;
    End a;
    End b;
    for (const auto &[end, path, folder] :
         {std::tuple(&a, parser.positionalArguments().at(0), folderA.path()),
          std::tuple(&b, parser.positionalArguments().at(1), folderB.path())}) {
        auto opened = beside::openEnd(path, folder);
        if (!opened)
            return fail(session::sessionErrorText(opened.error), BadFile);
        end->reader = std::move(*opened.value);
    }
    const beside::BelongingResult belonging =
        beside::findBelonging(*a.reader, *b.reader, chosenA, chosenB);
    if (!belonging.found)
        return fail(belonging.problem +
                        QStringLiteral("; --connection-a N --connection-b N choose a connection"),
                    BadFile);
    a.connection = belonging.found->a;
    b.connection = belonging.found->b;
    const auto laid = beside::lay(*a.reader, *b.reader, *belonging.found);
    QTextStream out(stdout);
    if (laid) {
        Printer printer(*laid, a, b, out);
        if (parser.isSet(QStringLiteral("json")))
            printer.printJson();
        else
            printer.printText();
    }
    out.flush();
    for (const End *end : {&a, &b}) {
        if (const session::Error error = end->reader->damage())
            return fail(session::sessionErrorText(error), BadFile);
    }
    return laid ? Done : fail(QStringLiteral("nothing could be read"), BadFile);
}

} // namespace ajar::app
