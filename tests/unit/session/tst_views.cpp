// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include <QtTest>

using namespace ajar::session::test;

class TestViews : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path;

    QString query(const char *statement) const
    {
        return sql(m_path, statement).join(QLatin1Char('\n'));
    }

private slots:
    void initTestCase() { m_path = sampleSession(m_folder.path()); }

    void frames_haveTheirColumns()
    {
        QCOMPARE(
            query("SELECT * FROM frames WHERE connection = 1 AND n = 1"),
            QStringLiteral("1|3|1|1.0|received|peer|text|1|0|0|5|NULL|7|passed|NULL|hello|hello|"
                           "NULL|NULL|"));
        QCOMPARE(query("SELECT direction, masked, wire_length, disposition, ref FROM frames"
                       " WHERE connection = 1 AND n IN (2, 3)"),
                 QStringLiteral("sent|1|11|held|NULL\nsent|1|11|released|2"));
        QCOMPARE(query("SELECT opcode, fin, rsv, length, wire_length, hex(payload), findings"
                       " FROM frames WHERE n = 4"),
                 QStringLiteral("reserved-11|0|5|99|13|00FF01|opcode-reserved length-not-minimal"));
        QCOMPARE(query("SELECT opcode, length, wire_length FROM frames WHERE n = 5"),
                 QStringLiteral("binary|2500|2504"));
        QCOMPARE(query("SELECT opcode, close_code, close_reason FROM frames WHERE n = 6"),
                 QStringLiteral("close|1001|bye"));
        QCOMPARE(query("SELECT count(*) FROM frames"), QStringLiteral("7"));
    }

    void otherRecords_haveViewsOfTheirOwn()
    {
        QCOMPARE(query("SELECT * FROM states"), QStringLiteral("1|2|2.0e-08|open|connecting"));
        QCOMPARE(query("SELECT connection, seq, event FROM events"),
                 QStringLiteral("1|1|handshake-request\n2|2|tcp-connecting"));
        QCOMPARE(
            query("SELECT state, clean, first_close, sent_code, received_code, received_reason,"
                  " reported_code FROM outcomes"),
            QStringLiteral("closed|1|peer|NULL|1001|bye|1001"));
    }

    void connections_tellTheirWallClockAndOutcome()
    {
        QCOMPARE(query("SELECT connection, kind, wall_time, received_frames, sent_frames FROM"
                       " connections WHERE connection = 1"),
                 QStringLiteral("1|proxy|2023-11-14T22:13:20.123456789Z|4|1"));
        QVERIFY(query("SELECT outcome FROM connections WHERE connection = 1")
                    .startsWith(QLatin1String("received 1001")));
        QCOMPARE(query("SELECT outcome FROM connections WHERE connection = 2"),
                 QStringLiteral("NULL"));
    }

    void session_tellsWhoMadeTheFile()
    {
        QCOMPARE(query("SELECT group_concat(key) FROM session WHERE key NOT LIKE 'seal-%'"),
                 QStringLiteral("application,created,finished"));
    }
};

QTEST_GUILESS_MAIN(TestViews)
#include "tst_views.moc"
