// SPDX-License-Identifier: MIT
#include "gate/aside.h"

#include <asio/post.hpp>

#include <mutex>
#include <system_error>
#include <thread>

namespace ajar::gate
{

namespace
{

/// Whether a context may still be posted to.
struct Door {
    std::mutex mutex;
    bool open = true;
};

/// Shuts the door as the first thing of a context's end.
class DoorKeeper : public asio::execution_context::service
{
public:
    static asio::execution_context::id id;

    explicit DoorKeeper(asio::execution_context &context)
        : asio::execution_context::service(context)
    {
    }
    std::shared_ptr<Door> door() const { return m_door; }

private:
    void shutdown() override
    {
        const std::lock_guard lock(m_door->mutex);
        m_door->open = false;
    }

    std::shared_ptr<Door> m_door = std::make_shared<Door>();
};

asio::execution_context::id DoorKeeper::id;

} // namespace

void runAside(asio::io_context &context, std::function<void()> work, std::function<void()> then)
{
    const auto door = asio::use_service<DoorKeeper>(context).door();
    const auto run = [&context, door, work = std::move(work), then = std::move(then)] {
        work();
        const std::lock_guard lock(door->mutex);
        if (door->open)
            asio::post(context, then);
    };
    try {
        std::thread(run).detach();
    } catch (const std::system_error &) {
        run(); // no thread to be had: then it blocks
    }
}

} // namespace ajar::gate
