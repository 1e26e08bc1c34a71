// SPDX-License-Identifier: MIT
#include "session/contentreader.h"

#include "session/agreeddeflate.h"
#include "session/contentstream.h"

#include <algorithm>
#include <limits>

namespace ajar::session
{

ContentReader::ContentReader(Reader &reader, quint32 connection, quint64 maxMessage)
    : m_reader(reader)
    , m_connection(connection)
    , m_maxMessage(maxMessage)
{
}

ContentReader::~ContentReader() = default;

Content ContentReader::read(const Row &frame, quint64 offset, qsizetype size, const Effort &effort)
{
    if (!isCompressed(frame))
        return plain(frame, offset, size);
    return streamOf({frame.direction, frame.leg}).read(frame, offset, size, effort);
}

Content ContentReader::readAll(const Row &frame, const Effort &effort)
{
    const quint64 size = isCompressed(frame) ? m_maxMessage : frame.payloadSize;
    constexpr auto most = static_cast<quint64>(std::numeric_limits<int>::max());
    // One more than there can be, so that it is read to its end.
    return read(frame, 0, static_cast<qsizetype>(std::min(size, most)) + 1, effort);
}

Content ContentReader::plain(const Row &frame, quint64 offset, qsizetype size)
{
    Content content;
    content.size = frame.payloadSize;
    if (offset >= frame.payloadSize)
        return content;
    const quint64 wanted = std::min(frame.payloadSize - offset, static_cast<quint64>(size));
    const auto there = static_cast<quint64>(frame.payload.size());
    content.bytes =
        offset + wanted <= there
            ? frame.payload.mid(static_cast<qsizetype>(offset), static_cast<qsizetype>(wanted))
            : m_reader.payload(m_connection, frame.seq, offset, static_cast<qsizetype>(wanted));
    return content;
}

ContentStream &ContentReader::streamOf(const Lane &lane)
{
    auto &stream = m_streams[static_cast<std::size_t>(lane.direction) * 2 +
                             static_cast<std::size_t>(lane.leg)];
    if (stream)
        return *stream;
    const auto agreed = agreedDeflate(m_reader, m_connection);
    const auto connection = m_reader.connection(m_connection);
    const bool weServe = connection && connection->kind == QLatin1String("server");
    const bool fromServer = weServe == (lane.direction == closing::Direction::Sent);
    ContentStream::Options options{.assumed = !agreed, .maxMessage = m_maxMessage};
    if (agreed)
        options.contextTakeover =
            !(fromServer ? agreed->serverNoContextTakeover : agreed->clientNoContextTakeover);
    stream = std::make_unique<ContentStream>(m_reader, m_connection, lane, options);
    return *stream;
}

} // namespace ajar::session
