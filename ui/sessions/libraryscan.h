// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "library/listing.h"

#include <QObject>
#include <QSet>
#include <QThread>

#include <atomic>
#include <memory>

namespace ajar::ui
{

/// Reads a folder's sessions on a thread of its own, again and again, and tells what it finds in
/// portions. Lives in the UI thread.
class LibraryScan : public QObject
{
    Q_OBJECT

public:
    LibraryScan(const QString &folder, QObject *parent)
        : QObject(parent)
        , m_folder(folder)
    {
    }
    ~LibraryScan() override;

    /// Begins; while one is under way another follows it.
    void start();
    /// Ends it within one file, without a result; start() begins anew.
    void stop();
    bool isRunning() const { return m_thread != nullptr; }

Q_SIGNALS:
    void found(const QList<ajar::library::Summary> &summaries);
    /// All that is there now; with an error the folder could not be read.
    void finished(const QSet<QString> &paths, const ajar::session::Error &error);

private:
    void run();
    void end(const QSet<QString> &paths, const session::Error &error);

    const QString m_folder;
    library::KnownSessions m_known; ///< the thread's, while there is one
    std::atomic_bool m_cancelled = false;
    bool m_again = false;
    std::unique_ptr<QThread> m_thread;
};

} // namespace ajar::ui
