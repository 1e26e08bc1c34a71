// SPDX-License-Identifier: MIT
#pragma once

#include "story.h"

#include <functional>
#include <string>
#include <vector>

namespace ajar::closing::test
{

/// A story with a name that says what happens; its verdict stands in verdicts.txt.
struct NamedStory {
    std::string name;
    std::function<Verdict()> verdict;
};

/// A little of what is known, made up where that makes a story shorter.
const Knowledge &someKnowledge();

std::vector<NamedStory> closingStories(); ///< who closed, how it was answered, half-closed states
std::vector<NamedStory> codeStories();    ///< what codes and libraries say
std::vector<NamedStory> endStories();     ///< TCP's end, silence, what never opened
std::vector<NamedStory> trafficStories(); ///< Pings, data after Close, broken rules
std::vector<NamedStory> liveStories();    ///< what is not over

} // namespace ajar::closing::test
