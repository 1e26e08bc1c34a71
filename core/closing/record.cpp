// SPDX-License-Identifier: MIT
#include "closing/record.h"

namespace ajar::closing
{

bool AttributeGroup::operator==(const AttributeGroup &other) const
{
    return members == other.members;
}

Time timeOf(const Record &record)
{
    return std::visit([](const auto &r) { return r.t; }, record);
}

} // namespace ajar::closing
