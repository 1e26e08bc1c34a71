// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <string_view>

/// Bytes from the network as one line of plain text that is safe to print: characters that would
/// move a terminal's cursor, change the direction of the text or not be seen stand as \x1b or
/// \u202e.
namespace ajar::session
{

/// The whole text.
QString escaped(std::string_view text);

/// The text's beginning in quotes, with its size when it is cut: "begin"… (12 904 bytes). `size` is
/// that of the whole text, of which `text` may be the beginning only.
QString quotedBeginning(std::string_view text, quint64 size);

/// The same without quotes: begin… (12 904 bytes).
QString beginning(std::string_view text, quint64 size);

/// The first bytes in hexadecimal figures, with the size when they are cut.
QString hexBeginning(std::string_view bytes, quint64 size);

/// 12 904
QString grouped(quint64 number);

} // namespace ajar::session
