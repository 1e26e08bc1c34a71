// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ajar::gate
{

/// Masking keys from OpenSSL's random generator, drawn in blocks: each frame gets a fresh one that
/// nobody can foresee (RFC 6455 5.3). One thread.
class MaskKeys
{
public:
    std::array<std::uint8_t, 4> next();

private:
    std::array<std::uint8_t, 4096> m_pool{};
    std::size_t m_used = sizeof(m_pool);
};

std::array<std::uint8_t, 16> randomNonce();

/// 32 hex digits that nobody can guess.
std::string randomToken();

} // namespace ajar::gate
