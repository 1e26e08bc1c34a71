// SPDX-License-Identifier: MIT
//
// How late a gate's timers fire: a close timeout of 50 ms, run out again and again against a server
// that never answers a Close. Prints lateness; it fails only if a timer does not fire.
#include "sockets.h"

#include "gate/clientgate.h"
#include "wire/handshake.h"

#include <asio/executor_work_guard.hpp>

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

using namespace ajar;

namespace
{

constexpr int rounds = 20;
constexpr auto timeout = std::chrono::milliseconds(50);
constexpr auto patience = std::chrono::seconds(20);

/// Keeps what the gate's clock showed when the close timer started and expired.
class Stopwatch final : public closing::RecordSink
{
public:
    std::chrono::steady_clock::time_point start() const override { return m_start; }
    std::uint32_t addConnection(const closing::ConnectionInfo &) override { return 1; }
    void whenRoom(std::function<void()> call) override { call(); }

    bool submit(closing::RecordBatch batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const closing::Record &record : batch.records)
            note(record);
        m_changed.notify_all();
        return true;
    }

    /// Milliseconds from the timer's due moment to its expiry.
    std::optional<double> lateness()
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_for(lock, patience, [this] { return m_ended; }) || !m_expired)
            return std::nullopt;
        const std::chrono::nanoseconds taken(*m_expired - m_started);
        return std::chrono::duration<double, std::milli>(taken - timeout).count();
    }

private:
    void note(const closing::Record &record)
    {
        if (const auto *event = std::get_if<closing::EventRecord>(&record)) {
            const bool close = std::ranges::any_of(event->attributes, [](const auto &attribute) {
                return attribute.second == closing::AttributeValue(std::string("close"));
            });
            if (close && event->event == closing::Event::TimerStarted)
                m_started = event->t;
            if (close && event->event == closing::Event::TimerExpired)
                m_expired = event->t;
        }
        m_ended = m_ended || std::holds_alternative<closing::OutcomeRecord>(record);
    }

    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::mutex m_mutex;
    std::condition_variable m_changed;
    closing::Time m_started = 0;
    std::optional<closing::Time> m_expired;
    bool m_ended = false;
};

/// Opens WebSocket connections and reads from them until TCP ends.
void serve(const bench::Listener &listener)
{
    std::vector<std::uint8_t> buffer(4096);
    for (int i = 0; i < rounds; ++i) {
        const bench::Socket peer = listener.accept();
        const std::string request = peer.receiveHead();
        wire::HttpHeadParser parser;
        std::size_t consumed = 0;
        parser.feed(
            wire::Bytes(reinterpret_cast<const std::uint8_t *>(request.data()), request.size()),
            consumed);
        peer.sendAll(
            wire::buildResponse(parser.head().field("Sec-WebSocket-Key").value_or(""), {}));
        while (!peer.receive(buffer).empty()) {
        }
    }
}

std::optional<double> measure(asio::io_context &context, std::uint16_t port)
{
    Stopwatch stopwatch;
    gate::ClientGate::Options options;
    options.host = "127.0.0.1";
    options.port = port;
    options.request.host = "127.0.0.1:" + std::to_string(port);
    options.request.target = "/";
    gate::Policy policy;
    policy.timeouts.close = timeout;
    std::weak_ptr<gate::ClientGate> weak;
    const auto closeOnceOpen = [&weak](const std::vector<gate::Notice> &notices) {
        for (const gate::Notice &notice : notices) {
            if (std::holds_alternative<gate::OpenedNotice>(notice))
                weak.lock()->sendClose(1000, "");
        }
    };
    const auto gate =
        gate::ClientGate::create(context, std::move(options), policy, &stopwatch, closeOnceOpen);
    weak = gate;
    gate->start();
    const auto late = stopwatch.lateness();
    gate->abandon();
    return late;
}

} // namespace

int main()
{
    alarm(120);
    const bench::Listener listener;
    std::thread server([&] { serve(listener); });
    asio::io_context context(1);
    auto work = asio::make_work_guard(context);
    std::thread network([&] { context.run(); });
    std::vector<double> late;
    for (int i = 0; i < rounds; ++i) {
        const auto one = measure(context, listener.port());
        if (!one) {
            std::fputs("the close timer did not fire\n", stderr);
            std::_Exit(1);
        }
        late.push_back(*one);
    }
    work.reset();
    network.join();
    server.join();
    std::ranges::sort(late);
    std::printf(
        "| close timeout of 50 ms | late by %.2f ms (median), %.2f ms (worst of %d) | | |\n",
        late[late.size() / 2], late.back(), rounds);
}
