// SPDX-License-Identifier: MIT
#pragma once

#include "closing/closemonitor.h"
#include "closing/rulecheck.h"
#include "closing/verdict.h"

#include <QString>
#include <QStringList>

#include <initializer_list>

/// A connection told for tests: what happens on the wire, with states and the outcome as the gate
/// would record them.
namespace ajar::closing::test
{

constexpr Time second = 1'000'000'000;
constexpr Time millisecond = 1'000'000;

class Story
{
public:
    explicit Story(std::string kind = "client", std::string url = "ws://server.test/");
    Story &strictly(); ///< rules that are read differently are told too

    Story &at(double seconds); ///< the moment of what follows
    /// TCP, the answer to the handshake and the state open.
    Story &opens(const std::string &fields = {});
    Story &sends(const std::string &text);
    Story &receives(const std::string &text);
    Story &sendsClose(std::optional<std::uint16_t> code, const std::string &reason = {});
    Story &receivesClose(std::optional<std::uint16_t> code, const std::string &reason = {});
    Story &sendsPing(const std::string &text);
    Story &receivesPing(const std::string &text);
    Story &sendsPong(const std::string &text);
    Story &receivesPong(const std::string &text);
    /// A frame of any kind, as it is recorded; it changes no state.
    Story &frame(FrameRecord frame, const std::string &payload = {});
    Story &event(Event event, Attributes attributes = {});
    Story &starts(Timer timer, double seconds);
    Story &expires(Timer timer);
    Story &tcp(Event event, Attributes attributes = {}); ///< FIN, RST or TcpFailed
    Story &refused(const std::string &kind, const std::string &problem, int status = 0);

    /// What the rules say since the last call: "id sent #3: text", a line each.
    QStringList findings();
    AccountBuilder &builder() { return m_builder; }
    const Account &account() const { return m_builder.account(); }
    Verdict verdict(const Knowledge &knowledge = {}, std::optional<double> now = {}) const;
    std::uint64_t last() const { return m_number; } ///< the last frame's number

private:
    Story &wire(Direction direction, wire::Opcode opcode, const std::string &payload);
    void enter(const std::optional<StateChange> &change);

    AccountBuilder m_builder;
    RuleCheck m_rules;
    CloseMonitor m_monitor{0};
    Time m_t = 0;
    std::uint64_t m_number = 0;
};

std::string closeBody(std::optional<std::uint16_t> code, const std::string &reason = {});

QStringList lines(std::initializer_list<const char *> texts);

/// "id (confidence): text [frames]", a line for each sentence; the headline first.
QStringList linesOf(const Verdict &verdict);
/// The only sentence of that id in the same form; empty if there is none or more than one.
QString lineOf(const Verdict &verdict, const char *id);

} // namespace ajar::closing::test
