// SPDX-License-Identifier: MIT
#pragma once

#include "closing/verdict.h"

#include <QByteArray>
#include <QStringList>

namespace ajar::session
{

/// A verdict as one JSON object without line end:
/// {"type":"verdict","connection":1,"headline":…,"sentences":[{"id":…,"confidence":…,"text":…,
/// "frames":[…]}]}
QByteArray verdictJson(quint32 connection, const closing::Verdict &verdict);

/// A verdict as lines of plain text that are safe to print, of about `width` characters: the
/// headline, then each sentence with its confidence, unless it is a fact, and its frames.
QStringList verdictText(quint32 connection, const closing::Verdict &verdict, qsizetype width = 96);

} // namespace ajar::session
