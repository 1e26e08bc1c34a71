// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"

#include <QString>

#include <memory>

namespace ajar::app
{

/// Opens a session file for a command; null, with a message on standard error and `exitCode` set,
/// if it can't be.
std::unique_ptr<session::Reader> openSession(const QString &path, int &exitCode);

} // namespace ajar::app
