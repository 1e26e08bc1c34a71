// SPDX-License-Identifier: MIT
#pragma once

#include "gate/proxy.h"
#include "gate/target.h"

namespace ajar::link
{

/// The proxy that the system's settings and the environment name for a target, as Qt finds them:
/// ws counts as http, wss as https. It may take long; any thread.
gate::ProxyOptions systemProxy(const gate::Target &target);

} // namespace ajar::link
