// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"

#include <QString>

#include <atomic>
#include <vector>

namespace ajar::ui
{

/// Of each payload this much is compared.
constexpr qsizetype comparedAtMost = qsizetype{1} << 20;

struct ComparedRow {
    QString label; ///< of a field its name, of a line nothing
    QString left;
    QString right;
    bool differs = false;
    bool isHeading = false; ///< `label` says what follows
};

/// Two records of a connection side by side: what their rows say, the fields of their headers, and
/// what they carry, inflated: JSON indented, text by lines (or by words where lines are long), all
/// else in hex. Takes as long as that takes.
std::vector<ComparedRow> compareRecords(session::Reader &reader, quint32 connection, quint64 left,
                                        quint64 right, const std::atomic_bool &stopped);

} // namespace ajar::ui
