// SPDX-License-Identifier: MIT
#include "closing/names.h"
#include "closing/record.h"

#include <QTest>

#include <set>

using namespace ajar;
using namespace ajar::closing;

class NamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void states_areReadBackFromTheirNames();
    void events_areReadBackFromTheirNames();
    void traitsOfFrames_areReadBackFromTheirNames();
    void unknownNames_areNoValues();
    void names_areTheOnesThatFilesUse_data();
    void names_areTheOnesThatFilesUse();
    void codes_areDescribedWithTheirNames_data();
    void codes_areDescribedWithTheirNames();
    void durations_areShownInPlainFigures_data();
    void durations_areShownInPlainFigures();
    void timeOf_isTheTimeOfAnyRecord();
    void batch_givesTheBytesOfItsRecords();
};

void NamesTest::states_areReadBackFromTheirNames()
{
    std::set<std::string_view> seen;
    for (int i = 0; i < linkStateCount; ++i) {
        QCOMPARE(linkStateFromName(name(LinkState(i))), std::optional(LinkState(i)));
        QVERIFY(seen.insert(name(LinkState(i))).second);
    }
}

void NamesTest::events_areReadBackFromTheirNames()
{
    std::set<std::string_view> seen;
    for (int i = 0; i < eventCount; ++i) {
        QCOMPARE(eventFromName(name(Event(i))), std::optional(Event(i)));
        QVERIFY(seen.insert(name(Event(i))).second);
    }
}

void NamesTest::traitsOfFrames_areReadBackFromTheirNames()
{
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(directionFromName(name(Direction(i))), std::optional(Direction(i)));
        QCOMPARE(legFromName(name(Leg(i))), std::optional(Leg(i)));
    }
    for (int i = 0; i <= int(Disposition::Edited); ++i)
        QCOMPARE(dispositionFromName(name(Disposition(i))), std::optional(Disposition(i)));
    for (int i = 0; i < 16; ++i)
        QCOMPARE(opcodeFromName(name(wire::Opcode(i))), std::optional(wire::Opcode(i)));
}

void NamesTest::unknownNames_areNoValues()
{
    for (const char *text : {"", "Open", "open ", "half-closed", "unknown", "reserved-1"}) {
        QVERIFY(!linkStateFromName(text));
        QVERIFY(!eventFromName(text));
        QVERIFY(!directionFromName(text));
        QVERIFY(!legFromName(text));
        QVERIFY(!dispositionFromName(text));
        QVERIFY(!opcodeFromName(text));
    }
    QVERIFY(name(LinkState(200)) == "unknown");
    QVERIFY(name(Event(200)) == "unknown");
}

void NamesTest::names_areTheOnesThatFilesUse_data()
{
    QTest::addColumn<QString>("actual");
    QTest::addColumn<QString>("expected");
    const auto row = [](std::string_view actual, const char *expected) {
        QTest::newRow(expected) << QString::fromUtf8(actual.data(), qsizetype(actual.size()))
                                << QString::fromUtf8(expected);
    };
    row(name(LinkState::Connecting), "connecting");
    row(name(LinkState::Open), "open");
    row(name(LinkState::HalfClosedLocal), "half-closed-local");
    row(name(LinkState::HalfClosedRemote), "half-closed-remote");
    row(name(LinkState::CloseExchanged), "close-exchanged");
    row(name(LinkState::Closed), "closed");
    row(name(LinkState::Aborted), "aborted");
    row(name(LinkState::Refused), "refused");
    row(name(Direction::Sent), "sent");
    row(name(Direction::Received), "received");
    row(name(Side::Us), "us");
    row(name(Side::Peer), "peer");
    row(name(TcpEnd::Fin), "fin");
    row(name(TcpEnd::Reset), "reset");
    row(name(TcpEnd::Silence), "silence");
    row(name(Timer::Handshake), "handshake");
    row(name(Timer::Close), "close");
    row(name(Timer::PingInterval), "ping-interval");
    row(name(Timer::Pong), "pong");
    row(name(Timer::Idle), "idle");
    row(name(Timer::ReplyClose), "reply-close");
    row(name(Timer::ReplyPing), "reply-ping");
    row(name(Leg::Peer), "peer");
    row(name(Leg::Endpoint), "endpoint");
    row(name(Disposition::Passed), "passed");
    row(name(Disposition::Held), "held");
    row(name(Disposition::Released), "released");
    row(name(Disposition::Dropped), "dropped");
    row(name(Disposition::Injected), "injected");
    row(name(Disposition::Edited), "edited");
    row(name(Event::TcpConnecting), "tcp-connecting");
    row(name(Event::ResetSent), "reset-sent");
    row(name(Event::CloseNotifyReceived), "close-notify-received");
    row(name(Event::TimerCancelled), "timer-cancelled");
    row(name(Event::SendRefused), "send-refused");
    row(name(Event::Gap), "gap");
    row(name(Event::Finding), "finding");
    row(name(Event::TlsTruncated), "tls-truncated");
    row(name(Event::ProxyConnected), "proxy-connected");
    row(name(Event::Redirected), "redirected");
    row(name(wire::Opcode::Continuation), "continuation");
    row(name(wire::Opcode::Text), "text");
    row(name(wire::Opcode::Binary), "binary");
    row(name(wire::Opcode::Close), "close");
    row(name(wire::Opcode::Ping), "ping");
    row(name(wire::Opcode::Pong), "pong");
    row(name(wire::Opcode{3}), "reserved-3");
    row(name(wire::Opcode{15}), "reserved-15");
}

void NamesTest::names_areTheOnesThatFilesUse()
{
    QFETCH(QString, actual);
    QFETCH(QString, expected);
    QCOMPARE(actual, expected);
}

void NamesTest::codes_areDescribedWithTheirNames_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    QTest::newRow("1000") << 1000 << QStringLiteral("1000 (normal closure)");
    QTest::newRow("1001") << 1001 << QStringLiteral("1001 (going away)");
    QTest::newRow("1012") << 1012 << QStringLiteral("1012 (service restart)");
    QTest::newRow("1016") << 1016 << QStringLiteral("1016");
    QTest::newRow("4000") << 4000 << QStringLiteral("4000");
    QTest::newRow("0") << 0 << QStringLiteral("0");
    QTest::newRow("none") << -1 << QStringLiteral("an empty Close");
}

void NamesTest::codes_areDescribedWithTheirNames()
{
    QFETCH(int, code);
    QFETCH(QString, text);
    const auto value = code < 0 ? std::nullopt : std::optional(std::uint16_t(code));
    QCOMPARE(QString::fromStdString(describeCode(value)), text);
}

void NamesTest::durations_areShownInPlainFigures_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 nanoseconds, const char *text) {
        QTest::addRow("%lld", static_cast<long long>(nanoseconds))
            << nanoseconds << QString::fromUtf8(text);
    };
    constexpr qint64 ms = 1'000'000;
    constexpr qint64 s = 1000 * ms;
    row(0, "0 µs");
    row(499, "0 µs");
    row(92'000, "92 µs");
    row(999'499, "999 µs");
    row(999'600, "1 ms");
    row(999'999, "1 ms");
    row(ms, "1 ms");
    row(1'234'567, "1.23 ms");
    row(12'340'000, "12.3 ms");
    row(250 * ms, "250 ms");
    row(999 * ms, "999 ms");
    row(999'499'999, "999 ms");
    row(999'500'000, "1.0 s");
    row(999'999'999, "1.0 s");
    row(s, "1.0 s");
    row(12'400 * ms, "12.4 s");
    row(59'940 * ms, "59.9 s");
    row(59'950 * ms, "1 min 00 s");
    row(60 * s, "1 min 00 s");
    row(221 * s, "3 min 41 s");
    row(3599 * s, "59 min 59 s");
    row(3'599'600 * ms, "1 h 00 min");
    row(3600 * s, "1 h 00 min");
    row(26 * 3600 * s + 90 * s, "26 h 02 min");
}

void NamesTest::durations_areShownInPlainFigures()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(describeDuration(nanoseconds)), text);
}

void NamesTest::timeOf_isTheTimeOfAnyRecord()
{
    FrameRecord frame;
    frame.t = 1;
    QCOMPARE(timeOf(frame), Time{1});
    QCOMPARE(timeOf(StateRecord{2, LinkState::Open, LinkState::Connecting}), Time{2});
    QCOMPARE(timeOf(EventRecord{3, Event::Gap, {}}), Time{3});
    QCOMPARE(timeOf(OutcomeRecord{4, {}}), Time{4});
    QCOMPARE(timeOf(OpaqueRecord{5, Direction::Received, 0, 0}), Time{5});
}

void NamesTest::batch_givesTheBytesOfItsRecords()
{
    RecordBatch batch;
    QVERIFY(batch.empty());
    batch.payloads = {1, 2, 3, 4, 5};
    FrameRecord frame;
    frame.payloadOffset = 1;
    frame.payloadSize = 2;
    const OpaqueRecord opaque{0, Direction::Received, 3, 2};
    batch.records = {frame, opaque};
    QVERIFY(!batch.empty());
    QCOMPARE(batch.payload(frame)[0], std::uint8_t{2});
    QCOMPARE(batch.payload(frame).size(), std::size_t{2});
    QCOMPARE(batch.payload(opaque)[1], std::uint8_t{5});
    QCOMPARE(batch.weight(), 5 + 2 * sizeof(Record));
}

QTEST_APPLESS_MAIN(NamesTest)
#include "tst_names.moc"
