// SPDX-License-Identifier: MIT
#pragma once

#include "filter/fields.h"

#include <string>

namespace ajar::filter
{

/// A number as it is written in a filter. Number: figures, hexadecimal ones behind 0x, or bytes of
/// a masking key with colons between them. Size: bytes, k, M and G are powers of 1024. Duration:
/// nanoseconds of `250ms`, `1.5s`, `2m`, `1h`; without a unit seconds. nullopt: it is none, or too
/// large.
std::optional<std::uint64_t> numberOf(std::string_view text, Form form);

/// The shortest spelling that numberOf() reads back.
std::string numberText(std::uint64_t number, Form form);

/// An example of how it is written.
std::string_view exampleOf(Form form);

} // namespace ajar::filter
