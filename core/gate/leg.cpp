// SPDX-License-Identifier: MIT
#include "gate/leg.h"

#include <asio/experimental/as_tuple.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <utility>

namespace ajar::gate
{

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t readSize = 256 * 1024;
constexpr std::size_t maxChatter = 1u << 20; ///< of TLS's own that a peer leaves unread

} // namespace

Leg::Leg(Socket socket, std::function<std::shared_ptr<void>()> owner)
    : m_socket(std::move(socket))
    , m_owner(std::move(owner))
    , m_buffer(readSize)
{
}

Leg::End Leg::endOf(const asio::error_code &error)
{
    if (error == asio::error::eof)
        return End::Fin;
    if (error == asio::error::connection_reset || error == asio::error::broken_pipe ||
        error == asio::error::connection_aborted)
        return End::Reset;
    return End::Silence;
}

asio::awaitable<Leg::Read> Leg::read()
{
    if (const wire::Bytes bytes = takeUnread(); !bytes.empty())
        co_return Read{bytes, End::None, false, false, {}};
    if (m_due)
        co_return *std::exchange(m_due, std::nullopt);
    for (;;) {
        // TLS may hold decrypted bytes already, which came with the end of its handshake.
        if (m_tls && !m_tlsClosed) {
            if (Read result = decrypt();
                !result.bytes.empty() || result.closeNotify || result.end != End::None)
                co_return result;
        }
        const auto [error, size] =
            co_await m_socket.async_read_some(asio::buffer(m_buffer), asTuple);
        // A write that has failed may have taken a reset off the socket, and tells it only now.
        if (error && m_writing)
            co_await asio::post(m_socket.get_executor(), asio::use_awaitable);
        if (error)
            co_return failed(error);
        const wire::Bytes bytes(m_buffer.data(), size);
        if (!m_tls)
            co_return Read{bytes, End::None, false, false, {}};
        if (!m_tlsClosed)
            m_tls->feed(bytes);
    }
}

Leg::Read Leg::decrypt()
{
    m_plain.clear();
    const Tls::Status status = m_tls->read(m_plain);
    const std::size_t before = m_pending.size();
    m_tls->takeOutput(m_pending);
    m_chatter += m_pending.size() - before;
    flush();
    Read result;
    if (m_chatter > maxChatter) {
        result.end = End::TlsFailed;
        result.problem = "the peer floods TLS with messages and does not read the answers";
    } else if (status == Tls::Status::Failed) {
        result.end = End::TlsFailed;
        result.problem = m_tls->problem();
    } else if (status == Tls::Status::CloseNotify) {
        m_tlsClosed = true;
        result.closeNotify = true;
    }
    if (m_plain.empty())
        return result;
    if (result.closeNotify || result.end != End::None)
        m_due = std::move(result);
    return {m_plain, End::None, false, false, {}};
}

Leg::Read Leg::failed(const asio::error_code &error) const
{
    End end = endOf(error);
    // A failed write takes the error off the socket: all that the reader sees is an end.
    if (end == End::Fin && m_writeEnd != End::None)
        end = m_writeEnd;
    const bool truncated = end == End::Fin && m_tls && !m_tlsClosed;
    return {{}, end, false, truncated, error.message()};
}

void Leg::unread(wire::Bytes bytes)
{
    m_unread.insert(m_unread.end(), bytes.begin(), bytes.end());
}

wire::Bytes Leg::takeUnread()
{
    m_reread = std::exchange(m_unread, {});
    return m_reread;
}

asio::awaitable<Leg::Read> Leg::handshake()
{
    for (;;) {
        const Tls::Status status = m_tls->handshake();
        encrypt();
        Read result;
        if (status == Tls::Status::Ok)
            co_return result;
        if (status != Tls::Status::WantMore) {
            result.end = End::TlsFailed;
            result.problem = m_tls->problem();
            co_return result;
        }
        if (const wire::Bytes bytes = takeUnread(); !bytes.empty()) {
            m_tls->feed(bytes);
            continue;
        }
        const auto [error, size] =
            co_await m_socket.async_read_some(asio::buffer(m_buffer), asTuple);
        if (error)
            co_return failed(error);
        m_tls->feed(wire::Bytes(m_buffer.data(), size));
    }
}

asio::awaitable<Leg::Read> Leg::discard()
{
    for (;;) {
        const auto [error, size] =
            co_await m_socket.async_read_some(asio::buffer(m_buffer), asTuple);
        if (error)
            co_return failed(error);
    }
}

asio::awaitable<Leg::End> Leg::waitForReset()
{
    const auto [waitError] = co_await m_socket.async_wait(Socket::wait_error, asTuple);
    if (waitError)
        co_return End::None;
    int code = 0;
    socklen_t size = sizeof(code);
    ::getsockopt(m_socket.native_handle(), SOL_SOCKET, SO_ERROR, &code, &size);
    co_return code == 0 ? End::None
                        : endOf(asio::error_code(code, asio::error::get_system_category()));
}

void Leg::write(std::vector<std::uint8_t> &bytes)
{
    if (bytes.empty())
        return;
    if (!m_finWanted && !m_notifyQueued && !m_broken) {
        if (m_tls) {
            m_tls->write(bytes);
            m_tls->takeOutput(m_pending);
        } else if (m_pending.empty()) {
            std::swap(m_pending, bytes);
        } else {
            m_pending.insert(m_pending.end(), bytes.begin(), bytes.end());
        }
        flush();
    }
    bytes.clear();
}

void Leg::encrypt()
{
    m_tls->takeOutput(m_pending);
    flush();
}

void Leg::shutdownSend()
{
    if (std::exchange(m_finWanted, true))
        return;
    queueCloseNotify();
    flush();
}

void Leg::sendCloseNotify()
{
    queueCloseNotify();
    flush();
}

void Leg::queueCloseNotify()
{
    if (!m_tls || std::exchange(m_notifyQueued, true))
        return;
    m_tls->sendCloseNotify();
    m_tls->takeOutput(m_pending);
}

void Leg::flush()
{
    if (m_writing || m_broken)
        return;
    // TLS may have something to say even then; nobody can hear it.
    if (m_finDone)
        m_pending.clear();
    if (m_pending.empty()) {
        if (m_notifyQueued && !std::exchange(m_notifyTold, true) && m_callbacks.closeNotifySent)
            m_callbacks.closeNotifySent();
        if (m_finWanted && !std::exchange(m_finDone, true)) {
            asio::error_code ignored; // a reset that came first is seen by the reader
            m_socket.shutdown(Socket::shutdown_send, ignored);
            if (m_callbacks.finSent)
                m_callbacks.finSent();
        }
        return;
    }
    m_writing = true;
    std::swap(m_pending, m_inFlight);
    m_pending.clear();
    asio::async_write(m_socket, asio::buffer(m_inFlight),
                      [this, self = weak_from_this().lock(),
                       owner = m_owner()](const asio::error_code &error, std::size_t) {
                          m_writing = false;
                          m_inFlight.clear();
                          if (error) {
                              m_broken = true;
                              m_pending.clear();
                              m_writeEnd = endOf(error);
                              if (error != asio::error::operation_aborted && m_callbacks.failed)
                                  m_callbacks.failed(endOf(error), error.message());
                              return;
                          }
                          flush();
                          if (m_writing)
                              return;
                          m_chatter = 0;
                          if (m_callbacks.drained)
                              m_callbacks.drained();
                      });
}

void Leg::reset()
{
    asio::error_code ignored;
    m_socket.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

void Leg::close()
{
    m_broken = true;
    asio::error_code ignored;
    m_socket.close(ignored);
}

} // namespace ajar::gate
