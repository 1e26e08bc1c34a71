// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <memory>
#include <vector>

namespace ajar::wire
{

/// Inflates the messages of one direction (RFC 7692 7.2.2), frame by frame, within a limit on the
/// inflated size of a message. One caller at a time.
class Inflater
{
public:
    struct Options {
        std::uint8_t windowBits = 15; ///< 8 to 15 (RFC 7692 7.1.2)
        bool contextTakeover = true;  ///< messages share one window (RFC 7692 7.1.1)
        std::uint64_t maxMessage = 64ull << 20;
    };
    enum class Status : std::uint8_t {
        Ok,
        Invalid, ///< no DEFLATE; with context takeover all that follows is lost too
        TooLarge ///< the limit is passed; what fits was appended
    };

    explicit Inflater(Options options);
    Inflater(Inflater &&) noexcept;
    Inflater &operator=(Inflater &&) noexcept;
    ~Inflater();

    /// The payload of the message's next frame; `last`: it is the message's last one. Appends what
    /// it inflates to.
    Status feed(Bytes compressed, bool last, std::vector<std::uint8_t> &out);

    /// Between messages: the context that the next one may refer to, at most 32 KiB.
    std::vector<std::uint8_t> window() const;
    void setWindow(Bytes window);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace ajar::wire
