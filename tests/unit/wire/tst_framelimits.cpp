// SPDX-License-Identifier: MIT
#include "wire/frameencoder.h"
#include "wiretest.h"

#include <QTest>

#include <cstdlib>
#include <new>

// What this program allocates, for the tests to see what a peer can make the decoder allocate.
// Each thread counts its own: QtTest has a watchdog thread that allocates too.
static thread_local std::size_t largestAllocation = 0;
static thread_local std::size_t allocations = 0;

void *operator new(std::size_t size)
{
    ++allocations;
    largestAllocation = std::max(largestAllocation, size);
    if (void *const memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

using namespace ajar::wire;
using namespace wiretest;

class TestFrameLimits : public QObject
{
    Q_OBJECT

private slots:
    void aDeclaredLength_allocatesNothingByItself_data();
    void aDeclaredLength_allocatesNothingByItself();
    void aFrameInManyPieces_isNotCopiedForEach();
    void aFrameInOnePieceAndABit_isAllocatedOnce();
    void millionsOfTinyFragments_takeNoMemory();
    void afterALargeFrame_itsMemoryIsGivenBack();
};

void TestFrameLimits::aDeclaredLength_allocatesNothingByItself_data()
{
    QTest::addColumn<Buffer>("in");
    QTest::newRow("64 MiB") << hex("82 7f 0000000004000000 61");
    QTest::newRow("2 GiB - 2") << hex("82 7f 000000007ffffffe 61");
    QTest::newRow("2^53+1") << hex("82 7f 0020000000000001 61");
    QTest::newRow("2^63-1, masked") << hex("82 ff 7fffffffffffffff 01020304 61");
}

void TestFrameLimits::aDeclaredLength_allocatesNothingByItself()
{
    QFETCH(Buffer, in);
    FrameDecoder decoder({.maxFrameLength = ~0ull});
    largestAllocation = 0;
    decoder.feed(in);
    const bool waits = !decoder.next();
    const std::size_t largest = largestAllocation;
    QVERIFY(waits);
    QVERIFY(!decoder.lost());
    QVERIFY2(largest <= 4096, qPrintable(QString::number(largest)));
}

void TestFrameLimits::aFrameInManyPieces_isNotCopiedForEach()
{
    const std::size_t size = std::size_t{4} << 20;
    const std::array<std::uint8_t, 4> key{1, 2, 3, 4};
    Buffer in;
    appendFrame(in, makeHeader(Opcode::Binary, size, true, &key), Buffer(size, 'x'));
    FrameDecoder decoder({.sender = Role::Client});
    allocations = 0;
    largestAllocation = 0;
    std::optional<FrameView> frame;
    for (const std::uint8_t &byte : in) {
        decoder.feed({&byte, 1});
        frame = decoder.next();
    }
    const std::size_t count = allocations;
    QVERIFY(frame);
    QCOMPARE(frame->payload.size(), size);
    QCOMPARE(std::count(frame->payload.begin(), frame->payload.end(), 'x'), std::ptrdiff_t(size));
    QVERIFY2(count < 20, qPrintable(QString::number(count)));
    QCOMPARE(largestAllocation, size);
}

void TestFrameLimits::aFrameInOnePieceAndABit_isAllocatedOnce()
{
    Buffer in;
    appendFrame(in, makeHeader(Opcode::Binary, 100'000), Buffer(100'000, 'x'));
    FrameDecoder decoder({});
    allocations = 0;
    decoder.feed(Bytes(in).first(in.size() - 1));
    const bool waits = !decoder.next();
    decoder.feed(Bytes(in).last(1));
    const bool complete = decoder.next().has_value();
    const std::size_t count = allocations;
    QVERIFY(waits);
    QVERIFY(complete);
    QCOMPARE(count, std::size_t{1});
}

void TestFrameLimits::millionsOfTinyFragments_takeNoMemory()
{
    FrameDecoder decoder({});
    const Buffer first = hex("01 01 61");
    const Buffer fragments = hex("00 01 61 00 00");
    decoder.feed(first);
    QVERIFY(decoder.next());
    allocations = 0;
    FindingSet findings;
    for (int i = 0; i < 1'000'000; ++i) {
        decoder.feed(fragments);
        while (const auto frame = decoder.next())
            findings.add(frame->findings);
    }
    const std::size_t count = allocations;
    FindingSet note;
    note.add(Finding::FragmentsEmpty);
    QVERIFY(findings == note);
    QVERIFY(decoder.check().insideMessage());
    QCOMPARE(count, std::size_t{0});
}

void TestFrameLimits::afterALargeFrame_itsMemoryIsGivenBack()
{
    const std::size_t size = std::size_t{8} << 20;
    Buffer in;
    appendFrame(in, makeHeader(Opcode::Binary, size), Buffer(size, 'x'));
    FrameDecoder decoder({});
    decoder.feed(Bytes(in).first(in.size() - 1));
    QVERIFY(!decoder.next());
    decoder.feed(Bytes(in).last(1));
    QVERIFY(decoder.next());
    const Buffer half = hex("82 02 61");
    decoder.feed(half);
    allocations = 0;
    const bool waits = !decoder.next();
    // A buffer that had stayed would hold one byte without a new allocation.
    const std::size_t count = allocations;
    QVERIFY(waits);
    QCOMPARE(count, std::size_t{1});
}

QTEST_APPLESS_MAIN(TestFrameLimits)
#include "tst_framelimits.moc"
