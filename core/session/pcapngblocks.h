// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"

#include <QByteArray>
#include <QList>

/// The blocks of a pcapng file (draft-ietf-opsawg-pcapng), little-endian, as far as an export
/// needs them.
namespace ajar::session
{

/// The Section Header Block and one Interface Description Block: raw IP packets (LINKTYPE_RAW),
/// times in nanoseconds.
QByteArray pcapngHeader(const QByteArray &application);

struct PcapngPacket {
    quint64 nanoseconds = 0; ///< since 1970-01-01 UTC
    closing::Direction direction = closing::Direction::Received;
    QByteArray bytes;
    QList<QByteArray> comments; ///< UTF-8
};
/// An Enhanced Packet Block of that interface.
QByteArray pcapngPacket(const PcapngPacket &packet);

} // namespace ajar::session
