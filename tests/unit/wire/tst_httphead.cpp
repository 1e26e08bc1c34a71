// SPDX-License-Identifier: MIT
#include "wire/httphead.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;
using Status = HttpHeadParser::Status;

namespace
{
/// Start line, then "name=value" for each field; a failure's text instead; "more" for more.
QStringList describe(const HttpHeadParser &parser, Status status)
{
    if (status == Status::NeedMore)
        return {QStringLiteral("more")};
    if (status == Status::Failed)
        return {latin(headErrorText(parser.error()))};
    QStringList lines{latin(parser.head().startLine)};
    for (const HeaderField &field : parser.head().fields)
        lines << latin(field.name) + u'=' + latin(field.value);
    return lines;
}

struct Result {
    QStringList lines;
    std::size_t consumed = 0;
    std::string raw;
    bool operator==(const Result &) const = default;
};

Result parse(const std::vector<Buffer> &pieces, HttpHeadParser::Limits limits = {})
{
    HttpHeadParser parser(limits);
    Result result;
    Status status = Status::NeedMore;
    for (const Buffer &piece : pieces) {
        const Buffer own(piece);
        std::size_t consumed = 0;
        status = parser.feed(own, consumed);
        result.consumed += consumed;
    }
    result.lines = describe(parser, status);
    result.raw = parser.raw();
    return result;
}

const QByteArray ok = "HTTP/1.1 101 Switching Protocols\r\n";
const QString okLine = QStringLiteral("HTTP/1.1 101 Switching Protocols");
const QString badField = QStringLiteral("a header field is malformed");
const QString notHttp = QStringLiteral("the first line is not HTTP/1");
const QString tooMany = QStringLiteral("the head has too many fields");
const QString tooLarge = QStringLiteral("the head is too large");
const QString more = QStringLiteral("more");
} // namespace

class TestHttpHead : public QObject
{
    Q_OBJECT

private slots:
    void bytes_giveAHead_data();
    void bytes_giveAHead();
    void anySplit_givesTheSame_data() { bytes_giveAHead_data(); }
    void anySplit_givesTheSame();
    void whatFollowsTheHead_isNotConsumed();
    void headOfExactlyTheLimit_isAccepted();
    void headWithoutEnd_isTooLarge_whateverThePieces();
    void twoThousandFields_areTooMany();
    void fieldsAtTheLimit_areAccepted();
    void lineOfEightKiB_isAccepted();
    void reply_thatIsNoHttp_isKeptForShowing();
    void finishedParser_takesNoMore();
    void status_isReadFromTheStartLine_data();
    void status_isReadFromTheStartLine();
    void noError_hasAWordToo();
    void fields_areFoundWhateverTheirCase();
    void token_isFoundInAnyAppearance_data();
    void token_isFoundInAnyAppearance();
};

void TestHttpHead::bytes_giveAHead_data()
{
    QTest::addColumn<QByteArray>("in");
    QTest::addColumn<QStringList>("out");
    const auto row = [](const char *name, const QByteArray &in, const QStringList &out) {
        QTest::newRow(name) << in << out;
    };
    row("a response", ok + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        {okLine, u"Upgrade=websocket"_qs, u"Connection=Upgrade"_qs});
    row("a request", "GET /chat?a=b HTTP/1.1\r\nHost: example.com\r\n\r\n",
        {u"GET /chat?a=b HTTP/1.1"_qs, u"Host=example.com"_qs});
    row("no fields", ok + "\r\n", {okLine});
    row("no reason phrase", "HTTP/1.1 101\r\n\r\n", {u"HTTP/1.1 101"_qs});
    row("an empty reason phrase", "HTTP/1.1 101 \r\n\r\n", {u"HTTP/1.1 101 "_qs});
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", {u"HTTP/1.0 200 OK"_qs});
    row("LF only", "HTTP/1.1 101 x\nA: b\n\n", {u"HTTP/1.1 101 x"_qs, u"A=b"_qs});
    row("LF and CRLF mixed", "HTTP/1.1 101 x\nA: b\r\nC: d\n\r\n",
        {u"HTTP/1.1 101 x"_qs, u"A=b"_qs, u"C=d"_qs});
    row("blanks around a value", ok + "A: \t b c \t\r\nD:e\r\nF:\r\n\r\n",
        {okLine, u"A=b c"_qs, u"D=e"_qs, u"F="_qs});
    row("colons in a value", ok + "A: b: c\r\n\r\n", {okLine, u"A=b: c"_qs});
    row("a field twice", ok + "A: b\r\na: c\r\n\r\n", {okLine, u"A=b"_qs, u"a=c"_qs});
    row("obs-fold", ok + "A: b\r\n  c\r\n\td \r\nE: f\r\n\r\n", {okLine, u"A=b c d"_qs, u"E=f"_qs});
    row("obs-fold of blanks behind a value", ok + "A: b\r\n \r\n\r\n", {okLine, u"A=b"_qs});
    row("obs-fold of blanks", ok + "A:\r\n \r\n b\r\n\r\n", {okLine, u"A=b"_qs});
    row("bytes above 0x7f and ESC in a value", ok + "A: \xc3\xa9\x1b\r\n\r\n",
        {okLine, u"A="_qs + QString::fromLatin1("\xc3\xa9\x1b")});
    row("a mark of another protocol behind it", ok + "\r\n\x81", {okLine});

    row("nothing", "", {more});
    row("no empty line", ok + "A: b\r\n", {more});
    row("CR only", "HTTP/1.1 101 x\rA: b\r\r", {more});

    row("an empty first line", "\r\n" + ok, {notHttp});
    row("an SSH banner", "SSH-2.0-OpenSSH_9.2\r\n", {notHttp});
    row("HTTP/2", "HTTP/2 101\r\n\r\n", {notHttp});
    row("HTTP/9.9", "HTTP/9.9 101 x\r\n\r\n", {notHttp});
    row("an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {notHttp});
    row("a short status", "HTTP/1.1 10\r\n\r\n", {notHttp});
    row("a long status", "HTTP/1.1 1010\r\n\r\n", {notHttp});
    row("a request without a target", "GET  HTTP/1.1\r\n\r\n", {notHttp});
    row("a blank before the method", " GET / HTTP/1.1\r\n\r\n", {notHttp});
    row("a request with a blank in its target", "GET /a b HTTP/1.1\r\n\r\n", {notHttp});
    row("a NUL in the start line", QByteArray("HTTP/1.1 101 \0\r\n\r\n", 18), {notHttp});
    row("a CR in the start line", "HTTP/1.1 101 a\rb\r\n\r\n", {notHttp});
    row("no colon", ok + "Upgrade websocket\r\n\r\n", {badField});
    row("no name", ok + ": websocket\r\n\r\n", {badField});
    row("a space before the colon", ok + "Upgrade : websocket\r\n\r\n", {badField});
    row("a space in the name", ok + "Up grade: websocket\r\n\r\n", {badField});
    row("a NUL in a value", ok + QByteArray("A: b\0c\r\n\r\n", 10), {badField});
    row("a NUL in a name", ok + QByteArray("A\0: b\r\n\r\n", 9), {badField});
    row("a CR in a value", ok + "A: b\rc\r\n\r\n", {badField});
    row("CR twice before LF", ok + "A: b\r\r\n\r\n", {badField});
    row("a fold without a field", ok + " A: b\r\n\r\n", {badField});
    row("a NUL in a fold", ok + QByteArray("A: b\r\n \0\r\n\r\n", 12), {badField});
}

void TestHttpHead::bytes_giveAHead()
{
    QFETCH(QByteArray, in);
    QFETCH(QStringList, out);
    const Result result = parse({bytes(in)});
    QCOMPARE(result.lines, out);
    QCOMPARE(QByteArray::fromStdString(result.raw), in.left(qsizetype(result.consumed)));
}

void TestHttpHead::anySplit_givesTheSame()
{
    QFETCH(QByteArray, in);
    const Buffer data = bytes(in);
    const Result whole = parse({data});
    for (std::size_t at = 0; at <= data.size(); ++at)
        QVERIFY(parse(splitAt(data, at)) == whole);
    if (!data.empty())
        QVERIFY(parse(byteByByte(data)) == whole);
}

void TestHttpHead::whatFollowsTheHead_isNotConsumed()
{
    const Buffer head = bytes(ok + "A: b\r\n\r\n");
    const Buffer frame = hex("81 0d0a 0d0a");
    for (std::size_t at = 0; at <= head.size() + frame.size(); ++at) {
        const Result result = parse(splitAt(head + frame, at));
        QCOMPARE(result.consumed, head.size());
        QCOMPARE(result.raw.size(), head.size());
    }
}

void TestHttpHead::headOfExactlyTheLimit_isAccepted()
{
    const Buffer head = bytes(ok + "A: b\r\n\r\n");
    QCOMPARE(parse({head}, {.bytes = head.size()}).lines.size(), 2);
    QCOMPARE(parse({head}, {.bytes = head.size() - 1}).lines, QStringList{tooLarge});
    QCOMPARE(parse(byteByByte(head), {.bytes = head.size()}).lines.size(), 2);
    QCOMPARE(parse(byteByByte(head), {.bytes = head.size() - 1}).lines, QStringList{tooLarge});
}

void TestHttpHead::headWithoutEnd_isTooLarge_whateverThePieces()
{
    const Buffer data = bytes(ok + "A: " + QByteArray(64 * 1024, 'x'));
    const Result whole = parse({data});
    QCOMPARE(whole.lines, QStringList{tooLarge});
    QCOMPARE(whole.raw.size(), std::size_t{64 * 1024});
    QVERIFY(parse(byteByByte(data)) == whole);
    QCOMPARE(parse({bytes(QByteArray(64 * 1024, 'x'))}).lines, QStringList{more});
    QCOMPARE(parse({bytes(QByteArray(64 * 1024 + 1, 'x'))}).lines, QStringList{tooLarge});
    QCOMPARE(parse({bytes(QByteArray(20 << 20, 'x'))}).raw.size(), std::size_t{64 * 1024});
}

void TestHttpHead::twoThousandFields_areTooMany()
{
    QByteArray head = ok;
    for (int i = 0; i < 2000; ++i)
        head += "X-Header-" + QByteArray::number(i) + ": some value or other, not short\r\n";
    head += "Upgrade: websocket\r\n\r\n";
    QVERIFY(head.size() > 64 * 1024);
    QCOMPARE(parse({bytes(head)}).lines, QStringList{tooMany});
    QCOMPARE(parse(byteByByte(bytes(head))).lines, QStringList{tooMany});
}

void TestHttpHead::fieldsAtTheLimit_areAccepted()
{
    QByteArray head = ok;
    for (int i = 0; i < 200; ++i)
        head += "A: b\r\n c\r\n";
    QCOMPARE(parse({bytes(head + "\r\n")}).lines.size(), 201);
    QCOMPARE(parse({bytes(head + "A: b\r\n")}).lines, QStringList{tooMany});
}

void TestHttpHead::lineOfEightKiB_isAccepted()
{
    const Result result = parse({bytes(ok + "A: " + QByteArray(8193, 'x') + "\r\n\r\n")});
    QCOMPARE(result.lines.size(), 2);
    QCOMPARE(result.lines[1].size(), 8195);
}

void TestHttpHead::reply_thatIsNoHttp_isKeptForShowing()
{
    HttpHeadParser parser;
    std::size_t consumed = 0;
    QVERIFY(parser.feed(bytes("SSH-2.0-OpenSSH\r\nand"), consumed) == Status::Failed);
    QCOMPARE(consumed, std::size_t{20});
    QVERIFY(parser.feed(bytes(" more"), consumed) == Status::Failed);
    QCOMPARE(consumed, std::size_t{5});
    QVERIFY(parser.error() == HeadError::NotHttp);
    QCOMPARE(latin(parser.raw()), QStringLiteral("SSH-2.0-OpenSSH\r\nand more"));
}

void TestHttpHead::finishedParser_takesNoMore()
{
    HttpHeadParser parser;
    std::size_t consumed = 0;
    QVERIFY(parser.feed(bytes(ok + "\r\n"), consumed) == Status::Done);
    QVERIFY(parser.feed(bytes("A: b\r\n\r\n"), consumed) == Status::Done);
    QCOMPARE(consumed, std::size_t{0});
    QVERIFY(parser.head().fields.empty());
}

void TestHttpHead::status_isReadFromTheStartLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::newRow("101") << QByteArray("HTTP/1.1 101 Switching Protocols") << 101;
    QTest::newRow("no reason") << QByteArray("HTTP/1.1 404") << 404;
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK") << 200;
    QTest::newRow("a request") << QByteArray("GET / HTTP/1.1") << 0;
    QTest::newRow("four digits") << QByteArray("HTTP/1.1 1011") << 0;
    QTest::newRow("letters") << QByteArray("HTTP/1.1 abc x") << 0;
    QTest::newRow("a letter in the middle") << QByteArray("HTTP/1.1 1a1 x") << 0;
    QTest::newRow("a letter at the end") << QByteArray("HTTP/1.1 10a x") << 0;
    QTest::newRow("a sign") << QByteArray("HTTP/1.1 -10 x") << 0;
    QTest::newRow("no version") << QByteArray("HTTP/1.x 101 y") << 0;
    QTest::newRow("no blank") << QByteArray("HTTP/1.1x101 y") << 0;
    QTest::newRow("empty") << QByteArray() << 0;
}

void TestHttpHead::status_isReadFromTheStartLine()
{
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    HttpHead head;
    head.startLine = line.toStdString();
    QCOMPARE(head.status(), status);
}

void TestHttpHead::noError_hasAWordToo()
{
    QCOMPARE(latin(headErrorText(HeadError::None)), QStringLiteral("the head is fine"));
}

void TestHttpHead::fields_areFoundWhateverTheirCase()
{
    HttpHead head;
    head.fields = {{"Upgrade", "first"}, {"Host", "h"}, {"UPGRADE", "second"}};
    QCOMPARE(latin(head.field("upgrade").value_or("")), QStringLiteral("first"));
    QCOMPARE(head.count("uPgRaDe"), std::size_t{2});
    QCOMPARE(head.count("Upgrade2"), std::size_t{0});
    QVERIFY(!head.field("Upgr"));
    QVERIFY(!equalsIgnoringCase("[", "{"));
    QVERIFY(!equalsIgnoringCase("k", "\xe2\x84\xaa"));
}

void TestHttpHead::token_isFoundInAnyAppearance_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("found");
    QTest::newRow("alone") << QByteArray("Upgrade") << true;
    QTest::newRow("another case") << QByteArray("uPGRADE") << true;
    QTest::newRow("in a list") << QByteArray("keep-alive, Upgrade") << true;
    QTest::newRow("in a list without blanks") << QByteArray("a,upgrade,b") << true;
    QTest::newRow("empty items") << QByteArray(",, \t,upgrade") << true;
    QTest::newRow("part of a word") << QByteArray("Upgraded, no-upgrade") << false;
    QTest::newRow("two words") << QByteArray("upgrade please") << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void TestHttpHead::token_isFoundInAnyAppearance()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, found);
    HttpHead head;
    head.fields = {{"Connection", "close"}, {"connection", value.toStdString()}};
    QCOMPARE(head.hasToken("Connection", "upgrade"), found);
}

QTEST_APPLESS_MAIN(TestHttpHead)
#include "tst_httphead.moc"
