// SPDX-License-Identifier: MIT
#include "session/mermaidstory.h"

#include "closing/names.h"
#include "session/mermaidtext.h"
#include "session/opening.h"
#include "session/plaintext.h"
#include "session/secrets.h"
#include "session/wireframe.h"
#include "wire/closebody.h"

namespace ajar::session
{

namespace
{

constexpr int firstFrames = 3;
constexpr std::size_t lastFrames = 3;
constexpr qsizetype firstLines = 30;
constexpr std::size_t lastLines = 20;

const QByteArray note = "Note over us,peer: ";

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

QByteArray counted(quint64 number, const char *what)
{
    return grouped(number).toUtf8() + ' ' + what + (number == 1 ? "" : "s");
}

QByteArray closeText(const Row &row)
{
    const wire::CloseBody body =
        wire::parseCloseBody({reinterpret_cast<const std::uint8_t *>(row.payload.constData()),
                              static_cast<std::size_t>(row.payload.size())});
    QByteArray text = body.code
                          ? "Close " + QByteArray::fromStdString(closing::describeCode(body.code))
                          : QByteArray("an empty Close");
    if (!body.reason.empty())
        text += " \"" + QByteArray::fromStdString(body.reason) + '"';
    return text;
}

/// What a frame is; of messages only the size: a story is made to be shown around.
QByteArray frameText(const Row &row)
{
    QByteArray text = row.header.opcode == wire::Opcode::Close
                          ? closeText(row)
                          : QByteArray::fromStdString(closing::name(row.header.opcode)) + ", " +
                                counted(row.payloadSize, "byte");
    if (row.inflated)
        text += ", compressed";
    if (!row.header.fin)
        text += ", to be continued";
    if (row.disposition != closing::Disposition::Passed)
        text += ", " + bytesOf(closing::name(row.disposition));
    for (int i = 0; i < wire::findingCount; ++i) {
        if (row.findings.has(static_cast<wire::Finding>(i)))
            text += " !" + bytesOf(wire::findingId(static_cast<wire::Finding>(i)));
    }
    return text;
}

} // namespace

void MermaidStory::add(const Row &row)
{
    if (row.leg != closing::Leg::Peer)
        return;
    if (row.isFrame())
        addFrame(row);
    else if (row.kind == Kind::State)
        addState(row);
    else if (row.kind == Kind::Event)
        addEvent(row);
    else if (row.kind == Kind::Opaque)
        addLine(note + counted(row.payloadSize, "byte") + " that are no frames" + at(row.t));
}

void MermaidStory::addFrame(const Row &row)
{
    const bool sent = row.direction == closing::Direction::Sent;
    if (!isOnTheWire(row)) {
        addLine(note + mermaidText(bytesOf("not on the wire: ") + frameText(row)) + at(row.t));
        return;
    }
    const QByteArray line = arrow(sent, "->>", frameText(row), row.t);
    if (row.header.opcode == wire::Opcode::Close) {
        addLine(line);
        return;
    }
    if (m_framesInRow < firstFrames) {
        const int inRow = m_framesInRow + 1;
        addLine(line);
        m_framesInRow = inRow;
        return;
    }
    m_lastFrames.push_back({line, row.header.size() + row.payloadSize});
    if (m_lastFrames.size() <= lastFrames)
        return;
    ++m_skippedFrames;
    m_skippedBytes += m_lastFrames.front().bytes;
    m_lastFrames.pop_front();
}

void MermaidStory::addState(const Row &row)
{
    if (row.state == row.previous)
        return;
    const closing::Time lasted = row.t - (m_stateSince ? m_stateSince : m_begin);
    m_stateSince = row.t;
    addLine(note + mermaidText(bytesOf(closing::name(row.state)) + ", after " +
                               QByteArray::fromStdString(closing::describeDuration(lasted)) + ' ' +
                               bytesOf(closing::name(row.previous))));
}

void MermaidStory::addEvent(const Row &row)
{
    const auto event = eventOf(row);
    if (!event)
        return;
    switch (*event) {
    case closing::Event::HandshakeRequest:
    case closing::Event::HandshakeResponse:
        addHead(row, *event == closing::Event::HandshakeRequest);
        break;
    case closing::Event::FinSent:
    case closing::Event::FinReceived:
        addLine(arrow(*event == closing::Event::FinSent, "-->>", "TCP FIN", row.t));
        break;
    case closing::Event::ResetSent:
    case closing::Event::ResetReceived:
        addLine(arrow(*event == closing::Event::ResetSent, "--x", "TCP RST", row.t));
        break;
    case closing::Event::TimerExpired:
        addLine(note +
                mermaidText(QStringLiteral("timer expired: ") +
                            row.details.value(QLatin1String("timer")).toString()) +
                at(row.t));
        break;
    case closing::Event::TcpFailed:
    case closing::Event::TlsFailed:
    case closing::Event::HandshakeFailed:
    case closing::Event::ProtocolFailed:
    case closing::Event::FramingLost:
    case closing::Event::Gap:
        addLine(note + mermaidText(closing::name(*event)) + at(row.t));
        break;
    default:
        break;
    }
}

/// The start line of a head.
void MermaidStory::addHead(const Row &row, bool request)
{
    const QByteArray raw = headOf(row);
    const QByteArray head = m_withSecrets ? raw : withoutSecrets("raw", raw);
    addLine(arrow(request, "->>", head.left(head.indexOf('\n')).trimmed(), row.t));
}

void MermaidStory::addLine(const QByteArray &line)
{
    flushFrames();
    if (m_lines.size() < firstLines) {
        m_lines += line;
        return;
    }
    m_lastLines.push_back(line);
    if (m_lastLines.size() <= lastLines)
        return;
    m_lastLines.pop_front();
    ++m_skippedLines;
}

void MermaidStory::flushFrames()
{
    m_framesInRow = 0;
    const std::deque<Frame> frames = std::exchange(m_lastFrames, {});
    const quint64 skipped = std::exchange(m_skippedFrames, 0);
    const quint64 bytes = std::exchange(m_skippedBytes, 0);
    if (skipped > 0)
        addLine(note + counted(skipped, "frame") + " of " + counted(bytes, "byte") +
                " left out here");
    for (const Frame &frame : frames)
        addLine(frame.line);
}

QList<QByteArray> MermaidStory::lines()
{
    flushFrames();
    QList<QByteArray> all = m_lines;
    if (m_skippedLines > 0)
        all += note + counted(m_skippedLines, "line") + " left out here";
    for (const QByteArray &line : m_lastLines)
        all += line;
    return all;
}

QByteArray MermaidStory::at(closing::Time t) const
{
    return ", at " + QByteArray::number(static_cast<double>(t - m_begin) / 1e9, 'f', 3) + " s";
}

QByteArray MermaidStory::arrow(bool sent, const char *kind, const QByteArray &text,
                               closing::Time t) const
{
    const QByteArray ends =
        sent ? QByteArray("us") + kind + "peer" : QByteArray("peer") + kind + "us";
    return ends + ": " + mermaidText(text) + at(t);
}

} // namespace ajar::session
