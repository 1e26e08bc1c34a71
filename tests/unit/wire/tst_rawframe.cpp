// SPDX-License-Identifier: MIT
#include "wire/frameencoder.h"
#include "wire/rawframe.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

namespace
{

constexpr std::array<std::uint8_t, 4> freshKey{0x37, 0xfa, 0x21, 0x3d};

/// The bytes that go out for a written frame.
Buffer sent(const RawFrame &frame, bool mask)
{
    Buffer bytes;
    for (const RawPart &part : partsOf(frame, mask, [] { return freshKey; }))
        appendFrame(bytes, part.header, part.payload);
    return bytes;
}

} // namespace

class TestRawFrame : public QObject
{
    Q_OBJECT

private slots:
    void written_givesBytes_data();
    void written_givesBytes();
    void written_readsBackAsItself_data() { written_givesBytes_data(); }
    void written_readsBackAsItself();
    void whatIsRead_isWrittenInOneWay_data();
    void whatIsRead_isWrittenInOneWay();
    void fault_isSaidWithItsPlace_data();
    void fault_isSaidWithItsPlace();
    void everyFirstByte_canBeWritten();
    void fragments_partThePayload_data();
    void fragments_partThePayload();
    void noFragments_areOne();
};

void TestRawFrame::written_givesBytes_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<Buffer>("bytes");
    const auto row = [](const char *written, const char *out) {
        QTest::newRow(written) << QByteArray(written) << hex(out);
    };
    // A server's frames, which are unmasked unless they say so.
    row("opcode=text", "81 00");
    row(R"(text="hi")", "81 02 6869");
    row(R"( opcode = binary , text="a,b=c" )", "82 05 612c623d63");
    row("opcode\t=\tbinary\t,\tfin=1", "82 00");
    row("opcode=continuation", "80 00");
    row("opcode=ping,payload=70", "89 01 70");
    row("opcode=pong", "8a 00");
    row("opcode=3", "83 00");
    row("opcode=15,payload=DEADbeef", "8f 04 deadbeef");
    row("fin=0,payload=", "01 00");
    row("fin=1", "81 00");
    row("rsv1=1", "c1 00");
    row("rsv2=1", "a1 00");
    row("rsv3=1,rsv1=0", "91 00");
    row("rsv=5", "d1 00");
    row("rsv=1,rsv1=1", "d1 00");
    row("mask=0", "81 00");
    row(R"(mask=1,text="Hello")", "81 85 37fa213d 7f9f4d5158"); // RFC 6455 5.7
    row(R"(mask=00000000,text="a")", "81 81 00000000 61");
    row(R"(mask=01020304,text="a")", "81 81 01020304 60");
    row("length=5,payload=61", "81 05 61");
    row("length=0,payload=6162", "81 00 6162");
    row("length=70000,payload=61", "81 7f 0000000000011170 61");
    row("length=18446744073709551615", "81 7f ffffffffffffffff");
    row("form=16,payload=61", "81 7e 0001 61");
    row("form=64,payload=61", "81 7f 0000000000000001 61");
    row("form=7,length=300", "81 2c");
    row("opcode=close", "88 00");
    row("opcode=close,code=1000", "88 02 03e8");
    row(R"(opcode=close,code=65535,reason="bye")", "88 05 ffff 627965");
    row("opcode=close,payload=03", "88 01 03");
    row("opcode=close,code=0", "88 02 0000");
    row(R"(text="\"\\\n\r\t\0\x7F\xff")", "81 08 22 5c 0a 0d 09 00 7f ff");
    row(R"(text="")", "81 00");
    row("text=\"\xE2\x98\x83\"", "81 03 e29883");
    row(R"(fragments=2,text="abc")", "01 02 6162 80 01 63");
    row("compress=0", "81 00");
}

void TestRawFrame::written_givesBytes()
{
    QFETCH(QByteArray, written);
    QFETCH(Buffer, bytes);
    const RawFrameParse parse = parseRawFrame(written.toStdString());
    QVERIFY2(parse.frame, parse.problem.c_str());
    QCOMPARE(sent(*parse.frame, false), bytes);
}

void TestRawFrame::written_readsBackAsItself()
{
    QFETCH(QByteArray, written);
    const RawFrame frame = parseRawFrame(written.toStdString()).frame.value();
    const std::string text = rawFrameText(frame);
    QVERIFY(parseRawFrame(text).frame == frame);
    QCOMPARE(latin(rawFrameText(*parseRawFrame(text).frame)), latin(text));
}

void TestRawFrame::whatIsRead_isWrittenInOneWay_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *written, const char *text) {
        QTest::newRow(written) << QByteArray(written) << latin(text);
    };
    row("payload=6869", R"(opcode=text,text="hi")");
    row(R"(text="a\"\\b")", R"(opcode=text,text="a\"\\b")");
    row("payload=0a", "opcode=text,payload=0a");
    row("payload=7f", "opcode=text,payload=7f");
    row(R"(opcode=2,text="hi")", "opcode=binary,payload=6869");
    row("opcode=6,fin=0,rsv=7", "opcode=6,fin=0,rsv1=1,rsv2=1,rsv3=1");
    row("mask=1", "opcode=text,mask=1");
    row("mask=0", "opcode=text,mask=0");
    row("mask=0102030A", "opcode=text,mask=0102030a");
    row("length=9,form=7", "opcode=text,length=9,form=7");
    row("form=16,fragments=3,compress=1", "opcode=text,form=16,fragments=3,compress=1");
    row("form=64", "opcode=text,form=64");
    row("opcode=close,code=1000", "opcode=close,payload=03e8");
    row("compress=1,file=/tmp/a,b=c", "opcode=text,compress=1,file=/tmp/a,b=c");
}

void TestRawFrame::whatIsRead_isWrittenInOneWay()
{
    QFETCH(QByteArray, written);
    const RawFrame frame = parseRawFrame(written.toStdString()).frame.value();
    QTEST(latin(rawFrameText(frame)), "text");
    // A key that is not used is not written.
    RawFrame unmasked = frame;
    unmasked.masked = false;
    unmasked.maskKey = freshKey;
    QVERIFY(rawFrameText(unmasked).find("37fa213d") == std::string::npos);
    unmasked.masked.reset();
    QVERIFY(rawFrameText(unmasked).find(",mask=37fa213d") != std::string::npos);
}

void TestRawFrame::fault_isSaidWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *written, int position, const char *problem) {
        QTest::newRow(written) << QByteArray(written) << position << latin(problem);
    };
    row("", 0, "a name with =");
    row("  ", 2, "a name with =");
    row("hello", 0, "a name with =");
    row("opcode=text,", 12, "a name with =");
    row("=1", 0, "the names are");
    row("nosuch=1", 0, "the names are");
    row("rsv4=1", 0, "the names are");
    row("fin=1,fin=0", 6, "fin stands here twice");
    row("fin=2", 4, "fin is 0 or 1");
    row("fin=", 4, "fin is 0 or 1");
    row("compress=yes", 9, "compress is 0 or 1");
    row("rsv1=x", 5, "rsv1 is 0 or 1");
    row("rsv=8", 4, "0 to 7");
    row("opcode=16", 7, "an opcode is due");
    row("opcode=-1", 7, "an opcode is due");
    row("opcode=Text", 7, "an opcode is due");
    row("mask=2", 5, "8 hex digits");
    row("mask=0102030", 5, "8 hex digits");
    row("mask=010203", 5, "8 hex digits");
    row("mask=0102030g", 5, "8 hex digits");
    row("length=-1", 7, "a number of bytes");
    row("length=18446744073709551616", 7, "a number of bytes");
    row("length=5x", 7, "a number of bytes");
    row("form=8", 5, "form is 7, 16 or 64");
    row("fragments=0", 10, "1 to 1000000");
    row("fragments=1000001", 10, "1 to 1000000");
    row("payload=6", 8, "hex digits in pairs");
    row("payload=zz", 8, "hex digits in pairs");
    row("payload=6z", 8, "hex digits in pairs");
    row("text=hello", 5, "double quotes");
    row("text=", 5, "double quotes");
    row("text=\"abc", 5, "never closed");
    row("text=\"a\\q\"", 7, "escapes are");
    row("text=\"a\\", 7, "escapes are");
    row("text=\"\\x4\"", 6, "escapes are");
    row("text=\"\\xzz\"", 6, "escapes are");
    row("text=\"\\x", 6, "escapes are");
    row("text=\"a\"b", 8, "a comma is due");
    row("file=", 5, "a path is due");
    row("code=65536", 5, "a close code of 0 to 65535");
    row("reason=\"x\"", 0, "a reason needs a code");
    row("code=1000,payload=61", 0, "exclude each other");
    row("text=\"a\",payload=61", 0, "exclude each other");
    row("text=\"a\",file=/x", 0, "exclude each other");
}

void TestRawFrame::fault_isSaidWithItsPlace()
{
    QFETCH(QByteArray, written);
    QFETCH(QString, problem);
    const RawFrameParse parse = parseRawFrame(written.toStdString());
    QVERIFY(!parse.frame);
    QVERIFY2(latin(parse.problem).contains(problem), parse.problem.c_str());
    QTEST(static_cast<int>(parse.position), "position");
}

void TestRawFrame::everyFirstByte_canBeWritten()
{
    for (int first = 0; first < 256; ++first) {
        const std::string written = "fin=" + std::to_string(first >> 7) +
                                    ",rsv=" + std::to_string(first >> 4 & 7) +
                                    ",opcode=" + std::to_string(first & 15);
        const RawFrame frame = parseRawFrame(written).frame.value();
        QCOMPARE(sent(frame, false), (Buffer{static_cast<std::uint8_t>(first), 0}));
        QCOMPARE(sent(frame, true),
                 (Buffer{static_cast<std::uint8_t>(first), 0x80, 0x37, 0xfa, 0x21, 0x3d}));
        QVERIFY(parseRawFrame(rawFrameText(frame)).frame == frame);
    }
}

void TestRawFrame::fragments_partThePayload_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<Buffer>("bytes");
    const auto row = [](const char *name, const char *written, const char *out) {
        QTest::newRow(name) << QByteArray(written) << hex(out);
    };
    row("more than there are bytes", R"(fragments=3,text="a")", "01 01 61 00 00 80 00");
    row("unequal ones", R"(fragments=3,text="abcd")", "01 02 6162 00 01 63 80 01 64");
    row("FIN is the last one's", R"(fragments=2,fin=0,text="ab")", "01 01 61 00 01 62");
    row("RSV is the first one's", R"(fragments=2,rsv=4,text="ab")", "41 01 61 80 01 62");
    row("a declared length is the last one's", R"(fragments=2,length=9,text="ab")",
        "01 01 61 80 09 62");
    row("the form is everyone's", R"(fragments=2,form=16,text="ab")", "01 7e0001 61 80 7e0001 62");
    row("so is the key", R"(fragments=2,mask=01020304,text="ab")",
        "01 81 01020304 60 80 81 01020304 63");
}

void TestRawFrame::fragments_partThePayload()
{
    QFETCH(QByteArray, written);
    QTEST(sent(parseRawFrame(written.toStdString()).frame.value(), false), "bytes");
}

void TestRawFrame::noFragments_areOne()
{
    RawFrame frame;
    frame.fragments = 0;
    QCOMPARE(sent(frame, false), hex("81 00"));
}

QTEST_APPLESS_MAIN(TestRawFrame)
#include "tst_rawframe.moc"
