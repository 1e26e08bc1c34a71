// SPDX-License-Identifier: MIT
#include "wire/extension.h"
#include "wiretest.h"

#include <QRegularExpression>
#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

class TestExtension : public QObject
{
    Q_OBJECT

private slots:
    void field_isRead_data();
    void field_isRead();
    void writtenField_readsBackAsItWas_data();
    void writtenField_readsBackAsItWas();
    void escapesInQuotes_areTakenAway();
    void tokens_areOfTheirCharactersOnly();
    void hostileFields_areReadInLinearTime_data();
    void hostileFields_areReadInLinearTime();
};

void TestExtension::field_isRead_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("result"); // as extensionsText() writes it; empty: not to be read
    const auto row = [](const char *name, const char *field, const char *result) {
        QTest::newRow(name) << QByteArray(field) << latin(result);
    };
    row("a name", "permessage-deflate", "permessage-deflate");
    row("two names", "a,b", "a, b");
    row("parameters with and without values", "a;b;c=1", "a; b; c=1");
    row("blanks wherever they may be", " \ta ; b = 1\t,\t c ", "a; b=1, c");
    row("a quoted value", "a; b=\"1\"", "a; b=1");
    row("an escaped character in a quoted value", "a; b=\"\\1\\0\"", "a; b=10");
    row("the same name twice", "a; b=1, a", "a; b=1, a");
    row("the same parameter twice", "a; b; b=2", "a; b; b=2");
    row("names of properties in scripts", "constructor; __proto__=hasOwnProperty",
        "constructor; __proto__=hasOwnProperty");
    row("every kind of token character", "aZ09!#$%&'*+-.^_`|~", "aZ09!#$%&'*+-.^_`|~");
    row("empty elements", ",a, ,b,,", "a, b");
    row("nothing", "", "");
    row("blanks only", " \t ", "");
    row("commas only", ",,", "");
    row("a parameter without its extension", ";a", "");
    row("a semicolon without its parameter", "a;", "");
    row("a semicolon and a comma", "a;,b", "");
    row("a value without its parameter", "a; =1", "");
    row("a parameter without its value", "a; b=", "");
    row("two names without a comma", "a b", "");
    row("two parameters without a semicolon", "a; b c", "");
    row("a name with a value", "a=1", "");
    row("a name in quotes", "\"a\"", "");
    row("an open quote", "a; b=\"1", "");
    row("an open quote with nothing in it", "a; b=\"", "");
    row("an escape at the end", "a; b=\"\\", "");
    row("an escaped closing quote", "a; b=\"1\\\"", "");
    row("an empty quoted value", "a; b=\"\"", "");
    row("a quoted value that is no token", "a; b=\"1 2\"", "");
    row("a quoted list", "a; b=\"8;8\"", "");
    row("more behind a quoted value", "a; b=\"1\"2", "");
    row("a character that is in no token", "a(b)", "");
    row("a byte beyond ASCII", "\xC3\xA4", "");
    row("a control character", "a\x01", "");
}

void TestExtension::field_isRead()
{
    QFETCH(QByteArray, field);
    QFETCH(QString, result);
    const auto read = parseExtensions(field.toStdString());
    QCOMPARE(read.has_value(), !result.isEmpty());
    QCOMPARE(latin(extensionsText(read.value_or(std::vector<Extension>{}))), result);
}

void TestExtension::writtenField_readsBackAsItWas_data()
{
    field_isRead_data();
}

void TestExtension::writtenField_readsBackAsItWas()
{
    QFETCH(QByteArray, field);
    const auto read = parseExtensions(field.toStdString());
    if (read)
        QVERIFY(parseExtensions(extensionsText(*read)) == read);
}

void TestExtension::escapesInQuotes_areTakenAway()
{
    const std::vector<Extension> expected{{"a", {{"b", "c"}, {"d", std::nullopt}}}, {"e", {}}};
    QVERIFY(parseExtensions("a; b=\"\\c\"; d, e") == expected);
}

void TestExtension::tokens_areOfTheirCharactersOnly()
{
    QVERIFY(isToken("chat.v2"));
    QVERIFY(!isToken(""));
    for (int c = 0; c < 256; ++c) {
        const bool alphanumeric = c < 128 && QString(QChar(c)).contains(
                                                 QRegularExpression(QStringLiteral("[0-9A-Za-z]")));
        const bool other = c != 0 && QByteArray("!#$%&'*+-.^_`|~").contains(static_cast<char>(c));
        const char text[] = {'x', static_cast<char>(c)};
        if (isToken({text, 2}) != (alphanumeric || other))
            QFAIL(qPrintable(QStringLiteral("byte %1").arg(c)));
    }
}

void TestExtension::hostileFields_areReadInLinearTime_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<bool>("isRead");
    QTest::newRow("an open quote with backslashes")
        << "a; b=\"" + QByteArray("\\c").repeated(25'000) << false;
    QTest::newRow("many open quotes") << "a; b=\"" + QByteArray("\\\"").repeated(25'000) << false;
    QTest::newRow("blanks") << "b" + QByteArray(32'000, ' ') + "x" << false;
    QTest::newRow("blanks around commas") << QByteArray(" ,\t").repeated(20'000) + "a" << true;
    QTest::newRow("many extensions") << QByteArray("a,").repeated(30'000) << true;
    QTest::newRow("many parameters") << "a" + QByteArray(";b=\"c\"").repeated(10'000) << true;
}

void TestExtension::hostileFields_areReadInLinearTime()
{
    QFETCH(QByteArray, field);
    QFETCH(bool, isRead);
    // A time that grows with the square would take minutes for this.
    for (int i = 0; i < 20; ++i)
        QCOMPARE(parseExtensions(field.toStdString()).has_value(), isRead);
}

QTEST_APPLESS_MAIN(TestExtension)
#include "tst_extension.moc"
