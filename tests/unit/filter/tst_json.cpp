// SPDX-License-Identifier: MIT
#include "filter/expression.h"
#include "filter/filter.h"
#include "filter/jsonpath.h"

#include <QTest>

using namespace ajar::filter;

/// Values in JSON, by a path.
class Json : public QObject
{
    Q_OBJECT

private slots:
    void value_isFoundAtItsPath_data();
    void value_isFoundAtItsPath();
    void pathsWithMany_findEachValueOnce_data();
    void pathsWithMany_findEachValueOnce();
    void costlyPaths_areUndecided();
    void brokenJson_hasNoValues();
    void numbers_areThoseOfJson();
};

void Json::value_isFoundAtItsPath_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *json, const char *path, const char *value) {
        QTest::addRow("%s %s", path, json)
            << QString::fromUtf8(json) << QString::fromUtf8(path) << QString::fromUtf8(value);
    };
    row("5", "", "5");
    row(" [1, [2, {\"a\": 3}]] ", "1 1 a", "3");
    row("{\"a\":1,\"a\":2}", "a", "2");
    row("{\"a\":{\"b\":\"c\"}}", "a b", "\"c\"");
    row("{\"\\u0061\":true}", "a", "true");
    row("{\"a\":{ \"b\" : 1 }}", "a", "{ \"b\" : 1 }");
    row("{\"a\":1}", "b", "nothing");
    row("{\"a\":1}", "0", "nothing");
    row("[1]", "1", "nothing");
    row("[1]", "a", "nothing");
    row("5", "a", "nothing");
}

void Json::value_isFoundAtItsPath()
{
    QFETCH(QString, json);
    QFETCH(QString, path);
    JsonPath steps;
    for (const QString &word : path.split(u' ', Qt::SkipEmptyParts)) {
        bool isIndex = false;
        const quint32 index = word.toUInt(&isIndex);
        steps.push_back({isIndex ? std::string() : word.toStdString(),
                         isIndex ? std::optional(index) : std::nullopt});
    }
    QTEST(QString::fromStdString(jsonAt(json.toStdString(), steps).value_or("nothing")), "value");
}

void Json::pathsWithMany_findEachValueOnce_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("values");
    const auto row = [](const char *json, const char *path, const char *values) {
        QTest::addRow("%s %s", path, json)
            << QString::fromUtf8(json) << QString::fromUtf8(path) << QString::fromUtf8(values);
    };
    row("[1, [2], {\"a\":3}]", "$[*]", "1 | [2] | {\"a\":3}");
    row("{\"a\":1,\"b\":[2]}", "$.*", "1 | [2]");
    row("{\"a\":1,\"b\":2,\"a\":3}", "$.*", "2 | 3");
    row("[]", "$[*]", "");
    row("{}", "$.*", "");
    row("\"[1]\"", "$[*]", "");
    row("{\"t\":[{\"p\":1},{\"q\":2},{\"p\":3}]}", "$.t[*].p", "1 | 3");
    row("[[1,2],[3,4]]", "$[*][1]", "2 | 4");
    row("{\"*\":1,\"b\":2}", "$[\"*\"]", "1");
    row("{\"a\":{\"a\":1},\"b\":[{\"a\":2}]}", "$..a", "{\"a\":1} | 1 | 2");
    row("[[1,[2]],3]", "$..[0]", "[1,[2]] | 1 | 2");
    row("[[1],2]", "$..*", "[1] | 2 | 1");
    row("{\"b c\":[{\"b c\":1}]}", "$..[\"b c\"]", "[{\"b c\":1}] | 1");
    row("{\"a\":{\"a\":{\"a\":1}}}", "$..a..a", "{\"a\":1} | 1");
    row("{\"x\":{\"a\":[{\"b\":1}]},\"b\":2}", "$..a..b", "1");
    row("5", "$..*", "");
}

void Json::pathsWithMany_findEachValueOnce()
{
    QFETCH(QString, json);
    QFETCH(QString, path);
    const Parse parsed = parse("json:" + path.toStdString());
    QVERIFY2(!parsed.problem, parsed.problem ? parsed.problem->text.c_str() : "");
    const JsonPath &steps = parsed.filter.root()->test.path;
    QCOMPARE(parse("json:" + pathText(steps)).filter.text(), parsed.filter.text());
    QStringList values;
    const Found found = anyJsonAt(json.toStdString(), steps, [&](std::string_view value) {
        values.append(QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())));
        return false;
    });
    QCOMPARE(found, Found::No);
    QTEST(values.join(QStringLiteral(" | ")), "values");
}

void Json::costlyPaths_areUndecided()
{
    const auto never = [](std::string_view) { return false; };
    const JsonPath deepA{{"a", std::nullopt, false, true}};
    const auto nested = [](int depth, const std::string &core) {
        std::string json;
        for (int i = 0; i < depth; ++i)
            json += "{\"a\":";
        return json + core + std::string(static_cast<std::size_t>(depth), '}');
    };
    // As deep as JSON goes, with as many steps: no more work than its size allows.
    JsonPath many;
    for (int i = 0; i < 500; ++i)
        many.push_back(deepA.front());
    QCOMPARE(anyJsonAt(nested(1000, "1"), many, never), Found::Undecided);
    QCOMPARE(anyJsonAt(nested(1000, "1"), deepA, never), Found::No);
    QCOMPARE(anyJsonAt(nested(1000, '"' + std::string(1 << 20, 'x') + '"'), deepA, never),
             Found::Undecided);
    std::string wide = "[0";
    for (std::size_t i = 1; i < mostJsonNodes; ++i)
        wide += ",0";
    const JsonPath all{{"", std::nullopt, true}};
    QCOMPARE(anyJsonAt(wide + "]", all, never), Found::No);
    QCOMPARE(anyJsonAt(wide + ",0]", all, never), Found::Undecided);
}

void Json::brokenJson_hasNoValues()
{
    const JsonPath path{{"a", std::nullopt}};
    for (const char *json : {"", "{", "{\"a\":1", "{\"a\":1}}", "{\"a\":1},\"b\":{", "1}",
                             "{\"a\":01}", "{\"a\":1} x", "\"a\":1", "{\"a\":1}\xff"})
        QVERIFY2(!jsonAt(json, path), json);
    QVERIFY(!jsonAt("1,\"\":2", {}));
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    QVERIFY(!jsonAt(deep, {}));
}

void Json::numbers_areThoseOfJson()
{
    QCOMPARE(jsonNumber("-1.5e3"), std::optional(-1500.0));
    for (const char *text : {"", "nan", "inf", "-inf", "-", "1x", "+1", "1e999", ".5"})
        QVERIFY2(!jsonNumber(text), text);
}

QTEST_APPLESS_MAIN(Json)
#include "tst_json.moc"
