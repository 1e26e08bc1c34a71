// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"
#include "wire/deflateparameters.h"

namespace ajar::session
{

/// What the recorded handshake agreed about permessage-deflate (RFC 7692 7.1). nullopt: nothing, or
/// the request or its answer is not there.
std::optional<wire::DeflateParameters> agreedDeflate(Reader &reader, quint32 connection);

} // namespace ajar::session
