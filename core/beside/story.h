// SPDX-License-Identifier: MIT
#pragma once

#include "beside/beside.h"

#include <QStringList>

namespace ajar::beside
{

/// What the two recordings show together, a sentence each: how they are known to be one
/// connection, the clocks, what became of each flow, who sent Close first in truth, and what each
/// end was told.
QStringList story(const Laid &laid);

} // namespace ajar::beside
