// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"

#include <QByteArray>

namespace ajar::session
{

/// What is to be said of a frame besides its bytes: its findings, that it was held, injected…;
/// empty if nothing is.
QByteArray frameComment(const Row &row);

/// What a state, an event or an outcome says that no packet shows; empty if it is nothing.
QByteArray storyComment(const Row &row, bool withSecrets);

} // namespace ajar::session
