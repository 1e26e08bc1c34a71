// SPDX-License-Identifier: MIT
#pragma once

#include "session/opening.h"
#include "session/reader.h"

#include <QByteArray>

namespace ajar::session
{

class JsonWriter;

/// The members of a HAR 1.2 entry that tell how a connection was opened: request, response,
/// addresses, when it began.
void writeHarOpening(JsonWriter &json, const StoredConnection &connection, const Opening &opening,
                     bool withSecrets);

/// "time" and "timings", in milliseconds, of a connection whose last record came at `end`.
void writeHarTimings(JsonWriter &json, const StoredConnection &connection, const Opening &opening,
                     closing::Time end);

} // namespace ajar::session
