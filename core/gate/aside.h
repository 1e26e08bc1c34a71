// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace ajar::gate
{

/// Runs `work` on a thread of its own and `then` on the context's, unless the context has ended by
/// then. The context's end waits for the work as long as `patience`; then the work is abandoned.
void runAside(asio::io_context &context, std::chrono::milliseconds patience,
              std::function<void()> work, std::function<void()> then);

/// Some work has been abandoned and may be under way still, in libraries that a program's ordinary
/// end takes down: such a program is to end with _Exit.
bool isWorkAbandoned();

/// What blocks (a name's resolution, the system's proxy settings), awaited by a coroutine. Network
/// thread only.
template<typename Result>
class Aside
{
public:
    /// `patience`: see runAside; none for what may hang as long as it likes.
    Aside(asio::io_context &context, std::chrono::milliseconds patience)
        : m_context(context)
        , m_patience(patience)
        , m_wait(context)
    {
    }
    ~Aside() { cancel(); }

    /// Nullopt if it was cancelled; the work then goes on unheard.
    asio::awaitable<std::optional<Result>> run(std::function<Result()> work)
    {
        const auto job = std::make_shared<Job>();
        m_job = job;
        job->done = [this] { m_wait.cancel(); };
        m_wait.expires_at(asio::steady_timer::time_point::max());
        runAside(
            m_context, m_patience, [job, work = std::move(work)] { job->result = work(); },
            [job] {
                job->over = true;
                if (job->done)
                    job->done();
            });
        while (!job->over && job->done)
            co_await m_wait.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
        job->done = nullptr;
        co_return job->over ? std::move(job->result) : std::nullopt;
    }

    void cancel()
    {
        if (m_job)
            m_job->done = nullptr;
        m_job.reset();
        m_wait.cancel();
    }

private:
    struct Job {
        std::optional<Result> result; ///< the thread's, until `over`
        std::function<void()> done;
        bool over = false;
    };

    asio::io_context &m_context;
    std::chrono::milliseconds m_patience;
    asio::steady_timer m_wait;
    std::shared_ptr<Job> m_job;
};

} // namespace ajar::gate
