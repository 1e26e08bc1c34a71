// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/filter.h"
#include "session/markfile.h"

#include <QObject>
#include <QThread>

#include <memory>
#include <vector>

namespace ajar::filter
{
class Scan;
struct Matches;
} // namespace ajar::filter

namespace ajar::ui
{

/// Looks for the records of a connection that pass a filter, on a thread of its own, and for those
/// that are recorded later too: piece after piece, each one asked for when the one before has been
/// taken in. Its functions are for its owner's thread.
class RowSearch : public QObject
{
    Q_OBJECT

public:
    explicit RowSearch(QObject *parent = nullptr);
    ~RowSearch() override;

    /// Begins anew with the first record; what was looked for before is forgotten. `marks` are
    /// those that the file has not got.
    void start(const QString &path, quint32 connection, const filter::Filter &filter,
               std::vector<session::MarkChange> marks);
    void stop();
    bool isStarted() const { return m_scan != nullptr; }
    /// The connection has records up to this one now.
    void upTo(quint64 lastSeq);

    /// What was found stays; the rest waits.
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    /// There are records that have not been looked at, and they are being.
    bool isSearching() const { return isStarted() && !m_paused && m_scanned < m_end; }
    quint64 scanned() const { return m_scanned; }
    /// Records that the filter can't decide, for the work that would take.
    quint64 undecided() const { return m_undecided; }
    QString problem() const { return m_problem; } ///< why it can't go on; empty: it can

Q_SIGNALS:
    /// Also without hits, when it has come further.
    void found(const std::vector<quint64> &seqs);

private:
    void ask();
    void take(const std::shared_ptr<filter::Scan> &scan, const filter::Matches &matches,
              quint64 undecided);

    std::shared_ptr<filter::Scan> m_scan; ///< the worker's own while it is asked
    quint64 m_scanned = 0;
    quint64 m_end = 0; ///< what it is to scan up to
    quint64 m_undecided = 0;
    QString m_problem;
    bool m_asked = false;
    bool m_paused = false;
    std::unique_ptr<QThread> m_thread;
    std::unique_ptr<QObject> m_worker; ///< lives in m_thread
};

} // namespace ajar::ui
