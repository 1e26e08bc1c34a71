// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/rowcache.h"

namespace ajar::ui
{

const session::Row *RowCache::at(session::Reader &reader, quint32 connection, quint64 seq)
{
    if (seq == 0)
        return nullptr;
    const quint64 page = (seq - 1) / pageRows;
    const quint64 first = page * pageRows + 1;
    const auto row = [&]() -> const session::Row * {
        const QVector<session::Row> *rows = m_pages.object(page);
        const auto offset = static_cast<qsizetype>(seq - first);
        return rows && offset < rows->size() ? &rows->at(offset) : nullptr;
    };
    if (const session::Row *known = row())
        return known;
    // Not there, or the last page has grown since it was read.
    m_pages.insert(page, new QVector(reader.rows(connection, first, pageRows, payloadLimit)));
    return row();
}

} // namespace ajar::ui
