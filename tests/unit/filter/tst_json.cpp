// SPDX-License-Identifier: MIT
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
