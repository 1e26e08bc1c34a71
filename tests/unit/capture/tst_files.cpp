// SPDX-License-Identifier: MIT
#include "capture/linklayer.h"
#include "capture/pcapngreader.h"
#include "capture/segment.h"
#include "capturefile.h"

#include <QTest>

#include <random>

using namespace ajar;
using namespace ajar::capture;
using namespace ajar::capture::test;

namespace
{

const std::string whole = "state connecting, event tcp-connecting, event tcp-connected, event "
                          "handshake-request, event handshake-response, state open, sent text "
                          "hello, received text world, sent close 1000, state half-closed-local, "
                          "received close 1000, state close-exchanged, event fin-received, event "
                          "fin-sent, state closed, outcome closed";

void converse(Talk &talk)
{
    talk.connects()
        .opens()
        .client(text(true, "hello"))
        .server(text(false, "world"))
        .client(close(true, 1000))
        .server(close(false, 1000))
        .fin(false)
        .fin(true);
}

Pcapng usualFile(bool big = false)
{
    Pcapng file(big);
    file.interface(101);
    Talk talk(file);
    converse(talk);
    return file;
}

/// The packets of a conversation, as they are.
std::vector<Buffer> packets()
{
    std::vector<Buffer> found;
    const Pcapng file = usualFile();
    wire::Bytes rest(file.bytes);
    ByteInput input([&rest](std::span<std::uint8_t> into) {
        const std::size_t part = std::min(rest.size(), into.size());
        std::ranges::copy(rest.first(part), into.begin());
        rest = rest.subspan(part);
        return part;
    });
    PcapngReader reader(input);
    for (ReadResult one = reader.next(); std::holds_alternative<Packet>(one); one = reader.next()) {
        const wire::Bytes bytes = std::get<Packet>(one).bytes;
        found.emplace_back(bytes.begin(), bytes.end());
    }
    return found;
}

Buffer framed(const Buffer &front, const std::vector<Buffer> &packets, std::uint16_t linkType)
{
    Pcapng file;
    file.interface(linkType);
    std::uint64_t t = 1'700'000'000'000'000;
    for (const Buffer &packet : packets)
        file.packet(t += 10, front + packet);
    return file.bytes;
}

} // namespace

class TestFiles : public QObject
{
    Q_OBJECT

private slots:
    void pcapng_isReadInBothByteOrders()
    {
        for (const bool big : {false, true}) {
            const Read result = read(usualFile(big).bytes);
            QVERIFY(!result.report.problem);
            QCOMPARE(result.told(), whole);
            QCOMPARE(result.connections.size(), std::size_t{1});
            QCOMPARE(result.connections[0].url, std::string("ws://example.com/chat"));
            QCOMPARE(result.connections[0].kind, std::string("proxy"));
            QCOMPARE(result.connections[0].wallNanoseconds,
                     std::int64_t{1'700'000'000'001'000'000});
        }
    }

    void pcap_isReadInBothByteOrdersAndUnits()
    {
        for (const bool big : {false, true}) {
            for (const std::uint32_t magic : {0xA1B2C3D4U, 0xA1B23C4DU}) {
                const Read result = read(pcap({big}, magic, 101, packets()));
                QCOMPARE(result.told(), whole);
                const closing::Time unit = magic == 0xA1B2C3D4U ? 1000 : 1;
                QCOMPARE(result.times.back(), 10 * 250 * unit);
            }
        }
    }

    void linkLayers_arePassedOver_data()
    {
        QTest::addColumn<QByteArray>("front");
        QTest::addColumn<int>("linkType");
        const QByteArray macs(12, 'm');
        QTest::newRow("Ethernet") << macs + QByteArray::fromHex("0800") << 1;
        QTest::newRow("VLAN") << macs + QByteArray::fromHex("810000050800") << 1;
        QTest::newRow("QinQ") << macs + QByteArray::fromHex("88a80005810000060800") << 1;
        QTest::newRow("PPPoE") << macs + QByteArray::fromHex("88641100000100000021") << 1;
        QTest::newRow("BSD loopback") << QByteArray::fromHex("02000000") << 0;
        QTest::newRow("OpenBSD loopback") << QByteArray::fromHex("00000002") << 108;
        QTest::newRow("cooked") << QByteArray(14, 'c') + QByteArray::fromHex("0800") << 113;
        QTest::newRow("cooked 2") << QByteArray::fromHex("0800") + QByteArray(18, 'c') << 276;
        QTest::newRow("raw 12") << QByteArray() << 12;
        QTest::newRow("raw 14") << QByteArray() << 14;
        QTest::newRow("IPv4") << QByteArray() << 228;
    }
    void linkLayers_arePassedOver()
    {
        QFETCH(QByteArray, front);
        QFETCH(int, linkType);
        const Buffer before(front.begin(), front.end());
        const auto file = framed(before, packets(), static_cast<std::uint16_t>(linkType));
        QCOMPARE(read(file).told(), whole);
    }

    void unknownLinkTypes_areCountedAndNoOthersStopped()
    {
        Pcapng file;
        file.interface(127).interface(101);
        file.packet(5, Buffer(60, 1));
        Talk talk(file);
        const Read result = read(file.bytes);
        QVERIFY(result.connections.empty());
        QCOMPARE(result.report.notes,
                 std::vector<std::string>{"1 packet is of link type 127, which is not known here"});
    }

    void ipv6_isReadBehindExtensionHeaders()
    {
        const Tcp tcp{true, 7, 0, "S", {}};
        const Buffer hopByHop{6, 0, 0, 0, 0, 0, 0, 0};
        const Buffer destination{0, 0, 0, 0, 0, 0, 0, 0};
        const Buffer atomic{6, 0, 0, 0, 1, 2, 3, 4};
        for (const Buffer &ip : {tcp.ipv6(), tcp.ipv6(hopByHop, 0),
                                 tcp.ipv6(destination + hopByHop, 60), tcp.ipv6(atomic, 44)}) {
            const auto found = segmentIn(ip);
            const auto *segment = std::get_if<Segment>(&found);
            QVERIFY(segment);
            QCOMPARE(segment->number, 7U);
            QVERIFY(segment->syn);
            QCOMPARE(endpointText(segment->from), std::string("[2001::1]:50000"));
            QCOMPARE(endpointText(segment->to), std::string("[2001::2]:80"));
        }
        Buffer piece = atomic;
        piece[3] = 1;
        QCOMPARE(std::get<NoSegment>(segmentIn(tcp.ipv6(piece, 44))), NoSegment::Fragment);
        Buffer fragment = tcp.ip();
        fragment[6] = 0x20;
        QCOMPARE(std::get<NoSegment>(segmentIn(fragment)), NoSegment::Fragment);
    }

    void addresses_areWrittenAsOthersWriteThem()
    {
        Endpoint endpoint;
        endpoint.isIpv6 = true;
        QCOMPARE(addressText(endpoint), std::string("::"));
        endpoint.address[15] = 1;
        QCOMPARE(addressText(endpoint), std::string("::1"));
        endpoint.address[0] = 0xFE;
        endpoint.address[1] = 0x80;
        endpoint.address[8] = 0xAB;
        QCOMPARE(addressText(endpoint), std::string("fe80::ab00:0:0:1"));
    }

    void times_followResolutionAndOffset()
    {
        QCOMPARE(nanosecondsOf(1'500'000, 6, 0), std::int64_t{1'500'000'000});
        QCOMPARE(nanosecondsOf(3, 9, 10), std::int64_t{10'000'000'003});
        QCOMPARE(nanosecondsOf(5, 0, 0), std::int64_t{5'000'000'000});
        QCOMPARE(nanosecondsOf(3'000'000'000'000, 12, 0), std::int64_t{3'000'000'000});
        QCOMPARE(nanosecondsOf(3, 0x81, 0), std::int64_t{1'500'000'000});
        QCOMPARE(nanosecondsOf(7, 127, 0), std::int64_t{0});
        QCOMPARE(nanosecondsOf(7, 0xFF, 0), std::int64_t{0});
        QVERIFY(nanosecondsOf(UINT64_MAX, 0, INT64_MAX) > 0);
        QCOMPARE(nanosecondsOf(5, 6, INT64_MIN), std::int64_t{5000});
        Pcapng file;
        file.interface(101, file.option(9, {9}) + file.option(14, file.numbers().u64(100)));
        Talk talk(file);
        converse(talk);
        const Read result = read(file.bytes);
        QCOMPARE(result.times.back(), closing::Time{10'000}); // microseconds read as nanoseconds
    }

    void sections_haveTheirOwnOrderAndInterfaces()
    {
        Pcapng first;
        first.interface(101);
        Talk talk(first);
        talk.connects().opens();
        Pcapng second(true);
        second.interface(1).interface(101);
        second.packet(1'700'000'100'000'000, talk.make(true, text(true, "later")), 1);
        const Read result = read(first.bytes + second.bytes);
        QVERIFY(!result.report.problem);
        QVERIFY(result.told().ends_with("state open, sent text later"));
    }

    void otherBlocks_arePassedOver_andSimpleAndObsoletePacketsAreRead()
    {
        const std::vector<Buffer> all = packets();
        Pcapng file;
        file.block(0x0BAD, Buffer(400'000)).interface(101).block(4, Buffer(7)).block(10, {});
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Numbers &n = file.numbers();
            const auto size = static_cast<std::uint32_t>(all[i].size());
            if (i % 2 == 0)
                file.block(3, n.u32(size) + all[i]);
            else
                file.block(2, n.u16(0) + n.u16(0) + n.u32(0) + n.u32(5) + n.u32(size) +
                                  n.u32(size) + all[i]);
        }
        const Read result = read(file.bytes);
        QCOMPARE(result.told(), whole);
        QVERIFY(result.report.notes.back().starts_with("6 packets are without a time"));
    }

    void anEmptyFile_andOneWithoutPackets_areNoFault()
    {
        QVERIFY(!read(Pcapng().bytes).report.problem);
        QVERIFY(read({}).report.problem);
        QVERIFY(!read(pcap({}, 0xA1B2C3D4, 1, {})).report.problem);
    }

    void everyTruncation_saysWhereOrIsAnEnd()
    {
        for (const Buffer &file : {usualFile().bytes, pcap({}, 0xA1B2C3D4, 101, packets())}) {
            int ends = 0;
            for (std::size_t size = 0; size < file.size(); ++size) {
                const Buffer part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
                const Read result = read(part);
                ends += result.report.problem ? 0 : 1;
                if (!result.report.problem)
                    continue;
                QVERIFY(result.report.problem->endsEarly);
                QVERIFY(result.report.problem->offset <= size);
                const Read kept = read(part, true);
                QVERIFY(!kept.report.problem);
                QCOMPARE(kept.report.leftOut, std::uint64_t{1});
                QVERIFY(whole.starts_with(kept.told()));
            }
            // Between its blocks a file can't be told from a whole one.
            QVERIFY(ends >= 10 && ends < 14);
        }
    }

    void flippedBits_endInAProblemOrAStory()
    {
        const Buffer good = usualFile().bytes;
        std::mt19937 random(20);
        for (int i = 0; i < 4000; ++i) {
            Buffer file = good;
            for (int flips = 0; flips <= i % 3; ++flips)
                file[random() % file.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
            const Read result = read(file, i % 2 == 0);
            for (std::size_t at = 1; at < result.times.size(); ++at)
                QVERIFY(result.connections.size() > 1 || result.times[at - 1] <= result.times[at]);
        }
    }

    void lyingLengths_areToldWithTheirPlace()
    {
        const auto problemIn = [](const Buffer &file) { return *read(file).report.problem; };
        Pcapng file;
        const std::size_t at = file.bytes.size();
        const Numbers n;
        for (const std::uint32_t total : {0U, 8U, 13U, 0xFFFFFFFFU}) {
            const Problem found = problemIn(file.bytes + n.u32(6) + n.u32(total) + Buffer(40));
            QCOMPARE(found.offset, at + 4);
            QVERIFY(!found.canGoOn);
        }
        QVERIFY(problemIn(file.bytes + n.u32(6) + n.u32(0x01F00000) + Buffer(40))
                    .text.starts_with("a block of"));
        // A block nobody reads may be as large as it likes, but not larger than the file.
        QVERIFY(problemIn(file.bytes + n.u32(9) + n.u32(0xFFFFFFFC) + Buffer(40)).endsEarly);
        QCOMPARE(
            problemIn(pcap({}, 0xA1B2C3D4, 1, {}) + n.u64(0) + n.u32(0x7FFFFFFF) + n.u32(9)).offset,
            std::uint64_t{24 + 8});

        Pcapng undescribed = usualFile();
        undescribed.packet(0, Buffer(40), 9);
        QVERIFY(problemIn(undescribed.bytes).canGoOn);
        const Read kept = read(undescribed.bytes, true);
        QCOMPARE(kept.told(), whole);
        QCOMPARE(kept.report.leftOut, std::uint64_t{1});
    }
};

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_files.moc"
