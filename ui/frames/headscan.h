// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frames/rowmap.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>

namespace ajar::session
{
struct Row;
}

namespace ajar::ui
{

RowHead headOf(const session::Row &row);

/// Reads the heads of a connection's records on a thread of its own, slice after slice, each one
/// asked for when the one before has been taken in. Its functions are for its owner's thread.
class HeadScan : public QObject
{
    Q_OBJECT

public:
    explicit HeadScan(QObject *parent = nullptr);
    ~HeadScan() override;

    /// Begins anew with the first record of a connection in this file.
    void start(const QString &path, quint32 connection);
    void stop();
    bool isStarted() const { return !m_path.isEmpty(); }
    /// The connection has records up to this one now.
    void upTo(quint64 lastSeq);

Q_SIGNALS:
    void scanned(const std::vector<ajar::ui::RowHead> &heads);

private:
    class Worker;
    void ask();
    void take(quint64 generation, const std::vector<RowHead> &heads);

    QString m_path;
    quint32 m_connection = 0;
    quint64 m_next = 1;
    quint64 m_last = 0;
    quint64 m_generation = 0;
    bool m_asked = false;
    std::unique_ptr<QThread> m_thread;
    std::unique_ptr<Worker> m_worker; ///< lives in m_thread
};

} // namespace ajar::ui
