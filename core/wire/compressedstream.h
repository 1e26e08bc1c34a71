// SPDX-License-Identifier: MIT
#pragma once

#include "wire/deflateparameters.h"
#include "wire/frame.h"
#include "wire/inflater.h"
#include "wire/utf8.h"

#include <optional>
#include <string_view>
#include <vector>

namespace ajar::wire
{

/// Follows the compressed messages of one direction (RFC 7692 6): inflates each of their frames as
/// it passes, within a limit, and checks the text. It knows nothing of control frames and of
/// uncompressed messages but lets them pass.
class CompressedStream
{
public:
    CompressedStream(const DeflateParameters &agreed, Role sender, std::uint64_t maxMessage);

    struct Part {
        bool compressed = false; ///< the frame belongs to a compressed message
        Bytes content;           ///< what the frame adds, inflated; valid until the next frame
        FindingSet findings;
        std::string_view problem; ///< why it does not inflate, once, or not as it should
        std::optional<std::uint64_t> textFault; ///< offset in the message, once, with TextUtf8
    };
    Part frame(const FrameHeader &header, Bytes payload);

    /// The inflate window, for a reader that begins at the next message: about every MiB of
    /// compressed bytes; nullopt otherwise, and where no context is taken over.
    std::optional<std::vector<std::uint8_t>> takeContext(const FrameHeader &next);

private:
    bool m_takeover;
    Inflater m_inflater;
    Utf8Validator m_text;
    std::vector<std::uint8_t> m_content;
    std::uint64_t m_sinceContext = 0; ///< compressed bytes
    bool m_inside = false;            ///< a compressed message
    bool m_isText = false;
    std::uint64_t m_messages = 0; ///< that have ended well
    bool m_toldBeyond = false;    ///< of this message
    bool m_broken = false;        ///< the rest of this message is not looked at
};

} // namespace ajar::wire
