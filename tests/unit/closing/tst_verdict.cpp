// SPDX-License-Identifier: MIT
#include "stories.h"

#include "closing/case.h"

#include <QFile>
#include <QTest>

#include <cstdio>

using namespace ajar::closing;
using namespace ajar::closing::test;

namespace
{

std::vector<NamedStory> allStories()
{
    std::vector<NamedStory> stories = closingStories();
    for (const auto &more : {codeStories(), endStories(), trafficStories(), liveStories()})
        stories.insert(stories.end(), more.begin(), more.end());
    return stories;
}

/// The verdicts by the names of their stories: "== name", then its lines.
QHash<QString, QString> expectedVerdicts()
{
    QFile file(QStringLiteral(VERDICTS));
    QHash<QString, QString> verdicts;
    if (!file.open(QIODevice::ReadOnly))
        return verdicts;
    const QStringList parts =
        QString::fromUtf8(file.readAll()).split(QStringLiteral("== "), Qt::SkipEmptyParts);
    for (const QString &part : parts)
        verdicts.insert(part.section(u'\n', 0, 0), part.section(u'\n', 1).trimmed());
    return verdicts;
}

} // namespace

class TestVerdict : public QObject
{
    Q_OBJECT

private slots:
    void stories_areJudgedAsWrittenDown_data()
    {
        QTest::addColumn<int>("index");
        const auto stories = allStories();
        for (std::size_t i = 0; i < stories.size(); ++i)
            QTest::newRow(stories[i].name.c_str()) << static_cast<int>(i);
    }
    void stories_areJudgedAsWrittenDown()
    {
        QFETCH(const int, index);
        static const auto stories = allStories();
        static const auto expected = expectedVerdicts();
        const NamedStory &story = stories[static_cast<std::size_t>(index)];
        const QString found = linesOf(story.verdict()).join(u'\n');
        // For writing them down: AJAR_PRINT_VERDICTS=1 tst_closing_verdict > verdicts.txt
        if (qEnvironmentVariableIsSet("AJAR_PRINT_VERDICTS"))
            std::printf("== %s\n%s\n\n", story.name.c_str(), qUtf8Printable(found));
        else
            QCOMPARE(found, expected.value(QString::fromStdString(story.name)));
    }

    void everyStoryIsWrittenDownOnce()
    {
        QCOMPARE(static_cast<std::size_t>(expectedVerdicts().size()), allStories().size());
    }

    void noVerdictSpeaksOfAPeer()
    {
        for (const NamedStory &story : allStories())
            QVERIFY2(!linesOf(story.verdict()).join(u' ').contains(QStringLiteral("peer")),
                     story.name.c_str());
    }

    void guessesAreMarkedAsSuch()
    {
        for (const NamedStory &story : allStories()) {
            for (const Sentence &sentence : story.verdict().sentences) {
                const bool guesses = sentence.text.find("ooks like") != std::string::npos ||
                                     sentence.text.find("onsistent with") != std::string::npos;
                QVERIFY2(!guesses || sentence.confidence != Confidence::Fact,
                         sentence.text.c_str());
            }
        }
    }

    void amountsAreInFiguresThatAreEasyToRead()
    {
        QCOMPARE(bytesText(1), std::string("1 byte"));
        QCOMPARE(bytesText(999), std::string("999 bytes"));
        QCOMPARE(bytesText(1234), std::string("1.23 kB"));
        QCOMPARE(bytesText(999'499), std::string("999 kB"));
        QCOMPARE(bytesText(1'500'000), std::string("1.5 MB"));
        QCOMPARE(bytesText(5'000'000'000), std::string("5.0 GB"));
        QCOMPARE(span(500 * millisecond), std::string("500 ms"));
        QCOMPARE(span(59'960 * millisecond), std::string("60.0 s"));
        QCOMPARE(span(361 * second), std::string("361.0 s"));
        QCOMPARE(span(3600 * second), std::string("1 h 00 min"));
        QCOMPARE(clock(4012 * millisecond), std::string("4.012 s"));
    }

    void hostsAreFoundInUrls()
    {
        QCOMPARE(hostOf("wss://A.Example:443/x"), std::string("a.example"));
        QCOMPARE(hostOf("ws://u:p@host/"), std::string("host"));
        QCOMPARE(hostOf("ws://host?x@y"), std::string("host"));
        QCOMPARE(hostOf("nothing"), std::string());
    }

    void wordsAreJoinedAndFound()
    {
        QCOMPARE(listed({}, ", ", " or "), std::string());
        QCOMPARE(listed({"a", "b", "c"}, ", ", " or "), std::string("a, b or c"));
        QCOMPARE(opening(""), std::string());
        QVERIFY(containsIgnoringCase("NGINX/1.22", "nginx"));
        QVERIFY(containsIgnoringCase("", ""));
        QVERIFY(!containsIgnoringCase("ng", "nginx"));
        QCOMPARE(name(Confidence::Possible), std::string_view("possible"));
    }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
