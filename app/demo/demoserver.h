// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

#include <memory>

namespace ajar::app
{

/// A small WebSocket server on a free loopback port that shows what Ajar is for: it sends ticks and
/// Pings, after four seconds Close 1001, and then waits for the answer as Node's ws does, 30 s
/// long, before it drops TCP. It echoes text. It speaks through core/wire in a thread of its own.
class DemoServer
{
public:
    DemoServer();
    ~DemoServer(); ///< ends all its connections
    DemoServer(const DemoServer &) = delete;
    DemoServer &operator=(const DemoServer &) = delete;

    /// Empty if no loopback port could be had.
    QUrl url() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ajar::app
