// SPDX-License-Identifier: MIT
#pragma once

#include "closing/account.h"
#include "closing/knowledge.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::closing
{

/// How sure a sentence is: seen in the record; fits it and little else; fits it among other things.
enum class Confidence : std::uint8_t { Fact, Likely, Possible };
std::string_view name(Confidence confidence); ///< "fact", "likely", "possible"

/// One sentence of a verdict. Texts hold reasons and header values as the bytes that came: whoever
/// shows them escapes what would act on a terminal or in a window.
struct Sentence {
    std::string id; ///< stable: "first-close", "idle-limit"… (all of them stand in the README)
    Confidence confidence = Confidence::Fact;
    std::string text;
    std::vector<std::uint64_t> frames; ///< the frames that it rests on
};

/// Why a connection ended, in plain words: what happened first, what it means after that.
struct Verdict {
    std::string headline;
    std::vector<Sentence> sentences;
};

/// Judges from an account alone. `now` is given while the connection goes on; without it an account
/// that has no end is one whose record breaks off. RFC 6455 decides what should have happened,
/// `knowledge` what a behaviour looks like.
Verdict verdictOf(const Account &account, const Knowledge &knowledge,
                  std::optional<Time> now = std::nullopt);

} // namespace ajar::closing
