// SPDX-License-Identifier: MIT
//
// A client link without recording: the gate decodes, checks and journals every frame; what it would
// record is only counted.
//
//   gateclient PORT     prints how many messages came from ws://127.0.0.1:PORT/
#include "gate/clientgate.h"

#include <asio/io_context.hpp>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>

using namespace ajar;

namespace
{

class Counter final : public closing::RecordSink
{
public:
    std::chrono::steady_clock::time_point start() const override { return m_start; }
    std::uint32_t addConnection(const closing::ConnectionInfo &) override { return 1; }
    void whenRoom(std::function<void()> call) override { call(); }

    bool submit(closing::RecordBatch batch) override
    {
        for (const closing::Record &record : batch.records) {
            const auto *frame = std::get_if<closing::FrameRecord>(&record);
            if (frame && frame->header.opcode == wire::Opcode::Text)
                ++m_messages;
            if (std::holds_alternative<closing::OutcomeRecord>(record))
                m_ended.set_value();
        }
        return true;
    }

    /// Waits for the connection's end; messages until then.
    unsigned long long messages()
    {
        m_ended.get_future().wait();
        return m_messages;
    }

private:
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    unsigned long long m_messages = 0;
    std::promise<void> m_ended;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: gateclient PORT\n", stderr);
        return 2;
    }
    alarm(300);
    gate::ClientGate::Options options;
    options.host = "127.0.0.1";
    options.port = static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10));
    options.request.host = "127.0.0.1:" + std::string(argv[1]);
    options.request.target = "/";
    Counter counter;
    asio::io_context context(1);
    auto work = asio::make_work_guard(context);
    std::thread network([&] { context.run(); });
    const auto gate = gate::ClientGate::create(context, std::move(options), {}, &counter, {});
    gate->start();
    const unsigned long long messages = counter.messages();
    gate->abandon();
    work.reset();
    network.join();
    std::printf("%llu\n", messages);
}
