// SPDX-License-Identifier: MIT
#pragma once

#include "capture/conversations.h"

namespace ajar::capture
{

/// One TCP connection: both of its streams, and who watches it.
class Conversations::Conversation
{
public:
    Conversation(Conversations &owner, closing::Time t, const Segment &first);

    /// Whether a segment is the SYN of another connection between the same ports.
    bool isNewOne(const Segment &segment) const;
    void add(closing::Time t, const Segment &segment);
    /// Nothing more comes of it.
    void finish();
    /// What is missing in front of what waits will not come: there is no room to wait.
    void giveUpHoles();
    /// Both directions are over; what comes later says nothing any more.
    bool isOver() const { return m_over || m_observer->ended(); }
    /// It has carried no WebSocket so far, and nothing at all for a while before `t`.
    bool isIdle(closing::Time t) const;
    bool isWebSocket() const { return m_everWebSocket; }
    bool isTls() const { return m_observer->kind() == Observer::Kind::Tls; }
    std::size_t waitingBytes() const;

private:
    struct End {
        ByteStream stream;
        int unanswered = 0; ///< repetitions since the other end was heard of last
        std::uint64_t differing = 0;
    };
    /// What a stream gives, told to the observer.
    class Teller : public ByteStream::Reader
    {
    public:
        Teller(Conversation &owner, bool first)
            : m_owner(owner)
            , m_first(first)
        {
        }
        void bytes(wire::Bytes bytes) override;
        void gap(std::uint64_t bytes, bool cut) override;
        void end() override;

    private:
        Conversation &m_owner;
        bool m_first;
    };

    void takeSyn(const Segment &segment, End &own, bool first);
    void takeReset(bool first);
    void noteRepetitions(End &own, End &other, std::uint64_t before);
    void afterChange();
    void flush();
    void restart(std::vector<std::uint8_t> request);

    Conversations &m_owner;
    Endpoint m_first;
    Endpoint m_second;
    std::array<End, 2> m_ends; ///< the first one's, the second one's
    std::unique_ptr<Observer> m_observer;
    bool m_decrypted;
    std::uint32_t m_connection = 0; ///< in the session; 0: not there yet
    closing::Time m_t = 0;          ///< of the last segment
    closing::Time m_heard = 0;      ///< when the end that falls silent was heard of last
    bool m_everWebSocket = false;
    bool m_over = false;
};

} // namespace ajar::capture
