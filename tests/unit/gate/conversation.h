// SPDX-License-Identifier: MIT
#pragma once

#include "gate/gatelogic.h"
#include "wire/deflater.h"
#include "wire/framedecoder.h"
#include "wire/inflater.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// A small language for conversations between a GateLogic and its peer, with a clock turned by
/// hand: `peer >> closeFrame(1001)`, `after(30s)`, `peer.heard()`. What comes out is text.
namespace ajar::gate::test
{

/// A frame as the peer sends it, faults included.
struct PeerFrame {
    wire::Opcode opcode = wire::Opcode::Text;
    std::string payload;
    bool fin = true;
    std::uint8_t rsv = 0;
    std::optional<bool> masked; ///< nullopt: as the peer's role demands
};

PeerFrame text(std::string payload);
PeerFrame binary(std::string payload);
PeerFrame ping(std::string payload = {});
PeerFrame pong(std::string payload = {});
PeerFrame closeFrame(int code, std::string reason = {});
PeerFrame emptyClose();
PeerFrame part(PeerFrame frame);     ///< without FIN: a first fragment
PeerFrame more(std::string payload); ///< a continuation without FIN
PeerFrame last(std::string payload); ///< a continuation with FIN
PeerFrame rsv(std::uint8_t bits, PeerFrame frame);
PeerFrame masked(bool on, PeerFrame frame);

struct Fin {
};
struct Reset {
};
constexpr Fin fin;
constexpr Reset reset;

std::vector<std::uint8_t> encode(const PeerFrame &frame, wire::Role sender);

/// The peer's side of an agreed compression: what it sends, deflated.
class PeerDeflater
{
public:
    explicit PeerDeflater(const wire::DeflateParameters &agreed = {},
                          wire::Role role = wire::Role::Server);
    PeerFrame operator()(PeerFrame frame); ///< also of a message's fragments, in turn

private:
    wire::Deflater m_deflater;
};

class Conversation
{
public:
    /// Open; what came out until then is taken already.
    explicit Conversation(Policy policy = {}, GateLogic::Options options = {},
                          std::optional<wire::DeflateParameters> deflate = std::nullopt);
    /// Still connecting.
    static Conversation connecting(Policy policy = {});
    void open();

    /// Turns the clock: each deadline on the way is met at its own time.
    void after(std::chrono::nanoseconds duration);
    closing::Time now() const { return m_now; }

    void receive(const std::vector<std::uint8_t> &bytes);
    void receive(Fin);
    void receive(Reset);

    // What the user wants.
    void sendText(const std::string &payload, bool fin = true);
    void sendRaw(const std::string &written); ///< the text form of a raw frame
    void sendPing(const std::string &payload);
    void sendClose(int code, const std::string &reason = {});
    void sendEmptyClose();
    void release(std::uint64_t number);
    void drop(std::uint64_t number);
    void edit(std::uint64_t number, const std::string &payload);
    void sendFin();
    void sendReset();
    void setPolicy(const Policy &policy);
    template<typename Change>
    void change(Change change)
    {
        Policy policy = logic.policy();
        change(policy);
        setPolicy(policy);
    }

    /// What the peer has heard since the last call: "text hello, close 1001 bye, fin".
    std::string heard();
    /// The link's state and what TCP shows: "half-closed-remote", "open, fin received".
    std::string state() const;
    /// What the journal has got since the last call, one line a record.
    std::string recorded();
    /// Only the lines of the journal that contain `word`.
    std::string recorded(std::string_view word);
    /// Only the timers' lines: "close started 30s, close cancelled".
    std::string timers();
    /// What the endpoint has got since the last call: "text hello".
    std::string delivered();
    /// What the owner was told since the last call: "state open, ping hello".
    std::string told();

    /// While true, a FIN that we wish for stays behind bytes that the peer does not take.
    bool stuck = false;

    GateLogic logic;

private:
    Conversation(Policy policy, GateLogic::Options options,
                 std::optional<wire::DeflateParameters> deflate, bool open);
    std::string heardText(const wire::FrameView &frame);
    /// Does for the logic what the owner of a socket does.
    void pump();

    closing::Time m_now = 0;
    std::optional<wire::DeflateParameters> m_deflate;
    std::optional<wire::Inflater> m_peerInflater; ///< the peer's, of what we send
    bool m_peerInflates = false;                  ///< the message under way
    wire::FrameDecoder m_peerDecoder;
    wire::FrameDecoder m_endpointDecoder;
    std::string m_heard;
    std::string m_delivered;
    std::string m_told;
    std::string m_timers;
    std::vector<std::string> m_lines;
    bool m_finOwed = false;
    friend class Peer;
};

/// The other end of a conversation.
class Peer
{
public:
    explicit Peer(Conversation &conversation, wire::Role role = wire::Role::Server)
        : m_conversation(conversation)
        , m_role(role)
    {
    }
    Peer &operator>>(const PeerFrame &frame);
    Peer &operator>>(Fin);
    Peer &operator>>(Reset);
    std::string heard() { return m_conversation.heard(); }

private:
    Conversation &m_conversation;
    wire::Role m_role;
};

} // namespace ajar::gate::test
