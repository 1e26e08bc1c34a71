// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "closing/record.h"
#include "session/reader.h"

#include <QString>

/// The words of the window for the values of the core.
namespace ajar::ui
{

/// A key that QML and the painted items choose colour and shape by: "half-closed-remote".
QString stateKey(closing::LinkState state);
QString stateWords(closing::LinkState state);   ///< "half-closed by peer"
QString opcodeWords(wire::Opcode opcode);       ///< "Text", "Contin.", "0x3"
QString timerWords(const QString &timer);       ///< "Close timeout", from its stable name
QString codeWords(std::optional<quint16> code); ///< "1001 going away", "no code"
QString findingWords(wire::Finding finding);    ///< "data after Close"
QString sectionWords(wire::Finding finding);    ///< "RFC 6455 §5.5.1"
QString levelWords(wire::Level level);          ///< "MUST", "note"
QList<wire::Finding> findingsOf(wire::FindingSet set);

/// "F·M": FIN, RSV1 to 3 by their numbers, mask.
QString bitsWords(const wire::FrameHeader &header);

/// A core string (UTF-8) as one for Qt.
QString fromCore(std::string_view text);

} // namespace ajar::ui
