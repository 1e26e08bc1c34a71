// SPDX-License-Identifier: MIT
#include "wire/inflater.h"

#include "wire/windowcheck.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>

namespace ajar::wire
{

namespace
{

constexpr std::size_t portion = 1u << 20; // zlib counts in 32 bits
constexpr std::size_t firstStep = 256;
constexpr std::size_t largestStep = 64 * 1024;
constexpr std::size_t largestWindow = 32 * 1024;
constexpr std::array<std::uint8_t, 4> tail{0x00, 0x00, 0xFF, 0xFF}; // RFC 7692 7.2.2
constexpr int betweenBlocks = 128; // zlib's word in data_type, if no bits are left over

/// Appends `size` bytes to write to. Grows geometrically, but within `room` more bytes.
std::uint8_t *grow(std::vector<std::uint8_t> &out, std::size_t size, std::uint64_t room)
{
    const std::size_t before = out.size();
    if (out.capacity() - before < size) {
        const std::uint64_t more = std::min<std::uint64_t>(out.capacity(), room);
        out.reserve(before + std::max(size, static_cast<std::size_t>(more)));
    }
    out.resize(before + size);
    return out.data() + before;
}

} // namespace

struct Inflater::State {
    Options options;
    z_stream stream{};
    std::optional<WindowCheck> check; ///< where the window may be smaller than ours
    std::uint64_t inflated = 0;       ///< of this message
    Status status = Status::Ok;
    std::string_view problem;
    bool beyondWindow = false;
    bool between = false; ///< the last message has ended, the next one has not begun
    bool lost = false;    ///< the context

    ~State() { inflateEnd(&stream); }

    void inflateAll(Bytes bytes, std::vector<std::uint8_t> &out);
    void inflatePortion(Bytes bytes, std::vector<std::uint8_t> &out);
    void finishMessage(std::vector<std::uint8_t> &out);
    void beginMessage();
    void fail(std::string_view why);
    std::vector<std::uint8_t> window();
    void takeWindow(Bytes window);
};

Inflater::Inflater(Options options)
    : m_state(std::make_unique<State>())
{
    m_state->options = options;
    // All of DEFLATE's window: what lies within the agreed one is WindowCheck's to tell, since
    // zlib's answer would depend on how the input is cut.
    if (inflateInit2(&m_state->stream, -15) != Z_OK)
        throw std::bad_alloc();
    m_state->stream.data_type = betweenBlocks;
    if (options.windowBits < 15)
        m_state->check.emplace(options.windowBits, options.maxMessage);
}

Inflater::Inflater(Inflater &&) noexcept = default;
Inflater &Inflater::operator=(Inflater &&) noexcept = default;
Inflater::~Inflater() = default;

void Inflater::State::inflateAll(Bytes bytes, std::vector<std::uint8_t> &out)
{
    while (!bytes.empty() && status == Status::Ok) {
        const Bytes part = bytes.first(std::min(bytes.size(), portion));
        inflatePortion(part, out);
        if (check)
            beyondWindow |= check->feed(part);
        bytes = bytes.subspan(part.size());
    }
}

void Inflater::State::inflatePortion(Bytes bytes, std::vector<std::uint8_t> &out)
{
    std::size_t step = firstStep;
    bool finalBlock = false;
    stream.next_in = const_cast<Bytef *>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
        // One byte over the limit tells that it is passed.
        const std::uint64_t room = options.maxMessage - inflated;
        const std::size_t size = room < step ? static_cast<std::size_t>(room) + 1 : step;
        const std::size_t before = out.size();
        stream.next_out = grow(out, size, room);
        stream.avail_out = static_cast<uInt>(size);
        const int result = inflate(&stream, Z_SYNC_FLUSH);
        const std::size_t got = size - stream.avail_out;
        out.resize(before + static_cast<std::size_t>(std::min<std::uint64_t>(got, room)));
        if (got > room) {
            status = Status::TooLarge;
            lost = true;
            return;
        }
        if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) {
            beyondWindow |= stream.msg == tooFarBack;
            return fail(stream.msg);
        }
        inflated += got;
        step = std::min(step * 2, largestStep);
        finalBlock = result == Z_STREAM_END;
        if (finalBlock) {
            // Another block may follow (RFC 7692 7.2.3.4), with the same window.
            inflateResetKeep(&stream);
            stream.data_type = betweenBlocks;
        }
    } while (stream.avail_in > 0 || (stream.avail_out == 0 && !finalBlock));
}

void Inflater::State::finishMessage(std::vector<std::uint8_t> &out)
{
    if (stream.data_type == betweenBlocks) {
        // All is there, but what receivers append here would be garbage to the next message.
        problem = "the payload ends between two blocks, where 00 00 ff ff can't follow";
        return;
    }
    // Of a message that is whole this makes nothing; of another one it is no part.
    const std::size_t size = out.size();
    const bool wasBeyond = beyondWindow;
    inflateAll(tail, out);
    out.resize(size);
    beyondWindow = wasBeyond;
    if (status != Status::Ok || stream.data_type != betweenBlocks)
        fail("the message ends inside a block");
}

void Inflater::State::beginMessage()
{
    between = false;
    beyondWindow = false;
    inflated = 0;
    if (!options.contextTakeover)
        return takeWindow({});
    if (lost)
        return fail("the context was lost in an earlier message");
    problem = {};
    if (check && !check->isCurrent())
        check->resume(window());
    else if (check)
        check->nextMessage();
}

void Inflater::State::fail(std::string_view why)
{
    status = Status::Invalid;
    problem = why;
    lost = true;
}

std::vector<std::uint8_t> Inflater::State::window()
{
    std::vector<std::uint8_t> bytes(largestWindow);
    uInt size = 0;
    inflateGetDictionary(&stream, bytes.data(), &size);
    bytes.resize(size);
    return bytes;
}

void Inflater::State::takeWindow(Bytes window)
{
    inflateReset(&stream);
    inflateSetDictionary(&stream, window.data(), static_cast<uInt>(window.size()));
    stream.data_type = betweenBlocks;
    if (check)
        check->resume(window);
    status = Status::Ok;
    problem = {};
    lost = false;
}

Inflater::Status Inflater::feed(Bytes compressed, bool last, std::vector<std::uint8_t> &out)
{
    State &state = *m_state;
    if (state.between)
        state.beginMessage();
    state.inflateAll(compressed, out);
    if (last && state.status == Status::Ok)
        state.finishMessage(out);
    state.between = last;
    return state.status;
}

std::string_view Inflater::problem() const
{
    return m_state->problem;
}

bool Inflater::beyondWindow() const
{
    return m_state->beyondWindow;
}

std::vector<std::uint8_t> Inflater::window() const
{
    if (!m_state->options.contextTakeover)
        return {};
    return m_state->window();
}

void Inflater::setWindow(Bytes window)
{
    m_state->beginMessage();
    m_state->takeWindow(window);
}

} // namespace ajar::wire
