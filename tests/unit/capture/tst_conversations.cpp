// SPDX-License-Identifier: MIT
#include "capture/fragments.h"
#include "capturefile.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace ajar;
using namespace ajar::capture;
using namespace ajar::capture::test;

namespace
{

const std::string opening = "state connecting, event tcp-connecting, event tcp-connected, event "
                            "handshake-request, event handshake-response, state open";

/// What comes behind the opening.
std::string after(const Read &result)
{
    const std::string told = result.told();
    return told.starts_with(opening + ", ") ? told.substr(opening.size() + 2) : told;
}

struct Scene {
    Scene() { file.interface(101); }
    Pcapng file;
    Talk talk{file};
};

/// A packet in pieces of 16 bytes, as a router (IPv4) or its sender (IPv6) would cut it.
std::vector<Buffer> fragmentsOf(const Buffer &ip)
{
    constexpr std::size_t size = 16;
    const Numbers net{true};
    const bool isIpv6 = ip[0] >> 4 == 6;
    const std::size_t header = isIpv6 ? 40 : 20;
    std::vector<Buffer> pieces;
    for (std::size_t at = 0; header + at < ip.size(); at += size) {
        const std::size_t end = std::min(header + at + size, ip.size());
        const auto offset = static_cast<std::uint32_t>(at);
        const std::uint32_t more = end < ip.size() ? 1 : 0;
        Buffer piece(ip.begin(), ip.begin() + static_cast<std::ptrdiff_t>(header));
        if (isIpv6) {
            piece = piece + Buffer{piece[6], 0} + net.u16(offset | more) + net.u32(77);
            piece[6] = 44;
        } else {
            piece[6] = static_cast<std::uint8_t>(more << 5 | offset / 8 >> 8);
            piece[7] = static_cast<std::uint8_t>(offset / 8);
        }
        piece.insert(piece.end(), ip.begin() + static_cast<std::ptrdiff_t>(header + at),
                     ip.begin() + static_cast<std::ptrdiff_t>(end));
        const Buffer length =
            net.u16(static_cast<std::uint32_t>(isIpv6 ? piece.size() - 40 : piece.size()));
        std::ranges::copy(length, piece.begin() + (isIpv6 ? 4 : 2));
        pieces.push_back(piece);
    }
    return pieces;
}

} // namespace

class TestConversations : public QObject
{
    Q_OBJECT

private slots:
    void segmentsInAnyOrder_giveTheSameFrames()
    {
        std::mt19937 random(3);
        Buffer stream;
        std::string expected;
        for (int i = 0; i < 40; ++i) {
            stream = stream + text(true, std::to_string(i));
            expected += (i ? ", sent text " : "sent text ") + std::to_string(i);
        }
        for (int round = 0; round < 30; ++round) {
            Scene scene;
            scene.talk.connects().opens();
            std::vector<Buffer> packets;
            for (std::size_t at = 0; at < stream.size();) {
                const std::size_t size =
                    std::min<std::size_t>(random() % 20 + 1, stream.size() - at);
                const auto from = stream.begin() + static_cast<std::ptrdiff_t>(at);
                packets.push_back(
                    scene.talk.make(true, {from, from + static_cast<std::ptrdiff_t>(size)}));
                at += size;
            }
            // Some come twice.
            for (int i = 0; i < 10; ++i)
                packets.push_back(packets[random() % packets.size()]);
            std::ranges::shuffle(packets, random);
            for (const Buffer &packet : packets)
                scene.talk.put(packet);
            QCOMPARE(after(read(scene.file.bytes)), expected);
        }
    }

    void aRepeatedSyn_leavesTheRoundTripUnknown()
    {
        for (const int repetitions : {0, 1, 2}) {
            Scene scene;
            const Buffer syn = Tcp{.number = 1000, .flags = "S"}.ip();
            for (int i = 0; i < repetitions; ++i)
                scene.talk.put(syn).waits(1'000'000);
            scene.talk.connects().opens();
            scene.talk.put(syn); // the network had a copy of it
            const Read result = read(scene.file.bytes);
            QCOMPARE(result.told(), opening);
            QCOMPARE(result.roundTrip.has_value(), repetitions == 0);
        }
    }

    void fragmentsOfIp_arePutTogether_data()
    {
        QTest::addColumn<QList<int>>("order");
        QTest::addColumn<bool>("isIpv6");
        QTest::addColumn<int>("leftOut");
        for (const bool six : {false, true}) {
            const char *name = six ? "IPv6" : "IPv4";
            QTest::addRow("%s in order", name) << QList<int>{0, 1, 2} << six << 0;
            QTest::addRow("%s backwards", name) << QList<int>{2, 1, 0} << six << 0;
            QTest::addRow("%s repeated", name) << QList<int>{1, 1, 2, 0} << six << 0;
            QTest::addRow("%s one missing", name) << QList<int>{0, 2} << six << 2;
            QTest::addRow("%s the first missing", name) << QList<int>{1, 2} << six << 2;
        }
    }
    void fragmentsOfIp_arePutTogether()
    {
        QFETCH(const QList<int>, order);
        QFETCH(const bool, isIpv6);
        QFETCH(const int, leftOut);
        const Tcp tcp{.number = 7, .flags = "A", .payload = bytesOf("in several pieces of IP")};
        const Buffer whole = isIpv6 ? tcp.ipv6() : tcp.ip();
        const std::vector<Buffer> pieces = fragmentsOf(whole);
        QCOMPARE(pieces.size(), std::size_t{3});
        Fragments fragments;
        std::optional<Buffer> result;
        for (const int i : order) {
            QVERIFY(!result);
            if (const auto made = fragments.add(0, pieces[static_cast<std::size_t>(i)]))
                result = Buffer(made->begin(), made->end());
        }
        QCOMPARE(result.has_value(), leftOut == 0);
        QVERIFY(!result || *result == whole);
        QCOMPARE(fragments.leftOut(), std::uint64_t(leftOut));
    }

    void fragmentsThatNeverBecomeAPacket_makeRoom()
    {
        Fragments fragments;
        const Buffer whole = Tcp{.payload = Buffer(40)}.ip();
        Buffer first = fragmentsOf(whole).front();
        constexpr std::uint32_t count = 3000;
        for (std::uint32_t i = 0; i < count; ++i) {
            first[4] = static_cast<std::uint8_t>(i >> 8);
            first[5] = static_cast<std::uint8_t>(i);
            QVERIFY(!fragments.add(0, first));
        }
        QCOMPARE(fragments.leftOut(), std::uint64_t{count});
        // An identification that comes again much later is another packet.
        Fragments later;
        const auto pieces = fragmentsOf(Tcp{.payload = bytesOf("0123456789")}.ip());
        QVERIFY(!later.add(0, pieces[0]));
        QVERIFY(!later.add(Fragments::longestWait + 1, pieces[1]));
        QCOMPARE(later.leftOut(), std::uint64_t{2});
    }

    void fragmentsInACapture_areReadOrTold()
    {
        for (const bool complete : {true, false}) {
            Scene scene;
            scene.talk.connects().opens();
            const auto pieces = fragmentsOf(scene.talk.make(false, text(false, "in pieces of IP")));
            for (const std::size_t i : {std::size_t{2}, std::size_t{0}, std::size_t{1}}) {
                if (complete || i != 1)
                    scene.talk.put(pieces[i]);
            }
            const Read result = read(scene.file.bytes);
            QCOMPARE(result.told(), opening + (complete ? ", received text in pieces of IP" : ""));
            const auto &notes = result.report.notes;
            QCOMPARE(std::ranges::count(notes, "2 IP fragments are not put together, and left out"),
                     complete ? 0 : 1);
        }
    }

    void numbersWrapAround()
    {
        Pcapng file;
        file.interface(101);
        Talk talk(file, 50000, 0xFFFFFFF0, 0xFFFFFFFF);
        talk.connects().opens();
        for (int i = 0; i < 5; ++i)
            talk.client(text(true, std::string(20'000, 'x'))).server(text(false, "y"));
        const std::string told = after(read(file.bytes));
        QCOMPARE(std::ranges::count(told, 'y'), 5);
        QCOMPARE(std::ranges::count(told, 'x'), 100'000 + 10); // of "text" too
    }

    void whatOverlaps_theFirstCopyWinsAndDifferencesAreTold()
    {
        Scene scene;
        scene.talk.connects().opens();
        Buffer packet = scene.talk.make(false, text(false, "first"));
        scene.talk.put(packet);
        packet.back() = 'X';
        scene.talk.put(packet);
        scene.talk.server(text(false, "second"));
        QCOMPARE(after(read(scene.file.bytes)),
                 std::string("received text first, event gap, received text second"));
    }

    void keepAlives_areNothing()
    {
        Scene scene;
        scene.talk.connects().opens().server(text(false, "a"));
        Tcp probe{true, 0, 0, "A", {0x55}};
        Buffer packet = scene.talk.make(true, {});
        Buffer number(packet.begin() + 24, packet.begin() + 28);
        const std::uint32_t next = static_cast<std::uint32_t>(number[0]) << 24 |
                                   static_cast<std::uint32_t>(number[1]) << 16 |
                                   static_cast<std::uint32_t>(number[2]) << 8 | number[3];
        probe.number = next - 1;
        scene.talk.put(probe.ip());
        probe.payload.clear();
        scene.talk.put(probe.ip()).client(text(true, "b"));
        QCOMPARE(after(read(scene.file.bytes)), std::string("received text a, sent text b"));
    }

    void aHoleInAPayload_isFilledAndFramesGoOn()
    {
        Scene scene;
        scene.talk.connects().opens();
        const Buffer whole = frame(true, 0x81, Buffer(300, 'z'));
        scene.talk.client({whole.begin(), whole.begin() + 100});
        scene.talk.make(true, {whole.begin() + 100, whole.begin() + 200});
        scene.talk.client({whole.begin() + 200, whole.end()});
        for (int i = 0; i < 20; ++i)
            scene.talk.server({});
        scene.talk.client(text(true, "next"));
        const Read result = read(scene.file.bytes);
        const std::string told = after(result);
        QVERIFY2(told.starts_with("event gap, sent text zzz"), told.c_str());
        QVERIFY(told.ends_with(", sent text next"));
        QCOMPARE(std::ranges::count(told, '\0'), 100);
        QCOMPARE(result.report.counts.missingBytes, std::uint64_t{100});
        QVERIFY(std::ranges::find(result.story, "event finding") == result.story.end());
    }

    void aHoleOverHeaders_losesFramesTillASegmentBeginsWithOne()
    {
        Scene scene;
        scene.talk.connects().opens().client(text(true, "a"));
        scene.talk.make(true, text(true, "lost"));
        const Buffer rest = frame(true, 0x82, Buffer(500, 'z'));
        scene.talk.client({rest.begin() + 300, rest.end()}).client(text(true, "b"));
        scene.talk.fin(true);
        QCOMPARE(after(read(scene.file.bytes)),
                 std::string("sent text a, event gap, event framing-lost, opaque 208, event gap, "
                             "sent text b, event fin-sent"));
    }

    void packetsCutShort_areHoles()
    {
        Pcapng file;
        file.interface(101);
        Talk talk(file);
        talk.connects().opens();
        Buffer packet = talk.make(false, frame(false, 0x82, Buffer(1000, 'q')));
        const auto length = static_cast<std::uint32_t>(packet.size());
        packet.resize(200);
        file.packet(1'700'000'001'000'000, packet, 0, length);
        talk.waits(2'000'000).server(text(false, "whole"));
        const Read result = read(file.bytes);
        const std::string told = after(result);
        QVERIFY(told.starts_with("event gap, received binary qqq"));
        QVERIFY(told.ends_with(", received text whole"));
        QVERIFY(std::ranges::any_of(result.report.notes, [](const std::string &note) {
            return note.starts_with("1 packet is not whole");
        }));
    }

    void endsOfTcp_areWhoseTheyWere_data()
    {
        QTest::addColumn<QString>("ends"); // c, s: FIN of client, server; C, S: RST
        QTest::addColumn<QString>("story");
        QTest::newRow("client, server") << "cs"
                                        << "event fin-sent, event fin-received, state "
                                           "aborted, outcome aborted";
        QTest::newRow("server alone") << "s"
                                      << "event fin-received";
        QTest::newRow("reset by the server") << "S"
                                             << "event reset-received, state aborted, "
                                                "outcome aborted";
        QTest::newRow("reset of the half-open") << "sC"
                                                << "event fin-received, event reset-sent, "
                                                   "state aborted, outcome aborted";
        QTest::newRow("all of it twice") << "csCScs"
                                         << "event fin-sent, event fin-received, state "
                                            "aborted, outcome aborted";
    }
    void endsOfTcp_areWhoseTheyWere()
    {
        QFETCH(QString, ends);
        QFETCH(QString, story);
        Scene scene;
        scene.talk.connects().opens();
        for (const QChar end : ends) {
            const bool client = end.toLower() == QLatin1Char('c');
            if (end.isLower())
                scene.talk.fin(client);
            else
                scene.talk.reset(client);
        }
        QCOMPARE(after(read(scene.file.bytes)), story.toStdString());
    }

    void aNetworkThatFallsSilent_isTold()
    {
        Scene scene;
        scene.talk.connects().opens();
        const Buffer packet = scene.talk.make(true, text(true, "anyone?"));
        scene.talk.put(packet);
        for (int i = 0; i < 5; ++i)
            scene.talk.waits(1'000'000).put(packet);
        QCOMPARE(
            after(read(scene.file.bytes)),
            std::string("sent text anyone?, event tcp-failed, state aborted, outcome aborted"));
    }

    void connectionsInOneFile_areEachTheirOwn()
    {
        Pcapng file;
        file.interface(101);
        Talk first(file, 50001);
        Talk second(file, 50002);
        first.connects().opens();
        second.connects().opens();
        first.client(text(true, "1"));
        second.client(text(true, "2"));
        // The port again, for another connection.
        Talk third(file, 50001, 77'000, 88'000);
        third.connects().opens().client(text(true, "3"));
        const Read result = read(file.bytes);
        QCOMPARE(result.connections.size(), std::size_t{3});
        QCOMPARE(result.report.counts.unfinished, std::uint64_t{3});
    }

    void compression_isReadFromTheHandshake()
    {
        Scene scene;
        scene.talk.connects().opens("permessage-deflate");
        // "Hello" of RFC 7692 7.2.3.1
        scene.talk.server(frame(false, 0xC1, {0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00}));
        const Read result = read(scene.file.bytes);
        QVERIFY(std::ranges::find(result.story, "event finding") == result.story.end());
        Scene other;
        other.talk.connects().opens();
        other.talk.server(frame(false, 0xC1, {0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00}));
        QVERIFY(after(read(other.file.bytes)).starts_with("received text"));
    }

    void aRefusal_isTold_andTheSameTcpMayAskAgain()
    {
        Scene scene;
        scene.talk.connects();
        const Buffer request = bytesOf("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
                                       "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        scene.talk.client(request).server(
            bytesOf("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno"));
        scene.talk.opens().client(text(true, "in"));
        const Read result = read(scene.file.bytes);
        QCOMPARE(result.connections.size(), std::size_t{2});
        QVERIFY(result.told().find("event handshake-failed, state refused, outcome refused") !=
                std::string::npos);
        QVERIFY(result.told().ends_with("state open, sent text in"));
    }

    void aWrong101_isRefusedUnlessTheClientGoesOn()
    {
        const Buffer request = bytesOf("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
                                       "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        const Buffer answer = bytesOf("HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\n"
                                      "Connection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n");
        for (const bool goesOn : {false, true}) {
            Scene scene;
            scene.talk.connects().client(request).server(answer + text(false, "early"));
            if (goesOn)
                scene.talk.client(text(true, "hi"));
            scene.talk.fin(true).fin(false);
            const std::string told = read(scene.file.bytes).told();
            QVERIFY2(told.find(goesOn
                                   ? "state open, received text early, sent text hi"
                                   : "event handshake-failed, state refused") != std::string::npos,
                     told.c_str());
        }
    }

    void withoutAHandshake_framesAreFoundWhereTheyLookLikeFrames()
    {
        Scene scene;
        for (int i = 0; i < 4; ++i)
            scene.talk.server(text(false, "tick")).client(text(true, "tock"));
        scene.talk.client(close(true, 1001)).server(close(false, 1001)).fin(false).fin(true);
        const Read result = read(scene.file.bytes);
        QCOMPARE(result.report.counts.begunBefore, std::uint64_t{1});
        const std::string told = result.told();
        QVERIFY2(told.starts_with("state connecting, event tcp-connected, event gap, state open, "
                                  "event gap, received text tick, event gap, sent text tock"),
                 told.c_str());
        QVERIFY(told.ends_with("state closed, outcome closed"));
    }

    void whatIsNoWebSocket_isCounted()
    {
        std::mt19937 random(5);
        Pcapng file;
        file.interface(101);
        for (std::uint16_t port = 1024; port < 1424; ++port) {
            Talk talk(file, port);
            for (int i = 0; i < 10; ++i) {
                Buffer noise(random() % 200 + 1);
                std::ranges::generate(noise, [&] { return static_cast<std::uint8_t>(random()); });
                talk.sends(i % 2 == 0, noise, "A");
            }
        }
        Talk tls(file, 60000);
        tls.connects().client({0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5});
        const Read result = read(file.bytes);
        QVERIFY(result.connections.empty());
        QCOMPARE(result.report.counts.tls, std::uint64_t{1});
        QCOMPARE(result.report.counts.others, std::uint64_t{400});
    }
};

QTEST_APPLESS_MAIN(TestConversations)
#include "tst_conversations.moc"
