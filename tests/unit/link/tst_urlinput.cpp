// SPDX-License-Identifier: MIT
#include "link/urlinput.h"

#include <QTest>

using namespace ajar::link;
using namespace std::chrono_literals;

class UrlInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatPeopleType_becomesAUrl_data();
    void whatPeopleType_becomesAUrl();
    void whatCanNotBeUsed_hasAProblem_data();
    void whatCanNotBeUsed_hasAProblem();
    void durations_areRead_data();
    void durations_areRead();
    void noDurations_areNotRead_data();
    void noDurations_areNotRead();
    void durationText_isReadBack();
};

void UrlInputTest::whatPeopleType_becomesAUrl_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *typed, const char *url) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(url);
    };
    row("ws://127.0.0.1:9000/chat", "ws://127.0.0.1:9000/chat");
    row("wss://example.org", "wss://example.org");
    row("  ws://example.org/  ", "ws://example.org/");
    row("example.org", "ws://example.org");
    row("localhost:8080/path?x=1", "ws://localhost:8080/path?x=1");
    row("127.0.0.1:9000", "ws://127.0.0.1:9000");
    row("[::1]:9000/a", "ws://[::1]:9000/a");
    row("http://example.org/a", "ws://example.org/a");
    row("https://example.org/a", "wss://example.org/a");
    row("HTTPS://example.org/a", "wss://example.org/a");
    row("WSS://example.org/a", "wss://example.org/a");
    row("ws://example.org/a#part", "ws://example.org/a");
    row("ws://example.org/a?q=a%20b", "ws://example.org/a?q=a%20b");
}

void UrlInputTest::whatPeopleType_becomesAUrl()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    QString problem = QStringLiteral("left over");
    QCOMPARE(urlFromInput(typed, problem).toString(QUrl::FullyEncoded), url);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void UrlInputTest::whatCanNotBeUsed_hasAProblem_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed :
         {"", "   ", "ftp://example.org", "file:///etc/passwd", "ws://", "ws:///path",
          "ws://example.org:0/", "ws://example.org:99999/", "ws://exa mple.org/", "ws://[::1/"})
        QTest::addRow("\"%s\"", typed) << QString::fromUtf8(typed);
}

void UrlInputTest::whatCanNotBeUsed_hasAProblem()
{
    QFETCH(QString, typed);
    QString problem;
    QVERIFY(urlFromInput(typed, problem).isEmpty());
    QVERIFY(!problem.isEmpty());
}

void UrlInputTest::durations_areRead_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<qint64>("nanoseconds");
    const auto row = [](const char *typed, std::chrono::nanoseconds duration) {
        QTest::addRow("\"%s\"", typed) << QString::fromUtf8(typed) << qint64(duration.count());
    };
    row("250ms", 250ms);
    row("5s", 5s);
    row("2m", 2min);
    row("1h", 1h);
    row("1.5s", 1500ms);
    row("0.5ms", 500us);
    row("30", 30s);
    row(" 5 s ", 5s);
    row("0", 0s);
    row("off", 0s);
    row("24h", 24h);
    row("576h", 576h);
}

void UrlInputTest::durations_areRead()
{
    QFETCH(QString, typed);
    QFETCH(qint64, nanoseconds);
    const auto duration = parseDuration(typed);
    QVERIFY(duration.has_value());
    QCOMPARE(qint64(duration->count()), nanoseconds);
}

void UrlInputTest::noDurations_areNotRead_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed : {"", "s", "-5s", "+5s", "5d", "5 s 3", "1e3", "1,5s", ".5s", "5.s",
                              "577h", "999999999h", "9999999999", "nan", "inf", "5S", "٥s"})
        QTest::addRow("\"%s\"", typed) << QString::fromUtf8(typed);
}

void UrlInputTest::noDurations_areNotRead()
{
    QFETCH(QString, typed);
    QVERIFY(!parseDuration(typed));
}

void UrlInputTest::durationText_isReadBack()
{
    for (const auto duration : std::initializer_list<std::chrono::nanoseconds>{
             0s, 1ms, 250ms, 1500ms, 1s, 59s, 60s, 61s, 90min, 24h, 500us, 1ns}) {
        QCOMPARE(parseDuration(durationText(duration)), std::optional(duration));
    }
    QCOMPARE(durationText(30s), QStringLiteral("30s"));
    QCOMPARE(durationText(0s), QStringLiteral("off"));
}

QTEST_APPLESS_MAIN(UrlInputTest)
#include "tst_urlinput.moc"
