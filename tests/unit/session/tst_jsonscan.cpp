// SPDX-License-Identifier: MIT
#include "session/jsonscan.h"

#include <QJsonDocument>
#include <QtTest>

using namespace ajar::session;

namespace
{

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::optional<LineProblem> problemOf(const QByteArray &text)
{
    std::vector<JsonMember> members;
    return scanObject(view(text), 0, members);
}

/// An object in which `depth` arrays or objects stand in each other.
QByteArray nested(std::size_t depth, const QByteArray &open, const QByteArray &close)
{
    const auto inside = static_cast<qsizetype>(depth - 1);
    return "{\"a\":" + open.repeated(inside) + "1" + close.repeated(inside) + '}';
}

} // namespace

class TestJsonScan : public QObject
{
    Q_OBJECT

private slots:
    void members_areGivenInTheirOrderWithTheirPlaces()
    {
        const QByteArray text =
            " { \"b\" : [1, {\"x\":\"]\"}] ,\"a\\u00e4\":-0.5e+3,\"b\":\"\\\"}\" }\r";
        std::vector<JsonMember> members;
        QVERIFY(!scanObject(view(text), 100, members));
        QCOMPARE(members.size(), 3u);
        QCOMPARE(members[0].name, std::string("b"));
        QCOMPARE(members[0].value, std::string_view("[1, {\"x\":\"]\"}]"));
        QCOMPARE(members[0].nameAt, 103u);
        QCOMPARE(members[0].valueAt, 109u);
        QCOMPARE(members[1].name, std::string("a\xC3\xA4"));
        QCOMPARE(members[1].value, std::string_view("-0.5e+3"));
        QCOMPARE(members[2].name, std::string("b"));
        QCOMPARE(members[2].value, std::string_view("\"\\\"}\""));
    }

    void emptyObject_hasNoMembers()
    {
        std::vector<JsonMember> members{{}};
        QVERIFY(!scanObject("{ }", 0, members));
        QVERIFY(members.empty());
    }

    void whatIsNoJson_isToldWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("at");
        QTest::addColumn<QString>("found");
        const auto row = [](const char *name, const QByteArray &text, int at, const char *found) {
            QTest::newRow(name) << text << at << QString::fromUtf8(found);
        };
        row("array", "[1]", 0, "expected \"{\", found \"[\"");
        row("bare number", "7", 0, "expected \"{\", found \"7\"");
        row("name without quotes", "{a:1}", 1, "expected a name in quotes, found \"a\"");
        row("no colon", "{\"a\" 1}", 5, "expected \":\", found \"1\"");
        row("no value", "{\"a\":}", 5, "expected a value, found \"}\"");
        row("comma at the end", "{\"a\":1,}", 7, "expected a name in quotes, found \"}\"");
        row("no comma", "{\"a\":1 \"b\":2}", 7, "expected \",\" or \"}\", found \"\"\"");
        row("brackets that do not fit", "{\"a\":[1}}", 7, "expected \",\" or \"]\", found \"}\"");
        row("braces that do not fit", "{\"a\":{\"b\":1]}", 11,
            "expected \",\" or \"}\", found \"]\"");
        row("comma at the end of an array", "{\"a\":[1,]}", 8, "expected a value, found \"]\"");
        row("inner name", "{\"a\":{1:2}}", 6, "expected a name in quotes, found \"1\"");
        row("inner colon", "{\"a\":{\"b\"2}}", 9, "expected \":\", found \"2\"");
        row("second inner name", "{\"a\":{\"b\":2,3}}", 12,
            "expected a name in quotes, found \"3\"");
        row("words", "{\"a\":nil}", 6, "expected \"null\", found \"i\"");
        row("long words", "{\"a\":truest}", 9, "expected \",\" or \"}\", found \"s\"");
        row("false", "{\"a\":falze}", 8, "expected \"false\", found \"z\"");
        row("zero in front", "{\"a\":01}", 6, "expected \",\" or \"}\", found \"1\"");
        row("plus", "{\"a\":+1}", 5, "expected a value, found \"+\"");
        row("minus alone", "{\"a\":-}", 6, "expected a figure, found \"}\"");
        row("point alone", "{\"a\":1.}", 7, "expected a figure, found \"}\"");
        row("exponent alone", "{\"a\":1e}", 7, "expected a figure, found \"}\"");
        row("exponent with a sign alone", "{\"a\":1E-}", 8, "expected a figure, found \"}\"");
        row("NaN", "{\"a\":NaN}", 5, "expected a value, found \"N\"");
        row("more behind", "{} {}", 3, "expected the end of the line, found \"{\"");
        row("NUL behind", QByteArray("{}\0", 3), 2,
            "expected the end of the line, found the byte 00");
        row("control character", "{\"a\":\"\t\"}", 6,
            "expected no control character, or \\u00… for it, found the byte 09");
        row("escape", "{\"a\":\"\\x\"}", 7,
            "expected one of \" \\ / b f n r t u behind \\, found \"x\"");
        row("short escape", "{\"a\":\"\\u12\"}", 10,
            "expected four hexadecimal figures, found \"\"\"");
        row("comment", "{/**/}", 1, "expected a name in quotes, found \"/\"");
    }
    void whatIsNoJson_isToldWithItsPlace()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, at);
        QFETCH(const QString, found);
        const auto problem = problemOf(text);
        QVERIFY(problem);
        QCOMPARE(QString::fromStdString(problem->text), found);
        QCOMPARE(problem->at, static_cast<std::size_t>(at));
        QCOMPARE(problem->fault, LineFault::NotJson);
    }

    void onlyKnownEscapes_areTaken()
    {
        for (char c = ' '; c <= '~'; ++c) {
            const bool known = QByteArrayLiteral("\"\\/bfnrt").contains(c);
            const QByteArray text = QByteArray("{'a':'").replace('\'', '"') + '\\' + c + "\"}";
            QCOMPARE(!problemOf(text), known);
        }
    }

    void everyBeginning_endsEarlyAtItsEnd()
    {
        const QByteArray whole =
            R"( {"ab":[1,-2.5e+7,{"c":null,"d":{}},[]],"e":"\u00e4\n","f":true,"g":false} )";
        QVERIFY(!problemOf(whole));
        const qsizetype last = whole.lastIndexOf('}');
        for (qsizetype size = 0; size <= last; ++size) {
            const auto problem = problemOf(whole.left(size));
            QVERIFY2(problem, QByteArray::number(size));
            QCOMPARE(problem->fault, LineFault::EndsEarly);
            QCOMPARE(problem->at, static_cast<std::size_t>(size));
            QVERIFY(problem->text.starts_with("the line ends where "));
        }
    }

    void everyChangedByte_isJudgedAsQtJudgesIt()
    {
        const QByteArray whole =
            R"({"ab":[1,-2.5e+7,{"c":null,"d":{}},[]],"e":"\u00e4\n","f":true,"g":false})";
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (const char other : QByteArrayLiteral("{}[]:,\"\\ 0159.-+eEtfnux")) {
                QByteArray text = whole;
                text[at] = other;
                const auto problem = problemOf(text);
                // Qt takes unknown escapes too.
                if (problem && problem->text.starts_with("expected one of"))
                    continue;
                QVERIFY2(QJsonDocument::fromJson(text).isObject() == !problem, text);
            }
        }
    }

    void textThatIsNoUtf8_isToldWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("at");
        QTest::newRow("in a value") << QByteArray("{\"a\":\"x\xFF\"}") << 7;
        QTest::newRow("in a name") << QByteArray("{\"\x80\":1}") << 2;
        QTest::newRow("inner name") << QByteArray("{\"a\":{\"\xC0\x80\":1}}") << 7;
        QTest::newRow("cut character") << QByteArray("{\"a\":\"\xE2\x82\"}") << 8;
        QTest::newRow("surrogate") << QByteArray("{\"a\":\"\xED\xA0\x80\"}") << 7;
        QTest::newRow("half a pair in a name") << QByteArray("{\"x\\ud800\":1}") << 3;
    }
    void textThatIsNoUtf8_isToldWithItsPlace()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, at);
        const auto problem = problemOf(text);
        QVERIFY(problem);
        QCOMPARE(problem->fault, LineFault::NotUtf8);
        QCOMPARE(problem->at, static_cast<std::size_t>(at));
    }

    void characterCutByTheEnd_endsEarly()
    {
        QCOMPARE(problemOf("{\"a\":\"\xE2\x82")->fault, LineFault::EndsEarly);
    }

    void depth_isLimited()
    {
        for (const auto &[open, close] :
             {std::pair<QByteArray, QByteArray>("[", "]"), {"{\"b\":", "}"}}) {
            QVERIFY(!problemOf(nested(maxJsonDepth, open, close)));
            const auto problem = problemOf(nested(maxJsonDepth + 1, open, close));
            QVERIFY(problem);
            QCOMPARE(problem->fault, LineFault::TooDeep);
        }
        QCOMPARE(problemOf("{\"a\":" + QByteArray(10'000'000, '['))->fault, LineFault::TooDeep);
    }

    void membersOfOneObject_areLimited()
    {
        QByteArray text = "{\"a\":1";
        text += QByteArray(",\"a\":1").repeated(static_cast<qsizetype>(maxJsonMembers) - 1);
        QVERIFY(!problemOf(text + '}'));
        QCOMPARE(problemOf(text + ",\"a\":1}")->fault, LineFault::TooLong);
    }

    void elements_areGivenWhileTheyAreWanted()
    {
        const std::string_view array = "[ 1 , \"a,]\" ,[2,[]], {\"b\":3} ]";
        std::vector<std::string_view> values;
        std::vector<std::size_t> places;
        eachElement(array, 10, [&](const JsonMember &element) {
            values.push_back(element.value);
            places.push_back(element.valueAt);
            return true;
        });
        QCOMPARE(values, (std::vector<std::string_view>{"1", "\"a,]\"", "[2,[]]", "{\"b\":3}"}));
        QCOMPARE(places, (std::vector<std::size_t>{12, 16, 23, 31}));
        int calls = 0;
        eachElement(array, 0, [&](const JsonMember &) { return ++calls < 2; });
        QCOMPARE(calls, 2);
        eachElement("[ ]", 0, [&](const JsonMember &) { return ++calls < 100; });
        QCOMPARE(calls, 2);
    }

    void escapes_areRead_data()
    {
        QTest::addColumn<QByteArray>("string");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("none") << QByteArray("\"a\xC3\xA4\"") << QByteArray("a\xC3\xA4");
        QTest::newRow("empty") << QByteArray("\"\"") << QByteArray();
        QTest::newRow("short ones")
            << QByteArray("\"\\\"\\\\\\/\\b\\f\\n\\r\\tx\"") << QByteArray("\"\\/\b\f\n\r\tx");
        QTest::newRow("NUL") << QByteArray(R"("\u0000")") << QByteArray("\0", 1);
        QTest::newRow("one byte") << QByteArray(R"("\u007f")") << QByteArray("\x7F");
        QTest::newRow("two bytes")
            << QByteArray(R"("\u0080\u07FF")") << QByteArray("\xC2\x80\xDF\xBF");
        QTest::newRow("three bytes")
            << QByteArray(R"("\u0800\uffff")") << QByteArray("\xE0\xA0\x80\xEF\xBF\xBF");
        QTest::newRow("pairs") << QByteArray(R"("\ud800\udc00\uDBFF\uDFFFz")")
                               << QByteArray("\xF0\x90\x80\x80\xF4\x8F\xBF\xBFz");
        QTest::newRow("beside pairs")
            << QByteArray(R"("\ud7ff\ue000")") << QByteArray("\xED\x9F\xBF\xEE\x80\x80");
    }
    void escapes_areRead()
    {
        QFETCH(const QByteArray, string);
        QFETCH(const QByteArray, text);
        std::size_t fault = 0;
        const auto read = textOf(view(string), fault);
        QVERIFY(read);
        QCOMPARE(QByteArray::fromStdString(*read), text);
    }

    void halfAPair_isNoText_data()
    {
        QTest::addColumn<QByteArray>("string");
        QTest::newRow("first half") << QByteArray(R"("ab\ud800")");
        QTest::newRow("first half before a character") << QByteArray(R"("ab\udbffxxxxxx")");
        QTest::newRow("first half before an escape") << QByteArray(R"("ab\ud800\u0041")");
        QTest::newRow("first half before another") << QByteArray(R"("ab\ud800\ud800\udc00")");
        QTest::newRow("first half before a short escape") << QByteArray(R"("ab\ud800\n\udc00")");
        QTest::newRow("second half") << QByteArray(R"("ab\udc00\udc00")");
        QTest::newRow("beyond the second half") << QByteArray(R"("ab\ud800\ue000")");
    }
    void halfAPair_isNoText()
    {
        QFETCH(const QByteArray, string);
        std::size_t fault = 0;
        QVERIFY(!textOf(view(string), fault));
        QCOMPARE(fault, 3u);
    }

    void compactValues_keepWhatStandsInStrings()
    {
        QCOMPARE(compact("{ \"a b\" :\t[ 1 , \"\\\" \\\\\" , 2 ] }"),
                 std::string("{\"a b\":[1,\"\\\" \\\\\",2]}"));
    }

    void kinds_areTold()
    {
        const std::pair<std::string_view, std::string_view> kinds[] = {
            {"\"\"", "a text"},        {"{}", "an object"},        {"[]", "an array"},
            {"true", "true or false"}, {"false", "true or false"}, {"null", "null"},
            {"-1", "a number"},        {"0", "a number"}};
        for (const auto &[value, kind] : kinds)
            QCOMPARE(kindOf(value), kind);
    }
};

QTEST_GUILESS_MAIN(TestJsonScan)
#include "tst_jsonscan.moc"
