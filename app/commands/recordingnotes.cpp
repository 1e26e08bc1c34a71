// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/recordingnotes.h"

#include "commands/usage.h"

#include <utility>

namespace ajar::app
{

namespace
{

/// "7 records (5 frames, 1200 bytes)"
QString lossText(const session::Loss &loss)
{
    return QStringLiteral("%1 (%2, %3)")
        .arg(counted(loss.records, QStringLiteral("record")),
             counted(loss.frames, QStringLiteral("frame")),
             counted(loss.bytes, QStringLiteral("byte")));
}

void say(const QString &text)
{
    fail(text, Done);
}

} // namespace

RecordingNotes::RecordingNotes(const QString &elsewhere)
    : m_elsewhere(elsewhere)
{
}

session::Recorder::Callbacks RecordingNotes::callbacks()
{
    session::Recorder::Callbacks calls;
    calls.recorded = [this](const std::vector<session::Recorded> &) {
        if (m_recordedQueued.exchange(true))
            return;
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_recordedQueued = false;
                Q_EMIT recorded();
            },
            Qt::QueuedConnection);
    };
    const auto here = [this](auto handler) {
        return [this, handler](const auto &...values) {
            QMetaObject::invokeMethod(
                this, [this, handler, values...] { (this->*handler)(values...); },
                Qt::QueuedConnection);
        };
    };
    calls.failed = here(&RecordingNotes::onFailed);
    calls.warning = here(&RecordingNotes::onWarning);
    calls.wentOn = here(&RecordingNotes::onWentOn);
    return calls;
}

void RecordingNotes::setRecorder(session::Recorder *recorder)
{
    m_recorder = recorder;
}

void RecordingNotes::onWarning(const session::Error &error)
{
    say(QStringLiteral("warning: ") + session::errorText(error));
    if (error.fault != session::Fault::Displaced)
        return;
    Q_EMIT displaced();
    goElsewhere();
}

void RecordingNotes::onFailed(const session::Error &error)
{
    say(QStringLiteral("recording stopped: ") + session::errorText(error));
    if (!goElsewhere())
        say(QStringLiteral("the connection goes on, and recording too as soon as the file can be "
                           "written again"));
}

void RecordingNotes::onWentOn(const QString &path, const session::Loss &loss)
{
    QString text = QStringLiteral("recording goes on in %1").arg(path);
    if (loss)
        text += QStringLiteral("; %1 missing, which the file says").arg(lossText(loss));
    say(text);
    Q_EMIT wentOn(path);
}

bool RecordingNotes::goElsewhere()
{
    if (m_elsewhere.isEmpty() || !m_recorder)
        return false;
    const QString path = std::exchange(m_elsewhere, {});
    m_recorder->continueIn(path, false, [path](const session::Error &error) {
        if (error)
            say(QStringLiteral("recording can't go on in %1: %2")
                    .arg(path, session::errorText(error)));
    });
    return true;
}

bool RecordingNotes::tellLosses(const session::Recorder &recorder)
{
    const session::Loss lost = recorder.statistics().lost;
    if (lost)
        say(QStringLiteral("not recorded: ") + lossText(lost));
    return bool(lost);
}

} // namespace ajar::app
