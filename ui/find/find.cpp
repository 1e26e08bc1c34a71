// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/find/find.h"

#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

using namespace std::chrono_literals;

constexpr auto tellEvery = 50ms;

/// What a single word or string searches for; empty: it is more than that.
QString wordOf(const filter::Filter &filter, const QString &text)
{
    const filter::Node *root = filter.root();
    if (!root || root->kind != filter::Node::Kind::Test || !root->test.plain ||
        root->test.op != filter::Operator::Has)
        return {};
    QString word = text.trimmed();
    if (word.size() < 2 || !word.startsWith(QLatin1Char('"')))
        return word;
    word = word.mid(1, word.size() - 2);
    return word.contains(QLatin1Char('\\')) ? QString() : word;
}

} // namespace

Find::Find(QObject *parent)
    : QObject(parent)
{
}

Find::~Find()
{
    stopLooking();
}

void Find::setFrames(FrameModel *frames)
{
    if (m_frames)
        m_frames->disconnect(this);
    m_frames = frames;
    if (frames) {
        connect(frames, &FrameModel::connectionChanged, this, &Find::clear);
        connect(frames, &FrameModel::currentChanged, this, &Find::changed);
        connect(frames, &FrameModel::marksChanged, this, [this] {
            if (m_filter.asksForMarks())
                clear();
        });
    }
    clear();
}

void Find::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    const QByteArray expression = text.toUtf8();
    filter::Parse parsed =
        filter::parse({expression.constData(), static_cast<std::size_t>(expression.size())});
    m_filter = std::move(parsed.filter);
    m_problem = parsed.problem ? fromCore(parsed.problem->text) : QString();
    m_word = m_problem.isEmpty() ? wordOf(m_filter, text) : QString();
    clear();
}

void Find::stopLooking()
{
    m_job.stop();
    if (m_scan)
        m_scan->stop();
    m_scan.reset();
}

void Find::clear()
{
    stopLooking();
    m_hits.clear();
    m_upTo = 0;
    m_last = 0;
    m_wanted = 0;
    m_running = false;
    m_around = false;
    m_stopped = false;
    Q_EMIT changed();
}

void Find::cancel()
{
    stopLooking(); // what comes later begins anew
    m_wanted = 0;
    m_stopped = m_running;
    m_running = false;
    Q_EMIT changed();
}

void Find::go(int step)
{
    Connection *connection = m_frames ? m_frames->connection() : nullptr;
    if (!connection || m_filter.isEmpty() || !m_problem.isEmpty())
        return;
    if (m_stopped)
        clear();
    m_from = static_cast<quint64>(std::llround(std::fmax(m_frames->currentSeq(), 0)));
    m_wanted = step;
    if (!m_running && m_upTo < connection->lastSeq())
        look();
    jump();
}

void Find::look()
{
    Connection *connection = m_frames->connection();
    const QString path = connection->file()->path();
    if (!m_scan)
        m_scan = std::make_shared<filter::Scan>(path, connection->id(), m_filter, 1,
                                                m_frames->unsavedMarks());
    m_last = connection->lastSeq();
    m_running = true;
    m_job.start([this, scan = m_scan, last = m_last](const LatestJob::Context &context) {
        filter::Matches matches;
        quint64 before = 0;
        do {
            before = matches.scanned;
            matches = scan->next(last, tellEvery);
            context.say([this, hits = std::move(matches.seqs), upTo = matches.scanned] {
                take(hits, upTo);
            });
        } while (!*context.stopped && matches.scanned < last && matches.scanned != before);
        context.say([this, last, error = matches.error] {
            m_running = false;
            m_upTo = last; // what can't be read is not looked for again
            if (error && m_hits.empty())
                m_problem = session::errorText(error);
            jump();
        });
    });
}

void Find::take(const std::vector<quint64> &hits, quint64 upTo)
{
    m_hits.insert(m_hits.end(), hits.begin(), hits.end());
    m_upTo = upTo;
    jump();
}

void Find::jump()
{
    const auto behind = std::ranges::upper_bound(m_hits, m_from);
    const auto there = std::ranges::lower_bound(m_hits, m_from);
    if (m_wanted > 0) {
        if (behind != m_hits.end())
            jumpTo(behind, false);
        else if (!m_running && !m_hits.empty())
            jumpTo(m_hits.begin(), true);
    } else if (m_wanted < 0) {
        if (there != m_hits.begin() && (!m_running || m_upTo >= m_from))
            jumpTo(std::prev(there), false);
        else if (!m_running && !m_hits.empty())
            jumpTo(std::prev(m_hits.end()), true);
    }
    if (!m_running)
        m_wanted = 0;
    Q_EMIT changed();
}

void Find::jumpTo(std::vector<quint64>::const_iterator hit, bool around)
{
    m_around = around;
    m_from = *hit;
    m_stopped = false;
    m_wanted = 0;
    m_frames->showRecord(static_cast<double>(*hit));
}

double Find::progress() const
{
    return m_last == 0 ? 0 : static_cast<double>(m_upTo) / static_cast<double>(m_last);
}

QString Find::status() const
{
    if (m_filter.isEmpty() || !m_problem.isEmpty())
        return {};
    if (m_running && (m_wanted != 0 || m_hits.empty()))
        return tr("Searching… %1 %").arg(static_cast<int>(progress() * 100));
    if (m_upTo == 0 && !m_stopped)
        return {};
    if (m_hits.empty())
        return m_stopped ? tr("Stopped") : tr("Not found");
    const auto current =
        m_frames ? static_cast<quint64>(std::llround(std::fmax(m_frames->currentSeq(), 0))) : 0;
    const auto hit = std::ranges::lower_bound(m_hits, current);
    const bool onHit = hit != m_hits.end() && *hit == current;
    const QString count =
        countText(m_hits.size()) + (m_running || m_stopped ? QStringLiteral("+") : QString());
    QString text =
        onHit ? tr("%1 of %2").arg(countText(static_cast<quint64>(hit - m_hits.begin() + 1)), count)
              : tr("%1 found").arg(count);
    if (m_around && onHit)
        text += hit == m_hits.begin() ? tr(" · from the top again") : tr(" · from the end again");
    return text;
}

} // namespace ajar::ui
