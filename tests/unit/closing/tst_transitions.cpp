// SPDX-License-Identifier: MIT
#include "closing/closemonitor.h"
#include "closing/names.h"

#include <QTest>

#include <array>

using namespace ajar::closing;

Q_DECLARE_METATYPE(ajar::closing::LinkState)

namespace
{

constexpr Time second = 1'000'000'000;

enum class Tcp { Up, OurFin, TheirFin };

/// A state of the link with TCP's own state, and for each fact the state that follows: one letter,
/// in the order of the enumeration Fact, '.' for none.
struct Row {
    const char *name;
    LinkState state;
    Tcp tcp;
    const char *next;
};

// accepted, refused, Close sent, Close received, FIN sent, FIN received, RST sent, RST received,
// silence. O open, L half-closed-local, R half-closed-remote, X close-exchanged, C closed,
// A aborted, F refused.
constexpr std::array table{
    Row{"connecting", LinkState::Connecting, Tcp::Up, "OF....FFF"},
    Row{"connecting, our FIN out", LinkState::Connecting, Tcp::OurFin, "OF...FFFF"},
    Row{"connecting, their FIN in", LinkState::Connecting, Tcp::TheirFin, "OF..F.FFF"},
    Row{"open", LinkState::Open, Tcp::Up, "..LR..AAA"},
    Row{"open, our FIN out", LinkState::Open, Tcp::OurFin, "..LR.AAAA"},
    Row{"open, their FIN in", LinkState::Open, Tcp::TheirFin, "..LRA.AAA"},
    Row{"half-closed-local", LinkState::HalfClosedLocal, Tcp::Up, "...X..AAA"},
    Row{"half-closed-local, our FIN out", LinkState::HalfClosedLocal, Tcp::OurFin, "...X.AAAA"},
    Row{"half-closed-local, their FIN in", LinkState::HalfClosedLocal, Tcp::TheirFin, "...XA.AAA"},
    Row{"half-closed-remote", LinkState::HalfClosedRemote, Tcp::Up, "..X...AAA"},
    Row{"half-closed-remote, our FIN out", LinkState::HalfClosedRemote, Tcp::OurFin, "..X..AAAA"},
    Row{"half-closed-remote, their FIN in", LinkState::HalfClosedRemote, Tcp::TheirFin,
        "..X.A.AAA"},
    Row{"close-exchanged", LinkState::CloseExchanged, Tcp::Up, "......CCC"},
    Row{"close-exchanged, our FIN out", LinkState::CloseExchanged, Tcp::OurFin, ".....CCCC"},
    Row{"close-exchanged, their FIN in", LinkState::CloseExchanged, Tcp::TheirFin, "....C.CCC"},
    Row{"closed", LinkState::Closed, Tcp::Up, "........."},
    Row{"aborted", LinkState::Aborted, Tcp::Up, "........."},
    Row{"refused", LinkState::Refused, Tcp::Up, "........."},
};

constexpr std::array factNames{"HandshakeAccepted", "HandshakeRefused", "CloseSent",
                               "CloseReceived",     "FinSent",          "FinReceived",
                               "ResetSent",         "ResetReceived",    "Silence"};

std::optional<LinkState> stateFromLetter(char letter)
{
    switch (letter) {
    case 'O':
        return LinkState::Open;
    case 'L':
        return LinkState::HalfClosedLocal;
    case 'R':
        return LinkState::HalfClosedRemote;
    case 'X':
        return LinkState::CloseExchanged;
    case 'C':
        return LinkState::Closed;
    case 'A':
        return LinkState::Aborted;
    case 'F':
        return LinkState::Refused;
    default:
        return std::nullopt;
    }
}

/// A monitor that has come into the state at second 1, with TCP as wanted.
CloseMonitor monitorIn(LinkState state, Tcp tcp)
{
    CloseMonitor monitor(0);
    const auto feed = [&monitor](std::initializer_list<Fact> facts) {
        for (const Fact fact : facts)
            monitor.observe(fact, second);
    };
    switch (state) {
    case LinkState::Connecting:
        break;
    case LinkState::Open:
        feed({Fact::HandshakeAccepted});
        break;
    case LinkState::HalfClosedLocal:
        feed({Fact::HandshakeAccepted, Fact::CloseSent});
        break;
    case LinkState::HalfClosedRemote:
        feed({Fact::HandshakeAccepted, Fact::CloseReceived});
        break;
    case LinkState::CloseExchanged:
        feed({Fact::HandshakeAccepted, Fact::CloseSent, Fact::CloseReceived});
        break;
    case LinkState::Closed:
        feed({Fact::HandshakeAccepted, Fact::CloseSent, Fact::CloseReceived, Fact::FinReceived,
              Fact::FinSent});
        break;
    case LinkState::Aborted:
        feed({Fact::HandshakeAccepted, Fact::ResetReceived});
        break;
    case LinkState::Refused:
        feed({Fact::HandshakeRefused});
        break;
    }
    if (tcp == Tcp::OurFin)
        feed({Fact::FinSent});
    if (tcp == Tcp::TheirFin)
        feed({Fact::FinReceived});
    return monitor;
}

} // namespace

class TransitionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFactInEveryState_makesTheChangeOfTheTable_data();
    void everyFactInEveryState_makesTheChangeOfTheTable();
    void everyFactTwice_changesNothingTheSecondTime_data();
    void everyFactTwice_changesNothingTheSecondTime();
    void afterTheEnd_nothingChangesTheOutcome_data();
    void afterTheEnd_nothingChangesTheOutcome();
    void stateOf_isTheWholeTableOfCloseFrames_data();
    void stateOf_isTheWholeTableOfCloseFrames();
    void closeFramesWhileConnecting_areNotCloseFramesOfTheLink();
    void newMonitor_isConnectingSinceItsStart();
};

void TransitionsTest::everyFactInEveryState_makesTheChangeOfTheTable_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<int>("fact");
    for (std::size_t row = 0; row < table.size(); ++row) {
        for (int fact = 0; fact < factCount; ++fact)
            QTest::addRow("%s + %s", table[row].name, factNames[std::size_t(fact)])
                << int(row) << fact;
    }
}

void TransitionsTest::everyFactInEveryState_makesTheChangeOfTheTable()
{
    QFETCH(int, row);
    QFETCH(int, fact);
    const Row &from = table[std::size_t(row)];
    CloseMonitor monitor = monitorIn(from.state, from.tcp);
    QCOMPARE(monitor.state(), from.state);
    const Time since = monitor.since();

    const auto change = monitor.observe(Fact(fact), 7 * second);

    const auto expected = stateFromLetter(from.next[fact]);
    QCOMPARE(change.has_value(), expected.has_value());
    if (expected) {
        QCOMPARE(*change, (StateChange{7 * second, *expected, from.state}));
        QCOMPARE(monitor.state(), *expected);
        QCOMPARE(monitor.since(), 7 * second);
        QCOMPARE(monitor.outcome().state, *expected);
    } else {
        QCOMPARE(monitor.state(), from.state);
        QCOMPARE(monitor.since(), since);
    }
}

void TransitionsTest::everyFactTwice_changesNothingTheSecondTime_data()
{
    everyFactInEveryState_makesTheChangeOfTheTable_data();
}

void TransitionsTest::everyFactTwice_changesNothingTheSecondTime()
{
    QFETCH(int, row);
    QFETCH(int, fact);
    CloseMonitor monitor = monitorIn(table[std::size_t(row)].state, table[std::size_t(row)].tcp);
    monitor.observe(Fact(fact), 7 * second);
    const LinkState state = monitor.state();
    const Outcome outcome = monitor.outcome();
    const TcpState tcp = monitor.tcp();

    QVERIFY(!monitor.observe(Fact(fact), 9 * second));

    QCOMPARE(monitor.state(), state);
    QCOMPARE(monitor.outcome(), outcome);
    QCOMPARE(monitor.tcp(), tcp);
}

void TransitionsTest::afterTheEnd_nothingChangesTheOutcome_data()
{
    QTest::addColumn<LinkState>("state");
    for (const LinkState state : {LinkState::Closed, LinkState::Aborted, LinkState::Refused})
        QTest::newRow(name(state).data()) << state;
}

void TransitionsTest::afterTheEnd_nothingChangesTheOutcome()
{
    QFETCH(LinkState, state);
    CloseMonitor monitor = monitorIn(state, Tcp::Up);
    const Outcome outcome = monitor.outcome();
    const TcpState tcp = monitor.tcp();

    monitor.timedOut(Timer::Close);
    monitor.problem("too late");
    QVERIFY(!monitor.closeSent({5 * second, 1001, "late"}));
    QVERIFY(!monitor.closeReceived({5 * second, 1001, "late"}));
    for (int fact = 0; fact < factCount; ++fact)
        QVERIFY(!monitor.observe(Fact(fact), 5 * second));

    QCOMPARE(monitor.state(), state);
    QCOMPARE(monitor.since(), second);
    QCOMPARE(monitor.outcome(), outcome);
    QCOMPARE(monitor.tcp(), tcp);
}

void TransitionsTest::stateOf_isTheWholeTableOfCloseFrames_data()
{
    QTest::addColumn<bool>("sent");
    QTest::addColumn<bool>("received");
    QTest::addColumn<bool>("ended");
    QTest::addColumn<LinkState>("state");
    QTest::newRow("none, TCP up") << false << false << false << LinkState::Open;
    QTest::newRow("sent, TCP up") << true << false << false << LinkState::HalfClosedLocal;
    QTest::newRow("received, TCP up") << false << true << false << LinkState::HalfClosedRemote;
    QTest::newRow("both, TCP up") << true << true << false << LinkState::CloseExchanged;
    QTest::newRow("none, TCP ended") << false << false << true << LinkState::Aborted;
    QTest::newRow("sent, TCP ended") << true << false << true << LinkState::Aborted;
    QTest::newRow("received, TCP ended") << false << true << true << LinkState::Aborted;
    QTest::newRow("both, TCP ended") << true << true << true << LinkState::Closed;
}

void TransitionsTest::stateOf_isTheWholeTableOfCloseFrames()
{
    QFETCH(bool, sent);
    QFETCH(bool, received);
    QFETCH(bool, ended);
    QFETCH(LinkState, state);
    QCOMPARE(stateOf(sent, received, ended), state);
}

void TransitionsTest::closeFramesWhileConnecting_areNotCloseFramesOfTheLink()
{
    CloseMonitor monitor(0);
    QVERIFY(!monitor.closeSent({second, 1000, ""}));
    QVERIFY(!monitor.closeReceived({second, 1000, ""}));
    QVERIFY(!monitor.closeWasSent());
    QVERIFY(!monitor.closeWasReceived());
    QVERIFY(!monitor.outcome().firstClose);
}

void TransitionsTest::newMonitor_isConnectingSinceItsStart()
{
    const CloseMonitor monitor(3 * second);
    QCOMPARE(monitor.state(), LinkState::Connecting);
    QCOMPARE(monitor.since(), 3 * second);
    QCOMPARE(monitor.tcp(), TcpState());
}

QTEST_APPLESS_MAIN(TransitionsTest)
#include "tst_transitions.moc"
