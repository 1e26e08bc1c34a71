// SPDX-License-Identifier: MIT
#include "exported.h"
#include "sessiontest.h"

#include "session/csvline.h"

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

class TestCsvLines : public QObject
{
    Q_OBJECT

private slots:
    void cells_areQuotedAndNoFormulas_data()
    {
        QTest::addColumn<QByteArray>("cell");
        QTest::addColumn<QByteArray>("written");
        const auto row = [](const QByteArray &cell, const QByteArray &written) {
            QTest::newRow(cell.toHex().constData()) << cell << written;
        };
        row("", "");
        row("plain", "plain");
        row("a,b", "\"a,b\"");
        row("say \"a\"", "\"say \"\"a\"\"\"");
        row("a\r\nb", "\"a\r\nb\"");
        row(" a", "\" a\"");
        row("=1+1", "'=1+1");
        row("+1", "'+1");
        row("-1", "'-1");
        row("@SUM(A1)", "'@SUM(A1)");
        row("\t=1", "\"'\t=1\"");
        row("\r=1", "\"'\r=1\"");
        row(" =1", "' =1");
        row("\n", "\"'\n\"");
        row("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0");
        row("=HYPERLINK(\"http://x\";\"y\")", "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"");
        row("\xEF\xBC\x9D"
            "1",
            "'\xEF\xBC\x9D"
            "1");
        row("'quoted", "''quoted");
        row(QByteArray("a\0b", 3), "a\xEF\xBF\xBD"
                                   "b");
    }
    void cells_areQuotedAndNoFormulas()
    {
        QFETCH(const QByteArray, cell);
        QFETCH(const QByteArray, written);
        const QByteArray cells[] = {cell, "x"};
        QCOMPARE(csvLine(cells), written + ",x\r\n");
    }

    void sample_isExportedAsRows()
    {
        const QTemporaryDir folder;
        const auto reader = std::move(*Reader::open(sampleSession(folder.path())).value);
        ExportOptions options;
        options.format = ExportFormat::Csv;
        const QByteArray csv = exported(*reader, options);
        const QByteArrayList lines = csv.split('\n');
        QCOMPARE(lines.size(), 14);
        QCOMPARE(lines[0], "connection,time,t,type,n,leg,direction,opcode,fin,rsv,masked,maskKey,"
                           "length,wireLength,inflatedLength,disposition,ref,text,base64,code,"
                           "reason,findings,state,previous,event,details,colour,note\r");
        QCOMPARE(lines[2], "1,2023-11-14T22:13:20.123456804Z,0.000000020,state,,,,,,,,,,,,,,,,,,,"
                           "open,connecting,,,,\r");
        QCOMPARE(lines[3], "1,2023-11-14T22:13:21.123456784Z,1.000000000,frame,1,peer,received,"
                           "text,true,0,false,,5,7,,passed,,hello,,,,,,,,,,\r");
        QCOMPARE(lines[7], "1,2023-11-14T22:13:22.623456784Z,2.500000000,frame,3,peer,sent,text,"
                           "true,0,true,0xdeadbeef,5,11,,released,2,later,,,,,,,,,,\r");
        QCOMPARE(lines[8], "1,2023-11-14T22:13:22.723456784Z,2.600000000,frame,4,peer,received,"
                           "reserved-11,false,5,false,,99,13,,passed,,,AP8B,,,"
                           "opcode-reserved length-not-minimal,,,,,,\r");
        QCOMPARE(lines[10], "1,2023-11-14T22:13:23.123456784Z,3.000000000,frame,6,peer,received,"
                            "close,true,0,false,,5,7,,passed,,,A+lieWU=,1001,bye,,,,,,,\r");
        QVERIFY(!csv.contains("token=t"));
        options.withSecrets = true;
        QVERIFY(exported(*reader, options).contains("token=t"));
    }
};

QTEST_GUILESS_MAIN(TestCsvLines)
#include "tst_csvlines.moc"
