// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;

// The classes of cases that conformance suites have: framing, Pings and Pongs, reserved bits,
// opcodes, fragmentation, the closing handshake, sizes. Each row is what a server sends.

namespace
{

using Bytes = std::vector<std::uint8_t>;

struct Row {
    QByteArray name;
    std::vector<PeerFrame> frames;
    std::string delivered;
    std::string heard;
    std::string state = "open";
};

const std::string failed = "half-closed-local";
const std::string closed = "close-exchanged";

PeerFrame withOpcode(int opcode, PeerFrame frame)
{
    frame.opcode = wire::Opcode(opcode);
    return frame;
}

std::string said(const std::string &what, const std::string &payload)
{
    return payload.empty() ? what : what + " " + payload;
}

std::vector<Row> framing()
{
    std::vector<Row> rows;
    for (const std::size_t size : {0, 1, 125, 126, 127, 128, 65535, 65536}) {
        const std::string payload(size, '*');
        rows.push_back({"text of " + QByteArray::number(qulonglong(size)),
                        {text(payload)},
                        said("text", payload),
                        ""});
        rows.push_back({"binary of " + QByteArray::number(qulonglong(size)),
                        {binary(payload)},
                        said("binary", payload),
                        ""});
    }
    return rows;
}

std::vector<Row> pings()
{
    using namespace std::string_literals;
    std::vector<Row> rows{
        {"empty Ping", {ping()}, "", "pong"},
        {"Ping with text", {ping("Hello, world!")}, "", "pong Hello, world!"},
        {"Ping with bytes", {ping("\0\xFF\xFE\xFD"s)}, "", "pong \0\xFF\xFE\xFD"s},
        {"Ping of 125", {ping(std::string(125, '\xFE'))}, "", "pong " + std::string(125, '\xFE')},
        {"Ping of 126", {ping(std::string(126, 'x'))}, "", "close 1002 control-length", failed},
        {"unasked empty Pong", {pong()}, "", ""},
        {"unasked Pong", {pong("unsolicited")}, "", ""},
        {"unasked Pong, then Ping", {pong("unsolicited"), ping("asked")}, "", "pong asked"},
    };
    Row ten{"ten Pings", {}, "", ""};
    for (int i = 0; i < 10; ++i) {
        ten.frames.push_back(ping("payload-" + std::to_string(i)));
        ten.heard += (i == 0 ? "" : ", ") + ("pong payload-" + std::to_string(i));
    }
    rows.push_back(std::move(ten));
    return rows;
}

std::vector<Row> reservedBits()
{
    const std::string fault = "close 1002 rsv-not-negotiated";
    std::vector<Row> rows;
    for (std::uint8_t bits = 1; bits < 8; ++bits) {
        const QByteArray name = "rsv " + QByteArray::number(bits);
        rows.push_back({name + " on a text", {rsv(bits, text("small"))}, "", fault, failed});
        rows.push_back({name + " after a good text, before a Ping",
                        {text("good"), rsv(bits, text("bad")), ping()},
                        "text good",
                        fault,
                        failed});
        rows.push_back({name + " on a binary", {rsv(bits, binary("small"))}, "", fault, failed});
        rows.push_back({name + " on a continuation",
                        {part(text("a")), rsv(bits, last("b"))},
                        "",
                        fault,
                        failed});
        rows.push_back({name + " on a Ping", {rsv(bits, ping("small"))}, "", fault, failed});
        rows.push_back({name + " on a Pong", {rsv(bits, pong("small"))}, "", fault, failed});
        rows.push_back(
            {name + " on a Close", {rsv(bits, closeFrame(1000))}, "", "close 1002", closed});
    }
    return rows;
}

std::vector<Row> opcodes()
{
    const std::string fault = "close 1002 opcode-reserved";
    std::vector<Row> rows;
    for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        const QByteArray name = "opcode " + QByteArray::number(opcode);
        rows.push_back({name, {withOpcode(opcode, text(""))}, "", fault, failed});
        rows.push_back(
            {name + " with a payload", {withOpcode(opcode, text("reserved"))}, "", fault, failed});
        rows.push_back({name + " after a good text, before a Ping",
                        {text("good"), withOpcode(opcode, text("bad")), ping()},
                        "text good",
                        fault,
                        failed});
    }
    return rows;
}

std::vector<Row> fragmentation()
{
    const std::string alone = "close 1002 continuation-alone";
    const std::string interrupted = "close 1002 message-interrupted";
    return {
        {"a Ping in fragments",
         {part(ping("a")), last("b")},
         "",
         "close 1002 control-fragmented",
         failed},
        {"a Pong in fragments",
         {part(pong("a")), last("b")},
         "",
         "close 1002 control-fragmented",
         failed},
        {"a text in two fragments", {part(text("frag")), last("ment")}, "text fragment", ""},
        {"a binary in three", {part(binary("a")), more("b"), last("c")}, "binary abc", ""},
        {"a Ping between fragments", {part(text("a")), ping("p"), last("b")}, "text ab", "pong p"},
        {"Pings between five fragments",
         {part(text("1")), more("2"), ping("first"), more("3"), more("4"), ping("second"),
          last("5")},
         "text 12345",
         "pong first, pong second"},
        {"a last continuation first, then a text", {last("x"), text("y")}, "", alone, failed},
        {"a continuation first, then a text", {more("x"), text("y")}, "", alone, failed},
        {"a continuation after the end",
         {part(text("a")), last("b"), more("c"), text("d")},
         "text ab",
         alone,
         failed},
        {"continuation, text, continuation, twice",
         {more("a"), part(text("b")), last("c"), more("a"), part(text("b")), last("c")},
         "",
         alone,
         failed},
        {"last continuation, text, continuation",
         {last("a"), part(text("b")), last("c")},
         "",
         alone,
         failed},
        {"both fragments say text", {part(text("a")), text("b")}, "", interrupted, failed},
        {"a binary begins inside a text",
         {part(text("a")), part(binary("b"))},
         "",
         interrupted,
         failed},
        {"empty fragments", {part(text("")), more(""), more("x"), last("")}, "text x", ""},
        {"only empty fragments", {part(text("")), more(""), last("")}, "text", ""},
        {"a Close between fragments",
         {part(text("a")), closeFrame(1000), last("b")},
         "",
         "close 1000",
         closed},
    };
}

std::vector<Row> closing()
{
    const std::string large(256 * 1024, 'x');
    std::vector<Row> rows{
        {"a text, then Close", {text("hi"), closeFrame(1000)}, "text hi", "close 1000", closed},
        {"two Closes", {closeFrame(1000), closeFrame(1001)}, "", "close 1000", closed},
        {"a Ping after Close", {closeFrame(1000), ping("late")}, "", "close 1000", closed},
        {"a text after Close", {closeFrame(1000), text("late")}, "", "close 1000", closed},
        {"a large text, Close, Ping",
         {text(large), closeFrame(1000), ping()},
         "text " + large,
         "close 1000",
         closed},
        {"an empty Close", {emptyClose()}, "", "close", closed},
        {"a Close of one byte", {withOpcode(8, text("\x03"))}, "", "close 1002", closed},
        {"a Close with a code", {closeFrame(1000)}, "", "close 1000", closed},
        {"a Close with a reason",
         {closeFrame(1000, "Bye, κόσμε!")},
         "",
         "close 1000 Bye, κόσμε!",
         closed},
        {"a reason of 123 bytes",
         {closeFrame(1000, std::string(123, '*'))},
         "",
         "close 1000 " + std::string(123, '*'),
         closed},
        {"a reason of 124 bytes",
         {closeFrame(1000, std::string(124, '*'))},
         "",
         "close 1002",
         closed},
        {"a reason that is no UTF-8",
         {closeFrame(1000, "\xce\xba\xed\xa0\x80")},
         "",
         "close 1007",
         closed},
        {"a reason cut inside a character",
         {closeFrame(1000, "\xe2\x82")},
         "",
         "close 1007",
         closed},
        {"a Close in fragments", {part(closeFrame(1000)), last("")}, "", "close 1002", closed},
    };
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                           3000, 3999, 4000, 4999})
        rows.push_back({"code " + QByteArray::number(code),
                        {closeFrame(code)},
                        "",
                        "close " + std::to_string(code),
                        closed});
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        rows.push_back({"code " + QByteArray::number(code) + ", which nobody may send",
                        {closeFrame(code)},
                        "",
                        "close 1002",
                        closed});
    return rows;
}

std::vector<Row> rows()
{
    std::vector<Row> all;
    for (const auto &group :
         {framing(), pings(), reservedBits(), opcodes(), fragmentation(), closing()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

/// What became of it: the gate's messages, what the peer heard, the state, in one text.
std::string outcomeOf(Conversation &gate)
{
    const std::string delivered = gate.delivered();
    const std::string heard = gate.heard();
    return delivered + "\nheard: " + heard + "\nstate: " + gate.state();
}

std::string played(const std::vector<Bytes> &pieces)
{
    Conversation gate;
    gate.logic.wantMessages(true);
    for (const Bytes &piece : pieces)
        gate.receive(piece);
    return outcomeOf(gate);
}

Bytes slice(const Bytes &bytes, std::size_t from, std::size_t to)
{
    return {bytes.begin() + std::ptrdiff_t(from), bytes.begin() + std::ptrdiff_t(to)};
}

std::vector<Bytes> chopped(const Bytes &bytes, std::size_t size)
{
    std::vector<Bytes> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        pieces.push_back(slice(bytes, at, std::min(at + size, bytes.size())));
    return pieces;
}

/// Every place of a short input; of a long one those near its ends, and some between.
std::vector<std::size_t> places(std::size_t size)
{
    std::vector<std::size_t> all;
    for (std::size_t at = 0; at <= size; ++at) {
        if (size < 1000 || at < 16 || at + 16 > size || at % 9973 == 0)
            all.push_back(at);
    }
    return all;
}

} // namespace

Q_DECLARE_METATYPE(Row)

class ConformanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cases_data();
    void cases();
    void casesSplitAnywhere_endTheSame_data() { cases_data(); }
    void casesSplitAnywhere_endTheSame();
    void casesCutAtEachByte_sayWhatIsMissing_data() { cases_data(); }
    void casesCutAtEachByte_sayWhatIsMissing();
    void largeMessages_areDeliveredWhole_data();
    void largeMessages_areDeliveredWhole();
    void manyMessages_areDeliveredInOrder();

private:
    static Bytes stream(const std::vector<PeerFrame> &frames)
    {
        Bytes bytes;
        for (const PeerFrame &frame : frames) {
            const Bytes encoded = encode(frame, wire::Role::Server);
            bytes.insert(bytes.end(), encoded.begin(), encoded.end());
        }
        return bytes;
    }
};

void ConformanceTest::cases_data()
{
    QTest::addColumn<Row>("row");
    for (const Row &row : rows())
        QTest::newRow(row.name.constData()) << row;
}

void ConformanceTest::cases()
{
    QFETCH(Row, row);
    const std::string expected = row.delivered + "\nheard: " + row.heard + "\nstate: " + row.state;
    QCOMPARE(QByteArray::fromStdString(played({stream(row.frames)})),
             QByteArray::fromStdString(expected));
}

void ConformanceTest::casesSplitAnywhere_endTheSame()
{
    QFETCH(Row, row);
    const Bytes bytes = stream(row.frames);
    const std::string whole = played({bytes});
    for (const std::size_t at : places(bytes.size()))
        QVERIFY2(played({slice(bytes, 0, at), slice(bytes, at, bytes.size())}) == whole,
                 QByteArray::number(qulonglong(at)).constData());
    for (const std::size_t size : {1, 3, 997}) // bytes at a time
        QVERIFY2(played(chopped(bytes, size)) == whole,
                 QByteArray::number(qulonglong(size)).constData());
}

void ConformanceTest::casesCutAtEachByte_sayWhatIsMissing()
{
    QFETCH(Row, row);
    const Bytes bytes = stream(row.frames);
    std::vector<std::size_t> edges{0};
    for (const PeerFrame &frame : row.frames)
        edges.push_back(edges.back() + encode(frame, wire::Role::Server).size());
    for (const std::size_t at : places(bytes.size())) {
        Conversation gate;
        gate.logic.wantMessages(true);
        gate.receive(slice(bytes, 0, at));
        gate.receive(fin);
        const std::size_t frames =
            std::size_t(std::ranges::upper_bound(edges, at) - edges.begin()) - 1;
        const bool inside = edges[frames] != at;
        const std::string truncated = gate.recorded("frame-truncated");
        const std::string count = std::to_string(at - edges[frames]);
        SAYS(truncated, inside ? "event frame-truncated " + count +
                                     "\nevent finding frame-truncated " + count +
                                     " bytes of its last frame had come received"
                               : std::string());
        QVERIFY(gate.state().ends_with("fin received"));
        QVERIFY(row.state == closed || gate.state().starts_with("aborted"));
    }
}

void ConformanceTest::largeMessages_areDeliveredWhole_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("fragment"); // bytes in each
    QTest::addColumn<int>("chop");     // bytes in each piece
    const int mebibyte = 1 << 20;
    for (const int size : {64 << 10, 256 << 10, mebibyte, 4 * mebibyte, 16 * mebibyte})
        QTest::addRow("%d bytes", size) << size << size << size + 14;
    for (const int fragment : {64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, mebibyte})
        QTest::addRow("4 MiB in fragments of %d", fragment)
            << 4 * mebibyte << fragment << (64 << 10);
    for (const int chop : {64, 128, 256, 512, 1024, 2048})
        QTest::addRow("1 MiB in pieces of %d", chop) << mebibyte << mebibyte << chop;
    QTest::addRow("64 KiB in fragments of 1300") << 65536 << 1300 << (1 << 20);
}

void ConformanceTest::largeMessages_areDeliveredWhole()
{
    QFETCH(int, size);
    QFETCH(int, fragment);
    QFETCH(int, chop);
    for (const bool isText : {true, false}) {
        std::string payload(std::size_t(size), '.');
        for (std::size_t i = 0; i < payload.size(); i += 7)
            payload[i] = static_cast<char>('a' + i % 26);
        std::vector<PeerFrame> frames;
        for (int at = 0; at < size; at += fragment) {
            PeerFrame frame = at == 0 ? isText ? text("") : binary("") : last("");
            frame.payload = payload.substr(std::size_t(at), std::size_t(fragment));
            frame.fin = at + fragment >= size;
            frames.push_back(std::move(frame));
        }
        QVERIFY(played(chopped(stream(frames), std::size_t(chop))) ==
                (isText ? "text " : "binary ") + payload + "\nheard: \nstate: open");
    }
}

void ConformanceTest::manyMessages_areDeliveredInOrder()
{
    for (const std::size_t size : {0, 16, 64, 256, 1024, 4096}) {
        std::vector<PeerFrame> frames;
        std::string expected;
        for (std::size_t i = 0; i < 1000; ++i) {
            const std::string payload(size, static_cast<char>('a' + i % 26));
            frames.push_back(i % 2 ? text(payload) : binary(payload));
            expected += (i == 0 ? "" : ", ") + said(i % 2 ? "text" : "binary", payload);
        }
        QVERIFY(played(chopped(stream(frames), 1000)) == expected + "\nheard: \nstate: open");
    }
}

QTEST_APPLESS_MAIN(ConformanceTest)
#include "tst_conformance.moc"
