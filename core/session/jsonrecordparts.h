// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsonfields.h"
#include "session/jsonrecord.h"

/// The parts of importedLine(), which has read what all records have in front.
namespace ajar::session
{

ImportedMark readMark(JsonFields &fields, std::size_t lineAt);

void readFrame(JsonFields &fields, ImportedRecord &record);

/// All members but those that every line has become the record's JSON again, each as it stands.
/// What readers need must be there and right, unless the record is damaged.
void readDetails(JsonFields &fields, std::span<const JsonMember> members, Kind kind,
                 ImportedRecord &record);

} // namespace ajar::session
