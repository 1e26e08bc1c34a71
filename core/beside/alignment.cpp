// SPDX-License-Identifier: MIT
#include "beside/alignment.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

namespace ajar::beside
{

namespace
{

constexpr std::size_t lookAhead = 512; ///< pieces of each lane

class Aligner
{
public:
    Aligner(const Pieces &a, const Pieces &b)
        : m_a(a)
        , m_b(b)
    {
    }

    std::vector<Place> run()
    {
        m_places.reserve(std::max(m_a.size(), m_b.size()));
        while (m_i < m_a.size() && m_j < m_b.size()) {
            if (m_a[m_i].saysTheSame(m_b[m_j]))
                pair(false);
            else
                resynchronise();
        }
        skip(m_a.size() - m_i, m_b.size() - m_j);
        return std::move(m_places);
    }

private:
    void pair(bool changed)
    {
        m_places.push_back({static_cast<qint64>(m_i++), static_cast<qint64>(m_j++), changed});
    }

    void onlyA() { m_places.push_back({static_cast<qint64>(m_i++), Place::none}); }
    void onlyB() { m_places.push_back({Place::none, static_cast<qint64>(m_j++)}); }

    /// So many of each are not in the other one. As many of the same kinds: they were changed.
    void skip(std::size_t ofA, std::size_t ofB)
    {
        const bool sameKinds =
            ofA == ofB &&
            std::equal(m_a.begin() + at(m_i), m_a.begin() + at(m_i + ofA), m_b.begin() + at(m_j),
                       [](const Piece &x, const Piece &y) { return x.opcode == y.opcode; });
        for (; sameKinds && ofA > 0; --ofA, --ofB)
            pair(true);
        for (; ofA > 0; --ofA)
            onlyA();
        for (; ofB > 0; --ofB)
            onlyB();
    }

    void resynchronise()
    {
        if (m_blind > 0) {
            --m_blind;
        } else if (const auto gap = nearest()) {
            skip(gap->first, gap->second);
            return;
        } else {
            m_blind = lookAhead / 2; // nothing is alike so far ahead
        }
        const bool lastA = m_a[m_i].opcode == wire::Opcode::Close;
        const bool lastB = m_b[m_j].opcode == wire::Opcode::Close;
        if (m_a[m_i].opcode == m_b[m_j].opcode)
            pair(true);
        else if (lastB)
            onlyA(); // a Close is only like a Close
        else if (lastA)
            onlyB();
        else
            skip(1, 1);
    }

    /// How many of each to leave out so that both go on alike: as few as possible. What repeats,
    /// such as a heartbeat, is taken for the same place only if what follows is alike too.
    std::optional<std::pair<std::size_t, std::size_t>> nearest() const
    {
        const Places inA = ahead(m_a, m_i);
        const Places inB = ahead(m_b, m_j);
        const std::size_t aheadA = std::min(lookAhead, m_a.size() - m_i);
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
        return i >= m_a.size() || j >= m_b.size() || m_a[i].saysTheSame(m_b[j]);
    }

    using Places = std::unordered_multimap<quint64, std::size_t>;
    static Places ahead(const Pieces &lane, std::size_t from)
    {
        Places places;
        for (std::size_t d = 0; d < std::min(lookAhead, lane.size() - from); ++d)
            places.emplace(keyOf(lane[from + d]), d);
        return places;
    }

    static quint64 keyOf(const Piece &piece)
    {
        return quint64{piece.sum} << 32 ^ piece.size << 4 ^ static_cast<quint64>(piece.opcode);
    }
    static std::ptrdiff_t at(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

    static constexpr int maxTries = 64; ///< of places where the same stands

    const Pieces &m_a;
    const Pieces &m_b;
    std::size_t m_i = 0;
    std::size_t m_j = 0;
    std::size_t m_blind = 0; ///< steps without a search
    std::vector<Place> m_places;
};

} // namespace

std::vector<Place> align(const Pieces &a, const Pieces &b)
{
    return Aligner(a, b).run();
}

} // namespace ajar::beside
