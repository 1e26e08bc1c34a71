// SPDX-License-Identifier: MIT
#include "gate/policy.h"
#include "gate/random.h"
#include "gate/timers.h"
#include "gatetest.h"

#include <functional>
#include <set>

using namespace ajar::gate;
using namespace std::chrono_literals;
using ajar::closing::Timer;

class PolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durations_areDescribed_data();
    void durations_areDescribed();
    void replies_areDescribed();
    void changes_nameWhatDiffersAndItsNewValue_data();
    void changes_nameWhatDiffersAndItsNewValue();
    void changes_ofNothing_areNone();
    void changes_ofEverything_areAllNamed();

    void noTimer_noDeadline();
    void earliestDeadlineIsNext();
    void expired_areTakenEarliestFirst();
    void deadlineItself_isExpired();
    void startingAnew_movesTheDeadline();
    void stop_saysWhetherItRan();

    void maskKeys_areFresh();
    void tokens_areHexAndFresh();
};

void PolicyTest::durations_areDescribed_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](std::chrono::nanoseconds duration, const char *text) {
        QTest::newRow(text) << qint64(duration.count()) << QString::fromUtf8(text);
    };
    row(0s, "off");
    row(250ms, "250ms");
    row(1500ms, "1500ms");
    row(30s, "30s");
    row(90s, "90s");
    row(120s, "2m");
    row(2h, "120m");
    row(500us, "0.5ms");
    row(1ns, "0.000001ms");
    row(2500us, "2.5ms");
}

void PolicyTest::durations_areDescribed()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(describe(std::chrono::nanoseconds(nanoseconds))), text);
}

void PolicyTest::replies_areDescribed()
{
    SAYS(describe(Reply{Reply::Mode::Auto, 0s, 1000, {}}), "auto");
    SAYS(describe(Reply{Reply::Mode::Hold, 5s, 1000, {}}), "hold");
    SAYS(describe(Reply{Reply::Mode::Delay, 250ms, 1000, {}}), "250ms");
    SAYS(describe(Reply{Reply::Mode::Other, 0s, 1001, {}}), "1001");
    SAYS(describe(Reply{Reply::Mode::Other, 0s, 1000, {1}}), "another payload");
    SAYS(describe(Reply{Reply::Mode::Never, 0s, 1000, {}}), "never");
    SAYS(describe(TcpEndPolicy::Auto), "auto");
    SAYS(describe(TcpEndPolicy::Fin), "fin");
    SAYS(describe(TcpEndPolicy::Never), "never");
}

using Change = std::function<void(Policy &)>;
Q_DECLARE_METATYPE(Change)

void PolicyTest::changes_nameWhatDiffersAndItsNewValue_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *what, const char *value, const Change &change) {
        QTest::addRow("%s %s", what, value)
            << change << QString::fromUtf8(what) << QString::fromUtf8(value);
    };
    row("reply-close", "hold", [](Policy &p) { p.replyClose.mode = Reply::Mode::Hold; });
    row("reply-close", "4000", [](Policy &p) {
        p.replyClose.mode = Reply::Mode::Other;
        p.replyClose.code = 4000;
    });
    row("reply-ping", "5s", [](Policy &p) {
        p.replyPing.mode = Reply::Mode::Delay;
        p.replyPing.delay = 5s;
    });
    row("tcp-end", "never", [](Policy &p) { p.tcpEnd = TcpEndPolicy::Never; });
    row("hold-sent", "on", [](Policy &p) { p.holdSent = true; });
    row("lenient", "on", [](Policy &p) { p.lenient = true; });
    row("handshake-timeout", "1s", [](Policy &p) { p.timeouts.handshake = 1s; });
    row("close-timeout", "off", [](Policy &p) { p.timeouts.close = 0s; });
    row("ping-interval", "20s", [](Policy &p) { p.timeouts.pingInterval = 20s; });
    row("pong-timeout", "250ms", [](Policy &p) { p.timeouts.pong = 250ms; });
    row("idle-timeout", "2m", [](Policy &p) { p.timeouts.idle = 2min; });
}

void PolicyTest::changes_nameWhatDiffersAndItsNewValue()
{
    QFETCH(Change, change);
    QFETCH(QString, what);
    QFETCH(QString, value);
    Policy after;
    change(after);
    const auto list = changes({}, after);
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(list[0].first), what);
    QCOMPARE(QString::fromStdString(list[0].second), value);
}

void PolicyTest::changes_ofNothing_areNone()
{
    QVERIFY(changes({}, {}).empty());
}

void PolicyTest::changes_ofEverything_areAllNamed()
{
    Policy after;
    after.replyClose.mode = after.replyPing.mode = Reply::Mode::Never;
    after.tcpEnd = TcpEndPolicy::Fin;
    after.holdSent = after.lenient = true;
    after.timeouts = {1s, 2s, 3s, 4s, 5s};
    QCOMPARE(changes({}, after).size(), std::size_t{10});
    QCOMPARE(changes(after, {}).size(), std::size_t{10});
}

void PolicyTest::noTimer_noDeadline()
{
    Timers timers;
    QVERIFY(!timers.next());
    QVERIFY(!timers.takeExpired(1'000'000));
}

void PolicyTest::earliestDeadlineIsNext()
{
    Timers timers;
    timers.start(Timer::Close, 0, 30);
    timers.start(Timer::Pong, 5, 10);
    timers.start(Timer::Idle, 0, 60);
    QCOMPARE(timers.next(), std::optional(ajar::closing::Time{15}));
    timers.stop(Timer::Pong);
    QCOMPARE(timers.next(), std::optional(ajar::closing::Time{30}));
}

void PolicyTest::expired_areTakenEarliestFirst()
{
    Timers timers;
    timers.start(Timer::Handshake, 0, 30);
    timers.start(Timer::Idle, 0, 10);
    timers.start(Timer::Pong, 0, 20);
    timers.start(Timer::Close, 0, 50);
    QCOMPARE(timers.takeExpired(40), std::optional(Timer::Idle));
    QCOMPARE(timers.takeExpired(40), std::optional(Timer::Pong));
    QCOMPARE(timers.takeExpired(40), std::optional(Timer::Handshake));
    QVERIFY(!timers.takeExpired(40));
    QVERIFY(timers.entry(Timer::Close).running);
    QVERIFY(!timers.entry(Timer::Idle).running);
}

void PolicyTest::deadlineItself_isExpired()
{
    Timers timers;
    timers.start(Timer::Close, 5, 10);
    QVERIFY(!timers.takeExpired(14));
    QCOMPARE(timers.takeExpired(15), std::optional(Timer::Close));
}

void PolicyTest::startingAnew_movesTheDeadline()
{
    Timers timers;
    timers.start(Timer::Close, 0, 10);
    timers.start(Timer::Close, 5, 10);
    QVERIFY(!timers.takeExpired(10));
    QCOMPARE(timers.entry(Timer::Close).deadline(), ajar::closing::Time{15});
}

void PolicyTest::stop_saysWhetherItRan()
{
    Timers timers;
    QVERIFY(!timers.stop(Timer::Close));
    timers.start(Timer::Close, 0, 10);
    QVERIFY(timers.stop(Timer::Close));
    QVERIFY(!timers.stop(Timer::Close));
    QVERIFY(!timers.next());
}

void PolicyTest::maskKeys_areFresh()
{
    MaskKeys keys;
    std::set<std::array<std::uint8_t, 4>> seen;
    for (int i = 0; i < 3000; ++i)
        seen.insert(keys.next());
    QVERIFY(seen.size() > 2990); // two of 3000 may meet by chance
    QVERIFY(!seen.contains({0, 0, 0, 0}));
}

void PolicyTest::tokens_areHexAndFresh()
{
    const std::string token = randomToken();
    QCOMPARE(token.size(), std::size_t{32});
    QCOMPARE(token.find_first_not_of("0123456789abcdef"), std::string::npos);
    QVERIFY(token != randomToken());
}

QTEST_APPLESS_MAIN(PolicyTest)
#include "tst_policy.moc"
