// SPDX-License-Identifier: MIT
#include "wire/rawframe.h"
#include "fuzz.h"

using namespace ajar::wire;

/// The written form of a frame: what is read can be written, and then reads as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string written(fuzz::text({data, size}));
    const RawFrameParse parsed = parseRawFrame(written);
    if (!parsed.frame) {
        fuzz::require(!parsed.problem.empty(), "a fault has a text");
        fuzz::require(parsed.position <= size, "a fault is inside the text");
        return 0;
    }
    const std::string text = rawFrameText(*parsed.frame);
    const RawFrameParse again = parseRawFrame(text);
    fuzz::require(again.frame == parsed.frame, "what is written reads as the same frame");
    fuzz::require(rawFrameText(*again.frame) == text, "writing it again gives the same text");
    if (parsed.frame->fragments > 2000)
        return 0;
    std::size_t payload = 0;
    const auto parts = partsOf(*parsed.frame, true, [] {
        return std::array<std::uint8_t, 4>{1, 2, 3, 4};
    });
    for (const RawPart &part : parts)
        payload += part.payload.size();
    fuzz::require(payload == parsed.frame->payload.size(), "the parts make up the payload");
    fuzz::require(!parts.empty() && parts.size() <= parsed.frame->fragments,
                  "as many as asked for");
    return 0;
}
