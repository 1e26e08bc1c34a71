// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the frame table say; the moving of the window is in framemodel.cpp.
#include "closing/names.h"
#include "ui/frames/framemodel.h"
#include "ui/text/eventwords.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"
#include "ui/text/summary.h"
#include "ui/text/words.h"

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

bool isFault(wire::Finding finding)
{
    const wire::Level level = wire::ruleOf(finding).level;
    return level == wire::Level::Must || level == wire::Level::Should;
}

bool isFault(wire::FindingSet findings)
{
    const QList<wire::Finding> list = findingsOf(findings);
    return std::any_of(list.begin(), list.end(), [](wire::Finding one) { return isFault(one); });
}

/// An event that tells of a broken rule; what is only worth knowing is none.
bool isFault(const session::Row &row)
{
    const QJsonObject &details = row.details;
    if (details.value(QLatin1String("event")).toString() != QLatin1String("finding"))
        return false;
    const auto finding =
        wire::findingFromId(details.value(QLatin1String("finding")).toString().toStdString());
    return finding && isFault(*finding);
}

} // namespace

QHash<int, QByteArray> FrameModel::roleNames() const
{
    return {{SeqRole, "seq"},
            {ThinRole, "thin"},
            {KeyRole, "key"},
            {NumberRole, "number"},
            {TimeRole, "time"},
            {DeltaRole, "delta"},
            {SentRole, "sent"},
            {TypeRole, "type"},
            {LengthRole, "length"},
            {BitsRole, "bits"},
            {SummaryRole, "summary"},
            {HeldRole, "held"},
            {WaitingRole, "waiting"},
            {ResolutionRole, "resolution"},
            {FindingRole, "finding"},
            {InflatedRole, "inflated"},
            {FragmentsRole, "fragments"},
            {ExpandedRole, "expanded"},
            {PartRole, "part"},
            {SpokenRole, "spoken"}};
}

QVariant FrameModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const quint64 place = m_first + static_cast<quint64>(index.row());
    const quint64 seq = seqAt(place);
    if (role == SeqRole)
        return static_cast<double>(seq);
    if (role == DeltaRole) {
        const session::Row *before = place > 0 ? row(seqAt(place - 1)) : nullptr;
        const closing::Time t = before ? before->t : -1;
        const session::Row *found = row(seq);
        return found && t >= 0 ? deltaText(found->t - t) : QString();
    }
    if (role == SpokenRole)
        return spoken(index);
    const session::Row *found = row(seq);
    if (!found)
        return role == ThinRole ? QVariant(true) : QVariant();
    if (role == TimeRole)
        return timeText(*found);
    if (!found->isFrame())
        return thinData(*found, role);
    // What is read below may put other rows in the cache's place.
    const session::Row frame = *found;
    if (const FoldedMessage *message = messageAt(frame))
        return messageData(frame, *message, role);
    return frameData(frame, role);
}

QString FrameModel::spoken(const QModelIndex &index) const
{
    const QString time = data(index, TimeRole).toString();
    const QString summary = data(index, SummaryRole).toString();
    if (data(index, ThinRole).toBool())
        return tr("%1 %2").arg(time, summary);
    return tr("#%1 %2 %3 %4: %5")
        .arg(data(index, NumberRole).toString(), data(index, TypeRole).toString(),
             data(index, SentRole).toBool() ? tr("sent") : tr("received"), time, summary);
}

/// The time of a record, from the reference if there is one.
QString FrameModel::timeText(const session::Row &row) const
{
    if (m_reference == 0)
        return clockText(row.t);
    if (row.seq == m_reference)
        return tr("REF");
    const closing::Time time = row.t - m_referenceTime;
    return (time < 0 ? QStringLiteral("−") : QStringLiteral("+")) + clockText(qAbs(time));
}

void FrameModel::setReference(double seq)
{
    const auto wanted = static_cast<quint64>(std::llround(std::fmax(seq, 0)));
    const session::Row *found = wanted > 0 ? row(wanted) : nullptr;
    m_reference = found ? wanted : 0;
    m_referenceTime = found ? found->t : 0;
    m_referenceName = !found             ? QString()
                      : found->isFrame() ? QStringLiteral("#%1").arg(found->number)
                                         : clockText(found->t);
    if (m_shown > 0)
        Q_EMIT dataChanged(index(0), index(m_shown - 1), {TimeRole});
    Q_EMIT referenceChanged();
}

/// The row of a message whose fragments are folded under it.
QVariant FrameModel::messageData(const session::Row &row, const FoldedMessage &message,
                                 int role) const
{
    switch (role) {
    case LengthRole:
        return countText(message.length);
    case InflatedRole:
        return message.compressed ? countText(message.inflated) : QString();
    case FragmentsRole:
        return static_cast<int>(qMin<quint32>(message.fragments, 1u << 30));
    case ExpandedRole:
        return m_map.isExpanded(row.seq);
    case BitsRole: {
        wire::FrameHeader header = row.header;
        header.fin = message.complete;
        return bitsWords(header);
    }
    case Qt::DisplayRole:
    case SummaryRole: {
        session::Row whole = row;
        whole.header.fin = true;
        const session::Content start = messageStart(row, message);
        whole.payload = start.bytes;
        whole.payloadSize = message.length;
        const QString count =
            message.complete
                ? tr("%n fragments", nullptr, static_cast<int>(message.fragments))
                : tr("%n fragments so far", nullptr, static_cast<int>(message.fragments));
        return tr("%1 · %2").arg(
            count, frameSummary(whole, m_connection->story(), start.compressed ? &start : nullptr));
    }
    default:
        return frameData(row, role);
    }
}

QVariant FrameModel::frameData(const session::Row &row, int role) const
{
    switch (role) {
    case ThinRole:
        return false;
    case KeyRole:
        return fromCore(closing::name(row.header.opcode));
    case NumberRole:
        return static_cast<double>(row.number);
    case SentRole:
        return row.direction == closing::Direction::Sent;
    case TypeRole:
        return opcodeWords(row.header.opcode);
    case LengthRole:
        return countText(row.header.length);
    case BitsRole:
        return bitsWords(row.header);
    case Qt::DisplayRole:
    case SummaryRole: {
        const auto content = inflated(row);
        return frameSummary(row, m_connection->story(), content ? &*content : nullptr);
    }
    case HeldRole:
        return row.disposition == closing::Disposition::Held;
    case WaitingRole:
        return row.disposition == closing::Disposition::Held && m_connection->isLive() &&
               resolution(row).isEmpty();
    case ResolutionRole:
        return resolution(row);
    case FindingRole:
        return isFault(row.findings) || row.damaged;
    case InflatedRole:
        return row.inflated ? countText(*row.inflated) : QString();
    case FragmentsRole:
        return 0;
    case ExpandedRole:
        return false;
    case PartRole:
        return isPart(row);
    default:
        return {};
    }
}

QVariant FrameModel::thinData(const session::Row &row, int role) const
{
    const bool isState = row.kind == session::Kind::State;
    switch (role) {
    case ThinRole:
        return true;
    case KeyRole:
        return isState ? stateKey(row.state) : isFault(row) ? QStringLiteral("finding") : QString();
    case NumberRole:
        return 0.0;
    case Qt::DisplayRole:
    case SummaryRole:
        return plain(eventLine(row), false, 300);
    case SentRole:
    case HeldRole:
    case WaitingRole:
    case FindingRole:
    case ExpandedRole:
    case PartRole:
        return false;
    case FragmentsRole:
        return 0;
    default:
        return QString();
    }
}

/// "released as #14", "dropped", or nothing while the frame waits.
QString FrameModel::resolution(const session::Row &row) const
{
    if (row.disposition != closing::Disposition::Held)
        return {};
    if (const auto known = m_resolved.constFind(row.number); known != m_resolved.constEnd())
        return *known;
    const auto found = m_connection->reader().resolutionOf(m_connection->id(), row.number);
    if (!found)
        return {};
    const QString text = found->disposition == closing::Disposition::Dropped ? tr("dropped")
                         : found->disposition == closing::Disposition::Edited
                             ? tr("edited as #%1").arg(found->number)
                             : tr("released as #%1").arg(found->number);
    m_resolved.insert(row.number, text);
    return text;
}

} // namespace ajar::ui
