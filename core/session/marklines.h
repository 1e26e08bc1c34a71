// SPDX-License-Identifier: MIT
#pragma once

#include "session/exporter.h"

/// Marks in exports.
namespace ajar::session
{

/// The marks that an export writes: those it was given, or the file's.
MarkSource marksFor(Reader &reader, const ExportOptions &options);

/// The line of JSON that stands behind the line of its record, without line end.
QByteArray markJson(quint32 connection, const Row &row, const Mark &mark);

/// `marked red: "to be asked about"`, for people, on one line.
QString markText(const Mark &mark);

} // namespace ajar::session
