// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsonfields.h"
#include "session/jsonrecord.h"

/// The parts of importedLine(), which has read what all records have in front.
namespace ajar::session
{

ImportedMark readMark(JsonFields &fields, std::size_t lineAt);

void readFrame(JsonFields &fields, ImportedRecord &record);

/// "maskKey", which must be there if and only if `header` says that the frame is masked.
void readMask(JsonFields &fields, wire::FrameHeader &header);

/// The findings of a frame by their ids.
void readFindings(JsonFields &fields, closing::FrameRecord &frame);

/// All members but those that every line has become the record's JSON again, each as it stands.
/// What readers need must be there and right, unless the record is damaged.
void readDetails(JsonFields &fields, std::span<const JsonMember> members, Kind kind,
                 ImportedRecord &record);

} // namespace ajar::session
