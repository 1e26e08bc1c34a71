// SPDX-License-Identifier: MIT
#pragma once

#include "session/lineproblem.h"
#include "session/sessionfile.h"

namespace ajar::session
{

/// The first line of a JSON Lines export.
struct ImportedHeader {
    std::vector<NewConnection> connections;
    QByteArray name;                    ///< the user's for the session; empty: none
    std::string unknownMember;          ///< the first that is not kept, quoted; empty: none
    std::optional<LineProblem> problem; ///< then there are no connections
};

/// Reads the header, without its end. The line is hostile.
ImportedHeader importedHeader(std::string_view line);

} // namespace ajar::session
