// SPDX-License-Identifier: MIT
#pragma once

#include "filter/matcher.h"

#include <QString>

/// What the tests of filters share.
namespace ajar::filter::test
{

/// The expression in one spelling; of a wrong one "position+length: text".
QString read(const QString &expression);

/// A conversation with all that a filter can ask of; each record's place in it is its `seq`.
const std::vector<session::Row> &conversation();

/// The places of the records that pass, in their order.
std::vector<int> passing(const QString &expression);

} // namespace ajar::filter::test
