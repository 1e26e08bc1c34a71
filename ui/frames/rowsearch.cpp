// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/rowsearch.h"

#include "filter/scan.h"

#include <utility>

namespace ajar::ui
{

namespace
{

using namespace std::chrono_literals;

constexpr auto firstPiece = 10ms; ///< so that something is there at once
constexpr auto laterPieces = 40ms;

} // namespace

RowSearch::RowSearch(QObject *parent)
    : QObject(parent)
{
}

RowSearch::~RowSearch()
{
    stop();
    if (!m_thread)
        return;
    m_thread->quit();
    m_thread->wait();
}

void RowSearch::start(const QString &path, quint32 connection, const filter::Filter &filter,
                      std::vector<session::MarkChange> marks)
{
    stop();
    m_scan = std::make_shared<filter::Scan>(path, connection, filter, 1, std::move(marks));
    if (m_thread)
        return;
    m_thread = std::make_unique<QThread>();
    m_worker = std::make_unique<QObject>();
    m_worker->moveToThread(m_thread.get());
    m_thread->start(QThread::LowPriority);
}

void RowSearch::stop()
{
    if (m_scan)
        m_scan->stop();
    m_scan.reset();
    m_scanned = 0;
    m_end = 0;
    m_undecided = 0;
    m_problem.clear();
    m_asked = false;
    m_paused = false;
}

void RowSearch::upTo(quint64 lastSeq)
{
    m_end = lastSeq;
    ask();
}

void RowSearch::setPaused(bool paused)
{
    m_paused = paused;
    ask();
}

void RowSearch::ask()
{
    if (!isSearching() || m_asked)
        return;
    m_asked = true;
    const auto patience = m_scanned == 0 ? firstPiece : laterPieces;
    QMetaObject::invokeMethod(m_worker.get(),
                              [this, scan = m_scan, end = m_end, patience]() mutable {
                                  filter::Matches matches = scan->next(end, patience);
                                  const quint64 undecided = scan->undecided();
                                  QMetaObject::invokeMethod(
                                      this,
                                      [this, scan = std::move(scan), matches = std::move(matches),
                                       undecided] { take(scan, matches, undecided); },
                                      Qt::QueuedConnection);
                              });
}

void RowSearch::take(const std::shared_ptr<filter::Scan> &scan, const filter::Matches &matches,
                     quint64 undecided)
{
    if (scan != m_scan)
        return; // of a search that has been given up
    m_asked = false;
    m_undecided = undecided;
    if (matches.error)
        m_problem = session::errorText(matches.error);
    // What can't be read any more is not asked for again and again.
    m_scanned = matches.scanned > m_scanned ? matches.scanned : m_end;
    ask(); // the thread goes on while these are shown
    Q_EMIT found(matches.seqs);
}

} // namespace ajar::ui
