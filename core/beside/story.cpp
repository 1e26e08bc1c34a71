// SPDX-License-Identifier: MIT
#include "beside/story.h"

#include "closing/names.h"
#include "session/plaintext.h"
#include "wire/closebody.h"

namespace ajar::beside
{

namespace
{

using closing::Time;
using session::grouped;

QString duration(Time time)
{
    return QString::fromStdString(closing::describeDuration(time));
}

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QString counted(std::size_t count, const QString &one)
{
    return grouped(count) + QLatin1Char(' ') + one + (count == 1 ? QString() : QStringLiteral("s"));
}

QString sender(Flow flow)
{
    return flow == Flow::ToServer ? QStringLiteral("the client") : QStringLiteral("the server");
}

QString receiver(Flow flow)
{
    return sender(flow == Flow::ToServer ? Flow::ToClient : Flow::ToServer);
}

QString capitalised(QString sentence)
{
    sentence[0] = sentence[0].toUpper();
    return sentence;
}

QString codeText(quint16 code)
{
    constexpr quint16 noStatus = 1005;
    if (code == noStatus)
        return QStringLiteral("Close without a code");
    const std::string_view name = wire::closeCodeName(code);
    return QStringLiteral("Close %1").arg(code) +
           (name.empty() ? QString() : QLatin1Char(' ') + text(name));
}

QString atTime(Time t)
{
    return QString::number(static_cast<double>(t) / 1e9, 'f', 6) + QStringLiteral(" s");
}

class Teller
{
public:
    explicit Teller(const Laid &laid)
        : m_laid(laid)
    {
    }

    QStringList tell()
    {
        sayEvidence();
        sayClocks();
        for (const Flow flow : flows)
            sayPassage(flow);
        sayCloses();
        sayOutcomes();
        return m_said;
    }

private:
    void say(const QString &sentence) { m_said << capitalised(sentence); }

    void sayEvidence()
    {
        const QString what = QStringLiteral("connection %1 of A and connection %2 of B ")
                                 .arg(m_laid.a.connection.id)
                                 .arg(m_laid.b.connection.id);
        switch (m_laid.evidence) {
        case Evidence::Key:
            say(what + QStringLiteral("are one: both have the same Sec-WebSocket-Key."));
            break;
        case Evidence::Ports:
            say(what + QStringLiteral("are taken for one: they have the same ports."));
            break;
        case Evidence::Content:
            say(what + QStringLiteral("are taken for one: what passed is alike. Their keys are not "
                                      "the same or not there, so something between them may have "
                                      "opened a connection of its own."));
            break;
        case Evidence::Chosen:
            say(what + QStringLiteral("were chosen; their keys are not the same or not there."));
            break;
        }
    }

    void sayClocks()
    {
        const auto &clocks = m_laid.clocks;
        if (!clocks) {
            say(QStringLiteral("nothing was seen at both ends, so nothing is known of their "
                               "clocks."));
            return;
        }
        if (!clocks->bothWays) {
            say(QStringLiteral("only one way of the connection was seen at both ends: how long "
                               "anything travelled can't be told from what the clocks differ by."));
            return;
        }
        if (!m_laid.knowsEnds()) {
            say(QStringLiteral(
                "what passed took no time between the two, as if both were recorded at "
                "the same place: which end is which can't be told."));
            return;
        }
        const Time apart = clocks->offset < 0 ? -clocks->offset : clocks->offset;
        say(QStringLiteral(
                "A is the end that is nearer to %1. B's clock is %2, to within %3; times "
                "are A's.")
                .arg(clocks->aIsAtClient ? QStringLiteral("the client")
                                         : QStringLiteral("the server"),
                     apart <= clocks->uncertainty
                         ? QStringLiteral("that of A as far as can be told")
                         : duration(apart) + (clocks->offset < 0 ? QStringLiteral(" behind A's")
                                                                 : QStringLiteral(" ahead of A's")),
                     duration(clocks->uncertainty)));
        if (!clocks->steady)
            say(QStringLiteral("the clocks drifted or were set meanwhile: times on the way are "
                               "rough."));
    }

    void sayPassage(Flow flow)
    {
        const Passage &passage = m_laid.passage(flow);
        if (passage.alike + passage.changed + passage.lost + passage.made + passage.oneEnd +
                passage.outside ==
            0) {
            say(QStringLiteral("%1 sent nothing.").arg(sender(flow)));
            return;
        }
        QString sentence = QStringLiteral("from %1 to %2: %3 arrived as sent")
                               .arg(sender(flow), receiver(flow),
                                    counted(passage.alike, QStringLiteral("message")));
        if (passage.known)
            sentence +=
                QStringLiteral(", after %1 (median), %2 (99th percentile), %3 (most)")
                    .arg(duration(passage.median), duration(passage.tail), duration(passage.most));
        if (passage.refragmented > 0)
            sentence += QStringLiteral("; %1 in other fragments").arg(passage.refragmented);
        say(sentence + QLatin1Char('.'));
        if (passage.lost > 0)
            say(QStringLiteral("%1 from %2 never arrived: %3.")
                    .arg(counted(passage.lost, QStringLiteral("message")), sender(flow),
                         numbers(flow, Fate::Lost)));
        if (passage.changed > 0)
            say(QStringLiteral("%1 from %2 arrived as something else: %3.")
                    .arg(counted(passage.changed, QStringLiteral("message")), sender(flow),
                         changedNumbers(flow)));
        if (passage.made > 0)
            say(QStringLiteral("%1 reached %2 that %3 had not sent: something between made it: "
                               "%4.")
                    .arg(counted(passage.made, QStringLiteral("message")), receiver(flow),
                         sender(flow), numbers(flow, Fate::Made)));
        if (passage.oneEnd > 0)
            say(QStringLiteral("%1 from %2 %3 seen at one end only: %4.")
                    .arg(counted(passage.oneEnd, QStringLiteral("message")), sender(flow),
                         passage.oneEnd == 1 ? QStringLiteral("was") : QStringLiteral("were"),
                         numbers(flow, Fate::OneEnd)));
        if (passage.outside > 0)
            say(QStringLiteral("of %1 from %2 nothing can be told: the other end was not recorded "
                               "then.")
                    .arg(counted(passage.outside, QStringLiteral("message")), sender(flow)));
    }

    /// Those of a fate that leaves them at one end only.
    QString numbers(Flow flow, Fate fate) const
    {
        return listed(flow, [&](const Row &row) {
            return m_laid.fateOf(row) == fate ? numberOf(row, row.hasA()) : QString();
        });
    }

    QString changedNumbers(Flow flow) const
    {
        const bool startsAtA = m_laid.setsOutAtA(flow);
        return listed(flow, [&](const Row &row) {
            return row.kind == Row::Kind::Changed
                       ? numberOf(row, startsAtA) + QStringLiteral(" as ") +
                             numberOf(row, !startsAtA)
                       : QString();
        });
    }

    QString numberOf(const Row &row, bool atA) const
    {
        const Piece &piece = m_laid.pieceOf(row, atA);
        return (atA ? QStringLiteral("A #%1") : QStringLiteral("B #%1")).arg(piece.number);
    }

    template<typename Name>
    QString listed(Flow flow, Name name) const
    {
        constexpr int shown = 5;
        QStringList names;
        for (const Row &row : m_laid.rows) {
            if (!row.isPiece() || row.flow != flow)
                continue;
            if (const QString one = name(row); !one.isEmpty())
                names << one;
            if (names.size() > shown) {
                names.last() = QStringLiteral("…");
                break;
            }
        }
        return names.join(QStringLiteral(", "));
    }

    /// The first Close of a flow.
    const Row *closeOf(Flow flow) const
    {
        for (const Row &row : m_laid.rows) {
            if (row.isPiece() && row.flow == flow &&
                m_laid.pieceOf(row, row.hasA()).opcode == wire::Opcode::Close)
                return &row;
        }
        return nullptr;
    }

    void sayCloses()
    {
        const Row *toServer = closeOf(Flow::ToServer);
        const Row *toClient = closeOf(Flow::ToClient);
        if (!toServer && !toClient)
            say(QStringLiteral("neither end saw a Close frame."));
        const bool serverFirst = toClient && (!toServer || toClient->t < toServer->t);
        for (const auto &[row, flow] : {std::pair(serverFirst ? toClient : toServer,
                                                  serverFirst ? Flow::ToClient : Flow::ToServer),
                                        std::pair(serverFirst ? toServer : toClient,
                                                  serverFirst ? Flow::ToServer : Flow::ToClient)}) {
            if (row)
                sayClose(*row, flow);
        }
        if (!toServer || !toClient || !m_laid.knowsEnds())
            return;
        const Time apart =
            toServer->t < toClient->t ? toClient->t - toServer->t : toServer->t - toClient->t;
        const QString first =
            serverFirst ? QStringLiteral("the server") : QStringLiteral("the client");
        if (apart <= m_laid.clocks->uncertainty)
            say(QStringLiteral("who was first can't be told: the two are %1 apart, the clocks are "
                               "known to %2.")
                    .arg(duration(apart), duration(m_laid.clocks->uncertainty)));
        else
            say(QStringLiteral("%1 sent Close first, %2 before the other.")
                    .arg(first, duration(apart)));
    }

    void sayClose(const Row &row, Flow flow)
    {
        const bool startsAtA = m_laid.setsOutAtA(flow);
        const bool atStart = startsAtA ? row.hasA() : row.hasB();
        const bool atEnd = startsAtA ? row.hasB() : row.hasA();
        const QString when = QStringLiteral(" at ") + atTime(row.t);
        if (m_laid.fateOf(row) == Fate::OneEnd) {
            say(QStringLiteral("%1 from %2 was seen at one end only%3 (%4).")
                    .arg(codeText(m_laid.pieceOf(row, row.hasA()).code), sender(flow), when,
                         numberOf(row, row.hasA())));
            return;
        }
        if (!atStart) {
            say(row.outside
                    ? QStringLiteral("%1 reached %2%3 (%4); the other end was not recorded then.")
                          .arg(codeText(m_laid.pieceOf(row, !startsAtA).code), receiver(flow), when,
                               numberOf(row, !startsAtA))
                    : QStringLiteral("a %1 reached %2%3 (%4) that %5 had not sent: something "
                                     "between them closed.")
                          .arg(codeText(m_laid.pieceOf(row, !startsAtA).code), receiver(flow), when,
                               numberOf(row, !startsAtA), sender(flow)));
            return;
        }
        QString sentence = QStringLiteral("%1 sent %2%3 (%4)")
                               .arg(sender(flow), codeText(m_laid.pieceOf(row, startsAtA).code),
                                    when, numberOf(row, startsAtA));
        if (row.kind == Row::Kind::Changed)
            sentence +=
                QStringLiteral("; it arrived as %1 (%2).")
                    .arg(codeText(m_laid.pieceOf(row, !startsAtA).code), numberOf(row, !startsAtA));
        else if (!atEnd)
            sentence += row.outside ? QStringLiteral("; the other end was not recorded then.")
                                    : QStringLiteral("; it never reached %1.").arg(receiver(flow));
        else if (m_laid.passage(flow).known)
            sentence += QStringLiteral("; it arrived %1 later (%2).")
                            .arg(duration(m_laid.transit(row)), numberOf(row, !startsAtA));
        else
            sentence += QStringLiteral("; it arrived (%1).").arg(numberOf(row, !startsAtA));
        say(sentence);
    }

    void sayOutcomes()
    {
        for (const bool isA : {true, false}) {
            const Seen &seen = isA ? m_laid.a : m_laid.b;
            const QString name = isA ? QStringLiteral("A") : QStringLiteral("B");
            if (!seen.ended()) {
                say(QStringLiteral("%1 was not recorded to the end of the connection.").arg(name));
                continue;
            }
            say(QStringLiteral("for %1 it was %2, and its application was told %3.")
                    .arg(name,
                         session::escaped(seen.outcome.value(QLatin1String("state"))
                                              .toString()
                                              .toUtf8()
                                              .toStdString()),
                         QString::number(
                             seen.outcome.value(QLatin1String("reportedCode")).toInt())));
        }
        const auto code = [](const Seen &seen) {
            return seen.outcome.value(QLatin1String("reportedCode")).toInt();
        };
        if (m_laid.a.ended() && m_laid.b.ended() && code(m_laid.a) != code(m_laid.b))
            sayWhyTheyDiffer();
    }

    void sayWhyTheyDiffer()
    {
        for (const Flow flow : flows) {
            const Row *close = closeOf(flow);
            if (!close)
                continue;
            switch (m_laid.fateOf(*close)) {
            case Fate::Changed:
                say(QStringLiteral("the codes differ since the Close of %1 was changed on its way.")
                        .arg(sender(flow)));
                return;
            case Fate::Lost:
                say(QStringLiteral(
                        "the codes differ since the Close of %1 was lost on its way: look "
                        "at what is between the two ends.")
                        .arg(sender(flow)));
                return;
            case Fate::Made:
                say(QStringLiteral("the codes differ since something between the two ends sent "
                                   "Close to %1 itself.")
                        .arg(receiver(flow)));
                return;
            case Fate::Arrived:
            case Fate::OneEnd:
            case Fate::Unknown:
                break;
            }
        }
        say(QStringLiteral("the codes differ although each Close arrived: each end is told the "
                           "other one's."));
    }

    const Laid &m_laid;
    QStringList m_said;
};

} // namespace

QStringList story(const Laid &laid)
{
    return Teller(laid).tell();
}

} // namespace ajar::beside
