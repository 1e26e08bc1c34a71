// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"

#include <QByteArray>

#include <atomic>
#include <functional>

namespace ajar::filter
{

/// Gives what a record carries, inflated.
using ContentSource = std::function<QByteArray(quint32 connection, const session::Row &row)>;

/// Of a frame that carries more than this its beginning is looked at.
constexpr qsizetype mostContent = qsizetype{64} << 20;

/// Content from a session file, cheapest in the order of the records. What does not inflate ends
/// where it stops to. `reader` must live longer.
ContentSource contentOf(session::Reader &reader, const std::atomic_bool *cancelled = nullptr);

} // namespace ajar::filter
