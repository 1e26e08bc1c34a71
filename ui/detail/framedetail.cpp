// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/framedetail.h"

#include "ui/text/eventwords.h"
#include "ui/text/figures.h"
#include "ui/text/hexdump.h"
#include "ui/text/jsonindent.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"

#include <QJsonDocument>

#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr quint64 textPart = 48 * 1024;
constexpr quint64 hexPart = 8 * 1024; // a line of dump takes some five times its bytes
constexpr quint64 tailBytes = 3;      // of a character that begins in the part

bool isTail(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// The characters that begin in the part: one that it cuts off belongs to the part before.
QByteArrayView wholeCharacters(QByteArrayView bytes, qsizetype size, bool first)
{
    const auto skip = [bytes](qsizetype from) {
        qsizetype at = from;
        while (at < bytes.size() && at < from + static_cast<qsizetype>(tailBytes) &&
               isTail(bytes[at]))
            ++at;
        return at;
    };
    const qsizetype begin = first ? 0 : skip(0);
    const qsizetype end = bytes.size() > size ? skip(size) : bytes.size();
    return bytes.sliced(begin, qMax(end, begin) - begin);
}

} // namespace

void FrameDetail::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    m_connection = connection;
    m_seq = 0;
    load();
}

void FrameDetail::setSeq(double seq)
{
    const auto wanted = static_cast<quint64>(std::llround(std::fmax(seq, 0)));
    if (wanted == m_seq)
        return;
    m_seq = wanted;
    m_offset = 0;
    load();
}

void FrameDetail::load()
{
    m_row.reset();
    m_part.clear();
    if (m_connection && m_seq > 0) {
        const auto rows = m_connection->reader().rows(m_connection->id(), m_seq, 1, 0);
        if (!rows.isEmpty() && rows.first().seq == m_seq) {
            m_row = rows.first();
            m_part = m_connection->reader().payload(m_connection->id(), m_seq, m_offset,
                                                    partSize() + tailBytes);
        }
    }
    if (isFrame())
        m_fields.setFrame(*m_row);
    else
        m_fields.clear();
    Q_EMIT changed();
}

QString FrameDetail::title() const
{
    if (!m_row)
        return tr("Select a row to see what it carries.");
    if (!m_row->isFrame())
        return plain(eventLine(*m_row), false, 500);
    const QString direction =
        m_row->direction == closing::Direction::Sent ? tr("sent") : tr("received");
    return tr("#%1 %2 %3 at %4")
        .arg(m_row->number)
        .arg(opcodeWords(m_row->header.opcode), direction, clockText(m_row->t));
}

bool FrameDetail::isJson() const
{
    return isFrame() && m_row->payloadSize <= textPart && looksLikeJson(m_part);
}

QString FrameDetail::text() const
{
    if (!m_row)
        return {};
    if (!m_row->isFrame() && m_part.isEmpty())
        return plain(QString::fromUtf8(QJsonDocument(m_row->details).toJson()), true);
    QByteArrayView body =
        wholeCharacters(m_part, static_cast<qsizetype>(partSize()), m_offset == 0);
    if (m_row->header.opcode == wire::Opcode::Close && body.size() >= 2)
        body = body.sliced(2); // the code is a number, not text
    const QByteArray bytes = isJson() ? indentJson(body, shownAtMost) : body.toByteArray();
    return plain(QString::fromUtf8(bytes), true);
}

QString FrameDetail::hex() const
{
    return hexDump(
        QByteArrayView(m_part).first(qMin(m_part.size(), static_cast<qsizetype>(hexPart))),
        m_offset);
}

QString FrameDetail::shownText() const
{
    if (!m_row || m_row->payloadSize == 0)
        return m_row && m_row->isFrame() ? tr("no payload") : QString();
    if (!isParted())
        return bytesText(m_row->payloadSize);
    return tr("bytes %1 to %2 of %3")
        .arg(countText(m_offset), countText(qMin(m_offset + partSize(), m_row->payloadSize)),
             countText(m_row->payloadSize));
}

quint64 FrameDetail::partSize() const
{
    return m_asHex ? hexPart : textPart;
}

void FrameDetail::setAsHex(bool on)
{
    if (m_asHex == on)
        return;
    m_asHex = on;
    m_offset = m_offset / partSize() * partSize();
    load();
}

bool FrameDetail::isParted() const
{
    return m_row && m_row->payloadSize > partSize();
}

bool FrameDetail::hasMore() const
{
    return m_row && m_row->payloadSize > m_offset + partSize();
}

void FrameDetail::showMore()
{
    if (!hasMore())
        return;
    m_offset += partSize();
    load();
}

void FrameDetail::showBefore()
{
    m_offset -= qMin(m_offset, partSize());
    load();
}

} // namespace ajar::ui
