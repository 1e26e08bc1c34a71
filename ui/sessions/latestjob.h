// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace ajar::ui
{

/// Work on a thread of its own of which only the latest counts: a new piece stops the one before,
/// and what that would still have said is not heard. Lives in the UI thread.
class LatestJob : public QObject
{
    Q_OBJECT

public:
    /// What the work has to go by. `say` runs a call in the UI thread, unless the work was stopped.
    struct Context {
        std::shared_ptr<std::atomic_bool> stopped;
        std::function<void(std::function<void()>)> say;
    };
    using Work = std::function<void(const Context &)>;

    explicit LatestJob(QObject *parent = nullptr);
    ~LatestJob() override;

    void start(Work work);
    void stop();

private:
    QThreadPool m_pool;
    std::shared_ptr<std::atomic_bool> m_stopped;
};

} // namespace ajar::ui
