// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/connection.h"

#include "closing/names.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"

#include <algorithm>

namespace ajar::ui
{

Connection::Connection(std::shared_ptr<SessionFile> file, const session::StoredConnection &info,
                       const QString &section, std::unique_ptr<link::ClientLink> link,
                       QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_info(info)
    , m_section(section)
    , m_story(info.id)
    , m_link(std::move(link))
{
    if (m_link)
        watchLink();
}

void Connection::watchLink()
{
    const auto soon = [this] { m_heldTimer.start(); };
    m_heldTimer.setSingleShot(true);
    m_heldTimer.setInterval(0);
    connect(&m_heldTimer, &QTimer::timeout, this, &Connection::updateHeld);
    connect(m_link.get(), &link::ClientLink::frameHeld, this, soon);
    connect(m_link.get(), &link::ClientLink::frameResolved, this, soon);
    connect(m_link.get(), &link::ClientLink::stateChanged, this, soon);
    connect(m_link.get(), &link::ClientLink::stateChanged, this, &Connection::changed);
    connect(m_link.get(), &link::ClientLink::tlsEstablished, this, &Connection::changed);
}

void Connection::updateHeld()
{
    const QList<link::HeldFrame> held = m_link->heldFrames();
    m_held = static_cast<int>(held.size());
    m_replyHeld = 0;
    m_heldBytes = 0;
    for (const link::HeldFrame &frame : held) {
        m_heldBytes += static_cast<quint64>(frame.payload.size());
        if (frame.opcode == wire::Opcode::Close && frame.direction == closing::Direction::Sent)
            m_replyHeld = frame.number;
    }
    Q_EMIT heldChanged();
}

bool Connection::refresh()
{
    const closing::LinkState before = m_story.state();
    const quint64 findings = m_story.findingsRevision();
    if (!m_infoRead)
        readInfo();
    m_more = m_story.load(reader());
    const quint64 last = reader().lastSeq(m_info.id);
    const bool grew = last != m_lastSeq;
    m_lastSeq = last;
    if (grew)
        m_totals = reader().totals(m_info.id);
    updateRate();
    if (m_story.state() != before || m_story.findingsRevision() != findings)
        Q_EMIT changed();
    if (grew || m_more)
        Q_EMIT grown();
    Q_EMIT ticked();
    return m_more;
}

void Connection::addFindings(const QList<FindingMark> &marks)
{
    const quint64 before = m_story.findingsRevision();
    m_story.addFindings(marks);
    if (m_story.findingsRevision() == before)
        return;
    Q_EMIT changed();
    Q_EMIT grown();
}

/// The file knows when it began; who has just opened the link only knows when that was done.
void Connection::readInfo()
{
    const auto stored = reader().connection(m_info.id);
    if (!stored)
        return;
    m_infoRead = true;
    m_info.t = stored->t;
}

void Connection::tick()
{
    updateRate();
    Q_EMIT ticked();
}

void Connection::updateRate()
{
    constexpr closing::Time window = 1'000'000'000;
    const closing::Time passed = now() - m_rateAt;
    if (passed < window)
        return;
    m_rate =
        static_cast<double>(m_totals.frames - m_before.frames) * 1e9 / static_cast<double>(passed);
    m_before = m_totals;
    m_rateAt = now();
}

closing::Time Connection::now() const
{
    if (isLive() && m_file->isRecording())
        return m_file->now();
    return qMax(m_totals.lastT, m_story.since());
}

bool Connection::isLive() const
{
    return m_link && !closing::isFinal(m_link->state());
}

QString Connection::url() const
{
    return plain(m_info.url);
}

QString Connection::stateKey() const
{
    return ui::stateKey(m_story.state());
}

closing::Time Connection::stateAge() const
{
    return qMax<closing::Time>(now() - qMax(m_story.since(), m_info.t), 0);
}

QString Connection::stateText() const
{
    const closing::LinkState state = m_story.state();
    if (!closing::isFinal(state))
        return tr("%1 · %2").arg(stateWords(state), durationText(stateAge()));
    if (state == closing::LinkState::Refused)
        return stateWords(state);
    const CloseMark *received = m_story.firstClose(closing::Direction::Received);
    if (state == closing::LinkState::Aborted)
        return received ? tr("aborted after Close %1").arg(codeWords(received->code))
                        : tr("aborted 1006 · no Close frame");
    return tr("closed %1 · clean")
        .arg(received && received->code ? QString::number(*received->code) : tr("without code"));
}

QString Connection::headline() const
{
    const QString age = durationText(stateAge());
    switch (m_story.state()) {
    case closing::LinkState::Connecting:
        return tr("Connecting for %1").arg(age);
    case closing::LinkState::Open:
        return tr("Open for %1").arg(age);
    case closing::LinkState::HalfClosedLocal:
        return tr("Half-closed by us for %1").arg(age);
    case closing::LinkState::HalfClosedRemote:
        return tr("Half-closed by the peer for %1").arg(age);
    case closing::LinkState::CloseExchanged:
        return tr("Both Closes are out; TCP still up for %1").arg(age);
    case closing::LinkState::Closed:
        return tr("Closed cleanly");
    case closing::LinkState::Aborted:
        return tr("Aborted: TCP ended before both Closes");
    case closing::LinkState::Refused:
        return tr("Refused: no WebSocket was opened");
    }
    return {};
}

/// What implementers read differently is shown on request, and not counted.
int Connection::findingCount() const
{
    const QList<FindingMark> &marks = m_story.findings();
    return static_cast<int>(std::count_if(marks.begin(), marks.end(), [](const FindingMark &mark) {
        return wire::ruleOf(mark.finding).level != wire::Level::Strict;
    }));
}

QString Connection::findingLevel() const
{
    std::optional<wire::Level> worst;
    for (const FindingMark &mark : m_story.findings()) {
        const wire::Level level = wire::ruleOf(mark.finding).level;
        worst = worst ? qMin(*worst, level) : level;
    }
    return worst ? fromCore(wire::name(*worst)) : QString();
}

QString Connection::frameCount() const
{
    return countText(m_totals.frames);
}

QString Connection::byteCount() const
{
    return bytesText(m_totals.sentBytes + m_totals.receivedBytes);
}

QString Connection::rate() const
{
    return isLive() ? countText(static_cast<quint64>(m_rate + 0.5)) : QString();
}

QString Connection::tls() const
{
    if (const session::Row *row = m_story.event(closing::Event::TlsEstablished)) {
        const QString protocol = row->details.value(QLatin1String("protocol")).toString();
        return plain(protocol.isEmpty() ? tr("TLS") : protocol);
    }
    return m_info.url.startsWith(QLatin1String("wss:")) ? tr("TLS") : tr("no TLS");
}

/// The Sec-WebSocket-Extensions of a request or an answer.
QString Connection::extensionsIn(closing::Event event) const
{
    const session::Row *row = m_story.event(event);
    if (!row)
        return {};
    QStringList values;
    const QString head = row->details.value(QLatin1String("raw")).toString();
    const QStringList lines = head.split(QLatin1String("\r\n"));
    for (const QString &line : lines) {
        if (line.startsWith(QLatin1String("Sec-WebSocket-Extensions:"), Qt::CaseInsensitive))
            values += line.section(u':', 1).trimmed();
    }
    return plain(values.join(QLatin1String(", ")), false, 200);
}

QString Connection::extension() const
{
    return extensionsIn(closing::Event::HandshakeResponse);
}

QString Connection::offeredExtension() const
{
    return extensionsIn(closing::Event::HandshakeRequest);
}

bool Connection::isCompressed() const
{
    return extension().startsWith(QLatin1String("permessage-deflate"));
}

void Connection::releaseReply()
{
    if (m_link && m_replyHeld != 0)
        m_link->release(m_replyHeld);
}

void Connection::dropReply()
{
    if (m_link && m_replyHeld != 0)
        m_link->drop(m_replyHeld);
}

void Connection::release(double number)
{
    if (m_link)
        m_link->release(static_cast<quint64>(number));
}

void Connection::drop(double number)
{
    if (m_link)
        m_link->drop(static_cast<quint64>(number));
}

QString Connection::heldText() const
{
    return m_held == 0 ? tr("nothing held yet")
                       : tr("%n held · %1", nullptr, m_held).arg(bytesText(m_heldBytes));
}

bool Connection::isHeld(double number) const
{
    if (!m_link)
        return false;
    const QList<link::HeldFrame> held = m_link->heldFrames();
    return std::any_of(held.begin(), held.end(),
                       [wanted = static_cast<quint64>(number)](const link::HeldFrame &frame) {
                           return frame.number == wanted;
                       });
}

void Connection::releaseAll()
{
    if (!m_link)
        return;
    const QList<link::HeldFrame> held = m_link->heldFrames();
    for (const link::HeldFrame &frame : held)
        m_link->release(frame.number);
}

void Connection::dropAll()
{
    if (!m_link)
        return;
    const QList<link::HeldFrame> held = m_link->heldFrames();
    for (const link::HeldFrame &frame : held)
        m_link->drop(frame.number);
}

void Connection::halfClose()
{
    if (m_link)
        m_link->shutdownSend();
}

void Connection::reset()
{
    if (m_link)
        m_link->reset();
}

void Connection::disconnectNormally()
{
    if (!m_link)
        return;
    if (m_link->state() == closing::LinkState::Connecting)
        m_link->reset();
    else
        m_link->close();
}

} // namespace ajar::ui
