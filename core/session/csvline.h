// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <span>

namespace ajar::session
{

/// One record of a CSV file (RFC 4180) with its line end. A cell that a spreadsheet could take for
/// a formula begins with an apostrophe, which it takes for "this is text"; so does one that begins
/// with an apostrophe, so that whoever takes the first one off has what stood there. NUL, which no
/// reader of CSV takes, becomes U+FFFD.
QByteArray csvLine(std::span<const QByteArray> cells);

} // namespace ajar::session
