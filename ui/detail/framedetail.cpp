// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/framedetail.h"

#include "ui/text/eventwords.h"
#include "ui/text/figures.h"
#include "ui/text/hexdump.h"
#include "ui/text/jsonindent.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"

#include <QJsonDocument>

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

FrameDetail::FrameDetail(QObject *parent)
    : QObject(parent)
{
    m_goOn.setSingleShot(true);
    m_goOn.setInterval(5);
    connect(&m_goOn, &QTimer::timeout, this, &FrameDetail::readPart);
}

void FrameDetail::setFrames(FrameModel *frames)
{
    if (m_frames == frames)
        return;
    if (m_frames)
        m_frames->disconnect(this);
    m_frames = frames;
    if (frames)
        connect(frames, &FrameModel::currentChanged, this, &FrameDetail::takeCurrent);
    takeCurrent();
}

void FrameDetail::takeCurrent()
{
    Connection *connection = m_frames ? m_frames->connection() : nullptr;
    const quint64 seq = m_frames ? static_cast<quint64>(m_frames->currentSeq()) : 0;
    const quint64 last = m_frames ? static_cast<quint64>(m_frames->currentLast()) : 0;
    if (connection == m_connection && seq == m_seq && last == m_lastSeq)
        return;
    if (connection != m_connection || seq != m_seq)
        m_offset = 0;
    if (connection != m_connection)
        m_source.setConnection(connection);
    m_connection = connection;
    m_seq = seq;
    m_lastSeq = last;
    load();
}

void FrameDetail::load()
{
    m_row.reset();
    m_content = {};
    if (m_connection && m_seq > 0) {
        const auto rows = m_connection->reader().rows(m_connection->id(), m_seq, 1, 0);
        if (!rows.isEmpty() && rows.first().seq == m_seq) {
            m_row = rows.first();
            m_source.show(*m_row, m_lastSeq);
        }
    }
    if (isFrame())
        m_fields.setFrame(*m_row);
    else
        m_fields.clear();
    readPart();
}

void FrameDetail::readPart()
{
    m_goOn.stop();
    if (m_connection && m_row) {
        m_content = m_source.read(isOnTheWire() ? PayloadSource::Form::OnTheWire
                                                : PayloadSource::Form::Inflated,
                                  m_offset, static_cast<qsizetype>(partSize() + tailBytes));
        if (m_content.fault == session::ContentFault::Unfinished)
            m_goOn.start();
    }
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
    return (m_lastSeq > 0 ? tr("#%1 %2 %3 at %4, with all its fragments") : tr("#%1 %2 %3 at %4"))
        .arg(m_row->number)
        .arg(opcodeWords(m_row->header.opcode), direction, clockText(m_row->t));
}

bool FrameDetail::isJson() const
{
    return isFrame() && size() <= textPart && looksLikeJson(m_content.bytes);
}

QString FrameDetail::text() const
{
    if (!m_row)
        return {};
    if (!m_row->isFrame() && m_content.bytes.isEmpty())
        return plain(QString::fromUtf8(QJsonDocument(m_row->details).toJson()), true);
    QByteArrayView body =
        wholeCharacters(m_content.bytes, static_cast<qsizetype>(partSize()), m_offset == 0);
    if (m_row->header.opcode == wire::Opcode::Close && body.size() >= 2)
        body = body.sliced(2); // the code is a number, not text
    const QByteArray bytes = isJson() ? indentJson(body, shownAtMost) : body.toByteArray();
    return plain(QString::fromUtf8(bytes), true);
}

QString FrameDetail::hex() const
{
    const QByteArrayView bytes(m_content.bytes);
    return hexDump(bytes.first(qMin(bytes.size(), static_cast<qsizetype>(hexPart))), m_offset);
}

QString FrameDetail::shownText() const
{
    if (!m_row || m_content.fault == session::ContentFault::Unfinished)
        return {};
    if (size() == 0)
        return isFrame() && !isCompressed() ? tr("no payload") : QString();
    if (!isParted())
        return isCompressed() ? QString() : bytesText(size());
    return tr("bytes %1 to %2 of %3")
        .arg(countText(m_offset), countText(qMin(m_offset + partSize(), size())),
             countText(size()));
}

QString FrameDetail::sizesText() const
{
    if (!m_connection || !isCompressed())
        return {};
    const auto text = [this](PayloadSource::Form form) {
        const auto size = m_source.sizeIn(form);
        return size ? bytesText(*size) : QStringLiteral("…");
    };
    return tr("%1 inflated · %2 on the wire")
        .arg(text(PayloadSource::Form::Inflated), text(PayloadSource::Form::OnTheWire));
}

QString FrameDetail::note() const
{
    if (m_content.fault == session::ContentFault::Unfinished)
        return tr("inflating …");
    return plain(session::contentNote(m_content), false, 500);
}

quint64 FrameDetail::partSize() const
{
    return isAsHex() ? hexPart : textPart;
}

void FrameDetail::setAsHex(bool on)
{
    if (m_asHex == on)
        return;
    m_asHex = on;
    m_offset = m_offset / partSize() * partSize();
    readPart();
}

void FrameDetail::setOnTheWire(bool on)
{
    if (m_onTheWire == on)
        return;
    m_onTheWire = on;
    m_offset = 0;
    readPart();
}

bool FrameDetail::isParted() const
{
    return m_row && size() > partSize();
}

bool FrameDetail::hasMore() const
{
    return m_row && size() > m_offset + partSize();
}

void FrameDetail::showMore()
{
    if (!hasMore())
        return;
    m_offset += partSize();
    readPart();
}

void FrameDetail::showBefore()
{
    m_offset -= qMin(m_offset, partSize());
    readPart();
}

} // namespace ajar::ui
