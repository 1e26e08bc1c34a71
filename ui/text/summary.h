// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/content.h"
#include "session/reader.h"
#include "ui/sessions/story.h"

#include <QString>

namespace ajar::ui
{

/// The last column of a frame's row, ready to be shown: what it carries, or what it answers. What a
/// compressed one carries is in `inflated`.
QString frameSummary(const session::Row &row, const Story &story,
                     const session::Content *inflated = nullptr);

} // namespace ajar::ui
