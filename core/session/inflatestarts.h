// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace ajar::session
{

/// Inflate windows that a reader has come by, to begin there again: a bounded number, further apart
/// the more there are.
class InflateStarts
{
public:
    using Window = std::vector<std::uint8_t>;
    struct Start {
        quint64 seq = 0; ///< the frame before which the window stood
        const Window *window = nullptr;
    };

    /// Whether it is time for one, after that many bytes of work since the last one.
    bool isDue(quint64 work) const { return work >= m_interval; }
    void add(quint64 seq, Window window);
    /// The last one at or before a frame.
    std::optional<Start> before(quint64 seq) const;

private:
    static constexpr std::size_t most = 128; // 4 MiB

    std::map<quint64, Window> m_windows;
    quint64 m_interval = 1u << 20;
};

} // namespace ajar::session
