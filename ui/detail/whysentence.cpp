// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/whysteps.h"

#include "ui/text/figures.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"

#include <QCoreApplication>

namespace ajar::ui
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("Why", text);
}

QString shortClock(closing::Time t)
{
    return clockText(t).section(u' ', 0, 0);
}

QString closeWords(const CloseMark &mark)
{
    const QString code = mark.code ? codeWords(mark.code) : tr("without a code");
    return mark.reason.isEmpty() ? code : tr("%1 “%2”").arg(code, plain(mark.reason, false, 200));
}

QString peerClosed(const Story &story)
{
    const CloseMark *theirs = story.firstClose(closing::Direction::Received);
    if (!theirs)
        return {};
    const QString begin =
        tr("The peer sent Close %1 at %2.").arg(closeWords(*theirs), shortClock(theirs->t));
    for (const CloseMark &mark : story.closes()) {
        if (!mark.waiting())
            continue;
        const closing::Time after = mark.t - theirs->t;
        return begin + u' ' +
               tr("Your reply was made %1 and is being withheld, so the closing handshake can't "
                  "finish.")
                   .arg(after < 1000 ? tr("at once") : tr("%1 later").arg(durationText(after)));
    }
    return begin + u' ' + tr("No Close of ours has gone out.");
}

QString weClosed(const Story &story)
{
    const CloseMark *ours = story.firstClose(closing::Direction::Sent);
    if (!ours)
        return {};
    return tr("We sent Close %1 at %2. The peer has not answered; until it does it may go on "
              "sending, and we still read it.")
        .arg(closeWords(*ours), shortClock(ours->t));
}

QString refusedWhy(const Story &story)
{
    const session::Row *failed = story.event(closing::Event::HandshakeFailed);
    QString problem = failed ? failed->details.value(QLatin1String("text")).toString() : QString();
    if (problem.isEmpty() && story.outcome())
        problem = story.outcome()->details.value(QLatin1String("problem")).toString();
    if (problem.isEmpty())
        return tr("The opening handshake failed.");
    problem[0] = problem[0].toUpper();
    return plain(problem, false, 2000) + u'.';
}

QString ended(const Story &story)
{
    if (!story.outcome())
        return {};
    QString summary = story.outcome()->details.value(QLatin1String("summary")).toString();
    if (summary.isEmpty())
        return {};
    summary[0] = summary[0].toUpper();
    return plain(summary, false, 2000) + u'.';
}

/// The timer that runs out first; the one for our next Ping ends nothing.
const TimerSpan *soonest(const Story &story)
{
    const TimerSpan *first = nullptr;
    for (const TimerSpan &timer : story.timers()) {
        if (timer.end || timer.timer == QLatin1String("ping-interval") || timer.duration <= 0)
            continue;
        if (!first || timer.start + timer.duration < first->start + first->duration)
            first = &timer;
    }
    return first;
}

} // namespace

QString whySentence(const Connection &connection)
{
    const Story &story = connection.story();
    switch (story.state()) {
    case closing::LinkState::Connecting:
        return tr("TCP, TLS and the opening handshake are under way.");
    case closing::LinkState::Open:
        return connection.isLive() ? tr("Both directions carry data. Nobody has sent a Close.")
                                   : tr("The record ends here: the connection was still open.");
    case closing::LinkState::HalfClosedLocal:
        return weClosed(story);
    case closing::LinkState::HalfClosedRemote:
        return peerClosed(story);
    case closing::LinkState::CloseExchanged:
        return tr("Both Close frames are on the wire, but TCP is still up. The server is the one "
                  "to end it (RFC 6455 §7.1.1).");
    case closing::LinkState::Closed:
    case closing::LinkState::Aborted:
        return ended(story);
    case closing::LinkState::Refused:
        return refusedWhy(story);
    }
    return {};
}

QString whatToExpect(const Connection &connection)
{
    if (!connection.isLive())
        return {};
    const Story &story = connection.story();
    if (const TimerSpan *timer = soonest(story)) {
        const QString left =
            durationText(qMax<closing::Time>(timer->start + timer->duration - connection.now(), 0));
        const QString words = timerWords(timer->timer);
        return timer->timer.startsWith(QLatin1String("reply-"))
                   ? tr("%1: it goes out in %2.").arg(words, left)
                   : tr("%1: it runs out in %2, and then we give up.").arg(words, left);
    }
    if (story.state() == closing::LinkState::HalfClosedRemote)
        return connection.isReplyHeld()
                   ? tr("Nothing happens here until you release or drop the reply. The peer may "
                        "have a timer of its own and end TCP without waiting longer.")
                   : tr("Nothing happens here until you send a Close. The peer may have a timer "
                        "of its own.");
    if (story.state() == closing::LinkState::HalfClosedLocal)
        return tr("No close timeout is set: we wait for the peer's Close without end.");
    return {};
}

} // namespace ajar::ui
