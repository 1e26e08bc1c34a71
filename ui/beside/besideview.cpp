// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/beside/besideview.h"

#include "beside/endfile.h"
#include "beside/story.h"
#include "closing/names.h"
#include "session/sessionerror.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr qsizetype preview = 512;

struct Made {
    std::shared_ptr<const OtherEnd> other{};
    std::shared_ptr<const LaidEnds> ends{};
    QString problem{};
};

OtherEnd otherEnd(session::Reader &reader, std::shared_ptr<const QTemporaryDir> folder)
{
    OtherEnd other{reader.path(), std::move(folder)};
    for (const session::StoredConnection &connection : reader.connections()) {
        other.connections.push_back(connection.id);
        other.titles.append(BesideView::tr("%1: %2").arg(connection.id).arg(connection.url));
    }
    return other;
}

Made make(const QString &pathA, quint32 connection, const QString &pathB,
          std::shared_ptr<const OtherEnd> other, quint32 chosen, const beside::Work &work)
{
    auto a = session::Reader::open(pathA);
    if (!a)
        return {other, {}, session::sessionErrorText(a.error)};
    const auto folder = other ? other->folder : std::make_shared<const QTemporaryDir>();
    auto b = beside::openEnd(other ? other->path : pathB, folder->path(), work.cancelled);
    if (!b)
        return {other, {}, session::sessionErrorText(b.error)};
    session::Reader &readerA = **a.value;
    session::Reader &readerB = **b.value;
    if (!other)
        other = std::make_shared<const OtherEnd>(otherEnd(readerB, folder));
    const beside::BelongingResult belonging =
        beside::findBelonging(readerA, readerB, connection, chosen, work);
    if (!belonging.found)
        return {other,
                {},
                BesideView::tr("%1: %2.").arg(QFileInfo(pathB).fileName(), belonging.problem)};
    auto laid = beside::lay(readerA, readerB, *belonging.found, work);
    if (!laid)
        return {other, {}, BesideView::tr("Nothing could be read.")};
    const QStringList story = beside::story(*laid);
    return {other,
            std::make_shared<const LaidEnds>(
                LaidEnds{std::move(*laid), story, readerA.path(), readerB.path()}),
            {}};
}

} // namespace

BesideView::BesideView(QObject *parent)
    : QAbstractListModel(parent)
{
}

void BesideView::begin(const QString &path)
{
    start(path, nullptr, 0);
}

void BesideView::choose(int choice)
{
    const std::shared_ptr<const OtherEnd> other = m_other;
    if (!other || choice < 0 || static_cast<std::size_t>(choice) >= other->connections.size())
        return;
    start(m_path, other, other->connections[static_cast<std::size_t>(choice)]);
}

void BesideView::start(const QString &path, std::shared_ptr<const OtherEnd> other, quint32 chosen)
{
    Connection *connection = m_sessions ? m_sessions->current() : nullptr;
    if (!connection)
        return;
    take(other, {}, {});
    const QString own = connection->file()->path();
    m_path = path;
    m_titleA = QFileInfo(own).fileName();
    m_titleB = QFileInfo(path).fileName();
    m_progress = 0;
    m_running = true;
    m_job.start(
        [this, own, id = connection->id(), path, other, chosen](const LatestJob::Context &context) {
            int told = 0;
            const beside::Work work{[&](double done) {
                                        const int perCent = static_cast<int>(done * 100);
                                        if (std::exchange(told, perCent) == perCent)
                                            return;
                                        context.say([this, done] {
                                            m_progress = done;
                                            Q_EMIT progressed();
                                        });
                                    },
                                    context.stopped.get()};
            const Made made = make(own, id, path, other, chosen, work);
            context.say([this, made] { take(made.other, made.ends, made.problem); });
        });
    Q_EMIT changed();
}

void BesideView::end()
{
    m_job.stop();
    take({}, {}, {});
}

int BesideView::choice() const
{
    if (!m_other || !m_ends)
        return -1;
    const auto found = std::ranges::find(m_other->connections, m_ends->laid.b.connection.id);
    return found == m_other->connections.end()
               ? -1
               : static_cast<int>(found - m_other->connections.begin());
}

void BesideView::take(std::shared_ptr<const OtherEnd> other, std::shared_ptr<const LaidEnds> ends,
                      const QString &problem)
{
    beginResetModel();
    m_summariesA.reset();
    m_summariesB.reset();
    m_readerA.reset();
    m_readerB.reset();
    m_ends = std::move(ends);
    m_other = std::move(other);
    m_problem = problem;
    m_running = false;
    if (m_ends) {
        const auto open = [](const QString &path, const beside::Seen &seen, auto &reader,
                             auto &summaries) {
            auto opened = session::Reader::open(path);
            if (!opened)
                return;
            reader = std::move(*opened.value);
            summaries = std::make_unique<beside::Summaries>(*reader, seen.connection.id, preview);
        };
        open(m_ends->pathA, m_ends->laid.a, m_readerA, m_summariesA);
        open(m_ends->pathB, m_ends->laid.b, m_readerB, m_summariesB);
    }
    endResetModel();
    Q_EMIT changed();
}

int BesideView::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_ends ? 0 : static_cast<int>(m_ends->laid.rows.size());
}

QHash<int, QByteArray> BesideView::roleNames() const
{
    return {{TimeRole, "time"},   {NumberARole, "numberA"}, {NumberBRole, "numberB"},
            {ArrowRole, "arrow"}, {TypeRole, "type"},       {LengthRole, "length"},
            {FateRole, "fate"},   {WayRole, "way"},         {SummaryRole, "summary"},
            {KeyRole, "key"}};
}

QVariant BesideView::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const beside::Row &row = m_ends->laid.rows[static_cast<std::size_t>(index.row())];
    if (role == TimeRole)
        return clockText(row.t);
    return row.isPiece() ? pieceData(row, role) : momentData(row, role);
}

QVariant BesideView::pieceData(const beside::Row &row, int role) const
{
    const beside::Laid &laid = m_ends->laid;
    const beside::Piece &piece = laid.pieceOf(row, row.hasA());
    switch (role) {
    case NumberARole:
        return row.hasA() ? QStringLiteral("#%1").arg(laid.pieceOf(row, true).number) : QString();
    case NumberBRole:
        return row.hasB() ? QStringLiteral("#%1").arg(laid.pieceOf(row, false).number) : QString();
    case ArrowRole:
        return row.flow == beside::Flow::ToServer ? QStringLiteral("→") : QStringLiteral("←");
    case TypeRole:
        return opcodeWords(piece.opcode);
    case LengthRole:
        return countText(piece.size);
    case FateRole:
        return fromCore(beside::name(laid.fateOf(row)));
    case WayRole:
        return wayText(row);
    case SummaryRole:
        return row.kind == beside::Row::Kind::Changed
                   ? tr("%1, then %2")
                         .arg(summary(true, piece.seq),
                              summary(false, laid.pieceOf(row, false).seq))
                   : summary(row.hasA(), piece.seq);
    case KeyRole:
        return fromCore(closing::name(piece.opcode));
    default:
        return {};
    }
}

QVariant BesideView::momentData(const beside::Row &row, int role) const
{
    const bool isA = row.kind == beside::Row::Kind::MomentA;
    const beside::Moment &moment = m_ends->laid.momentOf(row);
    switch (role) {
    case NumberARole:
        return isA ? QStringLiteral("A") : QString();
    case NumberBRole:
        return isA ? QString() : QStringLiteral("B");
    case SummaryRole:
        return moment.state ? stateWords(*moment.state) : summary(isA, moment.seq);
    case KeyRole:
        return moment.state ? stateKey(*moment.state) : QString();
    default:
        return QString();
    }
}

QString BesideView::summary(bool isA, quint64 seq) const
{
    beside::Summaries *summaries = (isA ? m_summariesA : m_summariesB).get();
    return summaries ? summaries->of(seq) : QString();
}

QString BesideView::wayText(const beside::Row &row) const
{
    const beside::Laid &laid = m_ends->laid;
    switch (laid.fateOf(row)) {
    case beside::Fate::Arrived:
        return laid.passage(row.flow).known ? durationText(laid.transit(row)) : QString();
    case beside::Fate::Changed:
        return tr("changed");
    case beside::Fate::Lost:
        return tr("lost");
    case beside::Fate::Made:
        return tr("made between");
    case beside::Fate::OneEnd:
        return tr("one end only");
    case beside::Fate::Unknown:
        return tr("not recorded");
    }
    return {};
}

double BesideView::recordOf(int row) const
{
    if (row < 0 || row >= rowCount())
        return -1;
    const beside::Row &shown = m_ends->laid.rows[static_cast<std::size_t>(row)];
    if (shown.isPiece())
        return shown.hasA() ? static_cast<double>(m_ends->laid.pieceOf(shown, true).seq) : -1;
    return shown.kind == beside::Row::Kind::MomentA
               ? static_cast<double>(m_ends->laid.momentOf(shown).seq)
               : -1;
}

int BesideView::rowAt(double time) const
{
    if (!m_ends)
        return -1;
    const auto &rows = m_ends->laid.rows;
    const auto behind = std::ranges::upper_bound(
        rows, static_cast<closing::Time>(std::llround(time)), {}, &beside::Row::t);
    return static_cast<int>(behind - rows.begin()) - 1;
}

int BesideView::nextDifference(int from) const
{
    const int count = rowCount();
    for (int step = 1; step <= count; ++step) {
        const int index = (from + step + count) % count;
        const beside::Row &row = m_ends->laid.rows[static_cast<std::size_t>(index)];
        if (row.isPiece() && m_ends->laid.fateOf(row) != beside::Fate::Arrived)
            return index;
    }
    return -1;
}

} // namespace ajar::ui
