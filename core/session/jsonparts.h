// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsonwriter.h"
#include "session/reader.h"
#include "wire/finding.h"
#include "wire/frame.h"

namespace ajar::session
{

/// What every format of JSON says of a frame in the same words.

/// "close": the code, null if there is none, and the reason of a Close body (RFC 6455 5.5.1).
void writeClose(JsonWriter &json, wire::Bytes body);
/// "findings": the ids of the rules that were broken.
void writeFindings(JsonWriter &json, wire::FindingSet findings);

/// What the user chose for a connection, as a JSON object.
QByteArray optionsJson(const StoredConnection &connection, bool withSecrets);

} // namespace ajar::session
