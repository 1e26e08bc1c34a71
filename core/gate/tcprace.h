// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ajar::gate
{

/// Connects to the first of several addresses that answers (RFC 8305 5): the next one is tried as
/// soon as one has failed, or has been silent for a head start; the others go on meanwhile. It ends
/// by itself when the last one has failed; how long that may take is its owner's affair. Network
/// thread only.
class TcpRace : public std::enable_shared_from_this<TcpRace>
{
public:
    using Endpoint = asio::ip::tcp::endpoint;
    /// One that lost: with its error, or with operation_aborted when it was still silent as another
    /// one answered.
    using Lost = std::function<void(const Endpoint &, const asio::error_code &)>;

    static std::shared_ptr<TcpRace> create(asio::io_context &context, std::vector<Endpoint> field,
                                           Lost lost);

    /// The winner's socket; nullopt if all have failed, or after cancel(). Called once.
    asio::awaitable<std::optional<asio::ip::tcp::socket>> run();
    /// The round trip of the winner's TCP handshake, as the kernel measured it: our own clock would
    /// take a busy machine's pauses for the network's. 0: unknown.
    std::chrono::nanoseconds roundTrip() const { return m_roundTrip; }
    /// Ends the race without a word.
    void cancel();

private:
    struct Runner {
        Endpoint endpoint;
        asio::ip::tcp::socket socket;
        bool over = false;
    };

    TcpRace(asio::io_context &context, std::vector<Endpoint> field, Lost lost);
    void startNext();
    void onConnected(const std::shared_ptr<Runner> &runner, const asio::error_code &error);
    void end();

    asio::io_context &m_context;
    std::vector<Endpoint> m_field;
    Lost m_lost;
    std::vector<std::shared_ptr<Runner>> m_runners;
    std::optional<asio::ip::tcp::socket> m_winner;
    std::chrono::nanoseconds m_roundTrip{0};
    asio::steady_timer m_headStart;
    asio::steady_timer m_wait; ///< its cancelling wakes run()
    bool m_over = false;
};

} // namespace ajar::gate
