// SPDX-License-Identifier: GPL-3.0-or-later
// Rows that pass a filter: how they come, and what stays where it is meanwhile.
#include "ui/frames/framemodel.h"
#include "ui/text/figures.h"

namespace ajar::ui
{

bool FrameModel::setFilter(const QString &expression)
{
    const QByteArray bytes = expression.toUtf8();
    filter::Parse parsed =
        filter::parse({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (parsed.problem)
        return false;
    m_filter = std::move(parsed.filter);
    m_filterText = m_filter.isEmpty() ? QString() : expression;
    startSearch();
    Q_EMIT filterChanged();
    return true;
}

/// Shows the rows of the filter that is set now, or all again.
void FrameModel::startSearch()
{
    if (!m_connection || (m_filter.isEmpty() && !m_inHits))
        return;
    // A record that is looked at is worth more than the newest one.
    Anchor kept = m_anchor ? *m_anchor : anchor();
    if (!kept.isCurrent && m_current > 0 && !m_following)
        kept = {m_current, static_cast<quint64>(m_visible / 2), true};
    const bool following = m_following || (m_anchor && m_followAgain);
    m_anchor.reset();
    m_search.stop();
    m_hits.clear();
    m_seen = 0;
    if (kept.isCurrent)
        m_following = false;
    if (m_filter.isEmpty()) {
        showRows(m_messages && m_map.scanned() >= m_foldUpTo, false, kept);
        m_following = m_following || (following && m_first >= lastFirst());
        m_seen = m_total;
        Q_EMIT moved();
        return;
    }
    m_search.start(m_connection->file()->path(), m_connection->id(), m_filter, unsavedMarks());
    m_searchUpTo = m_records;
    m_followAgain = following;
    showRows(false, true, kept);
    if (!m_following)
        m_anchor = kept;
    m_search.upTo(m_records);
    Q_EMIT moved();
}

std::vector<session::MarkChange> FrameModel::unsavedMarks() const
{
    return m_unsavedMarks && m_connection ? m_unsavedMarks(m_connection->file()->path())
                                          : std::vector<session::MarkChange>();
}

void FrameModel::takeMarks()
{
    if (m_filter.asksForMarks())
        startSearch();
    Q_EMIT marksChanged();
}

void FrameModel::takeHits(const std::vector<quint64> &seqs)
{
    m_hits.append(seqs, m_records);
    m_total = m_hits.size();
    const bool catchingUp = m_search.scanned() <= m_searchUpTo;
    if (catchingUp)
        m_seen = m_total; // these were there before
    const quint64 first = m_first;
    if (m_following)
        m_first = lastFirst();
    else if (m_anchor)
        placeAnchor();
    if (m_first == first && m_shown == m_visible)
        Q_EMIT moved(); // what is seen stays as it is
    else
        showWindow();
}

/// The rows before the anchor come first, then those that fill the window behind it.
void FrameModel::placeAnchor()
{
    const quint64 place = m_hits.positionOf(m_anchor->seq);
    m_first = qMin(place - qMin(place, m_anchor->above), lastFirst());
    const bool full = m_search.scanned() >= m_anchor->seq && m_first < lastFirst();
    if (!full && m_search.isSearching())
        return;
    m_following = m_followAgain && m_first >= lastFirst();
    m_anchor.reset();
}

void FrameModel::setSearchPaused(bool paused)
{
    m_searchUpTo = m_records;
    m_search.setPaused(paused);
    Q_EMIT moved();
}

double FrameModel::searched() const
{
    if (!m_search.isStarted() || m_records == 0)
        return 1;
    return qMin(1.0, static_cast<double>(m_search.scanned()) / static_cast<double>(m_records));
}

QString FrameModel::searchNote() const
{
    if (!m_search.problem().isEmpty())
        return m_search.problem();
    if (m_search.undecided() == 0)
        return {};
    return tr(
        "A pattern or a path is too costly to be searched for in %n records, which are left out.",
        nullptr, static_cast<int>(qMin<quint64>(m_search.undecided(), 1u << 30)));
}

QString FrameModel::matchCount() const
{
    return m_inHits ? tr("%1 of %2").arg(countText(m_hits.size()), countText(m_records))
                    : tr("%1 rows").arg(countText(m_total));
}

bool FrameModel::isCurrentHidden() const
{
    return m_inHits && m_current > 0 && !m_hits.contains(m_current);
}

} // namespace ajar::ui
