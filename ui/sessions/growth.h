// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QTimer>

#include <mutex>

namespace ajar::ui
{

/// Hands "this connection has new records" from the recorder's thread to the UI thread: however
/// many commits there are, at most one call waits, and at most thirty a second are made.
class Growth : public QObject
{
    Q_OBJECT

public:
    explicit Growth(QObject *parent = nullptr);

    void note(quint32 connection); ///< any thread
    QSet<quint32> take();          ///< the connections noted since
    void soon();                   ///< says grown() again without a note

Q_SIGNALS:
    void grown();

private:
    std::mutex m_mutex;
    QSet<quint32> m_noted;
    bool m_pending = false;
    QTimer m_pause;
};

} // namespace ajar::ui
