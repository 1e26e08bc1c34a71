// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <vector>

/// Messages from a seed, for tests that compare both ends: sizes from 0 to `largest` bytes, most of
/// them small, contents from constant to incompressible, text and binary.
struct RandomMessage {
    bool text = false;
    std::vector<std::uint8_t> bytes;
};

class RandomMessages
{
public:
    RandomMessages(std::uint64_t seed, std::size_t largest)
        : m_random(seed)
        , m_largest(largest)
    {
    }

    RandomMessage next()
    {
        RandomMessage message;
        message.text = m_random() & 1;
        message.bytes.resize(size());
        const auto kind = m_random() % 3;
        for (std::size_t i = 0; i < message.bytes.size(); ++i)
            message.bytes[i] = byte(kind, i, message.text);
        return message;
    }

private:
    std::size_t size()
    {
        const auto kind = m_random() % 1000;
        if (kind < 50)
            return kind == 0 ? m_largest : 0;
        const std::size_t bound = kind < 800 ? 300 : kind < 990 ? 10'000 : m_largest;
        return m_random() % (bound + 1);
    }

    std::uint8_t byte(std::uint64_t kind, std::size_t i, bool text)
    {
        const auto value = kind == 0   ? 'a'
                           : kind == 1 ? "{\"price\": 12.5, \"id\": "[i % 22]
                                       : m_random();
        return static_cast<std::uint8_t>(text ? 0x20 + (value & 0x3F) : value);
    }

    std::mt19937_64 m_random;
    std::size_t m_largest;
};
