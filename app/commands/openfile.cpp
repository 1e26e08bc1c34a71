// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/openfile.h"

#include "commands/usage.h"
#include "session/sessionerror.h"

namespace ajar::app
{

std::unique_ptr<session::Reader> openSession(const QString &path, int &exitCode)
{
    auto reader = session::Reader::open(path);
    if (reader)
        return std::move(*reader.value);
    exitCode = fail(session::sessionErrorText(reader.error), BadFile);
    return nullptr;
}

} // namespace ajar::app
