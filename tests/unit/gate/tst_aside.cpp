// SPDX-License-Identifier: MIT
#include "gate/aside.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>

#include <QTest>

#include <atomic>
#include <semaphore>
#include <thread>

using namespace ajar::gate;
using namespace std::chrono_literals;

namespace
{

/// Shared with the work, which may outlive the test that began it.
struct Work {
    std::binary_semaphore begun{0};
    std::binary_semaphore mayEnd{0};
    std::atomic<bool> isOver = false;

    int operator()()
    {
        begun.release();
        mayEnd.acquire();
        isOver = true;
        return 7;
    }
};

asio::awaitable<void> run(Aside<int> &aside, std::shared_ptr<Work> work, std::optional<int> &result)
{
    const std::function<int()> call = [work] { return (*work)(); };
    result = co_await aside.run(call);
}

} // namespace

class AsideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void work_givesItsResult();
    void work_thatIsCancelled_givesNone();
    void contextsEnd_waitsForWork();
    void contextsEnd_doesNotWaitForWorkThatHangs();
};

void AsideTest::work_givesItsResult()
{
    asio::io_context context;
    Aside<int> aside(context, 10s);
    std::optional<int> result;
    for (int i = 0; i < 3; ++i) {
        const auto work = std::make_shared<Work>();
        work->mayEnd.release();
        result.reset();
        asio::co_spawn(context, run(aside, work, result), asio::detached);
        context.restart();
        context.run();
        QCOMPARE(result, std::optional<int>(7));
    }
}

void AsideTest::work_thatIsCancelled_givesNone()
{
    asio::io_context context;
    Aside<int> aside(context, 10s);
    const auto work = std::make_shared<Work>();
    std::optional<int> result = 1;
    asio::co_spawn(context, run(aside, work, result), asio::detached);
    context.poll();
    work->begun.acquire();
    aside.cancel();
    context.restart();
    context.run_for(10s);
    QVERIFY(!result);
    QVERIFY(!work->isOver);
    work->mayEnd.release();
}

void AsideTest::contextsEnd_waitsForWork()
{
    const auto work = std::make_shared<Work>();
    std::optional<int> result;
    std::thread helper;
    {
        asio::io_context context;
        Aside<int> aside(context, 30s);
        asio::co_spawn(context, run(aside, work, result), asio::detached);
        context.poll();
        work->begun.acquire();
        helper = std::thread([work] {
            std::this_thread::sleep_for(50ms);
            work->mayEnd.release();
        });
    }
    QVERIFY(work->isOver);
    QVERIFY(!result);
    QVERIFY(!isWorkAbandoned());
    helper.join();
}

void AsideTest::contextsEnd_doesNotWaitForWorkThatHangs()
{
    const auto work = std::make_shared<Work>();
    std::optional<int> result;
    {
        asio::io_context context;
        Aside<int> aside(context, 0ms);
        asio::co_spawn(context, run(aside, work, result), asio::detached);
        context.poll();
        work->begun.acquire();
    }
    QVERIFY(!work->isOver);
    QVERIFY(isWorkAbandoned());
    work->mayEnd.release();
}

QTEST_APPLESS_MAIN(AsideTest)
#include "tst_aside.moc"
