// SPDX-License-Identifier: MIT
#include "session/tcpconversation.h"

#include <QtTest>

using namespace ajar::session;
using End = TcpConversation::End;

class TestTcpConversation : public QObject
{
    Q_OBJECT

private slots:
    void numbersRun_andEachPacketAcknowledges()
    {
        TcpConversation tcp = between(QStringLiteral("192.0.2.1"), QStringLiteral("192.0.2.2"));
        const auto numbers = [](const QByteArray &packet) {
            return packet.mid(24, 8).toHex(' ') + " flags " + packet.mid(33, 1).toHex();
        };
        QCOMPARE(numbers(tcp.packet(End::Client, TcpConversation::Syn)),
                 "00 00 03 e8 00 00 00 00 flags 02");
        QCOMPARE(numbers(tcp.packet(End::Server, TcpConversation::Syn)),
                 "ff ff fc 17 00 00 03 e9 flags 12");
        QCOMPARE(numbers(tcp.packet(End::Client, TcpConversation::Ack)),
                 "00 00 03 e9 ff ff fc 18 flags 10");
        QCOMPARE(numbers(tcp.packet(End::Client, TcpConversation::Push, "hello")),
                 "00 00 03 e9 ff ff fc 18 flags 18");
        QCOMPARE(numbers(tcp.packet(End::Server, TcpConversation::Fin)),
                 "ff ff fc 18 00 00 03 ee flags 11");
        QVERIFY(tcp.hasFinished(End::Server) && !tcp.hasFinished(End::Client));
        QCOMPARE(numbers(tcp.packet(End::Client, TcpConversation::Reset)),
                 "00 00 03 ee ff ff fc 19 flags 14");
    }

    /// By hand after RFC 791 and RFC 9293.
    void packetOfVersion4_isRightToTheByte()
    {
        TcpConversation tcp = between(QStringLiteral("192.0.2.1"), QStringLiteral("192.0.2.2"));
        QCOMPARE(tcp.packet(End::Client, TcpConversation::Push, "abc").toHex(),
                 "4500002b000040004006b6c9c0000201c0000202"
                 "c0000050000003e8000000005008"
                 "ffffa33a0000"
                 "616263");
    }

    void checksums_comeOutAsZero_data()
    {
        QTest::addColumn<QString>("client");
        QTest::addColumn<QString>("server");
        QTest::newRow("IPv4") << "10.1.2.3"
                              << "203.0.113.255";
        QTest::newRow("IPv6") << "fe80::1%eth0"
                              << "2001:db8::ffff";
    }
    void checksums_comeOutAsZero()
    {
        QFETCH(const QString, client);
        QFETCH(const QString, server);
        TcpConversation tcp = between(client, server);
        for (const std::string_view payload : {"", "a", "ab", "\xFF\xFF\xFF\xFF\xFF"}) {
            const QByteArray packet = tcp.packet(End::Client, TcpConversation::Push, payload);
            const bool six = (packet[0] >> 4) == 6;
            const qsizetype header = six ? 40 : 20;
            const QByteArray addresses = six ? packet.mid(8, 32) : packet.mid(12, 8);
            const auto segment = static_cast<quint32>(packet.size() - header);
            const quint32 sum = folded(addresses) + folded(packet.mid(header)) + segment + 6;
            QCOMPARE((sum & 0xFFFF) + (sum >> 16), 0xFFFFu);
            if (!six)
                QCOMPARE(folded(packet.left(header)), 0xFFFFu);
        }
    }

    void addresses_areReadOrRefused()
    {
        QCOMPARE(ipBytes(QStringLiteral("127.0.0.1")).toHex(), "7f000001");
        QCOMPARE(ipBytes(QStringLiteral("::1")).toHex(), "00000000000000000000000000000001");
        QCOMPARE(ipBytes(QStringLiteral("fe80::1%eth0")).size(), 16);
        for (const char16_t *none : {u"", u"/run/socket", u"example.test", u"127.0.0.1.5", u"%"})
            QVERIFY(ipBytes(QString::fromUtf16(none)).isEmpty());
    }

private:
    static TcpConversation between(const QString &client, const QString &server)
    {
        return TcpConversation({ipBytes(client), 49'152}, {ipBytes(server), 80}, 1000);
    }
    static quint32 folded(const QByteArray &bytes)
    {
        quint32 sum = 0;
        for (qsizetype i = 0; i < bytes.size(); ++i)
            sum += static_cast<quint32>(static_cast<quint8>(bytes[i])) << (i % 2 ? 0 : 8);
        return (sum & 0xFFFF) + (sum >> 16);
    }
};

QTEST_GUILESS_MAIN(TestTcpConversation)
#include "tst_tcpconversation.moc"
