// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "library/summary.h"

/// The words of the window for what a list of sessions shows.
namespace ajar::ui
{

/// "closed cleanly", "aborted 1006", "2 of 5 aborted 1006", "damaged".
QString endingWords(const library::Summary &summary);
/// The state whose colour fits: "closed", "aborted", "open".
QString endingKey(const library::Summary &summary);
/// "today 14:03", "yesterday 14:03", "2026-11-20 14:03", in local time.
QString whenText(qint64 wallNanoseconds);
/// "ws://a, ws://b and 3 more"; what is wrong with a file that can't be read.
QString contentWords(const library::Summary &summary);
/// "1 session", "12 sessions".
QString sessionsWords(int count);
/// Every word of `search` is somewhere: in the name, the file's name, an address or the outcome.
bool fitsSearch(const library::Summary &summary, const QString &search);

} // namespace ajar::ui
