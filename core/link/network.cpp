// SPDX-License-Identifier: MIT
#include "link/network.h"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <csignal>
#include <thread>

namespace ajar::link
{

class Network::Private
{
public:
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread;
};

Network::Network()
    : d(std::make_unique<Private>())
{
    // What Asio needs of the system it takes when it is first used: here, where it can be told.
    const asio::steady_timer first(d->context);
    // A peer that has gone must show as an error of the write, not end the program.
    std::signal(SIGPIPE, SIG_IGN);
    d->thread = std::thread([context = &d->context] { context->run(); });
}

Network::~Network()
{
    d->work.reset();
    d->context.stop();
    d->thread.join();
}

asio::io_context &Network::context()
{
    return d->context;
}

} // namespace ajar::link
