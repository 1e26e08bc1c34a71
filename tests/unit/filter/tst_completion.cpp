// SPDX-License-Identifier: MIT
#include "filter/combine.h"
#include "filter/completion.h"
#include "filter/fields.h"
#include "filter/filter.h"
#include "filter/operators.h"

#include <QTest>

using namespace ajar::filter;

namespace
{

/// The choices where the bar stands: "what is replaced > choice choice …", at most `most`.
QString choicesAt(const QString &withBar, int most = 4)
{
    const QByteArray bytes = withBar.toUtf8();
    const auto cursor = static_cast<std::size_t>(bytes.indexOf('|'));
    const std::string text = QByteArray(bytes).replace('|', "").toStdString();
    const Completion completion = completionAt(text, cursor);
    QStringList choices;
    for (const Choice &choice : completion.choices) {
        if (choices.size() < most)
            choices += QString::fromStdString(choice.text);
    }
    return QString::fromStdString(text.substr(completion.position, completion.length)) +
           QStringLiteral(" > ") + choices.join(u' ');
}

} // namespace

/// What is offered while a filter is written, and how two are made one.
class Completions : public QObject
{
    Q_OBJECT

private slots:
    void choices_fitThePlace_data();
    void choices_fitThePlace();
    void everyFieldAndValue_isOfferedAndRead();
    void everyCursor_hasAnAnswer();
    void twoFilters_becomeOne_data();
    void twoFilters_becomeOne();
};

void Completions::choices_fitThePlace_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("choices");
    const auto row = [](const char *expression, const char *choices) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(choices);
    };
    row("|", " > op: code: reason: dir:");
    row("o|", "o > op: code: reason: payload:");
    row("websocket.payload.cl|", "websocket.payload.cl > websocket.payload.close "
                                 "websocket.payload.close.status_code "
                                 "websocket.payload.close.reason");
    row("op:|", " > continuation text binary close");
    row("op:cl|", "cl > close");
    row("op:CL|", "CL > close");
    row("op:close|", "close > ");
    row("dir:in op:pi|", "pi > ping");
    row("not dir:|", " > in out received sent");
    row("(dir:|in", "in > in out received sent");
    row("op:bi|nary and x", "binary > binary");
    row("websocket.opcode == c|", "c > continuation close control");
    row("op in {text, c|}", "c > continuation close control");
    row("op in |", " > {");
    row("op not in {p|", "p > ping pong");
    row("len |", " > == != <= >=");
    row("len >1k a|", "a > and after: reason: inflated");
    row("len > 5 |", " > and or op: code:");
    row("reason c|", "c > contains matches");
    row("code:10|", "10 > 1000 1001 1002 1003");
    row("finding:data|", "data > data-after-close data-before-answer");
    row("state:half|", "half > half-closed-local half-closed-remote half-closed");
    row("json:$.type == \"tr|", " > ");
    row("/re|", " > ");
    row("\"a\\\"|", " > ");
    row("gr\xc3\xbc\xc3\x9f and he|", "he > held");
    row("nothing-like-it|", "nothing-like-it > ");
}

void Completions::choices_fitThePlace()
{
    QFETCH(QString, expression);
    QFETCH(QString, choices);
    QCOMPARE(choicesAt(expression), choices);
}

void Completions::everyFieldAndValue_isOfferedAndRead()
{
    for (const Field &field : fields()) {
        const std::string name(field.name);
        bool offered = false;
        for (const Choice &choice :
             completionAt(name.substr(0, name.size() - 1), name.size() - 1).choices)
            offered = offered || choice.text.starts_with(name);
        QVERIFY2(offered, name.c_str());
        for (const Choice &choice : completionAt(name + ":", name.size() + 1).choices)
            QVERIFY2(!parse(name + ":" + choice.text).problem, (name + choice.text).c_str());
        if (field.form == Form::Json)
            continue;
        std::size_t operators = 0;
        for (const Choice &choice : completionAt(name + " ", name.size() + 1).choices)
            operators += choice.kind == ChoiceKind::Operator;
        QVERIFY2(operators >= 3, name.c_str());
    }
}

void Completions::everyCursor_hasAnAnswer()
{
    const std::vector<std::string> expressions{
        "op:close && (len >= 1k || json:$.a[0][\"b c\"]==\"x\") not in {1..2, \"\\x00\"}",
        "~~~ !!= <=> &&|| }{)( ,,, :::",
        "/a\\/b/ims\x7f\x7f",
        "websocket.opcode==8&&fin!=0",
        std::string(20'000, '('),
        std::string("a\0b", 3),
        "\xff\xfe:\"\\",
    };
    for (const std::string &expression : expressions) {
        for (std::size_t cursor = 0; cursor <= std::min<std::size_t>(expression.size(), 300);
             ++cursor) {
            const Completion completion = completionAt(expression, cursor);
            QVERIFY(completion.position <= cursor);
            QVERIFY(completion.position + completion.length <= expression.size());
        }
    }
}

void Completions::twoFilters_becomeOne_data()
{
    QTest::addColumn<QString>("present");
    QTest::addColumn<int>("how");
    QTest::addColumn<QString>("further");
    QTest::addColumn<QString>("result");
    const auto row = [](const char *present, Combine how, const char *further, const char *result) {
        QTest::addRow("%s %d %s", present, static_cast<int>(how), further)
            << QString::fromUtf8(present) << static_cast<int>(how) << QString::fromUtf8(further)
            << QString::fromUtf8(result);
    };
    row("dir:in", Combine::Replace, "op:text", "op:text");
    row("dir:in", Combine::Not, "op:text", "not op:text");
    row("dir:in", Combine::Not, "fin:1 rsv:0", "not (fin:1 rsv:0)");
    row("dir:in", Combine::And, "op:text", "dir:in and op:text");
    row("a or b", Combine::And, "op:text", "(a or b) and op:text");
    row("a b", Combine::Or, "op:text", "a b or op:text");
    row("a or b", Combine::Or, "op:text", "a or b or op:text");
    row("a", Combine::And, "b or c", "a and (b or c)");
    row("a or b", Combine::AndNot, "c or d", "(a or b) and not (c or d)");
    row("", Combine::And, "op:text", "op:text");
    row("  ", Combine::Or, "op:text", "op:text");
    row("", Combine::AndNot, "op:text", "not op:text");
    row("op:nonsense", Combine::And, "op:text", "op:text");
}

void Completions::twoFilters_becomeOne()
{
    QFETCH(QString, present);
    QFETCH(int, how);
    QFETCH(QString, further);
    QFETCH(QString, result);
    const std::string made =
        combined(present.toStdString(), static_cast<Combine>(how), further.toStdString());
    QCOMPARE(QString::fromStdString(made), result);
    QVERIFY(!parse(made).problem);
}

QTEST_APPLESS_MAIN(Completions)
#include "tst_completion.moc"
