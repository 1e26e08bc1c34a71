// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"

#include <atomic>

namespace ajar::beside
{

/// Opens a recording of an end: a session file, or what can be imported, such as a capture, of
/// which a session is made in `folder` first. The folder must outlive the reader.
session::Result<std::unique_ptr<session::Reader>>
openEnd(const QString &path, const QString &folder, const std::atomic_bool *cancelled = nullptr);

} // namespace ajar::beside
