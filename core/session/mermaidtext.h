// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <string_view>

namespace ajar::session
{

/// Text that is safe behind the colon of a message or a note in a Mermaid diagram: a single line
/// without markup, its end left out where it is long. Characters that Mermaid, Markdown or HTML
/// could take for their own are entity codes (#59;); what can't be seen stands as in plaintext.h.
QByteArray mermaidText(std::string_view text);
QByteArray mermaidText(const QByteArray &text);
QByteArray mermaidText(const QString &text);

} // namespace ajar::session
