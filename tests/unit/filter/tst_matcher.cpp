// SPDX-License-Identifier: MIT
#include "filtertest.h"

#include <QTest>

using namespace ajar;
using namespace ajar::filter;
using namespace ajar::filter::test;

/// Which records of conversation() pass.
class Matching : public QObject
{
    Q_OBJECT

private slots:
    void expression_letsPass_data();
    void expression_letsPass();
    void connections_haveEachTheirOwnPast();
    void headerTests_readNoPayload();
    void cheapTests_goFirst();
    void content_isReadOnceForARecord();
};

void Matching::expression_letsPass_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("places");
    const auto row = [](const char *expression, const char *places) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(places);
    };
    row("", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21");
    // Words
    row("trade", "4 5 10 20");
    row("TRADE op:text", "4 5 10");
    row("grüß", "7");
    row("GRÜSS", "");
    row("wÖRLD", "8");
    row("\"you there\"", "11 12");
    row("\"\\xfe\\xfe\"", "9");
    row("going", "13");
    row("/tr.de/", "5 20");
    row("/^TR.DE|are/i", "11 12");
    row("/\\xfe{1500}/", "9");
    row("!trade op:text", "6 7 15");
    // Headers
    row("op:close", "13 17");
    row("op:control", "11 12 13 17 19");
    row("op:reserved", "19");
    row("op != text", "8 9 11 12 13 17 19");
    row("websocket.opcode >= 9", "11 12 19");
    row("websocket.opcode < close !fin", "7");
    row("websocket.opcode in {0, ping 10}", "8 11 12");
    row("op:continuation", "8");
    row("fin:0", "7");
    row("fin != 1", "7");
    row("not fin type:frame", "7");
    row("rsv1", "10");
    row("rsv == 4", "10");
    row("rsv > 0", "10");
    row("websocket.pmc", "10");
    row("compressed", "10");
    row("inflated > 2k", "");
    row("inflated >= 2k", "10");
    row("masked", "4 12 13 15");
    row("websocket.masking_key == 37:fa:21:3d dir:out", "4 12 13 15");
    row("websocket.masking_key", "4 12 13 15");
    row("websocket.masked_payload", "4 12 13 15");
    row("not websocket.masked_payload masked", "");
    row("dir:in op:control", "11 17 19");
    row("dir != in", "4 12 13 15");
    row("len>1k", "9");
    row("websocket.payload_length == 0", "17");
    row("websocket.payload_length_ext_16", "9");
    row("websocket.payload_length_ext_64", "19");
    row("held", "12");
    row("disposition:held or disposition:passed op:ping", "11 12");
    row("leg:peer op:ping", "11");
    row("n in {1..2, 13}", "4 5 19");
    row("conn:1 op:ping", "11");
    row("conn:2", "");
    // Close
    row("code:1001", "13");
    row("code:1005", "17 21");
    row("code", "");
    row("websocket.payload.close.status_code", "13");
    row("websocket.payload.close.status_code != 1000", "13");
    row("websocket.opcode == 8 && websocket.payload.close.status_code != 1000", "13");
    row("op:close not websocket.payload.close.status_code == 1001", "17");
    row("code < 1005", "13");
    row("code in {1000..1003}", "13");
    row("op:close code not in {1000..1003}", "17");
    row("reason:AWAY", "13");
    row("reason contains AWAY", "");
    row("reason == \"going away\"", "13");
    row("reason != \"going away\"", "17");
    row("reason in {\"\" x}", "17");
    row("reason matches \"^GOING\"", "13");
    row("websocket.payload.close.reason", "13");
    // Content by type
    row("websocket.payload.text contains \"Trade\"", "10");
    row("websocket.payload.text contains trade", "5");
    row("text:trade", "4 5 10");
    row("websocket.payload.binary", "9");
    row("websocket.payload.continue", "8");
    row("websocket.payload.ping == \"are you there\"", "11");
    row("websocket.payload.pong", "12");
    row("websocket.payload.unknown", "19");
    row("websocket.payload.close contains going", "13");
    row("payload != \"?\" op:control", "11 12 13 17");
    // JSON
    row("json:$.type==\"trade\"", "5");
    row("json:$.type", "5 6");
    row("json:$.type != trade", "6");
    row("json:$.price > 9", "5");
    row("json:$.price <= 10.5", "5 6");
    row("json:$.price in {9.0, 1}", "6");
    row("json:$.id[0] == 7", "5");
    row("json:$.last == null", "6");
    row("json:$.id[*] == 7", "5");
    row("json:$.* == null", "6");
    row("json:$..* == 7", "5");
    row("json:$..type == trade", "5");
    row("json:$..type", "5 6");
    row("not json:$..* == null json:$", "5");
    row("json:$.type matches \"^TR\"", "5");
    row("json:$.type contains uot", "6");
    row("json:$.type < 5", "");
    // The conversation
    row("finding", "15 16");
    row("finding:data-after-close", "15");
    row("finding != data-after-close", "16");
    row("state:half-closed", "14 15 16 17");
    row("state:half-closed-local type:frame", "15 17");
    row("state:open op:close", "13");
    row("state:connecting", "1 2");
    row("state:closed", "21");
    row("after:close", "14 15 16 17 18 19 20 21");
    row("after:close-received", "18 19 20 21");
    row("after:close dir:out", "15");
    row("not after:close type:control", "11 12 13");
    row("gap>500ms", "9");
    row("gap <= 1ms type:control", "11 12 13");
    row("t >= 600ms op:binary", "9");
    row("t < 1ms", "1");
    // What is no frame
    row("type:state", "1 3 14 18");
    row("type:outcome or type:opaque", "20 21");
    row("event:handshake-response", "2");
    row("type != frame t>600ms", "14 16 18 20 21");
    row("not websocket", "1 2 3 14 16 18 20 21");
    row("fin:0 or event:finding", "7 16");
}

void Matching::expression_letsPass()
{
    QFETCH(QString, expression);
    QVERIFY2(!parse(expression.toStdString()).problem, qPrintable(read(expression)));
    QStringList places;
    for (const int place : passing(expression))
        places += QString::number(place);
    QTEST(places.join(u' '), "places");
}

void Matching::connections_haveEachTheirOwnPast()
{
    Matcher matcher(parse("after:close or gap>0").filter, {});
    const std::vector<session::Row> &rows = conversation();
    const session::Row &close = rows[12];
    const session::Row &late = rows[14];
    QVERIFY(!matcher.matches(1, close));
    QVERIFY2(!matcher.matches(2, late), "the Close before is another connection's");
    QVERIFY(matcher.matches(1, late));
}

void Matching::headerTests_readNoPayload()
{
    int reads = 0;
    const ContentSource source = [&](quint32, const session::Row &row) {
        ++reads;
        return row.payload;
    };
    Matcher matcher(
        parse("op:text len>1 and not (compressed or code:1000) or finding and state:open "
              "or after:close gap>1ms")
            .filter,
        source);
    for (const session::Row &row : conversation())
        matcher.matches(1, row);
    QCOMPARE(reads, 0);
}

void Matching::cheapTests_goFirst()
{
    QStringList read;
    const ContentSource source = [&](quint32, const session::Row &row) {
        read += QString::number(row.seq);
        return row.payload;
    };
    Matcher matcher(parse("trade op:binary").filter, source);
    for (const session::Row &row : conversation())
        matcher.matches(1, row);
    QCOMPARE(read.join(u' '), QStringLiteral("9"));
}

void Matching::content_isReadOnceForARecord()
{
    int reads = 0;
    const ContentSource source = [&](quint32, const session::Row &row) {
        ++reads;
        return row.payload;
    };
    Matcher matcher(parse("one two or /three/ /four/ or text:five or json:$.six").filter, source);
    matcher.matches(1, conversation()[4]);
    QCOMPARE(reads, 1);
}

QTEST_APPLESS_MAIN(Matching)
#include "tst_matcher.moc"
