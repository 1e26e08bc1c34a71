// SPDX-License-Identifier: MIT
#pragma once

#include "knowledge/rowreader.h"

/// One row of each table of a file of knowledge.
namespace ajar::knowledge
{

closing::IdleLimit idleLimit(RowReader &row);
closing::HeaderWitness headerWitness(RowReader &row);
closing::Library library(RowReader &row);
closing::CodeMeaning codeMeaning(RowReader &row);

} // namespace ajar::knowledge
