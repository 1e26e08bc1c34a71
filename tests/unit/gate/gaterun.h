// SPDX-License-Identifier: MIT
#pragma once

#include "gate/clientgate.h"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ajar::gate::test
{

/// A sink that keeps everything as text lines and can be told to be full.
class LineSink : public closing::RecordSink
{
public:
    std::chrono::steady_clock::time_point start() const override { return m_start; }
    std::uint32_t addConnection(const closing::ConnectionInfo &info) override;
    bool submit(closing::RecordBatch batch) override;
    void whenRoom(std::function<void()> call) override;

    void setFull(bool full); ///< false makes room: it calls back
    std::size_t payloadBytes() const;
    std::size_t waiting() const; ///< callbacks that wait for room
    /// Events by name, e.g. "limit-reached".
    int count(closing::Event event) const;
    /// A member of the latest such event, or of one counted from 0, as text; empty if it has none.
    std::string member(closing::Event event, const std::string &name, int index = -1) const;
    /// Every member of every event and option as text, also those in lists.
    std::string allText() const;
    int frames(closing::Direction direction) const;

private:
    mutable std::mutex m_mutex;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    closing::ConnectionInfo m_info;
    std::vector<closing::EventRecord> m_events;
    std::vector<std::function<void()>> m_calls;
    std::size_t m_payloadBytes = 0;
    int m_sent = 0;
    int m_received = 0;
    bool m_full = false;
};

/// A ClientGate on a network thread of its own, and what it told.
class GateRun
{
public:
    explicit GateRun(std::uint16_t port, Policy policy = {}, closing::RecordSink *sink = nullptr,
                     const std::function<void(ClientGate::Options &)> &adjust = {});
    ~GateRun();

    ClientGate &gate() { return *m_gate; }
    std::weak_ptr<ClientGate> weak() const { return m_gate; }
    std::shared_ptr<ClientGate> take() { return std::move(m_gate); }

    /// Waits, with a bound, until the outcome is there; its state as a name, or "no end".
    std::string end();
    bool waitForState(closing::LinkState state);
    bool waitFor(const std::function<bool()> &condition); ///< looked at after each notice
    closing::Outcome outcome() const;
    std::optional<RefusedNotice> refusal() const;
    std::optional<TlsInfo> tls() const;
    closing::TcpState tcp() const;
    int ends() const;

    /// Runs on the network thread and waits for it.
    void sync();

private:
    void take(std::vector<Notice> notices);

    asio::io_context m_context;
    asio::executor_work_guard<asio::io_context::executor_type> m_work;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<closing::LinkState> m_states;
    std::optional<closing::Outcome> m_outcome;
    std::optional<RefusedNotice> m_refusal;
    std::optional<TlsInfo> m_tls;
    closing::TcpState m_tcp;
    int m_ends = 0;
    std::shared_ptr<ClientGate> m_gate;
    std::thread m_thread;
};

/// Looks at a condition again and again, without a pause longer than a scheduler's, for seconds.
bool eventually(const std::function<bool()> &condition);

} // namespace ajar::gate::test
