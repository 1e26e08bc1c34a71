// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <memory>
#include <string_view>
#include <vector>

namespace ajar::wire
{

/// Inflates the messages of one direction (RFC 7692 7.2.2), frame by frame, within a limit on the
/// inflated size of a message. How its input is cut into frames makes no difference to what comes
/// out. One caller at a time.
class Inflater
{
public:
    struct Options {
        std::uint8_t windowBits = 15; ///< 8 to 15 (RFC 7692 7.1.2), see beyondWindow()
        bool contextTakeover = true;  ///< messages share one window (RFC 7692 7.1.1)
        std::uint64_t maxMessage = 64ull << 20;
    };
    enum class Status : std::uint8_t {
        Ok,
        Invalid, ///< no DEFLATE, or the context was lost in an earlier message
        TooLarge ///< the limit is passed; what fits was appended
    };

    explicit Inflater(Options options);
    Inflater(Inflater &&) noexcept;
    Inflater &operator=(Inflater &&) noexcept;
    ~Inflater();

    /// The payload of the message's next frame; `last`: it is the message's last one. Appends what
    /// it inflates to. A status other than Ok stands for the rest of the message; with context
    /// takeover the messages after it are Invalid too.
    Status feed(Bytes compressed, bool last, std::vector<std::uint8_t> &out);

    /// Why the last feed() was Invalid: a clause, without a full stop. After Ok empty, unless a
    /// message ended as it should not (RFC 7692 7.2.1) though all of it is there. It lives as long
    /// as this.
    std::string_view problem() const;

    /// True if the message of the last feed() refers to bytes that are further back than what was
    /// agreed. Beyond `windowBits` they are inflated nevertheless and status is Ok: looked for in
    /// the beginning of each message only. Beyond all there is the message is Invalid.
    bool beyondWindow() const;

    /// Between messages: the context that the next one may refer to, at most 32 KiB.
    std::vector<std::uint8_t> window() const;
    /// Makes these bytes the context of the next message, whatever came before.
    void setWindow(Bytes window);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace ajar::wire
