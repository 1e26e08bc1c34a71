// SPDX-License-Identifier: MIT
#include "gate/aside.h"

#include <asio/post.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace ajar::gate
{

namespace
{

using Clock = std::chrono::steady_clock;

std::atomic<bool> abandoned = false;

/// A thread with work.
struct Worker {
    std::thread thread;
    std::chrono::milliseconds patience;
    bool isOver = false;
};

/// What a context and the threads beside it share.
struct Door {
    std::mutex mutex;
    std::condition_variable changed;
    bool isOpen = true; ///< the context may still be posted to
};

/// Ends what is beside a context as the first thing of that context's end.
class DoorKeeper : public asio::execution_context::service
{
public:
    static asio::execution_context::id id;

    explicit DoorKeeper(asio::execution_context &context)
        : asio::execution_context::service(context)
    {
    }

    /// Throws std::system_error if there is no thread to be had.
    void start(std::chrono::milliseconds patience, std::function<void()> work,
               std::function<void()> post)
    {
        reap();
        const auto worker = std::make_shared<Worker>();
        worker->patience = patience;
        worker->thread = std::thread(
            [door = m_door, worker, work = std::move(work), post = std::move(post)]() mutable {
                work();
                work = nullptr; // with all that it holds, while the context still waits for us
                const std::lock_guard lock(door->mutex);
                if (door->isOpen)
                    post();
                post = nullptr;
                worker->isOver = true;
                door->changed.notify_all();
            });
        m_workers.push_back(worker);
    }

private:
    /// The threads that have nothing more to do.
    void reap()
    {
        const auto isOver = [this](const std::shared_ptr<Worker> &worker) {
            {
                const std::lock_guard lock(m_door->mutex);
                if (!worker->isOver)
                    return false;
            }
            worker->thread.join();
            return true;
        };
        std::erase_if(m_workers, isOver);
    }

    void shutdown() override
    {
        const auto begun = Clock::now();
        std::unique_lock lock(m_door->mutex);
        m_door->isOpen = false;
        for (const std::shared_ptr<Worker> &worker : m_workers) {
            const bool isOver = m_door->changed.wait_until(lock, begun + worker->patience,
                                                           [&] { return worker->isOver; });
            if (!isOver) {
                abandoned = true;
                worker->thread.detach();
                continue;
            }
            // What libraries do at a thread's end is part of its work.
            lock.unlock();
            worker->thread.join();
            lock.lock();
        }
        m_workers.clear();
    }

    std::shared_ptr<Door> m_door = std::make_shared<Door>();
    std::vector<std::shared_ptr<Worker>> m_workers; ///< of the context's thread
};

asio::execution_context::id DoorKeeper::id;

} // namespace

void runAside(asio::io_context &context, std::chrono::milliseconds patience,
              std::function<void()> work, std::function<void()> then)
{
    const auto post = [&context, then = std::move(then)] { asio::post(context, then); };
    try {
        asio::use_service<DoorKeeper>(context).start(patience, work, post);
    } catch (const std::system_error &) {
        work(); // no thread to be had: then it blocks
        post();
    }
}

bool isWorkAbandoned()
{
    return abandoned;
}

} // namespace ajar::gate
