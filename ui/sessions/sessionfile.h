// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"
#include "session/recorder.h"

#include <memory>

namespace ajar::ui
{

/// A session file of the window: being recorded here, or opened. Closing it ends the recording.
class SessionFile
{
public:
    static session::Result<std::shared_ptr<SessionFile>>
    record(const QString &path, session::Recorder::Callbacks callbacks);
    static session::Result<std::shared_ptr<SessionFile>> open(const QString &path);
    ~SessionFile();

    QString path() const { return m_path; }
    bool isRecording() const { return m_recorder != nullptr; }
    session::Recorder *recorder() const { return m_recorder.get(); }
    session::Reader &reader() { return *m_reader; }
    /// What is recorded here goes on in another file.
    void moveTo(const QString &path);
    /// Now on the session's clock; 0 when it is not recorded here.
    closing::Time now() const;

private:
    SessionFile() = default;

    QString m_path;
    std::unique_ptr<session::Recorder> m_recorder;
    std::unique_ptr<session::Reader> m_reader;
};

} // namespace ajar::ui
