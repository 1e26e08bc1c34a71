// SPDX-License-Identifier: MIT
#include "gaterun.h"

#include "closing/names.h"

#include <asio/post.hpp>

#include <algorithm>
#include <csignal>
#include <future>
#include <utility>

namespace ajar::gate::test
{

namespace
{
constexpr auto patience = std::chrono::seconds(20);

std::string membersText(const closing::Attributes &attributes);

std::string valueText(const closing::AttributeValue &value)
{
    if (const auto *text = std::get_if<std::string>(&value))
        return *text;
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (const auto *real = std::get_if<double>(&value))
        return std::to_string(*real);
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? "true" : "false";
    std::string all;
    for (const closing::AttributeGroup &group :
         std::get<std::vector<closing::AttributeGroup>>(value))
        all += "[" + membersText(group.members) + "]";
    return all;
}

std::string membersText(const closing::Attributes &attributes)
{
    std::string text;
    for (const auto &[key, value] : attributes)
        text += key + "=" + valueText(value) + "\n";
    return text;
}
} // namespace

bool LineSink::submit(closing::RecordBatch batch)
{
    const std::lock_guard lock(m_mutex);
    m_payloadBytes += batch.payloads.size();
    for (const closing::Record &record : batch.records) {
        if (const auto *event = std::get_if<closing::EventRecord>(&record))
            m_events.push_back(*event);
        if (const auto *frame = std::get_if<closing::FrameRecord>(&record))
            ++(frame->direction == closing::Direction::Sent ? m_sent : m_received);
    }
    return !m_full;
}

void LineSink::whenRoom(std::function<void()> call)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_full) {
            m_calls.push_back(std::move(call));
            return;
        }
    }
    call();
}

void LineSink::setFull(bool full)
{
    std::vector<std::function<void()>> calls;
    {
        const std::lock_guard lock(m_mutex);
        m_full = full;
        if (!full)
            calls = std::exchange(m_calls, {});
    }
    for (const auto &call : calls)
        call();
}

std::size_t LineSink::payloadBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_payloadBytes;
}

std::size_t LineSink::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_calls.size();
}

int LineSink::count(closing::Event event) const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(std::ranges::count(m_events, event, &closing::EventRecord::event));
}

std::string LineSink::member(closing::Event event, const std::string &name, int index) const
{
    const std::lock_guard lock(m_mutex);
    std::string text;
    int place = -1;
    for (const closing::EventRecord &record : m_events) {
        if (record.event != event || (++place != index && index >= 0))
            continue;
        text.clear();
        for (const auto &[key, value] : record.attributes) {
            if (key == name)
                text = valueText(value);
        }
    }
    return text;
}

std::string LineSink::allText() const
{
    const std::lock_guard lock(m_mutex);
    std::string text = m_info.url + "\n" + membersText(m_info.options);
    for (const closing::EventRecord &record : m_events)
        text += std::string(closing::name(record.event)) + " " + membersText(record.attributes);
    return text;
}

std::uint32_t LineSink::addConnection(const closing::ConnectionInfo &info)
{
    const std::lock_guard lock(m_mutex);
    m_info = info;
    return 1;
}

int LineSink::frames(closing::Direction direction) const
{
    const std::lock_guard lock(m_mutex);
    return direction == closing::Direction::Sent ? m_sent : m_received;
}

GateRun::GateRun(std::uint16_t port, Policy policy, closing::RecordSink *sink,
                 const std::function<void(ClientGate::Options &)> &adjust)
    : m_context(1)
    , m_work(m_context.get_executor())
{
    std::signal(SIGPIPE, SIG_IGN);
    ClientGate::Options options;
    options.host = "127.0.0.1";
    options.port = port;
    options.url = "ws://127.0.0.1:" + std::to_string(port) + "/";
    options.request.host = "127.0.0.1:" + std::to_string(port);
    options.request.target = "/";
    if (adjust)
        adjust(options);
    m_gate = ClientGate::create(m_context, std::move(options), std::move(policy), sink,
                                [this](std::vector<Notice> notices) { take(std::move(notices)); });
    m_thread = std::thread([this] { m_context.run(); });
    m_gate->start();
}

GateRun::~GateRun()
{
    if (m_gate)
        m_gate->abandon();
    m_work.reset();
    m_context.stop();
    m_thread.join();
}

void GateRun::take(std::vector<Notice> notices)
{
    const std::lock_guard lock(m_mutex);
    for (const Notice &notice : notices) {
        if (const auto *state = std::get_if<StateNotice>(&notice))
            m_states.push_back(state->change.state);
        if (const auto *ended = std::get_if<EndedNotice>(&notice)) {
            m_outcome = ended->outcome;
            ++m_ends;
        }
        if (const auto *refused = std::get_if<RefusedNotice>(&notice))
            m_refusal = *refused;
        if (const auto *tls = std::get_if<TlsNotice>(&notice))
            m_tls = tls->info;
        if (const auto *tcp = std::get_if<TcpNotice>(&notice))
            m_tcp = tcp->tcp;
    }
    m_changed.notify_all();
}

bool GateRun::waitFor(const std::function<bool()> &condition)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(m_mutex);
    for (;;) {
        lock.unlock();
        if (condition())
            return true;
        lock.lock();
        if (m_changed.wait_until(lock, std::min(deadline, std::chrono::steady_clock::now() +
                                                              std::chrono::milliseconds(20))) ==
                std::cv_status::timeout &&
            std::chrono::steady_clock::now() >= deadline)
            return false;
    }
}

bool GateRun::waitForState(closing::LinkState state)
{
    return waitFor([&] {
        const std::lock_guard lock(m_mutex);
        return std::ranges::find(m_states, state) != m_states.end();
    });
}

std::string GateRun::end()
{
    const bool over = waitFor([this] { return ends() > 0; });
    return over ? std::string(closing::name(outcome().state)) : "no end";
}

closing::Outcome GateRun::outcome() const
{
    const std::lock_guard lock(m_mutex);
    return m_outcome.value_or(closing::Outcome{});
}

std::optional<RefusedNotice> GateRun::refusal() const
{
    const std::lock_guard lock(m_mutex);
    return m_refusal;
}

std::optional<TlsInfo> GateRun::tls() const
{
    const std::lock_guard lock(m_mutex);
    return m_tls;
}

closing::TcpState GateRun::tcp() const
{
    const std::lock_guard lock(m_mutex);
    return m_tcp;
}

int GateRun::ends() const
{
    const std::lock_guard lock(m_mutex);
    return m_ends;
}

void GateRun::sync()
{
    std::promise<void> done;
    asio::post(m_context, [&done] { done.set_value(); });
    done.get_future().wait();
}

bool eventually(const std::function<bool()> &condition)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace ajar::gate::test
