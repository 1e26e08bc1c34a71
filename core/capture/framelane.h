// SPDX-License-Identifier: MIT
#pragma once

#include "capture/frametracker.h"
#include "closing/closemonitor.h"
#include "closing/journal.h"
#include "wire/compressedstream.h"
#include "wire/framedecoder.h"

#include <optional>

namespace ajar::capture
{

/// Decodes the frames of one direction into a journal, as a gate does with what it receives, and
/// goes on behind holes where that can be done: inside a payload, and where a segment begins with a
/// frame again.
class FrameLane
{
public:
    FrameLane(closing::Direction direction, closing::Journal &journal,
              closing::CloseMonitor &monitor);

    /// What was agreed of RFC 7692; before the first frame.
    void agree(const wire::DeflateParameters &deflate);
    /// Nothing is known of what was agreed, and what comes first may be the middle of a frame.
    void beginBlindly();

    void bytes(closing::Time t, wire::Bytes bytes);
    void gap(closing::Time t, std::uint64_t bytes, bool cut);
    /// Bytes of a frame that has not come to its end.
    std::size_t pendingBytes() const { return m_lost ? 0 : m_decoder.pendingBytes(); }

private:
    void decode(closing::Time t, wire::Bytes bytes);
    void fill(closing::Time t, std::uint64_t bytes);
    void onFrame(closing::Time t, const wire::FrameView &view);
    void reportFaults(closing::Time t, const wire::FrameView &view,
                      const wire::CompressedStream::Part &part, std::uint64_t number);
    void onClose(closing::Time t, wire::Bytes payload);
    void lose(closing::Time t, const char *why);
    bool resume(closing::Time t, wire::Bytes bytes);

    closing::Direction m_direction;
    wire::Role m_sender;
    closing::Journal &m_journal;
    closing::CloseMonitor &m_monitor;
    wire::FrameDecoder::Options m_options;
    wire::FrameDecoder m_decoder;
    FrameTracker m_tracker;
    std::optional<wire::CompressedStream> m_stream;
    std::optional<wire::DeflateParameters> m_agreed;
    std::uint64_t m_seen = 0;   ///< bytes decoded, zeros among them
    std::uint64_t m_filled = 0; ///< zeros among them
    bool m_lost = false;        ///< no frame is found any more
    bool m_mayResume = false;   ///< the capture is to blame for it, not who sent the frames
    bool m_mended = false;      ///< the message under way has zeros in place of what is missing
};

} // namespace ajar::capture
