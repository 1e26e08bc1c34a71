// SPDX-License-Identifier: MIT
#pragma once

#include "gate/clientgate.h"
#include "link/clientlink.h"

namespace ajar::link
{

/// A client's options in the gate's terms: host, port and request target from the URL (RFC 6455 3).
gate::ClientGate::Options gateOptions(const ClientOptions &options);

} // namespace ajar::link
