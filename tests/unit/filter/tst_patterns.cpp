// SPDX-License-Identifier: MIT
#include "filter/pattern.h"
#include "filter/search.h"
#include "filtertest.h"

#include <QTest>

using namespace ajar;
using namespace ajar::filter;

/// Patterns within bounds, and texts in any case.
class Patterns : public QObject
{
    Q_OBJECT

private slots:
    void longText_isSearchedToItsEnd();
    void anchors_meanTheWholeText();
    void hostilePattern_endsSoon_data();
    void hostilePattern_endsSoon();
    void costlyPattern_isGivenUp();
    void needle_isFoundAnywhere();
};

void Patterns::longText_isSearchedToItsEnd()
{
    const QString filling(100'000, u'a');
    const Pattern pattern("b[c]d", {});
    QCOMPARE(pattern.search(filling), Found::No);
    for (const int at : {0, 1, 4093, 4094, 4095, 4096, 4097, 8191, 8192, 65536, 99'999, 100'000}) {
        QString text = filling;
        text.insert(at, QStringLiteral("bcd"));
        QCOMPARE(pattern.search(text), Found::Yes);
    }
    // A match is as long as it is.
    const QString across = QStringLiteral("<") + filling + QStringLiteral(">");
    QCOMPARE(Pattern("<a*>", {}).search(across), Found::Yes);
    // Pairs of surrogates on every edge
    const QString pairs =
        QStringLiteral("x") + QString::fromUcs4(U"\U0001F600", 1).repeated(10'000);
    QCOMPARE(Pattern("\U0001F601", {}).search(pairs), Found::No);
    QCOMPARE(Pattern("\U0001F600$", {}).search(pairs), Found::Yes);
}

void Patterns::anchors_meanTheWholeText()
{
    const QString text = QString(5000, u'a') + QStringLiteral("\nb") + QString(5000, u'a');
    QCOMPARE(Pattern("^b", {}).search(text), Found::No);
    QCOMPARE(Pattern("^b", {.multiline = true}).search(text), Found::Yes);
    QCOMPARE(Pattern("(?<=\\n)b", {}).search(text), Found::Yes);
    QCOMPARE(Pattern("a.b", {}).search(text), Found::No);
    QCOMPARE(Pattern("a.b", {.dotAll = true}).search(text), Found::Yes);
    QCOMPARE(Pattern("A\\sB", {.anyCase = true}).search(text), Found::Yes);
}

void Patterns::hostilePattern_endsSoon_data()
{
    QTest::addColumn<QByteArray>("pattern");
    for (const char *pattern :
         {"(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*b", "a*a*a*a*a*b", ".*.*.*.*b", "(?:a?){64}a{64}b",
          "(\\w*)*!", "((a*)*)*b", "(?=(a+)+b)", "^(([a-z])+.)+[A-Z]([a-z])+$"})
        QTest::newRow(pattern) << QByteArray(pattern);
}

void Patterns::hostilePattern_endsSoon()
{
    QFETCH(QByteArray, pattern);
    const Pattern made(std::string_view(pattern.constData(), std::size_t(pattern.size())), {});
    QVERIFY(!made.fault());
    // That it ends at all is the test: without bounds each takes years.
    for (const int size : {30, 4096, 1'000'000})
        QVERIFY(made.search(QString(size, u'a') + QStringLiteral("!")) != Found::Yes ||
                pattern == "(\\w*)*!");
}

void Patterns::costlyPattern_isGivenUp()
{
    const ContentSource source = [](quint32, const session::Row &) {
        return QByteArray(4000, 'a') + '!';
    };
    Matcher matcher(parse("not /(a+)+$/").filter, source);
    session::Row row;
    for (int i = 0; i < 10'000; ++i)
        QVERIFY(!matcher.matches(1, row));
    QCOMPARE(matcher.undecided(), quint64{10'000});
}

void Patterns::needle_isFoundAnywhere()
{
    const std::string text =
        "The quick brown fox jumps over the lazy dog. 0123456789 [\\]^_`{|}~@ AZaz";
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (std::size_t size = 0; size <= text.size() - at; ++size) {
            const QByteArray part(text.data() + at, qsizetype(size));
            QVERIFY(Needle(part.toStdString(), false).isIn(text));
            QVERIFY(Needle(part.toUpper().toStdString(), true).isIn(text));
            QVERIFY(Needle(part.toLower().toStdString(), true).isIn(text));
            QVERIFY(!Needle(part.toStdString() + "\x01", true).isIn(text));
        }
    }
    QVERIFY(!Needle("[", true).isIn("{"));
    QVERIFY(!Needle("@", true).isIn("`"));
    QVERIFY(Needle("\xc3\x9f\xc3\x84", true).isIn("x\xc3\x9f\xc3\xa4"));
    QVERIFY(Needle("\xff"
                   "A",
                   true)
                .isIn("\xff"
                      "a"));
}

QTEST_APPLESS_MAIN(Patterns)
#include "tst_patterns.moc"
