// SPDX-License-Identifier: MIT
#include "filtertest.h"

#include <QTest>

#include <array>
#include <random>

using namespace ajar;
using namespace ajar::filter;
using namespace ajar::filter::test;

namespace
{

constexpr std::array pieces{
    " ",
    "(",
    ")",
    "and ",
    "or ",
    "not ",
    "!",
    "&&",
    "||",
    "==",
    "!=",
    "<",
    ">=",
    "~",
    "in ",
    "{",
    "}",
    ",",
    "..",
    "contains ",
    "op",
    "code",
    "fin",
    "json:",
    "$.type",
    "[0]",
    "[*]",
    ".*",
    "..a",
    "gap",
    ":",
    "close",
    "1000",
    "500ms",
    "4k",
    "\"x\"",
    "\"a\\\"",
    "/a+/i",
    "/",
    "\\",
    "word",
    "é",
    "\xff",
    "state ",
    "half-closed",
    "websocket.opcode",
    "websocket.payload.text",
    "matches ",
    "true",
    "0x8",
};

/// Expressions from the same seed are the same.
class Source
{
public:
    explicit Source(unsigned seed)
        : m_random(seed)
    {
    }
    std::size_t below(std::size_t end) { return m_random() % end; }

    std::string pieced()
    {
        std::string text;
        for (std::size_t i = below(12); i > 0; --i)
            text += pieces[below(pieces.size())];
        return text;
    }

    /// An expression that is right.
    std::string right(int depth)
    {
        const std::size_t kind = depth > 0 ? below(6) : 5;
        if (kind < 2)
            return right(depth - 1) + (below(2) ? " and " : " ") + right(depth - 1);
        if (kind == 2)
            return right(depth - 1) + " || " + right(depth - 1);
        return kind == 3   ? "(" + right(depth - 1) + ")"
               : kind == 4 ? "not " + right(depth - 1)
                           : test();
    }

private:
    std::string test()
    {
        const Field &field = fields()[below(fields().size())];
        std::string name(field.name);
        const std::size_t words = wordsOf(field).size();
        switch (field.form) {
        case Form::Flag:
        case Form::Word:
            return name + (below(2) ? " == " : " != ") +
                   (words ? std::string(wordsOf(field)[below(words)].name) : "1");
        case Form::Number:
            return name + " in {" + std::to_string(below(2000)) + ", 5..7}";
        case Form::Size:
            return name + " <= " + std::to_string(below(5000)) + (below(2) ? "k" : "");
        case Form::Duration:
            return name + ">" + std::to_string(below(5000)) + (below(2) ? "ms" : ".25s");
        case Form::Text:
            return name + (below(2) ? " contains \"a\\xfe" : ":\"") + letters() + "\"";
        case Form::Json:
            break;
        }
        return below(2) ? letters() : "json:$." + letters() + "[1] == \"" + letters() + "\"";
    }
    std::string letters()
    {
        std::string text = "w";
        for (std::size_t i = below(4); i > 0; --i)
            text += static_cast<char>('a' + below(26));
        return text;
    }

    std::mt19937 m_random;
};

void matchAll(const Filter &filter)
{
    Matcher matcher(filter, [](quint32, const session::Row &row) { return row.payload; });
    for (const session::Row &row : conversation())
        matcher.matches(1, row);
}

} // namespace

class Random : public QObject
{
    Q_OBJECT

private slots:
    void anyText_isReadOrPointedAt();
    void rightExpression_printedAndRead_isTheSame();
    void expressionAboutTheStory_needsNoDataFrame();
};

void Random::anyText_isReadOrPointedAt()
{
    Source source(1);
    int right = 0;
    for (int i = 0; i < 50'000; ++i) {
        const std::string expression = source.pieced();
        const Parse parsed = parse(expression);
        if (parsed.problem) {
            QVERIFY2(parsed.problem->position <= expression.size(), expression.c_str());
            QVERIFY2(parsed.problem->position + parsed.problem->length <= expression.size(),
                     expression.c_str());
            QVERIFY2(!parsed.problem->text.empty(), expression.c_str());
            QVERIFY(parsed.filter.isEmpty());
            continue;
        }
        ++right;
        const std::string text = parsed.filter.text();
        const Parse again = parse(text);
        QVERIFY2(!again.problem, (expression + " -> " + text).c_str());
        QCOMPARE(QString::fromStdString(again.filter.text()), QString::fromStdString(text));
        if (i % 16 == 0)
            matchAll(parsed.filter);
    }
    QVERIFY(right > 1000);
}

void Random::rightExpression_printedAndRead_isTheSame()
{
    Source source(2);
    for (int i = 0; i < 5'000; ++i) {
        const std::string expression = source.right(4);
        const Parse parsed = parse(expression);
        QVERIFY2(!parsed.problem,
                 (expression + ": " + (parsed.problem ? parsed.problem->text : "")).c_str());
        const std::string text = parsed.filter.text();
        QCOMPARE(read(QString::fromStdString(text)), QString::fromStdString(text));
        const QString negation = QStringLiteral("not (%1)").arg(QString::fromStdString(text));
        const auto with = passing(QString::fromStdString(expression));
        const auto without = passing(negation);
        QCOMPARE(with, passing(QString::fromStdString(text)));
        QCOMPARE(with.size() + without.size(), conversation().size());
    }
}

void Random::expressionAboutTheStory_needsNoDataFrame()
{
    for (const char *expression :
         {"op:close", "code:1000 or op:ping", "type:state", "not type:data"})
        QVERIFY2(parse(expression).filter.isAboutStory(), expression);
    for (const char *expression : {"op:text", "not op:close", "op:close or len>1",
                                   "op:close gap>1s", "op != close", "fin:0"})
        QVERIFY2(!parse(expression).filter.isAboutStory(), expression);

    Source source(3);
    int about = 0;
    for (int i = 0; i < 5'000; ++i) {
        const Filter filter = parse(source.right(3)).filter;
        if (!filter.isAboutStory())
            continue;
        ++about;
        Matcher all(filter);
        Matcher story(filter);
        for (const session::Row &row : conversation()) {
            const bool passes = all.matches(1, row);
            const bool passesInStory = row.kind != session::Kind::Data && story.matches(1, row);
            QVERIFY2(passes == passesInStory, filter.text().c_str());
        }
    }
    QVERIFY(about > 100);
}

QTEST_APPLESS_MAIN(Random)
#include "tst_random.moc"
