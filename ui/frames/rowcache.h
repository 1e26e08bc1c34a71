// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"

#include <QCache>

namespace ajar::ui
{

/// Pages of records of one connection, read when they are asked for; a few are kept.
class RowCache
{
public:
    RowCache()
        : m_pages(pagesKept)
    {
    }

    void clear() { m_pages.clear(); }
    /// The record, or nullptr if there is none. Valid until the next call.
    const session::Row *at(session::Reader &reader, quint32 connection, quint64 seq);

private:
    static constexpr int pageRows = 100;
    static constexpr int pagesKept = 100; ///< rows that pass a filter may be far apart
    static constexpr qsizetype payloadLimit = 400;

    QCache<quint64, QVector<session::Row>> m_pages;
};

} // namespace ajar::ui
