// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/recorder.h"

#include <QObject>

#include <atomic>

namespace ajar::app
{

/// What `ajar record` says on standard error about its recording: warnings, that it has stopped or
/// goes on, and what is missing. The first time that the file is lost or its disk is full it lets
/// the recording go on in another file, if one was named. Its signals come in its own thread.
class RecordingNotes : public QObject
{
    Q_OBJECT

public:
    /// `elsewhere`: where to go on; empty: nowhere.
    explicit RecordingNotes(const QString &elsewhere);

    session::Recorder::Callbacks callbacks();
    void setRecorder(session::Recorder *recorder);

    /// To be called when the recorder has finished: tells what is missing; whether that is so.
    static bool tellLosses(const session::Recorder &recorder);

Q_SIGNALS:
    void recorded();
    void displaced(); ///< what stands at the path is not what is being recorded
    void wentOn(const QString &path);

private:
    void onWarning(const session::Error &error);
    void onFailed(const session::Error &error);
    void onWentOn(const QString &path, const session::Loss &loss);
    bool goElsewhere();

    QString m_elsewhere;
    session::Recorder *m_recorder = nullptr;
    std::atomic_bool m_recordedQueued = false;
};

} // namespace ajar::app
