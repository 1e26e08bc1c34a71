// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;

// Text that is UTF-8, is none, or is cut, through the gate: plain and compressed, whole and in
// fragments of one byte. A fault fails the connection at the fragment in which it shows, before the
// message ends.

namespace
{

constexpr int valid = -1;
constexpr int cut = -2;

struct Row {
    const char *name;
    const char *hex;
    int verdict; ///< or where the first byte stands that can't be right
};

const Row rows[] = {
    {"empty", "", valid},
    {"ASCII", "48656c6c6f2d77406f726c64", valid},
    {"mixed widths", "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121", valid},
    {"Greek", "cebae1bdb9cf83cebcceb5", valid},
    {"Greek, cut", "cebae1bdb9cf83cebcce", cut},
    {"NUL", "00", valid},
    {"DEL", "7f", valid},
    {"U+0080", "c280", valid},
    {"U+07FF", "dfbf", valid},
    {"U+0800", "e0a080", valid},
    {"U+FFFF", "efbfbf", valid},
    {"U+FFFE", "efbfbe", valid},
    {"U+10000", "f0908080", valid},
    {"U+D7FF", "ed9fbf", valid},
    {"U+E000", "ee8080", valid},
    {"U+FFFD", "efbfbd", valid},
    {"U+10FFFF", "f48fbfbf", valid},
    {"U+1FFFE", "f09fbfbe", valid},
    {"a byte order mark", "efbbbf61", valid},
    {"U+110000", "f4908080", 1},
    {"U+1FFFFF", "f7bfbfbf", 0},
    {"five bytes", "f888808080", 0},
    {"five bytes, the last", "fbbfbfbfbf", 0},
    {"six bytes", "fc8480808080", 0},
    {"six bytes, the last", "fdbfbfbfbfbf", 0},
    {"a lone continuation", "80", 0},
    {"a lone continuation, the last", "bf", 0},
    {"continuations", "80bf80bf80bf", 0},
    {"all leads of two, each with a space", "c220c320dc20df20", 1},
    {"all leads of three, each with a space", "e020e120ed20ef20", 1},
    {"a lead of four and a space", "f020f420", 1},
    {"a lead of five and a space", "f820", 0},
    {"a lead of six and a space", "fc20", 0},
    {"two bytes, cut", "c3", cut},
    {"three bytes, cut", "e280", cut},
    {"four bytes, cut", "f09f98", cut},
    {"three bytes, ASCII inside", "e28041", 2},
    {"FE", "fe", 0},
    {"FF", "ff", 0},
    {"FE FE FF FF", "fefeffff", 0},
    {"overlong slash, two", "c0af", 0},
    {"overlong slash, three", "e080af", 1},
    {"overlong slash, four", "f08080af", 1},
    {"overlong slash, five", "f8808080af", 0},
    {"overlong slash, six", "fc80808080af", 0},
    {"the last overlong of two", "c1bf", 0},
    {"the last overlong of three", "e09fbf", 1},
    {"the last overlong of four", "f08fbfbf", 1},
    {"overlong NUL", "c080", 0},
    {"U+D800", "eda080", 1},
    {"U+DB7F", "edadbf", 1},
    {"U+DC00", "edb080", 1},
    {"U+DFFF", "edbfbf", 1},
    {"a pair of surrogates", "eda080edb080", 1},
    {"surrogates inside text", "cebae1bdb9cf83cebcceb5eda080656469746564", 12},
    {"beyond the last inside text", "cebae1bdb9cf83cebcceb5f4908080656469746564", 12},
    {"FF behind much text",
     "6161616161616161616161616161616161616161616161616161616161616161616161616161ff61", 38},
};

std::string bytesOf(const char *hex)
{
    return QByteArray::fromHex(hex).toStdString();
}

Conversation opened(bool compressed)
{
    Conversation gate({}, {},
                      compressed ? std::optional<wire::DeflateParameters>(wire::DeflateParameters{})
                                 : std::nullopt);
    gate.logic.wantMessages(true);
    return gate;
}

/// The fragments of a text: so many bytes each, the last one empty if `emptyLast`.
std::vector<PeerFrame> fragments(const std::string &whole, std::size_t size, bool emptyLast)
{
    std::vector<PeerFrame> frames;
    for (std::size_t at = 0; at < whole.size(); at += size)
        frames.push_back(more(whole.substr(at, size)));
    if (emptyLast || frames.empty())
        frames.push_back(more(""));
    frames.front().opcode = wire::Opcode::Text;
    frames.back().fin = true;
    return frames;
}

} // namespace

class TextCasesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void text_isDeliveredOrFails_data();
    void text_isDeliveredOrFails();
    void fault_failsAtItsFragment_data() { text_isDeliveredOrFails_data(); }
    void fault_failsAtItsFragment();
    void textCutAtEachByte_isWholeOnlyAtCharactersEdges_data();
    void textCutAtEachByte_isWholeOnlyAtCharactersEdges();
};

void TextCasesTest::text_isDeliveredOrFails_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<int>("verdict");
    QTest::addColumn<bool>("compressed");
    for (const Row &row : rows) {
        QTest::addRow("%s", row.name) << QByteArray(row.hex) << row.verdict << false;
        QTest::addRow("%s, compressed", row.name) << QByteArray(row.hex) << row.verdict << true;
    }
}

void TextCasesTest::text_isDeliveredOrFails()
{
    QFETCH(QByteArray, hex);
    QFETCH(int, verdict);
    QFETCH(bool, compressed);
    const std::string whole = bytesOf(hex);
    const std::string good = whole.empty() ? "text" : "text " + whole;
    // In one frame, in two at each place, in one for each byte.
    std::vector<std::vector<PeerFrame>> ways{{text(whole)}, fragments(whole, 1, false)};
    for (std::size_t at = 0; at <= whole.size(); ++at)
        ways.push_back({part(text(whole.substr(0, at))), last(whole.substr(at))});
    for (const std::vector<PeerFrame> &frames : ways) {
        Conversation gate = opened(compressed);
        Peer peer(gate);
        PeerDeflater deflated;
        for (const PeerFrame &frame : frames)
            peer >> (compressed ? deflated(frame) : frame) >> ping("between");
        std::string heard = gate.heard();
        QCOMPARE(gate.delivered(), verdict == valid ? good : std::string());
        QCOMPARE(heard.find("close 1007 text-utf8") != std::string::npos, verdict != valid);
        SAYS(gate.state(), verdict == valid ? "open" : "half-closed-local");
    }
}

void TextCasesTest::fault_failsAtItsFragment()
{
    QFETCH(QByteArray, hex);
    QFETCH(int, verdict);
    QFETCH(bool, compressed);
    if (verdict == valid)
        return;
    const std::string whole = bytesOf(hex);
    Conversation gate = opened(compressed);
    Peer peer(gate);
    PeerDeflater deflated;
    // What is cut shows only when the message ends, at an empty fragment here.
    const std::size_t due = verdict == cut ? whole.size() : std::size_t(verdict);
    std::size_t at = 0;
    for (const PeerFrame &frame : fragments(whole, 1, true)) {
        peer >> (compressed ? deflated(frame) : frame);
        // An empty last fragment is a finding of its own; deflate's end is not empty.
        const bool isEmpty = verdict == cut && !compressed;
        SAYS(peer.heard(), at != due ? ""
                           : isEmpty ? "close 1007 text-utf8,fragments-empty"
                                     : "close 1007 text-utf8");
        if (at++ == due)
            break;
    }
    SAYS(gate.recorded("event finding"),
         ("event finding text-utf8 byte " + std::to_string(due) +
          " of the message is no UTF-8 received " + std::to_string(due + 1))
             .c_str());
}

void TextCasesTest::textCutAtEachByte_isWholeOnlyAtCharactersEdges_data()
{
    QTest::addColumn<bool>("compressed");
    QTest::newRow("plain") << false;
    QTest::newRow("compressed") << true;
}

void TextCasesTest::textCutAtEachByte_isWholeOnlyAtCharactersEdges()
{
    QFETCH(bool, compressed);
    const QString all = QStringLiteral("aé€😀κόσμε");
    const std::string bytes = all.toStdString();
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        // A continuation byte behind the cut: it is inside a character.
        const bool inside = size < bytes.size() && (bytes[size] & 0xC0) == 0x80;
        Conversation gate = opened(compressed);
        Peer peer(gate);
        PeerDeflater deflated;
        const PeerFrame frame = text(bytes.substr(0, size));
        peer >> (compressed ? deflated(frame) : frame);
        SAYS(peer.heard(), inside ? "close 1007 text-utf8" : "");
    }
}

QTEST_APPLESS_MAIN(TextCasesTest)
#include "tst_textcases.moc"
