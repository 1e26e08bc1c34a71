// SPDX-License-Identifier: MIT
#include "gate/tcprace.h"

#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>

namespace ajar::gate
{

using asio::ip::tcp;

namespace
{

constexpr auto headStart = std::chrono::milliseconds(250); // RFC 8305 8

std::chrono::nanoseconds measuredRoundTrip(tcp::socket &socket)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return {};
    return std::chrono::microseconds(info.tcpi_rtt);
}

} // namespace

std::shared_ptr<TcpRace> TcpRace::create(asio::io_context &context, std::vector<Endpoint> field,
                                         Lost lost)
{
    return std::shared_ptr<TcpRace>(new TcpRace(context, std::move(field), std::move(lost)));
}

TcpRace::TcpRace(asio::io_context &context, std::vector<Endpoint> field, Lost lost)
    : m_context(context)
    , m_field(std::move(field))
    , m_lost(std::move(lost))
    , m_headStart(context)
    , m_wait(context)
{
    m_wait.expires_at(asio::steady_timer::time_point::max());
}

asio::awaitable<std::optional<tcp::socket>> TcpRace::run()
{
    const auto self = shared_from_this();
    startNext();
    while (!m_over)
        co_await m_wait.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
    co_return std::move(m_winner);
}

void TcpRace::startNext()
{
    if (m_runners.size() == m_field.size()) {
        if (std::ranges::all_of(m_runners, [](const auto &runner) { return runner->over; }))
            end();
        return;
    }
    const auto runner =
        std::make_shared<Runner>(Runner{m_field[m_runners.size()], tcp::socket(m_context)});
    m_runners.push_back(runner);
    runner->socket.async_connect(
        runner->endpoint, [self = shared_from_this(), runner](const asio::error_code &error) {
            self->onConnected(runner, error);
        });
    if (m_runners.size() == m_field.size())
        return;
    m_headStart.expires_after(headStart);
    m_headStart.async_wait([self = shared_from_this()](const asio::error_code &error) {
        if (!error && !self->m_over)
            self->startNext();
    });
}

void TcpRace::onConnected(const std::shared_ptr<Runner> &runner, const asio::error_code &error)
{
    if (m_over)
        return;
    runner->over = true;
    if (error) {
        m_lost(runner->endpoint, error);
        m_headStart.cancel();
        startNext();
        return;
    }
    m_winner = std::move(runner->socket);
    m_roundTrip = measuredRoundTrip(*m_winner);
    for (const auto &other : m_runners) {
        if (!other->over)
            m_lost(other->endpoint, asio::error::operation_aborted);
    }
    end();
}

void TcpRace::cancel()
{
    if (m_over)
        return;
    end();
}

void TcpRace::end()
{
    m_over = true;
    m_lost = nullptr;
    for (const auto &runner : m_runners) {
        asio::error_code ignored;
        runner->socket.close(ignored);
    }
    m_headStart.cancel();
    m_wait.cancel();
}

} // namespace ajar::gate
