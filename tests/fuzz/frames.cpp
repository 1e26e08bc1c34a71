// SPDX-License-Identifier: MIT
#include "fuzz.h"
#include "wire/framedecoder.h"
#include "wire/frameencoder.h"

#include <array>

using namespace ajar::wire;

namespace
{

struct Decoded {
    struct Frame {
        FrameHeader header;
        fuzz::Buffer payload;
        FindingSet findings;
        bool operator==(const Frame &) const = default;
    };
    std::vector<Frame> frames;
    fuzz::Buffer opaque;
    std::size_t pending = 0;
    bool lost = false;
    bool operator==(const Decoded &) const = default;
};

Decoded decode(Bytes bytes, std::uint8_t seed, const FrameDecoder::Options &options)
{
    FrameDecoder decoder(options);
    Decoded result;
    fuzz::inChunks(bytes, seed, [&](Bytes chunk) {
        decoder.feed(chunk);
        while (const auto frame = decoder.next())
            result.frames.push_back(
                {frame->header, {frame->payload.begin(), frame->payload.end()}, frame->findings});
        if (decoder.lost()) {
            const Bytes opaque = decoder.takeOpaque();
            result.opaque.insert(result.opaque.end(), opaque.begin(), opaque.end());
        }
    });
    result.pending = decoder.pendingBytes();
    result.lost = decoder.lost();
    return result;
}

} // namespace

/// A stream of frames: any chunks give the same, and writing it again gives the bytes that came.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::array<std::uint64_t, 4> limits{64ull << 20, 200, 70'000, 0};
    fuzz::Input input(data, size);
    const std::uint8_t seed = input.byte();
    const std::uint8_t choice = input.byte();
    FrameDecoder::Options options;
    options.sender = choice & 1 ? Role::Client : Role::Server;
    options.rsvAllowed = choice & 2 ? 4 : 0;
    options.maxFrameLength = limits[choice >> 2 & 3];
    options.maxMessageLength = limits[choice >> 4 & 3];
    const Bytes bytes = input.rest();

    const Decoded whole = decode(bytes, 0, options);
    fuzz::require(whole == decode(bytes, seed, options), "any chunks give the same");
    fuzz::require(whole == decode(bytes, 16, options), "single bytes give the same");

    fuzz::Buffer again;
    for (const Decoded::Frame &frame : whole.frames) {
        fuzz::require(frame.findings.bits() >> findingCount == 0, "only known findings");
        fuzz::require(frame.payload.size() <= options.maxFrameLength, "no frame beyond the limit");
        appendFrame(again, frame.header, frame.payload);
    }
    again.insert(again.end(), whole.opaque.begin(), whole.opaque.end());
    fuzz::require(again.size() + whole.pending == bytes.size(), "each byte is in one place");
    fuzz::require(std::equal(again.begin(), again.end(), bytes.begin()),
                  "the frames stand for the bytes that came");
    fuzz::require(whole.lost || whole.opaque.empty(), "nothing is opaque in a good stream");
    return 0;
}
