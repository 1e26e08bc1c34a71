// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/linediff.h"

#include <algorithm>

namespace ajar::ui
{

namespace
{

constexpr int mostSteps = 800;

using Lines = QList<QByteArray>;

/// The furthest places that n steps reach, for n = 0, 1, 2…; the place of diagonal k, which is
/// left minus right, stands at n + k.
using Reached = std::vector<std::vector<qsizetype>>;

/// False if more than `mostSteps` would be needed.
bool findWay(const Lines &left, const Lines &right, Reached &reached)
{
    const qsizetype n = left.size();
    const qsizetype m = right.size();
    for (int steps = 0; steps <= mostSteps; ++steps) {
        std::vector<qsizetype> row(static_cast<std::size_t>(2 * steps + 1));
        for (int k = -steps; k <= steps; k += 2) {
            const auto before = [&](int diagonal) {
                return reached.back()[static_cast<std::size_t>(diagonal + steps - 1)];
            };
            qsizetype x = 0;
            if (steps > 0)
                x = k == -steps || (k != steps && before(k - 1) < before(k + 1))
                        ? before(k + 1)
                        : before(k - 1) + 1;
            while (x < n && x - k < m && x - k >= 0 && left[x] == right[x - k])
                ++x;
            row[static_cast<std::size_t>(k + steps)] = x;
            if (x >= n && x - k >= m) {
                reached.push_back(std::move(row));
                return true;
            }
        }
        reached.push_back(std::move(row));
    }
    return false;
}

/// The way back, as pairs from the end to the begin: same ones, and steps on one side.
std::vector<LinePair> wayBack(qsizetype n, qsizetype m, const Reached &reached)
{
    std::vector<LinePair> back;
    qsizetype x = n;
    qsizetype y = m;
    for (int steps = static_cast<int>(reached.size()) - 1; steps > 0; --steps) {
        const auto before = [&](int diagonal) {
            return reached[static_cast<std::size_t>(steps - 1)]
                          [static_cast<std::size_t>(diagonal + steps - 1)];
        };
        const auto k = static_cast<int>(x - y);
        const bool down = k == -steps || (k != steps && before(k - 1) < before(k + 1));
        const qsizetype fromX = down ? before(k + 1) : before(k - 1);
        const qsizetype fromY = fromX - (down ? k + 1 : k - 1);
        for (const qsizetype end = down ? fromX : fromX + 1; x > end;)
            back.push_back({--x, --y, true});
        if (down)
            back.push_back({-1, --y, false});
        else
            back.push_back({--x, -1, false});
        x = fromX;
        y = fromY;
    }
    while (x > 0 && y > 0)
        back.push_back({--x, --y, true});
    return back;
}

/// Puts what was taken away and what came in its place opposite each other.
std::vector<LinePair> facing(const std::vector<LinePair> &pairs)
{
    std::vector<LinePair> result;
    for (std::size_t at = 0; at < pairs.size();) {
        if (pairs[at].same) {
            result.push_back(pairs[at++]);
            continue;
        }
        std::vector<qsizetype> gone;
        std::vector<qsizetype> come;
        for (; at < pairs.size() && !pairs[at].same; ++at) {
            if (pairs[at].left >= 0)
                gone.push_back(pairs[at].left);
            if (pairs[at].right >= 0)
                come.push_back(pairs[at].right);
        }
        for (std::size_t i = 0; i < std::max(gone.size(), come.size()); ++i)
            result.push_back(
                {i < gone.size() ? gone[i] : -1, i < come.size() ? come[i] : -1, false});
    }
    return result;
}

std::vector<LinePair> sideBySide(const Lines &left, const Lines &right)
{
    std::vector<LinePair> pairs;
    for (qsizetype i = 0; i < std::max(left.size(), right.size()); ++i) {
        const bool both = i < left.size() && i < right.size();
        pairs.push_back(
            {i < left.size() ? i : -1, i < right.size() ? i : -1, both && left[i] == right[i]});
    }
    return pairs;
}

} // namespace

std::vector<LinePair> diffLines(const QList<QByteArray> &left, const QList<QByteArray> &right)
{
    Reached reached;
    if (!findWay(left, right, reached))
        return sideBySide(left, right);
    std::vector<LinePair> pairs = wayBack(left.size(), right.size(), reached);
    std::ranges::reverse(pairs);
    return facing(pairs);
}

} // namespace ajar::ui
