// SPDX-License-Identifier: MIT
#include "filtertest.h"

#include <QTest>

#include <algorithm>

using namespace ajar::filter;
using namespace ajar::filter::test;

/// What is said of wrong expressions, and at which character.
class Problems : public QObject
{
    Q_OBJECT

private slots:
    void wrongExpression_isPointedAt_data();
    void wrongExpression_isPointedAt();
    void problem_saysWhatCouldStandThere_data();
    void problem_saysWhatCouldStandThere();
    void whatIsTooMuch_isRefused();
    void brokenUtf8_isPointedAt();
};

void Problems::wrongExpression_isPointedAt_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *expression, const char *problem) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(problem);
    };
    // What is missing or too much
    row("a and", "5+0: something to match is missing here");
    row("or b", "0+2: something to match is missing here");
    row("a && || b", "5+2: something to match is missing here");
    row("!", "1+0: something to match is missing here");
    row("()", "1+1: something to match is missing here");
    row("(a or b", "0+1: this \"(\" is not closed");
    row("a ((b)", "2+1: this \"(\" is not closed");
    row("a) b", "1+1: nothing is open that this \")\" could close");
    row("len >", "5+0: a size such as 500 or 4k is missing here");
    row("fin ==", "6+0: 0 or 1 is missing here");
    row("op:", "3+0: the value of op stands right behind the :");
    row("op: close", "3+0: the value of op stands right behind the :");
    row("reason contains", "15+0: a text, in quotes if it is not one word is missing here");
    row("reason matches x", "15+0: a pattern is missing here, such as /re/i or \"re\"");
    row("code in 1000", "8+0: in takes values in braces, such as {1000, 1001}");
    row("foo not in {1}", "0+3: there is no field \"foo\"; to search for it write it in quotes");
    row("code in {1000", "8+1: this \"{\" is not closed");
    row("code in {}", "9+0: a number is missing here");
    row("\"abc", "0+1: this quote is not closed");
    row("x /abc", "2+1: this pattern is not closed; to search for a / write it in quotes");
    // What has no place
    row("a, b", "1+1: a filter has no place for this here; to search for it write it in quotes");
    row("{\"a\":1}",
        "0+1: a filter has no place for this here; to search for it write it in quotes");
    row("a & b", "2+1: a filter has no place for this here; to search for it write it in quotes");
    row("/api/v1", "5+2: behind a pattern stand i, m or s; to search for a / write it in quotes");
    row("\"a\\qb\"", "2+1: behind \\ stands none of \" \\ n r t and xHH");
    row("len = 5", "4+1: \"equal\" is written ==");
    row("op:close,ping",
        "8+1: a filter has no place for this here; to search for it write it in quotes");
    // Fields
    row("foo == 1", "0+3: there is no field \"foo\"; to search for it write it in quotes");
    row("a http://x", "2+4: there is no field \"http\"; to search for it write it in quotes");
    row("é websocket.opcod",
        "3+15: there is no field \"websocket.opcod\"; to search for it write it in quotes");
    row("a=b", "0+1: there is no field \"a\"; to search for it write it in quotes");
    row("websocket.fragments",
        "0+19: there is no field \"websocket.fragments\"; each frame is asked by itself, so there "
        "is nothing reassembled; fin:0 or op:continuation finds fragments");
    row("op:text websocket.reassembled.length > 5",
        "8+28: there is no field \"websocket.reassembled.length\"; each frame is asked by itself, "
        "so there is nothing reassembled; fin:0 or op:continuation finds fragments");
    row("websocket.decompression.failed.expert",
        "0+37: there is no field \"websocket.decompression.failed.expert\"; what Wireshark's "
        "experts say is not kept; finding asks for broken rules");
    row("json == 1", "4+0: a path follows json, such as json:$.type");
    // Values
    row("dir:up", "4+2: dir has no value \"up\"; it has in, out, received, sent");
    row("op:clos",
        "3+4: op has no value \"clos\"; it has continuation, text, binary, close, ping, pong, "
        "data, control, reserved, reserved-3 and 9 more");
    row("websocket.opcode == 16",
        "20+2: websocket.opcode has no value \"16\"; it has continuation, text, "
        "binary, close, ping, pong, data, control, reserved, reserved-3 and 9 more");
    row("dir:\"\\xfe\"", "4+6: dir has no value \"\\xfe\"; it has in, out, received, sent");
    row("rsv == 8", "7+1: rsv has no value \"8\"; it has 0 to 7");
    row("len > many", "6+4: \"many\" is not a size such as 500 or 4k");
    row("len > 99999999999G", "6+12: \"99999999999G\" is not a size such as 500 or 4k");
    row("gap > 5x", "6+2: \"5x\" is not a duration such as 250ms or 5s");
    row("code == 1e3", "8+3: \"1e3\" is not a number");
    row("code == -1", "8+2: \"-1\" is not a number");
    row("code in {5..2}", "9+4: this range ends before it begins");
    // Operators
    row("state < open", "6+1: state has no order; compare it with == and !=");
    row("reason >= x", "7+2: reason has no order; compare it with == and !=");
    row("op < data", "5+4: \"data\" is several values, which have no order");
    row("len contains 5", "4+8: len is no text; compare it with == and !=");
    row("json:$.a < x", "11+1: only numbers have an order here");
    // Paths and patterns
    row("json:type", "5+0: a path in JSON begins with $, such as $.type");
    row("json:$. == 1", "6+1: behind the . stands a name or *");
    row("json:$.. == 1", "6+2: behind .. stands a name, * or [");
    row("json:$...a", "6+2: behind .. stands a name, * or [");
    row("json:$.[0]", "6+1: behind the . stands a name or *");
    row("json:$..[", "8+1: in [ ] stands a number, a name in quotes, or *");
    row("json:$[*", "6+1: this \"[\" is not closed");
    row("json:$[*]a", "9+0: the path goes on with . or [, or ends with a space");
    row("json:$[x]", "6+1: in [ ] stands a number, a name in quotes, or *");
    row("json:$[1", "6+1: this \"[\" is not closed");
    row("json:$type", "6+0: the path goes on with . or [, or ends with a space");
    row("x /a(b/", "6+0: missing closing parenthesis");
    row("/a[/", "3+0: missing terminating ] for character class");
    row("/(*LIMIT_MATCH=9999999)a/", "1+0: a pattern can't begin with (*");
    row("text matches \"a(\\\"\"", "13+6: missing closing parenthesis");
}

void Problems::wrongExpression_isPointedAt()
{
    QFETCH(QString, expression);
    QTEST(read(expression), "problem");
}

void Problems::problem_saysWhatCouldStandThere_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a value") << QStringLiteral("state:opn") << QStringLiteral("half-closed-remote");
    QTest::newRow("a value that is missing") << QStringLiteral("dir:") << QStringLiteral("out");
    QTest::newRow("a field") << QStringLiteral("opp:text") << QStringLiteral("op");
    QTest::newRow("anything") << QStringLiteral("a and") << QStringLiteral("compressed");
    QTest::newRow("an operator") << QStringLiteral("state < open") << QStringLiteral("!=");
    QTest::newRow("an end") << QStringLiteral("(a") << QStringLiteral(")");
}

void Problems::problem_saysWhatCouldStandThere()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    const Parse parsed = parse(expression.toStdString());
    QVERIFY(parsed.problem);
    QVERIFY(std::ranges::count(parsed.problem->expected, expected.toStdString()) == 1);
}

void Problems::whatIsTooMuch_isRefused()
{
    const auto said = [](const std::string &expression) {
        return read(QString::fromStdString(expression));
    };
    QCOMPARE(said(std::string(longestExpression + 1, 'a')),
             QStringLiteral("16384+1: a filter has at most 16384 bytes"));
    QVERIFY(said(std::string(longestExpression, 'a')).startsWith(u'"'));
    QCOMPARE(said(std::string(deepestNesting + 1, '(')),
             QStringLiteral("100+1: parentheses are nested deeper than 100"));
    QCOMPARE(said(std::string(deepestNesting, '(') + "fin" + std::string(deepestNesting, ')')),
             QStringLiteral("fin"));
    QCOMPARE(said(std::string(longestExpression - 4, '!') + "fin"), QStringLiteral("fin"));
    std::string many;
    for (int i = 0; i <= mostTests; ++i)
        many += "fin ";
    QCOMPARE(said(many), QStringLiteral("4000+1: a filter has at most 1000 tests"));
}

void Problems::brokenUtf8_isPointedAt()
{
    const Parse parsed = parse("ab \xff");
    QVERIFY(parsed.problem);
    QCOMPARE(parsed.problem->position, std::size_t{3});
    QVERIFY(parse("\xc3").problem);
    QVERIFY(parsed.filter.isEmpty());
}

QTEST_APPLESS_MAIN(Problems)
#include "tst_problems.moc"
