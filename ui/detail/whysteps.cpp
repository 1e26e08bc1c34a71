// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/whysteps.h"

#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QCoreApplication>

#include <algorithm>

namespace ajar::ui
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("Why", text);
}

struct Timed {
    closing::Time t;
    WhyStep step;
};

QString numberText(quint64 number)
{
    return QStringLiteral("#%1").arg(number);
}

WhyStep closeStep(const CloseMark &mark)
{
    WhyStep step;
    step.frame = mark.number;
    step.right = numberText(mark.number);
    const bool ours = mark.direction == closing::Direction::Sent;
    const QString code = mark.code ? QString::number(*mark.code) : tr("without a code");
    step.key = ours ? QStringLiteral("half-closed-local") : QStringLiteral("half-closed-remote");
    if (mark.waiting()) {
        step.marker = WhyStep::Marker::Hollow;
        step.key = QStringLiteral("held");
        step.text = ours ? tr("Our Close %1 held").arg(code) : tr("Peer's Close %1 held").arg(code);
    } else if (mark.held) {
        step.marker = WhyStep::Marker::Hollow;
        step.key = QStringLiteral("held");
        if (ours)
            step.text = mark.dropped ? tr("Our Close %1 dropped").arg(code)
                                     : tr("Our Close %1 was held").arg(code);
        else
            step.text = mark.dropped ? tr("Peer's Close %1 dropped").arg(code)
                                     : tr("Peer's Close %1 was held").arg(code);
        step.text += QStringLiteral(" · ") + durationText(*mark.resolvedAt - mark.t);
    } else {
        step.text = ours ? tr("We sent Close %1").arg(code) : tr("Peer sent Close %1").arg(code);
    }
    return step;
}

WhyStep tcpStep(const TcpMark &mark)
{
    WhyStep step;
    switch (mark.event) {
    case closing::Event::FinSent:
        step.text = tr("We ended our direction of TCP (FIN)");
        break;
    case closing::Event::FinReceived:
        step.text = tr("Peer ended its direction of TCP (FIN)");
        break;
    case closing::Event::ResetSent:
        step.text = tr("We reset TCP (RST)");
        step.key = QStringLiteral("aborted");
        break;
    default:
        step.text = tr("Peer reset TCP (RST)");
        step.key = QStringLiteral("aborted");
        break;
    }
    step.right = clockText(mark.t).section(u' ', 0, 0);
    return step;
}

/// How long it was open: until the first Close or the end.
QList<Timed> openStep(const Connection &connection)
{
    const QList<StateMark> &states = connection.story().states();
    for (qsizetype i = 0; i < states.size(); ++i) {
        if (states[i].state != closing::LinkState::Open)
            continue;
        const closing::Time end = i + 1 < states.size() ? states[i + 1].t : connection.now();
        return {{states[i].t,
                 {WhyStep::Marker::Filled, QStringLiteral("open"), tr("Open"),
                  durationText(end - states[i].t), 0}}};
    }
    return {};
}

QList<WhyStep> expectedSteps(closing::LinkState state)
{
    const auto expected = [](const QString &text) {
        return WhyStep{WhyStep::Marker::Expected, {}, text, {}, 0};
    };
    switch (state) {
    case closing::LinkState::Connecting:
        return {expected(tr("Opening handshake completes"))};
    case closing::LinkState::HalfClosedLocal:
        return {expected(tr("Peer answers with its Close")), expected(tr("Peer ends TCP"))};
    case closing::LinkState::HalfClosedRemote:
        return {expected(tr("Our Close goes out")), expected(tr("Peer ends TCP"))};
    case closing::LinkState::CloseExchanged:
        return {expected(tr("Peer ends TCP"))};
    default:
        return {};
    }
}

} // namespace

QList<WhyStep> whySteps(const Connection &connection)
{
    constexpr qsizetype stepsAtMost = 60;
    const Story &story = connection.story();
    QList<Timed> timed = openStep(connection);
    for (const CloseMark &mark : story.closes().first(qMin(stepsAtMost, story.closes().size())))
        timed.append({mark.t, closeStep(mark)});
    for (const TcpMark &mark : story.tcp().first(qMin(stepsAtMost, story.tcp().size())))
        timed.append({mark.t, tcpStep(mark)});
    for (const TimerSpan &timer : story.timers()) {
        // A delayed reply that goes out, and the next Ping, end nothing.
        if (timer.expired && timer.timer != QLatin1String("ping-interval") &&
            !timer.timer.startsWith(QLatin1String("reply-")))
            timed.append(
                {timer.end.value_or(0),
                 {WhyStep::Marker::Filled, QStringLiteral("aborted"),
                  tr("%1 ran out").arg(timerWords(timer.timer)), durationText(timer.duration), 0}});
    }
    std::stable_sort(timed.begin(), timed.end(),
                     [](const Timed &a, const Timed &b) { return a.t < b.t; });
    QList<WhyStep> steps;
    for (const Timed &one : timed)
        steps.append(one.step);
    return steps.first(qMin(stepsAtMost, steps.size())) + expectedSteps(story.state());
}

} // namespace ajar::ui
