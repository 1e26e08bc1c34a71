// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "session/recordqueue.h"

#include <QtTest>

#include <future>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;
using namespace std::chrono_literals;

namespace
{

constexpr std::size_t kilobyte = 1024;

closing::RecordBatch batchOf(std::size_t bytes, bool urgent = false)
{
    Batch batch;
    batch.text(1, 1, QByteArray(static_cast<qsizetype>(bytes), 'x'));
    if (urgent)
        batch.urgent();
    return batch.take();
}

RecordQueue::Clock::time_point never()
{
    return RecordQueue::Clock::now() + 1h;
}

} // namespace

class TestRecordQueue : public QObject
{
    Q_OBJECT

private slots:
    void overItsBound_saysFalseAndTakesTheBatch()
    {
        RecordQueue queue(10 * kilobyte, 1h);
        QVERIFY(queue.add(batchOf(8 * kilobyte)));
        QVERIFY(!queue.add(batchOf(8 * kilobyte)));
        QVERIFY(!queue.add(batchOf(1)));
        QCOMPARE(queue.take(kilobyte * kilobyte, RecordQueue::Clock::now()).items, 0ull);
        queue.close();
        QCOMPARE(queue.take(kilobyte * kilobyte, never()).batches.size(), 3u);
    }

    void whenRoom_callsAtOnceIfThereIsRoom()
    {
        RecordQueue queue(10 * kilobyte, 1h);
        bool called = false;
        queue.whenRoom([&] { called = true; });
        QVERIFY(called);
    }

    void whenRoom_callsOnceLessThanHalfTheBoundWaits()
    {
        RecordQueue queue(10 * kilobyte, 1h);
        queue.add(batchOf(4 * kilobyte, true));
        queue.add(batchOf(4 * kilobyte, true));
        queue.add(batchOf(4 * kilobyte, true));
        int calls = 0;
        queue.whenRoom([&] { ++calls; });
        QCOMPARE(calls, 0);
        const auto first = queue.take(kilobyte, never());
        QCOMPARE(calls, 0); // taken is not written
        queue.done(first);
        QCOMPARE(calls, 0);
        queue.done(queue.take(kilobyte, never()));
        QCOMPARE(calls, 1);
        queue.done(queue.take(kilobyte, never()));
        QCOMPARE(calls, 1);
        QCOMPARE(queue.waitingBytes(), 0u);
    }

    void portion_isAboutAsLargeAsAskedFor()
    {
        RecordQueue queue(100 * kilobyte, 1h);
        for (int i = 0; i < 10; ++i)
            queue.add(batchOf(kilobyte, true));
        QCOMPARE(queue.take(3 * kilobyte, never()).batches.size(), 3u);
        QCOMPARE(queue.take(1, never()).batches.size(), 1u);
        QCOMPARE(queue.take(100 * kilobyte, never()).batches.size(), 6u);
    }

    void quietBatch_isDueAfterTheLongestWait()
    {
        RecordQueue queue(100 * kilobyte, 1ms);
        queue.add(batchOf(1));
        QCOMPARE(queue.take(kilobyte * kilobyte, never()).batches.size(), 1u);
    }

    void enoughBytes_areDueAtOnce()
    {
        RecordQueue queue(100 * kilobyte, 1h);
        queue.add(batchOf(9 * kilobyte));
        QCOMPARE(queue.take(8 * kilobyte, never()).batches.size(), 1u);
    }

    void newConnection_isDueAtOnce()
    {
        RecordQueue queue(100 * kilobyte, 1h);
        queue.add(NewConnection{1, {}});
        QCOMPARE(queue.take(8 * kilobyte, never()).connections.size(), 1u);
    }

    void drain_waitsForWhatWasAddedBefore()
    {
        RecordQueue queue(100 * kilobyte, 1h);
        queue.add(batchOf(1));
        auto drained = std::async(std::launch::async, [&] { queue.drain(); });
        const auto portion = queue.take(kilobyte, never()); // drain() makes it urgent
        QCOMPARE(portion.batches.size(), 1u);
        QVERIFY(drained.wait_for(0s) == std::future_status::timeout);
        queue.done(portion);
        drained.get();
    }

    void closedQueue_givesTheRestAndTakesNothing()
    {
        RecordQueue queue(100 * kilobyte, 1h);
        queue.add(batchOf(1));
        queue.close();
        QVERIFY(queue.add(batchOf(1)));
        QVERIFY(!queue.isFinished());
        QCOMPARE(queue.take(kilobyte, never()).batches.size(), 1u);
        QVERIFY(queue.isFinished());
        QVERIFY(queue.take(kilobyte, never()).empty());
    }
};

QTEST_GUILESS_MAIN(TestRecordQueue)
#include "tst_recordqueue.moc"
