// SPDX-License-Identifier: MIT
#include "wire/deflater.h"
#include "wire/inflater.h"
#include "wiretest.h"

#include <QElapsedTimer>
#include <QTest>

#include <dlfcn.h>

#include <cstdlib>
#include <new>

// What this program allocates, for the tests to see what a peer can make the inflater allocate.
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

// zlib finds no memory while this many of its streams were begun; these stand before zlib's own.
static int streamsLeft = 1'000'000;

template<typename... Arguments>
static int beginStream(const char *name, Arguments... arguments)
{
    if (streamsLeft-- <= 0)
        return -4; // Z_MEM_ERROR
    using Function = int (*)(Arguments...);
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name))(arguments...);
}
extern "C" int inflateInit2_(void *stream, int bits, const char *version, int size)
{
    return beginStream("inflateInit2_", stream, bits, version, size);
}
extern "C" int deflateInit2_(void *stream, int level, int method, int bits, int memory,
                             int strategy, const char *version, int size)
{
    return beginStream("deflateInit2_", stream, level, method, bits, memory, strategy, version,
                       size);
}

using namespace ajar::wire;
using namespace wiretest;

namespace
{
Buffer deflated(const Buffer &plain, Deflater::Options options = {})
{
    Deflater deflater(options);
    Buffer out;
    deflater.feed(plain, true, out);
    return out;
}
} // namespace

class TestInflateLimits : public QObject
{
    Q_OBJECT

private slots:
    void bomb_stopsAtTheLimit_data();
    void bomb_stopsAtTheLimit();
    void bombThenRubbish_staysTooLarge();
    void limit_holdsToTheByte();
    void manyFinalBlocks_takeLinearTime();
    void smallMessages_allocateNothing();
    void withoutMemory_nothingIsMade();
};

void TestInflateLimits::bomb_stopsAtTheLimit_data()
{
    QTest::addColumn<std::size_t>("fragments");
    QTest::addColumn<bool>("takeover");
    for (const std::size_t fragments : {1, 2, 1'000})
        for (const bool takeover : {true, false})
            QTest::addRow("%zu fragments, %s", fragments, takeover ? "takeover" : "alone")
                << fragments << takeover;
}

void TestInflateLimits::bomb_stopsAtTheLimit()
{
    QFETCH(std::size_t, fragments);
    QFETCH(bool, takeover);
    constexpr std::size_t size = 256u << 20;
    constexpr std::uint64_t limit = 3u << 20;
    static const Buffer bomb = [] {
        Deflater deflater({.level = 9});
        Buffer out;
        const Buffer zeros(1u << 20);
        for (std::size_t i = 1; i < size / zeros.size(); ++i)
            deflater.feed(zeros, false, out);
        deflater.feed(zeros, true, out);
        return out;
    }();
    QVERIFY(size / bomb.size() > 950);

    Inflater inflater({.contextTakeover = takeover, .maxMessage = limit});
    Buffer out;
    auto status = Inflater::Status::Ok;
    largestAllocation = 0;
    const std::size_t step = (bomb.size() + fragments - 1) / fragments;
    for (std::size_t at = 0; at < bomb.size(); at += step) {
        const Bytes piece = Bytes(bomb).subspan(at, std::min(step, bomb.size() - at));
        const auto now = inflater.feed(piece, at + step >= bomb.size(), out);
        QVERIFY(status == Inflater::Status::Ok || now == status);
        status = now;
    }
    QVERIFY(status == Inflater::Status::TooLarge);
    QCOMPARE(out.size(), std::size_t{limit});
    QVERIFY(largestAllocation <= limit + 64 * 1024);
    QVERIFY(out.capacity() <= limit + 64 * 1024);
    // The next message: without the context that it may need, or as if nothing had been.
    out.clear();
    const auto next = inflater.feed(hex("f248cdc9c90700"), true, out);
    QVERIFY(next == (takeover ? Inflater::Status::Invalid : Inflater::Status::Ok));
    QCOMPARE(out, takeover ? Buffer{} : bytes("Hello"));
}

void TestInflateLimits::bombThenRubbish_staysTooLarge()
{
    Inflater inflater({.contextTakeover = false, .maxMessage = 100});
    const Buffer bomb = deflated(Buffer(10'000, 'a'));
    Buffer out;
    QVERIFY(inflater.feed(bomb, false, out) == Inflater::Status::TooLarge);
    QVERIFY(inflater.feed(hex("ffffffff"), false, out) == Inflater::Status::TooLarge);
    QVERIFY(inflater.feed(hex("07"), true, out) == Inflater::Status::TooLarge);
    QCOMPARE(out.size(), std::size_t{100});
    QVERIFY(inflater.feed(hex("f248cdc9c90700"), true, out) == Inflater::Status::Ok);
    QCOMPARE(out.size(), std::size_t{105});
}

void TestInflateLimits::limit_holdsToTheByte()
{
    // Around the steps of the output buffer.
    for (const std::size_t size :
         {1, 255, 256, 257, 511, 512, 767, 768, 769, 65'536, 130'816, 131'072, 131'073}) {
        const Buffer plain(size, 'a');
        const Buffer compressed = deflated(plain);
        for (const std::size_t limit : {size - 1, size, size + 1}) {
            Inflater inflater({.maxMessage = limit});
            Buffer out;
            const auto status = inflater.feed(compressed, true, out);
            QVERIFY(status == (limit < size ? Inflater::Status::TooLarge : Inflater::Status::Ok));
            QCOMPARE(out.size(), std::min(size, limit));
        }
    }
}

void TestInflateLimits::manyFinalBlocks_takeLinearTime()
{
    // With a copy of the window for each of them these would take half a minute.
    Buffer message;
    for (int i = 0; i < 1'000'000; ++i)
        message.insert(message.end(), {0x03, 0x00});
    message.push_back(0);
    Inflater inflater({});
    Buffer out;
    QVERIFY(inflater.feed(deflated(Buffer(100'000, 'a')), true, out) == Inflater::Status::Ok);
    QVERIFY(inflater.feed(message, true, out) == Inflater::Status::Ok);
    QCOMPARE(out.size(), std::size_t{100'000});
    QCOMPARE(inflater.window().size(), std::size_t{32 * 1024});
}

void TestInflateLimits::smallMessages_allocateNothing()
{
    QByteArray text;
    for (int i = 0; text.size() < 64; ++i)
        text += "{\"n\":" + QByteArray::number(i * 7919) + "},";
    const Buffer plain = bytes(text.first(64));
    for (const bool takeover : {true, false}) {
        Deflater deflater({.contextTakeover = takeover});
        Inflater inflater({.contextTakeover = takeover});
        Buffer compressed;
        Buffer out;
        const auto run = [&](int count) {
            bool same = true;
            for (int i = 0; i < count; ++i) {
                compressed.clear();
                out.clear();
                deflater.feed(plain, true, compressed);
                same = inflater.feed(compressed, true, out) == Inflater::Status::Ok && same &&
                       out == plain;
            }
            return same;
        };
        QVERIFY(run(2));
        constexpr int count = 200'000;
        QElapsedTimer timer;
        timer.start();
        allocations = 0;
        const bool same = run(count);
        const std::size_t made = allocations;
        qInfo("%s: %.0f messages/s of 64 bytes deflated and inflated",
              takeover ? "takeover" : "alone",
              count * 1e9 / static_cast<double>(timer.nsecsElapsed()));
        QVERIFY(same);
        QCOMPARE(made, std::size_t{0});
    }
}

void TestInflateLimits::withoutMemory_nothingIsMade()
{
    streamsLeft = 0;
    QVERIFY_THROWS_EXCEPTION(std::bad_alloc, Inflater({}));
    QVERIFY_THROWS_EXCEPTION(std::bad_alloc, Deflater({}));
    streamsLeft = 1;
    QVERIFY_THROWS_EXCEPTION(std::bad_alloc, Inflater({.windowBits = 9}));
    streamsLeft = 1'000'000;
    QCOMPARE(deflated(bytes("Hello")), hex("f248cdc9c90700"));
}

QTEST_APPLESS_MAIN(TestInflateLimits)
#include "tst_inflatelimits.moc"
