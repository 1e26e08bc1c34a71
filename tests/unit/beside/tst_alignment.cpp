// SPDX-License-Identifier: MIT
#include "beside/alignment.h"

#include <QtTest>

using namespace ajar;
using namespace ajar::beside;

namespace
{

/// A piece for each letter: c is Close, p is Ping, everything else a text with that content.
Pieces lane(const QString &letters)
{
    Pieces pieces;
    for (const QChar letter : letters) {
        Piece piece;
        piece.sum = letter.unicode();
        piece.size = 1;
        piece.opcode = letter.toLower() == u'c'   ? wire::Opcode::Close
                       : letter.toLower() == u'p' ? wire::Opcode::Ping
                                                  : wire::Opcode::Text;
        pieces.push_back(piece);
    }
    return pieces;
}

/// "ab=ab" as "a b", what only one has as "a-" and "-b", what was changed as "a>b".
std::string laid(const char *first, const char *second)
{
    const QString a = QString::fromLatin1(first);
    const QString b = QString::fromLatin1(second);
    QStringList words;
    for (const Place &place : align(lane(a), lane(b))) {
        const QString left = place.a < 0 ? QStringLiteral("-") : QString(a[place.a]);
        const QString right = place.b < 0 ? QStringLiteral("-") : QString(b[place.b]);
        words << (place.a < 0 || place.b < 0 ? left + right
                  : place.changed            ? left + u'>' + right
                                             : left);
    }
    return words.join(u' ').toStdString();
}

} // namespace

class TestAlignment : public QObject
{
    Q_OBJECT

private slots:
    void twoAlike_arePairedInTheirOrder()
    {
        QCOMPARE(laid("xyzc", "xyzc"), std::string("x y z c"));
    }
    void nothing_isBesideNothing() { QCOMPARE(laid("", ""), std::string("")); }

    void whatIsMissing_leavesTheRestPaired()
    {
        QCOMPARE(laid("uvwxyz", "uwxyz"), std::string("u v- w x y z"));
        QCOMPARE(laid("uwxyz", "uvwxyz"), std::string("u -v w x y z"));
        QCOMPARE(laid("uvwxyz", "vxz"), std::string("u- v w- x y- z"));
        QCOMPARE(laid("xyz", "xy"), std::string("x y z-"));
        QCOMPARE(laid("xyz", ""), std::string("x- y- z-"));
    }

    void whatWasChanged_standsInItsPlace()
    {
        QCOMPARE(laid("xyz", "xqz"), std::string("x y>q z"));
        QCOMPARE(laid("xyc", "xyC"), std::string("x y c>C"));
        QCOMPARE(laid("xpz", "xqz"),
                 std::string("x p- -q z")); // of another kind it is another thing
    }

    void aClose_isOnlyLikeAClose()
    {
        QCOMPARE(laid("xyzc", "xC"), std::string("x y- z- c>C"));
        QCOMPARE(laid("xc", "xyzC"), std::string("x -y -z c>C"));
    }

    void whatRepeats_isPairedFromTheFront()
    {
        QCOMPARE(laid("hhhh", "hhhh"), std::string("h h h h"));
        QCOMPARE(laid("hhahh", "hhhh"), std::string("h h a- h h"));
        QCOMPARE(laid("hahbhc", "hhbhc"), std::string("h a- h b h c"));
    }

    void unreadablePieces_areLikeNothing()
    {
        Pieces a = lane(QStringLiteral("x"));
        a[0].unreadable = true;
        const auto places = align(a, lane(QStringLiteral("x")));
        QCOMPARE(places.size(), 1u);
        QVERIFY(places[0].changed);
    }

    void manyPiecesOfWhichEachTenthIsLost_takeNoQuadraticTime()
    {
        Pieces a;
        Pieces b;
        for (quint32 i = 0; i < 200'000; ++i) {
            Piece piece;
            piece.sum = i;
            piece.size = 8;
            a.push_back(piece);
            if (i % 10 != 7)
                b.push_back(piece);
        }
        const auto places = align(a, b);
        QCOMPARE(places.size(), a.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            QCOMPARE(places[i].a, static_cast<qint64>(i));
            QCOMPARE(places[i].b < 0, i % 10 == 7);
        }
    }

    void aLongGap_leavesWhatFollowsPaired()
    {
        for (const quint32 missing : {511u, 512u, 600u, 4000u}) {
            for (const quint32 from : {0u, 1000u}) {
                Pieces a;
                Pieces b;
                for (quint32 i = 0; i < 5000; ++i) {
                    Piece piece;
                    piece.sum = i;
                    piece.size = 8;
                    a.push_back(piece);
                    if (i < from || i >= from + missing)
                        b.push_back(piece);
                }
                const auto places = align(a, b);
                QCOMPARE(places.size(), a.size());
                for (const Place &place : places) {
                    const bool isMissing = place.a >= from && place.a < from + missing;
                    QCOMPARE(place.b < 0, isMissing);
                    QVERIFY(!place.changed);
                }
                QCOMPARE(align(b, a).size(), a.size());
            }
        }
    }

    void manyPiecesThatHaveNothingInCommon_areTakenForChanged()
    {
        Pieces a(100'000);
        Pieces b(100'000);
        for (quint32 i = 0; i < a.size(); ++i) {
            a[i].sum = i;
            b[i].sum = i + 1'000'000;
        }
        const auto places = align(a, b);
        QCOMPARE(places.size(), a.size());
        QVERIFY(std::ranges::all_of(places, &Place::changed));
    }
};

QTEST_APPLESS_MAIN(TestAlignment)
#include "tst_alignment.moc"
