// SPDX-License-Identifier: MIT
#pragma once

#include "capture/framelane.h"
#include "capture/segment.h"
#include "closing/record.h"
#include "wire/httphead.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ajar::capture
{

/// Watches the bytes of one TCP connection that others have captured, and makes of them what a
/// proxy link would have recorded there: "sent" is what the client sends, "we" are the application.
/// Until a client asks for a WebSocket it keeps next to nothing. One thread.
class Observer
{
public:
    enum class Kind : std::uint8_t {
        Unknown,   ///< nothing that tells has come
        Other,     ///< no WebSocket so far
        Tls,       ///< encrypted
        WebSocket, ///< its records count
    };

    /// `first` is the client, if that is known.
    Observer(Endpoint first, Endpoint second, bool clientIsKnown, closing::Time t);

    // What the wire shows, at times that never go back.
    void connecting(closing::Time t); ///< the client's SYN
    void connectingAgain();           ///< the same SYN once more
    void connected(closing::Time t);  ///< the server's answer to it, or TCP is up already
    void bytes(closing::Time t, bool fromFirst, wire::Bytes bytes);
    void gap(closing::Time t, bool fromFirst, std::uint64_t bytes, bool cut);
    void fin(closing::Time t, bool fromFirst);
    void reset(closing::Time t, bool fromFirst);
    void silence(closing::Time t, std::string problem);
    /// The capture has no more of it.
    void captureEnds(closing::Time t);
    /// Other bytes came again in the place of some that had come.
    void differs(closing::Time t, bool fromFirst, std::uint64_t bytes);

    /// What is seen was inside TLS.
    void setDecrypted() { m_decrypted = true; }

    Kind kind() const { return m_kind; }
    bool ended() const { return closing::isFinal(m_monitor.state()); }
    /// Its opening handshake is not in the capture.
    bool begunBefore() const { return m_begunBefore; }
    /// What a client has sent that asks for a WebSocket again, after a first one was refused; empty
    /// if it has not. Another observer is to take it.
    std::vector<std::uint8_t> takeNextRequest() { return std::exchange(m_again, {}); }
    /// What a session says of the connection; complete once it is a WebSocket.
    closing::ConnectionInfo info() const;
    closing::Journal &journal() { return m_journal; }

private:
    enum class Stage : std::uint8_t {
        Http,     ///< requests and answers, whatever they ask for
        Asked,    ///< a WebSocket was asked for
        Doubtful, ///< the answer is 101, but wrong: what the client does tells whether it minds
        Refused,  ///< the body of an answer that is not 101 may come
        Frames,
        Over,
    };
    /// Bytes that came before anything told what they are.
    struct Early {
        closing::Time t;
        bool fromFirst;
        std::vector<std::uint8_t> bytes;
    };
    struct Refusal {
        std::string kind;
        std::string text;
        int status = 0;
        std::string body{};
        std::size_t wanted = 0; ///< bytes of the body
        bool chunked = false;
    };

    void fromClient(closing::Time t, wire::Bytes bytes);
    void fromServer(closing::Time t, wire::Bytes bytes);
    void takeRequests(closing::Time t, wire::Bytes bytes);
    void takeAnswer(closing::Time t, wire::Bytes bytes);
    void onRequest(closing::Time t);
    void onAnswer(closing::Time t);
    void onNoAnswer(closing::Time t);
    void takeBody(closing::Time t, wire::Bytes bytes);
    void lookAtBeginning(closing::Time t, bool fromFirst, wire::Bytes bytes);
    bool looksBegun() const;
    void openBegun(closing::Time t);
    void beginRecords();
    void open(closing::Time t, const std::optional<wire::DeflateParameters> &deflate);
    void openBlindly(closing::Time t);
    void refuse(closing::Time t, Refusal refusal);
    void settleDoubt(closing::Time t, bool opens);
    void enter(const std::optional<closing::StateChange> &change);
    bool endsHandshake(closing::Time t, bool byServer, const char *how);
    closing::Direction directionOf(bool fromFirst) const
    {
        return fromFirst == m_firstIsClient ? closing::Direction::Sent
                                            : closing::Direction::Received;
    }
    FrameLane &lane(closing::Direction direction)
    {
        return direction == closing::Direction::Sent ? m_sent : m_received;
    }

    Endpoint m_first;
    Endpoint m_second;
    bool m_firstIsClient = true;
    bool m_clientIsKnown;
    closing::Time m_began;
    std::optional<closing::Time> m_syn; ///< when it passed
    std::optional<closing::Time> m_connected;
    bool m_synIsRepeated = false; ///< before it was answered
    Kind m_kind = Kind::Unknown;
    Stage m_stage = Stage::Http;
    closing::CloseMonitor m_monitor;
    closing::Journal m_journal;
    FrameLane m_sent;
    FrameLane m_received;
    std::unique_ptr<wire::HttpHeadParser> m_parser; ///< of the head under way
    wire::HttpHead m_request;
    wire::HttpHead m_answer;
    Refusal m_refusal;
    std::vector<std::uint8_t> m_serverAhead; ///< frames of the server while it is doubtful
    std::optional<wire::DeflateParameters> m_doubtfulDeflate;
    std::vector<Early> m_early;
    std::vector<std::uint8_t> m_again;
    bool m_openingIsMissing = true; ///< the capture begins inside, or lacks bytes before the answer
    bool m_answerIsMissing = false;
    bool m_begunBefore = false;
    bool m_decrypted = false;
};

} // namespace ajar::capture
