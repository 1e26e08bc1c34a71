// SPDX-License-Identifier: MIT
#include "session/jsonmembers.h"
#include "session/jsonwriter.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace ajar::session;

class TestJsonWriter : public QObject
{
    Q_OBJECT

private slots:
    void members_standInTheOrderInWhichTheyWereGiven()
    {
        JsonWriter json;
        json.beginObject()
            .string("z", "1")
            .beginArray("list")
            .element("a")
            .element("b")
            .endArray()
            .beginObject("empty")
            .endObject()
            .beginArray("none")
            .endArray()
            .null("n")
            .boolean("b", false)
            .raw("r", "[1,2]")
            .endObject();
        QCOMPARE(json.json(), "{\"z\":\"1\",\"list\":[\"a\",\"b\"],\"empty\":{},\"none\":[],"
                              "\"n\":null,\"b\":false,\"r\":[1,2]}");
    }

    void strings_areEscapedAndAreUtf8_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &json) {
            QTest::newRow(name) << text << json;
        };
        row("empty", "", "");
        row("plain", "abc", "abc");
        row("quotes", "\"\\/", "\\\"\\\\/");
        row("controls", QByteArray("\0\b\f\n\r\t\x1B\x7F", 8),
            "\\u0000\\b\\f\\n\\r\\t\\u001b\\u007f");
        row("two bytes", "\xC3\xA4", "\xC3\xA4");
        row("four bytes", "\xF0\x9F\x9A\xAA", "\xF0\x9F\x9A\xAA");
        row("lone continuation", "a\x80z", "a\xEF\xBF\xBDz");
        row("two broken bytes", "\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD");
        row("cut at the end", "\xF0\x9F\x9A", "\xEF\xBF\xBD");
        row("cut before a letter", "\xE2\x82z", "\xEF\xBF\xBDz");
        row("overlong", "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");
        row("surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        row("above U+10FFFF", "\xF4\x90\x80\x80",
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    }
    void strings_areEscapedAndAreUtf8()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, json);
        JsonWriter writer;
        writer.beginObject()
            .string("s", {text.constData(), static_cast<std::size_t>(text.size())})
            .endObject();
        QCOMPARE(writer.json(), "{\"s\":\"" + json + "\"}");
        const QJsonDocument parsed = QJsonDocument::fromJson(writer.json());
        QVERIFY(parsed.isObject());
        if (QString::fromUtf8(text).toUtf8() == text)
            QCOMPARE(parsed.object().value(QLatin1String("s")).toString(), QString::fromUtf8(text));
    }

    void numbers_readBackAsTheSame()
    {
        for (const double value : {0.0, -0.5, 0.1, 1e300, 5e-324, 1.0 / 3, 123456789.0}) {
            JsonWriter json;
            json.beginObject().number("x", value).endObject();
            QCOMPARE(
                QJsonDocument::fromJson(json.json()).object().value(QLatin1String("x")).toDouble(),
                value);
        }
        JsonWriter json;
        json.beginArray()
            .number({}, std::numeric_limits<double>::infinity())
            .number({}, std::nan(""))
            .number({}, 0.1)
            .integer({}, std::numeric_limits<std::int64_t>::min())
            .unsignedInteger({}, std::numeric_limits<std::uint64_t>::max())
            .endArray();
        QCOMPARE(json.json(), "[null,null,0.1,-9223372036854775808,18446744073709551615]");
    }

    void seconds_haveNineDecimals()
    {
        QCOMPARE(secondsText(0), "0.000000000");
        QCOMPARE(secondsText(1), "0.000000001");
        QCOMPARE(secondsText(1'234'567'890), "1.234567890");
        QCOMPARE(secondsText(-1), "-0.000000001");
        QCOMPARE(secondsText(std::numeric_limits<qint64>::min()), "-9223372036.854775808");
        QCOMPARE(secondsText(std::numeric_limits<qint64>::max()), "9223372036.854775807");
    }

    void membersOfAnObject_keepTheirOrderAndTheirText()
    {
        const auto members = jsonMembers(" { \"z\" : 1.500 ,\n \"a\":\"x, }\\\"\\\\\",\r\"o\":"
                                         "{\"b\": [1, 2, {\"c\":\"}\"}] }, \"\\u0041\":null }\n");
        QByteArray text;
        for (const auto &[name, value] : members)
            text += name + '=' + value + ' ';
        QCOMPARE(text, "z=1.500 a=\"x, }\\\"\\\\\" o={\"b\":[1,2,{\"c\":\"}\"}]} A=null ");
    }

    void textThatIsNoObject_hasNoMembers()
    {
        for (const char *json : {"", "[]", "[1]", "7", "{", "{\"a\"}", "{\"a\":1,}", "{}x", "{}"})
            QVERIFY(jsonMembers(json).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJsonWriter)
#include "tst_jsonwriter.moc"
