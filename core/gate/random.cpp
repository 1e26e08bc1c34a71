// SPDX-License-Identifier: MIT
#include "gate/random.h"

#include <openssl/rand.h>

#include <cstdlib>
#include <cstring>

namespace ajar::gate
{

namespace
{

void fill(std::uint8_t *data, std::size_t size)
{
    // Without randomness a client must not speak at all (RFC 6455 10.3).
    if (RAND_bytes(data, static_cast<int>(size)) != 1)
        std::abort();
}

} // namespace

std::array<std::uint8_t, 4> MaskKeys::next()
{
    if (m_used + 4 > m_pool.size()) {
        fill(m_pool.data(), m_pool.size());
        m_used = 0;
    }
    std::array<std::uint8_t, 4> key{};
    std::memcpy(key.data(), m_pool.data() + m_used, key.size());
    m_used += key.size();
    return key;
}

std::array<std::uint8_t, 16> randomNonce()
{
    std::array<std::uint8_t, 16> nonce{};
    fill(nonce.data(), nonce.size());
    return nonce;
}

std::string randomToken()
{
    constexpr char digits[] = "0123456789abcdef";
    std::string token;
    for (const std::uint8_t byte : randomNonce()) {
        token.push_back(digits[byte >> 4]);
        token.push_back(digits[byte & 0xF]);
    }
    return token;
}

} // namespace ajar::gate
