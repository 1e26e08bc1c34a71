// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <memory>
#include <vector>

namespace ajar::wire
{

/// Deflates the messages of one direction (RFC 7692 7.2.1), fragment by fragment. One caller at a
/// time.
class Deflater
{
public:
    struct Options {
        std::uint8_t windowBits = 15; ///< 8 to 15 (RFC 7692 7.1.2)
        bool contextTakeover = true;  ///< messages share one window (RFC 7692 7.1.1)
        int level = 6;                ///< zlib's: 0 (stored) to 9
    };

    explicit Deflater(Options options);
    Deflater(Deflater &&) noexcept;
    Deflater &operator=(Deflater &&) noexcept;
    ~Deflater();

    /// A part of a message; `last`: its end. Appends the payload of the frame that carries it.
    /// Every part is flushed: a receiver can inflate all of it when its frame has come.
    void feed(Bytes plain, bool last, std::vector<std::uint8_t> &out);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace ajar::wire
