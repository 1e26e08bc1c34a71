// SPDX-License-Identifier: MIT
#pragma once

#include "closing/findingnote.h"

#include <QByteArray>
#include <QStringList>

namespace ajar::session
{

/// A finding as one JSON object without line end: {"type":"finding","connection":1,"t":…,
/// "finding":…,"level":…,"section":…,"frame":7,"direction":"sent","text":…,"sentence":…}; frame,
/// direction and text only where they are known.
QByteArray findingJson(quint32 connection, const closing::FindingNote &note);

/// The same in one line that is safe to print: level, id, frame, section, what was seen, and what
/// the rule asks for.
QString findingText(quint32 connection, const closing::FindingNote &note);

/// A rule as one JSON object without line end.
QByteArray ruleJson(const wire::Rule &rule);

} // namespace ajar::session
