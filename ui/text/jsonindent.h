// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace ajar::ui
{

/// True if the text looks like a JSON object or array from its first and last characters.
bool looksLikeJson(QByteArrayView text);

/// The original text with line ends and indentation put between its tokens: no value, key order or
/// digit changes. Iterative, and it stops at `most` characters. Text that turns out not to be JSON
/// comes through unharmed, oddly indented at worst.
QByteArray indentJson(QByteArrayView text, qsizetype most);

} // namespace ajar::ui
