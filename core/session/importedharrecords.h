// SPDX-License-Identifier: MIT
#pragma once

#include "session/importedharentry.h"
#include "session/jsonfields.h"

/// The parts of importedHarEntry() that make records.
namespace ajar::session
{

struct HarHandshake {
    bool opened = false;
    std::vector<ImportedHarEntry::Told> records;
};

/// The states and events as Ajar recorded them: {"afterN": 7, "record": {…}} for each.
std::vector<ImportedHarEntry::Told> readHarRecords(JsonFields &fields, const JsonMember &array);

/// The opening handshake, from an entry's request, response and timings.
HarHandshake readHarHandshake(JsonFields &fields, const HarEntryText &text,
                              const closing::ConnectionInfo &info);

/// Takes what `_webSocketClose` says as an event: which side closed is not known.
void readHarClose(JsonFields &fields, const JsonMember &close, ImportedHarEntry &entry);

/// A record of an event or a state from its JSON.
ImportedRecord detailsOf(Kind kind, closing::Time t, std::string json);

} // namespace ajar::session
