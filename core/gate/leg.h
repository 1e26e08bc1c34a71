// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tls.h"
#include "wire/frame.h"

#include <asio/awaitable.hpp>
#include <asio/generic/stream_protocol.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ajar::gate
{

/// One TCP connection (or one over a Unix socket), perhaps with TLS on it, that keeps apart what
/// sockets like to blur: FIN, RST and silence, close_notify and FIN, and each direction's end. It
/// knows no WebSocket. Network thread only.
class Leg : public std::enable_shared_from_this<Leg>
{
public:
    using Socket = asio::generic::stream_protocol::socket;
    enum class End { None, Fin, Reset, Silence, TlsFailed };
    struct Read {
        wire::Bytes bytes; ///< valid until the next read
        End end = End::None;
        bool closeNotify = false; ///< TLS's close_notify has come
        bool truncated = false;   ///< the FIN came without TLS's close_notify before it
        std::string problem;      ///< for Silence and TlsFailed: in words
    };
    struct Callbacks {
        std::function<void()> finSent;         ///< our FIN has gone out, after all bytes before it
        std::function<void()> closeNotifySent; ///< the same for TLS's close_notify
        std::function<void()> drained;         ///< all bytes are with the kernel
        /// A write has failed. What came before is still to be read, and the reader is told too.
        std::function<void(End, std::string)> failed;
    };

    /// `owner` is kept alive while a write is under way, and so is the leg if a shared_ptr holds
    /// it.
    Leg(Socket socket, std::function<std::shared_ptr<void>()> owner);

    Socket &socket() { return m_socket; }
    void setCallbacks(Callbacks callbacks) { m_callbacks = std::move(callbacks); }
    void setTls(std::unique_ptr<Tls> tls) { m_tls = std::move(tls); }
    Tls *tls() { return m_tls.get(); }

    /// Waits for bytes, or for TLS's close_notify, or for the end of the peer's direction: one of
    /// them at a time. After the end it must not be called.
    asio::awaitable<Read> read();
    /// The next read, or TLS's handshake, begins with these: they came behind what was looked for.
    void unread(wire::Bytes bytes);
    /// TLS's handshake; what was wrong is in Read::end and problem.
    asio::awaitable<Read> handshake();
    /// Reads and forgets what comes, ciphertext or not, until the peer's direction ends.
    asio::awaitable<Read> discard();
    /// After a FIN of the peer: waits until TCP is reset or fails, or the leg is closed.
    asio::awaitable<End> waitForReset();

    /// Takes the bytes and writes them in order. Empties `bytes`.
    void write(std::vector<std::uint8_t> &bytes);
    /// Bytes taken that are not with the kernel yet.
    std::size_t pending() const { return m_broken ? 0 : m_pending.size() + m_inFlight.size(); }
    /// FIN (over TLS: close_notify, then FIN) after all bytes are written.
    void shutdownSend();
    /// TLS's close_notify after all bytes are written: our direction of TLS ends, TCP stays up.
    void sendCloseNotify();
    /// RST, at once; what waits is lost.
    void reset();
    /// Ends without ceremony. Pending operations finish with an error.
    void close();

private:
    wire::Bytes takeUnread();
    void flush();
    void encrypt();
    void queueCloseNotify();
    Read decrypt();
    static End endOf(const asio::error_code &error);
    Read failed(const asio::error_code &error) const;

    Socket m_socket;
    std::function<std::shared_ptr<void>()> m_owner;
    std::unique_ptr<Tls> m_tls;
    Callbacks m_callbacks;
    std::vector<std::uint8_t> m_buffer;
    std::vector<std::uint8_t> m_unread;
    std::vector<std::uint8_t> m_reread; ///< what was unread, while it is looked at
    std::optional<Read> m_due;          ///< what came behind the bytes of the last read
    std::size_t m_chatter = 0; ///< bytes that TLS itself has answered since all was drained
    std::vector<std::uint8_t> m_plain;
    std::vector<std::uint8_t> m_pending;
    std::vector<std::uint8_t> m_inFlight;
    bool m_writing = false;
    bool m_finWanted = false;
    bool m_finDone = false;
    bool m_notifyQueued = false;
    bool m_notifyTold = false;
    bool m_tlsClosed = false; ///< close_notify has come: only FIN or RST can follow
    bool m_broken = false;
    End m_writeEnd = End::None;
};

} // namespace ajar::gate
