// SPDX-License-Identifier: MIT
#pragma once

#include "session/content.h"
#include "session/reader.h"

#include <array>

namespace ajar::session
{

class ContentStream;
struct Lane;

/// Gives what the frames of a connection carry to the application, a part at a time: payloads of
/// compressed messages inflated. Frames in their order cost what inflating them once costs; a frame
/// elsewhere what lies between it and the stored context before it. It trusts nothing in the file
/// and keeps a few MiB in memory. One thread at a time, that of its Reader.
class ContentReader
{
public:
    static constexpr quint64 usualLimit = 64ull << 20;

    /// `maxMessage`: the most bytes that a message is inflated to; what it has beyond is not read.
    ContentReader(Reader &reader, quint32 connection, quint64 maxMessage = usualLimit);
    ~ContentReader();

    /// At most `size` bytes from `offset` on of what a frame of this connection carries. Of `frame`
    /// the payload need not be there.
    Content read(const Row &frame, quint64 offset, qsizetype size, const Effort &effort = {});
    /// All of it.
    Content readAll(const Row &frame, const Effort &effort = {});

private:
    Content plain(const Row &frame, quint64 offset, qsizetype size);
    ContentStream &streamOf(const Lane &lane);

    Reader &m_reader;
    quint32 m_connection;
    quint64 m_maxMessage;
    std::array<std::unique_ptr<ContentStream>, 4> m_streams; ///< by direction and leg
};

} // namespace ajar::session
