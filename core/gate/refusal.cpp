// SPDX-License-Identifier: MIT
#include "gate/refusal.h"

#include <asio/error.hpp>

namespace ajar::gate
{

std::string connectText(const std::string &where, const asio::error_code &error)
{
    if (error == asio::error::connection_refused)
        return where + " refused the TCP connection: nothing listens there";
    if (error == asio::error::timed_out || error == asio::error::operation_aborted)
        return where + " did not answer";
    return where + " can't be reached: " + error.message();
}

} // namespace ajar::gate
