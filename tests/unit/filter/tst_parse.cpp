// SPDX-License-Identifier: MIT
#include "filtertest.h"

#include <QTest>

using namespace ajar::filter;
using namespace ajar::filter::test;

/// What an expression is read as, in the spelling that leaves no doubt.
class Parsing : public QObject
{
    Q_OBJECT

private slots:
    void expression_isReadAs_data();
    void expression_isReadAs();
    void everyField_isReadAloneOrWithAValue();
    void everyValueOfAField_isRead();
    void payload_isReadOnlyWhereItIsAskedFor_data();
    void payload_isReadOnlyWhereItIsAskedFor();
};

void Parsing::expression_isReadAs_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *expression, const char *text) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(text);
    };
    row("", "");
    row(" \t\n", "");
    // Words to search
    row("hello", R"("hello")");
    row("hello world", R"("hello" and "world")");
    row(R"("hello world")", R"("hello world")");
    row(R"("a\"b\\c\n\x01\xff")", R"("a\"b\\c\x0a\x01\xff")");
    row("grüße", R"("grüße")");
    row("user@host foo$ [x] a/b #1", R"("user@host" and "foo$" and "[x]" and "a/b" and "#1")");
    row("code state len", R"("code" and "state" and "len")");
    row(R"("op")", R"("op")");
    row("order android nothing", R"("order" and "android" and "nothing")");
    row("/a+b/i", "/a+b/i");
    row(R"(/a\/b/)", R"(/a\/b/)");
    row("/x/ims y", R"(/x/ims and "y")");
    // Short forms
    row("op:close code:1006 dir:in", "op == close and code == 1006 and dir == in");
    row("len>1k", "len > 1k");
    row("len >= 1.5k", "len >= 1536");
    row("len<4M", "len < 4M");
    row("fin:0 rsv1 compressed held", "fin == 0 and rsv1 and compressed and held");
    row("finding", "finding");
    row("finding:data-after-close", "finding == data-after-close");
    row("state:half-closed after:close", "state == half-closed and after == close");
    row("gap>500ms", "gap > 500ms");
    row("gap>1.5s t<2m", "gap > 1500ms and t < 2m");
    row("gap>5", "gap > 5s");
    row("conn:2 n:7", "conn == 2 and n == 7");
    row(R"(json:$.type=="trade")", R"(json:$.type == "trade")");
    row(R"(json:$.a[0]["b c"].d >= -1.5e3)", R"(json:$.a[0]["b c"].d >= -1.5e3)");
    row("json:$.a.*[*]==1", "json:$.a[*][*] == 1");
    row(R"(json:$..a..*..[0]..["b c"]..[*])", R"(json:$..a..*..[0]..["b c"]..*)");
    row("json:$.type==trade json:$.x", R"(json:$.type == "trade" and json:$.x)");
    row("json:$.x == null or json:$.y in {1, true}", "json:$.x == null or json:$.y in {1, true}");
    row("reason:bye", R"(reason:"bye")");
    row("reason:/by+e/", "reason matches /by+e/");
    row("op:CLOSE", "op == close");
    // Wireshark
    row("websocket.opcode == 8 && websocket.payload.close.status_code != 1000",
        "websocket.opcode == 8 and websocket.payload.close.status_code != 1000");
    row("websocket.fin==1||websocket.mask==true", "websocket.fin == 1 or websocket.mask == true");
    row("websocket and not websocket.rsv", "websocket and not websocket.rsv");
    row("websocket.opcode eq 0x8 and websocket.payload_length ge 126",
        "websocket.opcode == 0x8 and websocket.payload_length >= 126");
    row(R"(websocket.payload.text contains "Trade")", R"(websocket.payload.text contains "Trade")");
    row(R"(websocket.payload.text matches "tr\\.d\d")",
        R"(websocket.payload.text matches "tr\\.d\d")");
    row(R"(websocket.payload.text ~ "x")", R"(websocket.payload.text matches "x")");
    row("websocket.payload.close.status_code in {1000, 1001..1003 1005}",
        "websocket.payload.close.status_code in {1000, 1001..1003, 1005}");
    row("code not in {1000 1001} op:close", "not code in {1000, 1001} and op == close");
    row("not websocket.opcode NOT IN {8}", "websocket.opcode in {8}");
    row("code not inside", R"("code" and not "inside")");
    row("websocket.masking_key == 37:fa:21:3d", "websocket.masking_key == 939139389");
    // Composition
    row("a b or c d", R"(("a" and "b") or ("c" and "d"))");
    row("a or b c", R"("a" or ("b" and "c"))");
    row("a and (b or c)", R"("a" and ("b" or "c"))");
    row("(a) ((b c)) d", R"("a" and "b" and "c" and "d")");
    row("a AND b OR NOT c", R"(("a" and "b") or not "c")");
    row("!a !!b !(not c) not not not d", R"(not "a" and "b" and "c" and not "d")");
    row("!(a b)", R"(not ("a" and "b"))");
    row("!fin!rsv1", "not fin and not rsv1");
    row("a&&b||c", R"(("a" and "b") or "c")");
}

void Parsing::expression_isReadAs()
{
    QFETCH(QString, expression);
    QFETCH(QString, text);
    QCOMPARE(read(expression), text);
    QCOMPARE(read(text), text);
}

void Parsing::everyField_isReadAloneOrWithAValue()
{
    for (const Field &field : fields()) {
        const QString name = QString::fromStdString(std::string(field.name));
        if (field.form == Form::Json)
            continue;
        QCOMPARE(read(name), field.bare ? name : QStringLiteral("\"%1\"").arg(name));
        const bool words = field.form == Form::Flag || field.form == Form::Word;
        const QString value = words && field.numbers == 0
                                  ? QString::fromStdString(std::string(wordsOf(field)[0].name))
                              : field.form == Form::Text     ? QStringLiteral("\"x\"")
                              : field.form == Form::Duration ? QStringLiteral("1ms")
                                                             : QStringLiteral("1");
        for (const char *op : {"==", "!="}) {
            const QString text = QStringLiteral("%1 %2 %3").arg(name, QLatin1String(op), value);
            QCOMPARE(read(text), text);
        }
        const QString set = QStringLiteral("%1 in {%2, %2}").arg(name, value);
        QCOMPARE(read(set), set);
    }
}

void Parsing::everyValueOfAField_isRead()
{
    for (const Field &field : fields()) {
        for (const Word &word : wordsOf(field)) {
            const QString text = QStringLiteral("%1 == %2")
                                     .arg(QString::fromStdString(std::string(field.name)),
                                          QString::fromStdString(std::string(word.name)));
            QCOMPARE(read(text), text);
        }
    }
}

void Parsing::payload_isReadOnlyWhereItIsAskedFor_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<bool>("reads");
    for (const char *expression : {"", "op:text len>1k", "code:1000", "state:open or finding"})
        QTest::newRow(expression) << QString::fromUtf8(expression) << false;
    for (const char *expression : {"word", "op:ping or not (fin and word)", "json:$.a", "text:x",
                                   "/x/", "websocket.payload.ping contains \"x\""})
        QTest::newRow(expression) << QString::fromUtf8(expression) << true;
}

void Parsing::payload_isReadOnlyWhereItIsAskedFor()
{
    QFETCH(QString, expression);
    const Parse parsed = parse(expression.toStdString());
    QVERIFY(!parsed.problem);
    QTEST(parsed.filter.readsPayload(), "reads");
}

QTEST_APPLESS_MAIN(Parsing)
#include "tst_parse.moc"
