// SPDX-License-Identifier: MIT
#include "capture/bytestream.h"

#include <algorithm>

namespace ajar::capture
{

namespace
{

/// Positions begin here, so that a segment from before the first one that was seen has one too.
constexpr std::uint64_t origin = std::uint64_t{1} << 32;
/// Farther away from what is waited for no segment of this connection can be: windows end at 2^30
/// (RFC 7323 2.3).
constexpr std::int32_t farthest = 1 << 30;
/// A capture may have packets a little out of order. So many more may come of a connection before
/// what is acknowledged but was not seen counts as missing.
constexpr int patience = 16;
constexpr std::size_t mostRecent = 64 * 1024;
constexpr std::size_t pieceCost = 128; ///< bytes of memory beside its content

} // namespace

void ByteStream::start(std::uint32_t firstNumber)
{
    m_started = true;
    m_first = firstNumber;
    m_next = origin;
    m_acknowledged = origin;
}

/// The position of a number, taken as near to what is waited for as can be; nullopt if it is too
/// far away for that.
std::optional<std::uint64_t> ByteStream::positionOf(std::uint32_t number) const
{
    const auto expected = static_cast<std::uint32_t>(m_first + (m_next - origin));
    const auto distance = static_cast<std::int32_t>(number - expected);
    if (distance > farthest || distance < -farthest)
        return std::nullopt;
    return m_next + static_cast<std::uint64_t>(std::int64_t{distance});
}

void ByteStream::add(std::uint32_t number, wire::Bytes payload, std::uint32_t length, bool fin,
                     Reader &reader)
{
    if (!m_started)
        start(number);
    const auto found = positionOf(number);
    if (!found || m_ended)
        return;
    std::uint64_t position = *found;
    const std::uint64_t end = position + length;
    payload = payload.first(std::min<std::size_t>(payload.size(), length));
    std::uint64_t cut = length - payload.size();
    if (fin && !m_finAt)
        m_finAt = std::max(end, m_next);
    if (end <= m_next && (length > 0 || (fin && end < m_next)))
        ++m_repeated;
    if (position < m_next) {
        const std::uint64_t known = m_next - position;
        // A probe that keeps a connection alive carries at most one byte, which means nothing.
        if (!(length == 1 && known == 1))
            compare(position, payload.first(std::min<std::size_t>(payload.size(), known)));
        cut -= std::min(cut, known - std::min<std::uint64_t>(known, payload.size()));
        payload = payload.subspan(std::min<std::size_t>(payload.size(), known));
        position = m_next;
    }
    if (position == m_next && m_waiting.empty()) {
        deliver(payload, reader);
        passGap(cut, true, reader);
    } else {
        keep(position, payload, cut);
    }
    advance(reader);
    while (m_waitingBytes > mostWaiting)
        giveUpHole(reader);
}

void ByteStream::acknowledge(std::uint32_t number, Reader &reader)
{
    if (!m_started || m_ended)
        return;
    if (const auto position = positionOf(number))
        m_acknowledged = std::max(m_acknowledged, *position);
    const bool holeIsPast = m_acknowledged > m_next && (!m_waiting.empty() || m_finAt);
    m_patience = holeIsPast ? m_patience + 1 : 0;
    if (m_patience > patience)
        giveUpHole(reader);
}

void ByteStream::finish(Reader &reader)
{
    while (!m_ended && (!m_waiting.empty() || (m_finAt && *m_finAt > m_next)))
        giveUpHole(reader);
    if (m_started && !m_ended && m_acknowledged > m_next)
        passGap(m_acknowledged - m_next, false, reader);
}

void ByteStream::compare(std::uint64_t position, wire::Bytes bytes)
{
    const std::uint64_t kept = m_next - m_recent.size();
    if (position < kept) {
        const auto before = std::min<std::uint64_t>(kept - position, bytes.size());
        bytes = bytes.subspan(static_cast<std::size_t>(before));
        position += before;
    }
    if (bytes.empty())
        return;
    const wire::Bytes first = wire::Bytes(m_recent).subspan(
        static_cast<std::size_t>(position - kept),
        std::min(bytes.size(), static_cast<std::size_t>(m_next - position)));
    for (std::size_t i = 0; i < first.size(); ++i)
        m_differing += first[i] != bytes[i] ? 1 : 0;
}

void ByteStream::deliver(wire::Bytes bytes, Reader &reader)
{
    if (bytes.empty())
        return;
    m_next += bytes.size();
    const wire::Bytes tail = bytes.last(std::min(bytes.size(), mostRecent));
    if (m_recent.size() + tail.size() > 2 * mostRecent)
        m_recent.erase(m_recent.begin(), m_recent.end() - static_cast<std::ptrdiff_t>(std::min(
                                                              m_recent.size(), mostRecent)));
    m_recent.insert(m_recent.end(), tail.begin(), tail.end());
    reader.bytes(bytes);
}

void ByteStream::passGap(std::uint64_t bytes, bool cut, Reader &reader)
{
    if (bytes == 0)
        return;
    m_next += bytes;
    m_recent.clear();
    reader.gap(bytes, cut);
}

/// Keeps what comes behind a hole. Where it overlaps what is kept, that came first and stays.
void ByteStream::keep(std::uint64_t position, wire::Bytes bytes, std::uint64_t cut)
{
    const auto differ = [this](wire::Bytes a, wire::Bytes b) {
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
            m_differing += a[i] != b[i] ? 1 : 0;
    };
    auto next = m_waiting.lower_bound(position);
    if (next != m_waiting.begin()) {
        const auto before = std::prev(next);
        const std::uint64_t end = before->first + before->second.bytes.size();
        if (end > position) {
            const auto common = std::min<std::uint64_t>(end - position, bytes.size());
            differ(wire::Bytes(before->second.bytes).subspan(position - before->first), bytes);
            bytes = bytes.subspan(static_cast<std::size_t>(common));
            position += common;
        }
    }
    while (!bytes.empty()) {
        next = m_waiting.lower_bound(position);
        const std::uint64_t room = next == m_waiting.end() ? bytes.size() : next->first - position;
        const auto part = bytes.first(std::min<std::size_t>(bytes.size(), room));
        if (!part.empty()) {
            const bool last = part.size() == bytes.size();
            m_waiting.emplace_hint(next, position,
                                   Piece{{part.begin(), part.end()}, last ? cut : 0});
            m_waitingBytes += part.size() + pieceCost;
            bytes = bytes.subspan(part.size());
            position += part.size();
        }
        if (bytes.empty())
            return;
        const wire::Bytes there = next->second.bytes;
        differ(there, bytes);
        const std::size_t common = std::min(bytes.size(), there.size());
        bytes = bytes.subspan(common);
        position += common;
        if (common == 0) // a piece that is nothing but cut off
            return;
    }
}

/// Gives out what follows without a hole.
void ByteStream::advance(Reader &reader)
{
    while (!m_waiting.empty() && m_waiting.begin()->first <= m_next) {
        auto node = m_waiting.extract(m_waiting.begin());
        const Piece &piece = node.mapped();
        m_waitingBytes -= piece.bytes.size() + pieceCost;
        const std::uint64_t known = m_next - node.key();
        const auto skip = std::min<std::size_t>(piece.bytes.size(), known);
        compare(node.key(), wire::Bytes(piece.bytes).first(skip));
        const std::uint64_t end = node.key() + piece.bytes.size() + piece.cut;
        deliver(wire::Bytes(piece.bytes).subspan(skip), reader);
        if (end > m_next && piece.cut > 0 &&
            (m_waiting.empty() || m_waiting.begin()->first > m_next))
            passGap(end - m_next, true, reader);
    }
    if (m_finAt && m_next >= *m_finAt && !m_ended) {
        m_ended = true;
        m_waiting.clear();
        m_waitingBytes = 0;
        reader.end();
    }
}

/// What is missing in front of what is kept will not come.
void ByteStream::giveUpHole(Reader &reader)
{
    m_patience = 0;
    std::uint64_t next = m_finAt.value_or(m_next);
    if (!m_waiting.empty())
        next = m_waiting.begin()->first;
    if (next > m_next)
        passGap(next - m_next, false, reader);
    advance(reader);
}

} // namespace ajar::capture
