// SPDX-License-Identifier: MIT
#include "session/contentstream.h"

#include "session/bytes.h"
#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr std::size_t pieceBytes = 1024; ///< of the payload: they inflate to a MiB at most
constexpr qsizetype stretchBytes = qsizetype{256} * 1024;
constexpr quint64 workOfRow = 64;

bool beginsMessage(const Row &row)
{
    return row.header.opcode != wire::Opcode::Continuation;
}

} // namespace

// What the window may be at most makes no difference to what comes out: it is DEFLATE's own.
ContentStream::ContentStream(Reader &reader, quint32 connection, const Lane &lane, Options options)
    : m_reader(reader)
    , m_connection(connection)
    , m_lane(lane)
    , m_options(options)
    , m_inflater({.contextTakeover = options.contextTakeover, .maxMessage = options.maxMessage})
    , m_rows(reader, connection, lane, options.contextTakeover)
{
}

Content ContentStream::read(const Row &frame, quint64 offset, qsizetype size, const Effort &effort)
{
    ContentWork work(effort);
    Part part{frame.seq, offset, {}};
    if (m_part.seq == part.seq && m_part.offset == part.offset)
        part.bytes = std::move(m_part.bytes);
    m_part = {};
    const quint64 at = offset + static_cast<quint64>(part.bytes.size());
    ContentFault fault = reach(frame.seq, at, work);
    if (fault == ContentFault::None) {
        take(part, size);
        while (!m_frame.over && part.bytes.size() < size && work.goesOn()) {
            feed();
            take(part, size);
        }
        fault = work.stopped();
    }
    Content content;
    content.compressed = true;
    content.size = frame.inflated.value_or(0);
    content.fault = fault;
    content.bytes = part.bytes;
    if (fault == ContentFault::Unfinished)
        m_part = std::move(part);
    if (fault == ContentFault::TooFar)
        content.limit = work.detour();
    if (fault == ContentFault::None)
        describe(frame, content);
    return content;
}

/// Inflates up to a place in a frame, from where it stands or from a better start.
ContentFault ContentStream::reach(quint64 seq, quint64 offset, ContentWork &work)
{
    const bool isBehind = m_frame.seq > seq || (m_frame.seq == seq && offset < m_pieceAt);
    if (m_frame.seq < seq && !m_rows.next() && work.goesOnTheWay())
        m_rows.readOn(seq);
    if (isBehind || (m_frame.seq < seq && !m_rows.isNext(seq))) {
        if (const ContentFault fault = findStart(seq, isBehind, work); fault != ContentFault::None)
            return fault;
    }
    while (m_frame.seq < seq || (!m_frame.over && m_frame.made <= offset)) {
        if (!work.goesOnTheWay())
            return work.stopped();
        const quint64 made = m_frame.made;
        const quint64 fed = m_frame.fed;
        if (!m_frame.over) {
            feed();
            work.passed(m_frame.made - made + m_frame.fed - fed);
        } else if (const Row *row = m_rows.next(); row && row->seq <= seq) {
            beginFrame(*row);
            m_rows.take();
            work.passed(workOfRow);
        } else if (row || !m_rows.readOn(seq)) {
            return ContentFault::Missing;
        }
    }
    return work.stopped();
}

/// Begins before the frame, further on than where it stands unless it stands behind the frame.
ContentFault ContentStream::findStart(quint64 seq, bool isBehind, ContentWork &work)
{
    const quint64 from = isBehind ? 1 : m_frame.seq + 1;
    if (!m_options.contextTakeover)
        return findMessage(seq, from, work);
    findContext(seq, from);
    if (m_frame.seq > seq || (isBehind && m_frame.seq == seq))
        beginAt(1, {});
    return ContentFault::None;
}

void ContentStream::findContext(quint64 seq, quint64 from)
{
    constexpr int damagedAtMost = 16;
    const auto kept = m_starts.before(seq);
    const quint64 keptSeq = kept && kept->seq >= from ? kept->seq : 0;
    const auto contexts =
        m_reader.contexts(m_connection, m_lane, std::max(from, keptSeq), seq, damagedAtMost);
    const auto stored = std::ranges::find(contexts, true, &StoredContext::intact);
    if (stored != contexts.end())
        beginAt(stored->seq, wireBytes(stored->window));
    else if (keptSeq > 0)
        beginAt(kept->seq, wire::Bytes(*kept->window));
}

/// Where no context is taken over: each message is by itself.
ContentFault ContentStream::findMessage(quint64 seq, quint64 from, ContentWork &work)
{
    constexpr quint64 recordsAtOnce = 4096;
    if (m_searchedFor != seq) {
        m_searchedFor = seq;
        m_searchedTo = seq;
    }
    while (m_searchedTo > from) {
        if (!work.goesOnTheWay())
            return work.stopped();
        const quint64 to = m_searchedTo - std::min(recordsAtOnce, m_searchedTo - from);
        if (const quint64 end = m_reader.compressedEnd(m_connection, m_lane, to, m_searchedTo)) {
            m_searchedTo = end + 1;
            beginAt(end + 1, {});
            return ContentFault::None;
        }
        m_searchedTo = to;
    }
    if (from == 1)
        beginAt(1, {});
    return ContentFault::None;
}

void ContentStream::beginAt(quint64 seq, wire::Bytes window)
{
    m_inflater.setWindow(window);
    m_rows.seek(seq);
    m_row = {};
    m_frame = {.seq = seq - 1};
    m_piece.clear();
    m_pieceAt = 0;
    m_sinceStart = 0;
    m_between = true;
    m_lost = false;
    m_damagedFrame = 0;
}

void ContentStream::beginFrame(const Row &row)
{
    const bool begins = beginsMessage(row);
    if (m_between && !m_options.contextTakeover)
        m_damagedFrame = 0;
    if (const auto context = begins ? m_rows.contextOfNext() : std::nullopt) {
        m_inflater.setWindow(wireBytes(*context));
        m_damagedFrame = 0;
        m_sinceStart = 0;
    } else if (begins && m_options.contextTakeover && m_between && !m_lost && m_damagedFrame == 0 &&
               m_starts.isDue(m_sinceStart)) {
        m_starts.add(row.seq, m_inflater.window());
        m_sinceStart = 0;
    }
    m_row = row;
    m_frame = {.seq = row.seq, .over = false};
    m_piece.clear();
    m_pieceAt = 0;
    m_compressed.clear();
    m_sinceStart += workOfRow;
}

/// Inflates the next piece of the frame.
void ContentStream::feed()
{
    const wire::Bytes bytes = nextBytes();
    m_frame.fed += bytes.size();
    // Bytes that can't be read are missing: what follows is inflated as if they were none.
    const bool last = m_frame.fed >= m_row.payloadSize || bytes.empty();
    if (last && m_frame.fed < m_row.payloadSize)
        m_row.damaged = true;
    m_pieceAt = m_frame.made;
    m_piece.clear();
    const bool ends = last && m_row.header.fin;
    const auto status = m_inflater.feed(bytes, ends, m_piece);
    m_frame.made += m_piece.size();
    m_frame.over = last;
    m_lost = status != wire::Inflater::Status::Ok;
    if (m_lost)
        m_frame.fault = status == wire::Inflater::Status::TooLarge ? ContentFault::TooLarge
                                                                   : ContentFault::Invalid;
    m_frame.detail = m_inflater.problem();
    m_between = ends;
    m_sinceStart += bytes.size() + m_piece.size();
    if (last && m_row.damaged && m_damagedFrame == 0)
        m_damagedFrame = m_row.number;
}

wire::Bytes ContentStream::nextBytes()
{
    const bool isWhole = static_cast<quint64>(m_row.payload.size()) == m_row.payloadSize;
    const QByteArray &bytes = isWhole ? m_row.payload : m_compressed;
    if (!isWhole && (m_compressed.isEmpty() ||
                     m_frame.fed >= m_compressedAt + static_cast<quint64>(m_compressed.size()))) {
        m_compressedAt = m_frame.fed;
        m_compressed = m_reader.payload(m_connection, m_row.seq, m_frame.fed, stretchBytes);
    }
    const auto at = static_cast<std::size_t>(isWhole ? m_frame.fed : m_frame.fed - m_compressedAt);
    const wire::Bytes all = wireBytes(bytes);
    return all.subspan(at, std::min(pieceBytes, all.size() - at));
}

/// Appends what the last piece has of the part.
void ContentStream::take(Part &part, qsizetype size) const
{
    const quint64 from = part.offset + static_cast<quint64>(part.bytes.size());
    const qsizetype wanted = size - part.bytes.size();
    if (wanted <= 0 || from < m_pieceAt || from >= m_pieceAt + m_piece.size())
        return;
    const quint64 skipped = from - m_pieceAt;
    const auto there = static_cast<qsizetype>(m_piece.size() - skipped);
    part.bytes.append(reinterpret_cast<const char *>(m_piece.data() + skipped),
                      std::min(wanted, there));
}

void ContentStream::describe(const Row &frame, Content &content) const
{
    content.assumed = m_options.assumed;
    content.fault = m_frame.fault;
    content.detail = m_frame.detail;
    content.limit = m_options.maxMessage;
    if (m_damagedFrame != frame.number)
        content.damagedFrame = m_damagedFrame;
    content.inflatedSize = m_frame.made;
    content.sizeDiffers =
        m_frame.over && m_frame.fault == ContentFault::None && m_frame.made != content.size;
}

} // namespace ajar::session
