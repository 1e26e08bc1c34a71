// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace asio
{
class io_context;
}

namespace ajar::link
{

/// The network thread: one Asio event loop in which all legs and gates of its links run. Make one
/// for the program and let it outlive its links.
class Network
{
public:
    Network();  ///< throws std::system_error when no file descriptor or thread is left
    ~Network(); ///< ends all connections and joins the thread
    Network(const Network &) = delete;
    Network &operator=(const Network &) = delete;

    asio::io_context &context();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ajar::link
