// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <memory>
#include <string_view>

namespace ajar::wire
{

/// zlib's words for a distance that reaches further back than there is something.
constexpr std::string_view tooFarBack = "invalid distance too far back";

/// Tells whether compressed messages refer further back than a window of 8 to 14 bits reaches
/// (RFC 7692 7.1.2). It looks at the first 32 KiB that each message inflates to: a peer that does
/// not keep to the window shows it there. One caller at a time.
class WindowCheck
{
public:
    WindowCheck(std::uint8_t windowBits, std::uint64_t maxMessage);
    ~WindowCheck();

    /// The next bytes of the message; true if they refer too far back.
    bool feed(Bytes compressed);

    /// False: it has not seen all of the last message, and needs resume() before the next one.
    bool isCurrent() const;
    /// Begins a message, with what came before it.
    void resume(Bytes window);
    /// Begins a message that follows the last one.
    void nextMessage();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace ajar::wire
