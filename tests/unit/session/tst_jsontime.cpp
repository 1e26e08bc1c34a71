// SPDX-License-Identifier: MIT
#include "session/jsontime.h"
#include "session/jsonwriter.h"

#include <QtTest>

using namespace ajar::session;

class TestJsonTime : public QObject
{
    Q_OBJECT

private slots:
    void seconds_areReadExactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("nanoseconds");
        QTest::newRow("zero") << QByteArray("0") << qint64{0};
        QTest::newRow("whole") << QByteArray("12") << qint64{12'000'000'000};
        QTest::newRow("one decimal") << QByteArray("1.5") << qint64{1'500'000'000};
        QTest::newRow("one nanosecond") << QByteArray("0.000000001") << qint64{1};
        QTest::newRow("negative") << QByteArray("-0.000000001") << qint64{-1};
        QTest::newRow("zeros behind") << QByteArray("1.00000000100") << qint64{1'000'000'001};
        QTest::newRow("beyond a double")
            << QByteArray("9007199254.740993001") << qint64{9'007'199'254'740'993'001};
        QTest::newRow("exponent") << QByteArray("1e-3") << qint64{1'000'000};
        QTest::newRow("one nanosecond with an exponent") << QByteArray("1E-9") << qint64{1};
        QTest::newRow("exponent upwards") << QByteArray("1.5e+3") << qint64{1'500'000'000'000};
        QTest::newRow("exponent of figures")
            << QByteArray("-123456789.5e-8") << qint64{-1'234'567'895};
        QTest::newRow("exponent of zero") << QByteArray("1.25E0") << qint64{1'250'000'000};
        QTest::newRow("zero with an exponent") << QByteArray("0.0e-999") << qint64{0};
        QTest::newRow("last with an exponent")
            << QByteArray("9223372036854775807e-9") << qint64{INT64_MAX};
        QTest::newRow("last") << QByteArray("9223372036.854775807") << qint64{INT64_MAX};
        QTest::newRow("first") << QByteArray("-9223372036.854775808") << qint64{INT64_MIN};
    }
    void seconds_areReadExactly()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const qint64, nanoseconds);
        QCOMPARE(timeFromSeconds(text.toStdString()), std::optional(nanoseconds));
        QCOMPARE(timeFromSeconds(secondsText(nanoseconds).toStdString()),
                 std::optional(nanoseconds));
    }

    void otherNumbers_areNoSeconds()
    {
        for (const char *text : {"",
                                 "-",
                                 ".5",
                                 "+1",
                                 "1.0000000001",
                                 "1.x",
                                 "x",
                                 " 1",
                                 "--1",
                                 "9223372036.854775808",
                                 "-9223372036.854775809",
                                 "9223372037",
                                 "99999999999999999999",
                                 "1.5 ",
                                 "1.-5",
                                 "1e",
                                 "e3",
                                 "1.e3",
                                 "1e+",
                                 "1e-10",
                                 "1e10",
                                 "1e99999999999999999999",
                                 "1e3.5",
                                 "0ex",
                                 "1e--3",
                                 "-1e400"})
            QVERIFY2(!timeFromSeconds(text), text);
    }

    void dates_areReadExactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("nanoseconds");
        QTest::newRow("1970") << QByteArray("1970-01-01T00:00:00Z") << qint64{0};
        QTest::newRow("nanoseconds")
            << QByteArray("2023-11-14T22:13:20.123456789Z") << qint64{1'700'000'000'123'456'789};
        QTest::newRow("milliseconds")
            << QByteArray("2023-11-14T22:13:20.123Z") << qint64{1'700'000'000'123'000'000};
        QTest::newRow("leap day") << QByteArray("2024-02-29T23:59:59.000000000Z")
                                  << qint64{1'709'251'199'000'000'000};
        QTest::newRow("before 1970") << QByteArray("1969-12-31T23:59:59.999999999Z") << qint64{-1};
        QTest::newRow("whole second before 1970")
            << QByteArray("1969-12-31T23:59:59Z") << qint64{-1'000'000'000};
        QTest::newRow("last") << QByteArray("2262-04-11T23:47:16.854775807Z") << qint64{INT64_MAX};
        QTest::newRow("first") << QByteArray("1677-09-21T00:12:43.145224192Z") << qint64{INT64_MIN};
    }
    void dates_areReadExactly()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const qint64, nanoseconds);
        QCOMPARE(timeFromDate(text.toStdString()), std::optional(nanoseconds));
    }

    void otherTexts_areNoDates()
    {
        for (const char *text : {"",
                                 "Z",
                                 "2023-11-14",
                                 "2023-11-14T22:13:20",
                                 "2023-11-14T22:13:20+01:00",
                                 "2023-11-14 22:13:20Z",
                                 "2023-11-14T22:13:20.Z",
                                 "2023-11-14T22:13:20,5Z",
                                 "2023-11-14T22:13:20.1234567891Z",
                                 "2023-11-14T22:13:20.12x Z",
                                 "2023-02-29T00:00:00Z",
                                 "2023-13-01T00:00:00Z",
                                 "2023-00-01T00:00:00Z",
                                 "2023-01-00T00:00:00Z",
                                 "2023-01-01T24:00:00Z",
                                 "2023-01-01T00:60:00Z",
                                 "2023-01-01T00:00:60Z",
                                 "2O23-01-01T00:00:00Z",
                                 "2262-04-11T23:47:16.854775808Z",
                                 "1677-09-21T00:12:43.145224191Z",
                                 "9999-12-31T23:59:59Z",
                                 "0000-01-01T00:00:00Z",
                                 "12023-11-14T22:13:20Z"})
            QVERIFY2(!timeFromDate(text), text);
    }
};

QTEST_GUILESS_MAIN(TestJsonTime)
#include "tst_jsontime.moc"
