// SPDX-License-Identifier: MIT
#pragma once

#include "session/content.h"
#include "session/reader.h"

namespace ajar::session
{

/// Whether a record stands for bytes on the wire of its leg.
bool isOnTheWire(const Row &row);

/// The bytes of a frame as they stood on the wire, masked if they were; the row's payload is whole.
QByteArray wireBytesOf(const Row &row);

/// The bytes of a frame as they would have stood there without compression: what it carries,
/// without RSV1 and with the length that fits, under the same mask.
QByteArray plainBytesOf(const Row &row, const QByteArray &content);

} // namespace ajar::session
