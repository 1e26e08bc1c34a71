// SPDX-License-Identifier: MIT
#pragma once

#include "session/contentwork.h"
#include "session/inflatestarts.h"
#include "session/lanerows.h"
#include "wire/inflater.h"

namespace ajar::session
{

/// Inflates the compressed frames of one lane again, as the gate did when they passed. It goes on
/// where it stands when frames are asked for in their order, and else begins at the nearest place
/// where the window is known. It keeps one piece of content in memory, not a message.
class ContentStream
{
public:
    struct Options {
        bool contextTakeover = true; ///< RFC 7692 7.1.1
        bool assumed = false;        ///< no handshake says so
        quint64 maxMessage = 64ull << 20;
    };

    ContentStream(Reader &reader, quint32 connection, const Lane &lane, Options options);

    /// A part of what a compressed frame of this lane adds to its message.
    Content read(const Row &frame, quint64 offset, qsizetype size, const Effort &effort);

private:
    /// The frame that is being inflated, or the last one that was.
    struct Frame {
        quint64 seq = 0;
        quint64 fed = 0;  ///< compressed bytes
        quint64 made = 0; ///< inflated bytes
        bool over = true;
        ContentFault fault = ContentFault::None;
        std::string detail{};
    };
    /// A part that was not finished, for whoever asks again.
    struct Part {
        quint64 seq = 0;
        quint64 offset = 0;
        QByteArray bytes;
    };

    ContentFault reach(quint64 seq, quint64 offset, ContentWork &work);
    ContentFault findStart(quint64 seq, bool isBehind, ContentWork &work);
    ContentFault findMessage(quint64 seq, quint64 from, ContentWork &work);
    void findContext(quint64 seq, quint64 from);
    void beginAt(quint64 seq, wire::Bytes window);
    void beginFrame(const Row &row);
    void feed();
    wire::Bytes nextBytes();
    void take(Part &part, qsizetype size) const;
    void describe(const Row &frame, Content &content) const;

    Reader &m_reader;
    quint32 m_connection;
    Lane m_lane;
    Options m_options;
    wire::Inflater m_inflater;
    LaneRows m_rows;
    InflateStarts m_starts;

    Row m_row; ///< of m_frame
    Frame m_frame;
    std::vector<std::uint8_t> m_piece; ///< the last of what m_frame inflated to
    quint64 m_pieceAt = 0;             ///< where it stands in the frame's content
    QByteArray m_compressed;           ///< a stretch of a long payload
    quint64 m_compressedAt = 0;
    Part m_part;

    quint64 m_sinceStart = 0;   ///< work since a window was last kept
    bool m_between = true;      ///< the last message has ended
    bool m_lost = false;        ///< the context
    quint64 m_damagedFrame = 0; ///< the context may be wrong from this frame on; 0: it is not

    quint64 m_searchedFor = 0; ///< the end of the message before this frame is looked for
    quint64 m_searchedTo = 0;  ///< and it is not from here on
};

} // namespace ajar::session
