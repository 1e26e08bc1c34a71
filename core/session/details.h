// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"

#include <QByteArray>

/// The JSON objects that stand in the file as the payload of records that are no frames.
namespace ajar::session
{

/// {"state":"half-closed-remote","previous":"open"}
QByteArray stateDetails(const closing::StateRecord &record);
/// {"event":"timer-started",…} with the attributes in their order; behind a text that is no UTF-8
/// its bytes, "rawBase64" behind "raw".
QByteArray eventDetails(const closing::EventRecord &record);
/// {"state":"closed","clean":true,…}
QByteArray outcomeDetails(const closing::OutcomeRecord &record);
/// {"insecure":true,…}
QByteArray optionsJson(const closing::Attributes &options);

} // namespace ajar::session
