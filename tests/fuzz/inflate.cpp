// SPDX-License-Identifier: MIT
#include "fuzz.h"
#include "wire/deflater.h"
#include "wire/inflater.h"

using namespace ajar::wire;

namespace
{

constexpr std::uint64_t maxMessage = 1 << 16;

/// A message in chunks; what it inflates to, and how that went.
Inflater::Status inflate(Inflater &inflater, Bytes message, std::uint8_t seed, fuzz::Buffer &out)
{
    Inflater::Status status = Inflater::Status::Ok;
    fuzz::inChunks(message, seed, [&](Bytes chunk) {
        if (status == Inflater::Status::Ok)
            status = inflater.feed(chunk, false, out);
    });
    if (status == Inflater::Status::Ok)
        status = inflater.feed({}, true, out);
    return status;
}

void roundTrip(Bytes plain, std::uint8_t windowBits, bool takeover, std::uint8_t seed)
{
    Deflater deflater({.windowBits = windowBits, .contextTakeover = takeover, .level = seed % 10});
    Inflater inflater(
        {.windowBits = windowBits, .contextTakeover = takeover, .maxMessage = maxMessage});
    for (int message = 0; message < 2; ++message) {
        fuzz::Buffer compressed;
        fuzz::Buffer out;
        fuzz::inChunks(plain, seed, [&](Bytes chunk) { deflater.feed(chunk, false, compressed); });
        deflater.feed({}, true, compressed);
        const auto status = inflate(inflater, compressed, seed, out);
        fuzz::require(status == Inflater::Status::Ok || plain.size() > maxMessage,
                      "what we deflate can be inflated");
        fuzz::require(std::ranges::equal(out, plain.first(std::min(plain.size(), out.size()))) &&
                          (out.size() == plain.size() || plain.size() > maxMessage),
                      "what we deflate comes back");
        if (status != Inflater::Status::Ok)
            return;
    }
}

} // namespace

/// Compressed messages, bombs and rubbish, within a limit; and our own, which come back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::uint8_t seed = input.byte();
    const std::uint8_t choice = input.byte();
    const auto windowBits = static_cast<std::uint8_t>(8 + (choice & 7));
    const bool takeover = choice & 8;
    if (choice & 16) {
        roundTrip(input.rest(), windowBits, takeover, seed);
        return 0;
    }
    const Inflater::Options options{
        .windowBits = windowBits, .contextTakeover = takeover, .maxMessage = maxMessage};
    Inflater whole(options);
    Inflater chunked(options);
    for (int message = 0; message < 20 && !input.empty(); ++message) {
        const std::size_t length = input.byte() | static_cast<std::size_t>(input.byte() & 3) << 8;
        const Bytes bytes = input.take(length);
        fuzz::Buffer one;
        fuzz::Buffer other;
        const auto status = inflate(whole, bytes, 0, one);
        fuzz::require(status == inflate(chunked, bytes, seed, other), "any chunks: same status");
        fuzz::require(one.size() <= maxMessage && other.size() <= maxMessage, "within the limit");
        if (status != Inflater::Status::Ok)
            return 0;
        fuzz::require(one == other, "any chunks: same message");
        const fuzz::Buffer window = whole.window();
        fuzz::require(window.size() <= 32768, "a window of at most 32 KiB");
        fuzz::require(window == chunked.window(), "any chunks: same window");
        Inflater fresh(options);
        if (message % 4 == 3) { // goes on from the window alone
            fresh.setWindow(window);
            chunked = std::move(fresh);
        }
    }
    return 0;
}
