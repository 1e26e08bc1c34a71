// SPDX-License-Identifier: MIT
#pragma once

#include "session/readeraccess.h"
#include "session/rowcodec.h"

#include <algorithm>
#include <map>

namespace ajar::session
{

inline qint64 firstId(quint32 connection, quint64 firstSeq = 0)
{
    return recordId(connection, std::min(firstSeq, static_cast<quint64>(maxSeq)));
}

/// The id behind all of a connection's records.
inline qint64 endId(quint32 connection)
{
    return recordId(connection, 0) + maxSeq + 1;
}

inline bool isConnection(quint32 connection)
{
    return connection <= maxConnection;
}

/// The statements and what they need; everything is behind ReaderAccess, which opens the file.
class Reader::Private : public ReaderAccess
{
public:
    using ReaderAccess::ReaderAccess;

    struct Place {
        quint64 seq = 0;
        Kind kind = Kind::Data;
        quint64 number = 0;
        closing::Time t = 0;
    };
    /// The first record from `seq` on.
    std::optional<Place> placeAt(quint32 connection, quint64 seq);
    std::optional<Place> lastPlace(quint32 connection);
    std::optional<Place> placeIn(Statement &statement);
    /// The first place for which `isBehind` is true, if they are in order; seq 0 if there is none.
    template<typename Predicate>
    Place search(quint32 connection, Predicate isBehind);
    /// The one row that a statement gives whose parameters behind the first are bound.
    std::optional<Row> oneRow(Statement &statement);
    void visitFrom(quint32 connection, quint64 firstSeq, int count, qsizetype payloadLimit,
                   const RowVisits::Take &take);
    QVector<Row> someRows(Statement &statement, quint32 connection, quint64 firstSeq, int count,
                          qsizetype payloadLimit);

    /// The sums of the rates that no longer change.
    struct OldRates {
        qint64 endSlot = 0;
        Totals sums;
    };
    std::map<quint32, OldRates> oldRates;
    void addRates(quint32 connection, qint64 firstSlot, qint64 endSlot, Totals &totals);
};

} // namespace ajar::session
