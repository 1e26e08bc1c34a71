// SPDX-License-Identifier: MIT
#include "session/mark.h"

#include "session/rowcodec.h"

#include <algorithm>

namespace ajar::session
{

std::string_view name(MarkColour colour)
{
    return markColourNames[static_cast<std::size_t>(colour)];
}

std::optional<MarkColour> markColourFromName(std::string_view name)
{
    const auto found = std::ranges::find(markColourNames, name);
    if (found == markColourNames.end())
        return std::nullopt;
    return static_cast<MarkColour>(found - markColourNames.begin());
}

std::uint32_t markChecksum(qint64 id, const Mark &mark)
{
    QByteArray bytes = QByteArray::number(id) + ' ' +
                       QByteArray::number(static_cast<int>(mark.colour)) + ' ' + mark.note;
    return checksum(bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

} // namespace ajar::session
