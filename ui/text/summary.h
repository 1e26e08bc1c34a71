// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"
#include "ui/sessions/story.h"

#include <QString>

namespace ajar::ui
{

/// The last column of a frame's row, ready to be shown: what it carries, or what it answers.
QString frameSummary(const session::Row &row, const Story &story);

} // namespace ajar::ui
