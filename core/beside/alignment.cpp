// SPDX-License-Identifier: MIT
#include "beside/alignment.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace ajar::beside
{

namespace
{

constexpr std::size_t lookAhead = 512; ///< pieces of each lane

quint64 keyOf(const Piece &piece)
{
    return quint64{piece.sum} << 32 ^ piece.size << 4 ^ static_cast<quint64>(piece.opcode);
}

struct Keyed {
    quint64 key = 0;
    std::size_t index = 0;
};

/// What stands once in a stretch of a lane, by key.
std::vector<Keyed> onlyOnes(const Pieces &lane, std::size_t from, std::size_t to)
{
    std::vector<Keyed> all;
    all.reserve(to - from);
    for (std::size_t i = from; i < to; ++i)
        all.push_back({keyOf(lane[i]), i});
    std::ranges::sort(all, {}, &Keyed::key);
    std::vector<Keyed> once;
    for (auto at = all.begin(); at != all.end();) {
        const auto end =
            std::find_if(at, all.end(), [&](const Keyed &k) { return k.key != at->key; });
        if (end - at == 1)
            once.push_back(*at);
        at = end;
    }
    return once;
}

using Anchor = std::pair<std::size_t, std::size_t>;

/// The longest run of anchors in which both indices grow.
std::vector<Anchor> growing(const std::vector<Anchor> &anchors)
{
    std::vector<std::size_t> ends; // of the best run of each length: the smallest last one
    std::vector<std::size_t> before(anchors.size());
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        const auto place = std::ranges::lower_bound(
            ends, anchors[i].second, {}, [&](std::size_t end) { return anchors[end].second; });
        before[i] = place == ends.begin() ? anchors.size() : *std::prev(place);
        if (place == ends.end())
            ends.push_back(i);
        else
            *place = i;
    }
    std::vector<Anchor> run(ends.size());
    std::size_t at = ends.empty() ? anchors.size() : ends.back();
    for (std::size_t n = run.size(); n-- > 0; at = before[at])
        run[n] = anchors[at];
    return run;
}

class Aligner
{
public:
    Aligner(const Pieces &a, const Pieces &b)
        : m_a(a)
        , m_b(b)
    {
    }

    /// From the first place where they part, what both have once holds them together.
    std::vector<Place> run()
    {
        m_places.reserve(std::max(m_a.size(), m_b.size()));
        m_endA = m_a.size();
        m_endB = m_b.size();
        pairAlike();
        while (m_endA > m_i && m_endB > m_j && m_a[m_endA - 1].saysTheSame(m_b[m_endB - 1])) {
            --m_endA;
            --m_endB;
        }
        const Anchor behind{m_endA, m_endB};
        for (const auto &[endA, endB] : anchors()) {
            m_endA = endA;
            m_endB = endB;
            alignStretch();
            pair(false);
        }
        std::tie(m_endA, m_endB) = behind;
        alignStretch();
        while (m_i < m_a.size())
            pair(false);
        return std::move(m_places);
    }

private:
    std::vector<Anchor> anchors() const
    {
        const std::vector<Keyed> ofA = onlyOnes(m_a, m_i, m_endA);
        const std::vector<Keyed> ofB = onlyOnes(m_b, m_j, m_endB);
        std::vector<Anchor> both;
        for (auto x = ofA.begin(), y = ofB.begin(); x != ofA.end() && y != ofB.end();) {
            if (x->key == y->key && m_a[x->index].saysTheSame(m_b[y->index]))
                both.emplace_back(x->index, y->index);
            if (x->key == y->key) {
                ++x;
                ++y;
            } else if (x->key < y->key) {
                ++x;
            } else {
                ++y;
            }
        }
        std::ranges::sort(both);
        return growing(both);
    }

    void pairAlike()
    {
        while (m_i < m_endA && m_j < m_endB && m_a[m_i].saysTheSame(m_b[m_j]))
            pair(false);
    }

    void alignStretch()
    {
        for (pairAlike(); m_i < m_endA && m_j < m_endB; pairAlike()) {
            const auto gap = nearest();
            if (gap)
                skip(m_i + gap->first, m_j + gap->second);
            else
                skip(m_endA, m_endB); // nothing is alike so far ahead
        }
        skip(m_endA, m_endB);
    }

    void pair(bool changed)
    {
        m_places.push_back({static_cast<qint64>(m_i++), static_cast<qint64>(m_j++), changed});
    }

    /// Up to these the two have nothing in common, but a Close is like a Close.
    void skip(std::size_t endA, std::size_t endB)
    {
        const std::size_t closeA = firstClose(m_a, m_i, endA);
        const std::size_t closeB = firstClose(m_b, m_j, endB);
        if (closeA < endA && closeB < endB) {
            skipAll(closeA, closeB);
            pair(!m_a[m_i].saysTheSame(m_b[m_j]));
        }
        skipAll(endA, endB);
    }

    static std::size_t firstClose(const Pieces &lane, std::size_t from, std::size_t to)
    {
        while (from < to && lane[from].opcode != wire::Opcode::Close)
            ++from;
        return from;
    }

    /// As many of the same kinds: they were changed.
    void skipAll(std::size_t endA, std::size_t endB)
    {
        const bool sameKinds =
            std::equal(m_a.begin() + at(m_i), m_a.begin() + at(endA), m_b.begin() + at(m_j),
                       m_b.begin() + at(endB),
                       [](const Piece &x, const Piece &y) { return x.opcode == y.opcode; });
        while (sameKinds && m_i < endA)
            pair(true);
        while (m_i < endA)
            m_places.push_back({static_cast<qint64>(m_i++), Place::none});
        while (m_j < endB)
            m_places.push_back({Place::none, static_cast<qint64>(m_j++)});
    }

    /// How many of each to leave out so that both go on alike: as few as possible. What repeats,
    /// such as a heartbeat, is taken for the same place only if what follows is alike too.
    std::optional<std::pair<std::size_t, std::size_t>> nearest() const
    {
        const Places inA = ahead(m_a, m_i, m_endA);
        const Places inB = ahead(m_b, m_j, m_endB);
        const std::size_t aheadA = std::min(lookAhead, m_endA - m_i);
        std::optional<std::pair<std::size_t, std::size_t>> best;
        const auto sum = [&] { return best ? best->first + best->second : 2 * lookAhead; };
        for (std::size_t dA = 0; dA < aheadA && dA < sum(); ++dA) {
            const quint64 key = keyOf(m_a[m_i + dA]);
            const auto [from, to] = inB.equal_range(key);
            const bool isUnique = from != to && std::next(from) == to && inA.count(key) == 1;
            int tries = 0;
            for (auto it = from; it != to && ++tries <= maxTries; ++it) {
                if (dA + it->second < sum() && m_a[m_i + dA].saysTheSame(m_b[m_j + it->second]) &&
                    (isUnique || goOnAlike(m_i + dA + 1, m_j + it->second + 1)))
                    best = {dA, it->second};
            }
        }
        return best;
    }

    bool goOnAlike(std::size_t i, std::size_t j) const
    {
        return i >= m_endA || j >= m_endB || m_a[i].saysTheSame(m_b[j]);
    }

    using Places = std::unordered_multimap<quint64, std::size_t>;
    static Places ahead(const Pieces &lane, std::size_t from, std::size_t end)
    {
        Places places;
        for (std::size_t d = 0; d < std::min(lookAhead, end - from); ++d)
            places.emplace(keyOf(lane[from + d]), d);
        return places;
    }

    static std::ptrdiff_t at(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

    static constexpr int maxTries = 64; ///< of places where the same stands

    const Pieces &m_a;
    const Pieces &m_b;
    std::size_t m_i = 0;
    std::size_t m_j = 0;
    std::size_t m_endA = 0; ///< of the stretch that is being aligned
    std::size_t m_endB = 0;
    std::vector<Place> m_places;
};

} // namespace

std::vector<Place> align(const Pieces &a, const Pieces &b)
{
    return Aligner(a, b).run();
}

} // namespace ajar::beside
