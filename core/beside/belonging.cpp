// SPDX-License-Identifier: MIT
#include "beside/belonging.h"

#include "beside/alignment.h"
#include "wire/httphead.h"

#include <algorithm>

namespace ajar::beside
{

namespace
{

constexpr quint64 probeRecords = 256; ///< read of each connection to see whether it is alike
constexpr std::size_t samePortsCount = 2 * probeRecords; ///< as much as can be alike
constexpr std::size_t mostPairs = 4096;

struct Candidate {
    session::StoredConnection connection;
    session::Opening opening;
    QByteArray key;
    std::optional<Seen> probe{};
};

QByteArray keyOf(const session::Opening &opening)
{
    wire::HttpHeadParser parser;
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(opening.request.constData()),
                 static_cast<std::size_t>(opening.request.size())},
                consumed);
    const auto value = parser.head().field("Sec-WebSocket-Key");
    return value ? QByteArray(value->data(), static_cast<qsizetype>(value->size())) : QByteArray();
}

std::vector<Candidate> candidates(session::Reader &reader, quint32 chosen)
{
    std::vector<Candidate> all;
    const auto connections = reader.connections();
    for (const session::StoredConnection &connection : connections) {
        if (chosen != 0 && connection.id != chosen)
            continue;
        session::Opening opening = session::openingOf(reader, connection.id);
        const QByteArray key = keyOf(opening);
        all.push_back({connection, std::move(opening), key});
    }
    return all;
}

bool samePorts(const Candidate &a, const Candidate &b)
{
    return a.opening.tcp && b.opening.tcp && a.opening.tcp->localPort != 0 &&
           a.opening.tcp->localPort == b.opening.tcp->localPort &&
           a.opening.tcp->port == b.opening.tcp->port;
}

const Seen &probeOf(session::Reader &reader, Candidate &candidate)
{
    if (!candidate.probe)
        candidate.probe = read(reader, candidate.connection, {}, probeRecords);
    return *candidate.probe;
}

/// How many pieces at the beginning of both say the same.
std::size_t alike(const Seen &a, const Seen &b)
{
    std::size_t count = 0;
    for (const Flow flow : flows) {
        const auto places = align(a.lane(flow), b.lane(flow));
        count += static_cast<std::size_t>(std::ranges::count_if(places, [](const Place &place) {
            return place.a >= 0 && place.b >= 0 && !place.changed;
        }));
    }
    return count;
}

QString several(const std::vector<Belonging> &all)
{
    QStringList pairs;
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 3); ++i)
        pairs << QStringLiteral("%1 and %2").arg(all[i].a).arg(all[i].b);
    if (all.size() > 3)
        pairs << QStringLiteral("…");
    return QStringLiteral("several connections could be one: ") + pairs.join(QStringLiteral(", "));
}

} // namespace

BelongingResult findBelonging(session::Reader &a, session::Reader &b, quint32 chosenA,
                              quint32 chosenB, const Work &work)
{
    std::vector<Candidate> ofA = candidates(a, chosenA);
    std::vector<Candidate> ofB = candidates(b, chosenB);
    for (const auto &[all, chosen, which] :
         {std::tuple(&ofA, chosenA, "first"), std::tuple(&ofB, chosenB, "second")}) {
        if (all->empty() && chosen != 0)
            return {{},
                    QStringLiteral("the %1 session has no connection %2")
                        .arg(QLatin1String(which))
                        .arg(chosen)};
        if (all->empty())
            return {{},
                    QStringLiteral("the %1 session has no connection").arg(QLatin1String(which))};
    }
    std::vector<Belonging> byKey;
    for (const Candidate &x : ofA) {
        for (const Candidate &y : ofB) {
            if (!x.key.isEmpty() && x.key == y.key)
                byKey.push_back({x.connection.id, y.connection.id, Evidence::Key});
        }
    }
    if (byKey.size() == 1)
        return {byKey.front()};
    if (byKey.size() > 1)
        return {{}, several(byKey)};
    if (chosenA != 0 && chosenB != 0)
        return {Belonging{chosenA, chosenB, Evidence::Chosen}};
    if (ofA.size() * ofB.size() > mostPairs)
        return {{},
                QStringLiteral("no two connections have the same Sec-WebSocket-Key, and there "
                               "are too many to compare what passed in them")};
    std::vector<Belonging> best;
    std::size_t most = 1;
    for (Candidate &x : ofA) {
        for (Candidate &y : ofB) {
            // With different keys they are not one, unless something between them opens its own.
            if (work.isCancelled())
                return {};
            const bool ports = samePorts(x, y);
            const std::size_t count =
                alike(probeOf(a, x), probeOf(b, y)) + (ports ? samePortsCount : 0);
            if (count > most)
                best.clear();
            if (count >= most)
                best.push_back({x.connection.id, y.connection.id,
                                ports ? Evidence::Ports : Evidence::Content});
            most = std::max(most, count);
        }
    }
    if (best.size() == 1)
        return {best.front()};
    if (best.size() > 1)
        return {{}, several(best)};
    return {{},
            QStringLiteral("no connection of the one session is like one of the other: neither "
                           "the Sec-WebSocket-Key nor what passed is the same")};
}

} // namespace ajar::beside
