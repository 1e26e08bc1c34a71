// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "closing/names.h"
#include "wire/frameencoder.h"

#include <QtTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using wire::Opcode;

namespace
{

struct Sample {
    FrameRecord frame;
    QByteArray payload;
};

FrameRecord withNumber(FrameRecord frame, std::size_t number)
{
    frame.number = number;
    frame.t = static_cast<Time>(number) * 1000;
    return frame;
}

/// Frames that differ from a plain one in every way that a header and a gate can make.
std::vector<Sample> allFrames()
{
    std::vector<Sample> samples;
    const auto add = [&](FrameRecord frame, const QByteArray &payload) {
        samples.push_back({withNumber(frame, samples.size() + 1), payload});
    };
    for (int opcode = 0; opcode < 16; ++opcode) {
        for (std::uint8_t rsv = 0; rsv < 8; ++rsv) {
            for (const bool fin : {false, true}) {
                FrameRecord frame = frameOf(1, static_cast<Opcode>(opcode), 3);
                frame.header.rsv = rsv;
                frame.header.fin = fin;
                add(frame, "abc");
            }
        }
    }
    for (int disposition = 0; disposition <= static_cast<int>(Disposition::Edited); ++disposition) {
        for (const Direction direction : {Direction::Sent, Direction::Received}) {
            for (const Leg leg : {Leg::Peer, Leg::Endpoint}) {
                FrameRecord frame = frameOf(1, Opcode::Binary, 0);
                frame.disposition = static_cast<Disposition>(disposition);
                frame.direction = direction;
                frame.leg = leg;
                frame.ref = static_cast<std::uint64_t>(disposition);
                add(frame, {});
            }
        }
    }
    for (const std::uint64_t length : {0ull, 1ull, 125ull, 126ull, 0xFFFFull, 0x10000ull,
                                       0x8000000000000000ull, 0xFFFFFFFFFFFFFFFFull}) {
        for (int form = 0; form < 3; ++form) {
            FrameRecord frame = frameOf(1, Opcode::Text, 0);
            frame.header.length = length;
            frame.header.lengthForm = static_cast<wire::LengthForm>(form);
            add(frame, "x");
        }
    }
    for (const std::array<std::uint8_t, 4> key :
         {std::array<std::uint8_t, 4>{0, 0, 0, 0}, {0xFF, 0xFF, 0xFF, 0xFF}, {1, 2, 3, 4}}) {
        FrameRecord frame = frameOf(1, Opcode::Text, 1);
        frame.header.masked = true;
        frame.header.maskKey = key;
        add(frame, "x");
    }
    for (int finding = 0; finding < wire::findingCount; ++finding) {
        FrameRecord frame = frameOf(1, Opcode::Text, 1);
        frame.findings.add(static_cast<wire::Finding>(finding));
        add(frame, "x");
    }
    return samples;
}

QByteArray wireBytes(const wire::FrameHeader &header, const QByteArray &payload)
{
    std::vector<std::uint8_t> bytes;
    wire::appendFrame(bytes, header,
                      {reinterpret_cast<const std::uint8_t *>(payload.constData()),
                       static_cast<std::size_t>(payload.size())});
    return QByteArray(reinterpret_cast<const char *>(bytes.data()),
                      static_cast<qsizetype>(bytes.size()));
}

QByteArray detailsOf(Reader &reader, quint64 seq)
{
    return reader.rows(1, seq, 1).value(0).payload;
}

} // namespace

class TestRoundTrip : public QObject
{
    Q_OBJECT

private slots:
    void everyFrame_comesBackAsItWasRecorded()
    {
        const std::vector<Sample> samples = allFrames();
        Recording recording;
        recording.connect();
        Batch batch;
        for (const Sample &sample : samples)
            batch.frame(sample.frame, sample.payload);
        recording.record(batch);
        const auto reader = recording.finished();
        const auto rows = reader->rows(1, 1, 10'000);
        QCOMPARE(rows.size(), static_cast<qsizetype>(samples.size()));
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const Sample &sample = samples[static_cast<std::size_t>(i)];
            QCOMPARE(describe(rows[i]), describe(sample.frame, sample.payload));
            QCOMPARE(rows[i].kind,
                     wire::isControl(sample.frame.header.opcode) ? Kind::Control : Kind::Data);
            QCOMPARE(rows[i].seq, static_cast<quint64>(i) + 1);
            QCOMPARE(wireBytes(rows[i].header, rows[i].payload),
                     wireBytes(sample.frame.header, sample.payload));
        }
        QVERIFY(!reader->error());
    }

    void everyState_comesBackWithTheOneBefore()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        for (int i = 0; i < linkStateCount; ++i)
            batch.state(i, static_cast<LinkState>(i), static_cast<LinkState>(7 - i));
        recording.record(batch);
        const auto rows = recording.finished()->rows(1, 1, 100);
        QCOMPARE(rows.size(), linkStateCount);
        for (int i = 0; i < linkStateCount; ++i) {
            QCOMPARE(rows[i].kind, Kind::State);
            QCOMPARE(rows[i].state, static_cast<LinkState>(i));
            QCOMPARE(rows[i].previous, static_cast<LinkState>(7 - i));
            QCOMPARE(rows[i].t, i);
            QVERIFY(!rows[i].damaged);
        }
    }

    void everyEvent_comesBackUnderItsName()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        for (int i = 0; i < eventCount; ++i)
            batch.event(i, static_cast<Event>(i));
        recording.record(batch);
        const auto rows = recording.finished()->rows(1, 1, 100);
        QCOMPARE(rows.size(), eventCount);
        for (int i = 0; i < eventCount; ++i) {
            QCOMPARE(rows[i].kind, Kind::Event);
            QCOMPARE(closing::eventFromName(
                         rows[i].details[QLatin1String("event")].toString().toStdString()),
                     static_cast<Event>(i));
            QVERIFY(!rows[i].damaged);
        }
    }

    void attributes_keepTheirTypesAndTheirOrder()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        batch.event(1, Event::TimerStarted,
                    {{"zeta", "last letter first"},
                     {"seconds", 0.1},
                     {"count", std::int64_t{9'007'199'254'740'993}},
                     {"on", true},
                     {"bytes", std::string("a\0\"\\\x1B\xFF\n", 7)}});
        recording.record(batch);
        QCOMPARE(detailsOf(*recording.finished(), 1),
                 "{\"event\":\"timer-started\",\"zeta\":\"last letter first\",\"seconds\":0.1,"
                 "\"count\":9007199254740993,\"on\":true,"
                 "\"bytes\":\"a\\u0000\\\"\\\\\\u001b\xEF\xBF\xBD\\n\","
                 "\"bytesBase64\":\"YQAiXBv/Cg==\"}");
    }

    void outcome_comesBackWithAllItsParts()
    {
        Outcome outcome;
        outcome.firstClose = Side::Us;
        outcome.tcpEndedBy = Side::Us;
        outcome.tcpEnd = TcpEnd::Reset;
        outcome.sent = CloseSeen{1, 1000, "done"};
        outcome.halfClosedFor = 30'000'000'001;
        outcome.openFor = 5;
        outcome.timedOut = Timer::Close;
        Recording recording;
        recording.connect();
        Batch batch;
        batch.record(OutcomeRecord{7, outcome});
        recording.record(batch);
        const auto reader = recording.finished();
        QByteArray expected =
            "{\"state\":\"aborted\",\"clean\":false,\"firstClose\":\"us\",\"tcpEndedBy\":\"us\","
            "\"tcpEnd\":\"reset\",\"sent\":{\"code\":1000,\"reason\":\"done\"},\"received\":null,"
            "\"halfClosedFor\":30.000000001,\"openFor\":0.000000005,\"timedOut\":\"close\","
            "\"problem\":null,\"reportedCode\":1006,\"summary\":\"";
        expected += QByteArray::fromStdString(closing::summary(outcome)) + "\"}";
        QCOMPARE(detailsOf(*reader, 1), expected);
        QCOMPARE(reader->outcome(1)->state, LinkState::Aborted);
        QCOMPARE(reader->outcome(1)->t, 7);
    }

    void opaqueBytes_comeBackWithTheirDirection()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        batch.opaque(1, Direction::Sent, "a\xFF").opaque(2, Direction::Received, QByteArray());
        recording.record(batch);
        const auto rows = recording.finished()->rows(1, 1, 10);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].kind, Kind::Opaque);
        QCOMPARE(rows[0].payload, "a\xFF");
        QCOMPARE(rows[0].direction, Direction::Sent);
        QCOMPARE(rows[1].direction, Direction::Received);
        QVERIFY(!rows[0].damaged && !rows[1].damaged);
    }

    void connection_comesBackWithItsOptions()
    {
        Recording recording;
        ConnectionInfo info{.kind = "server",
                            .url = "ws://[::1]:9/\xC3\xA4",
                            .t = 12,
                            .wallNanoseconds = 1'700'000'000'000'000'001,
                            .options = {{"insecure", true}, {"name", "x"}}};
        QCOMPARE(recording->addConnection(info), 1u);
        QCOMPARE(recording->addConnection({}), 2u);
        const auto reader = recording.finished();
        QCOMPARE(reader->connections().size(), 2);
        const auto stored = reader->connection(1).value();
        QCOMPARE(stored.kind, QStringLiteral("server"));
        QCOMPARE(stored.url, QStringLiteral("ws://[::1]:9/ä"));
        QCOMPARE(stored.t, 12);
        QCOMPARE(stored.wallNanoseconds, 1'700'000'000'000'000'001);
        QCOMPARE(stored.options.value(QLatin1String("insecure")), QJsonValue(true));
        QVERIFY(!reader->connection(3));
    }

    void payloadOverTheChunkSize_comesBackWhole_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {999, 1000, 1001, 2000, 2001, 123'456})
            QTest::addRow("%d bytes", size) << size;
    }
    void payloadOverTheChunkSize_comesBackWhole()
    {
        QFETCH(const int, size);
        QByteArray payload(size, '\0');
        for (int i = 0; i < size; ++i)
            payload[i] = static_cast<char>(i * 31 >> 3);
        Recording recording({.chunkBytes = 1000});
        recording.connect();
        Batch batch;
        const auto frame = frameOf(1, Opcode::Binary, static_cast<std::size_t>(size), 5);
        batch.frame(frame, payload).text(2, 6, "next");
        recording.record(batch);
        const auto reader = recording.finished();
        QCOMPARE(describe(reader->rows(1, 1, 1, 1 << 20).value(0)), describe(frame, payload));
        const auto beginning = reader->rows(1, 1, 2, 700);
        QCOMPARE(beginning.value(0).payload, payload.left(700));
        QCOMPARE(beginning.value(0).payloadSize, static_cast<quint64>(size));
        QCOMPARE(beginning.value(1).payload, "next");
        QVERIFY(!beginning.value(0).damaged);
        for (const auto &[offset, length] :
             {std::pair{0, 10}, {995, 10}, {990, 2000}, {size - 1, 10}, {size, 10}})
            QCOMPARE(reader->payload(1, 1, static_cast<quint64>(offset), length),
                     payload.mid(offset, length));
        QVERIFY(!reader->error());
    }
};

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"
