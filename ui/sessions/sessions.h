// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gate/policy.h"
#include "link/network.h"
#include "session/markfile.h"
#include "ui/sessions/backgroundjob.h"
#include "ui/sessions/connectionlist.h"
#include "ui/sessions/growth.h"
#include "ui/sessions/importqueue.h"
#include "ui/sessions/library.h"

#include <QTimer>
#include <QUrl>

namespace ajar::ui
{

/// The sessions of one window: the one being recorded, the opened ones and their connections. It
/// asks the files, at most some thirty times a second, and never looks at each frame. UI thread.
class Sessions : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The program makes it")
    Q_PROPERTY(ajar::ui::ConnectionList *connections READ connections CONSTANT)
    Q_PROPERTY(ajar::ui::Connection *current READ current NOTIFY currentChanged)
    Q_PROPERTY(int currentIndex READ currentIndex WRITE setCurrentIndex NOTIFY currentChanged)
    Q_PROPERTY(bool recording READ isRecording NOTIFY recordingChanged)
    Q_PROPERTY(QString sessionName READ sessionName NOTIFY recordingChanged)
    Q_PROPERTY(QString recordedText READ recordedText NOTIFY statisticsChanged)
    Q_PROPERTY(QString error READ error NOTIFY errorChanged)
    Q_PROPERTY(QString notice READ notice NOTIFY noticeChanged)
    /// What is wrong with the recording now; it can go on in another file. Empty: nothing.
    Q_PROPERTY(QString trouble READ trouble NOTIFY troubleChanged)
    Q_PROPERTY(bool goingOn READ isGoingOn NOTIFY troubleChanged) ///< to another file, just now
    Q_PROPERTY(ajar::ui::BackgroundJob *job READ job CONSTANT)
    Q_PROPERTY(ajar::ui::Library *library READ library CONSTANT)
    Q_PROPERTY(ajar::ui::ImportQueue *imports READ imports CONSTANT)

public:
    /// `folder`: where new sessions are recorded. The network must outlive this.
    Sessions(link::Network &network, const QString &folder, QObject *parent = nullptr);
    ~Sessions() override;

    ConnectionList *connections() { return &m_list; }
    Connection *current() const { return m_current; }
    int currentIndex() const;
    void setCurrentIndex(int index);
    bool isRecording() const { return m_file && m_file->isRecording() && !m_failed; }
    QString sessionName() const;
    QString recordedText() const;
    QString error() const { return m_error; }
    QString notice() const { return m_notice; }
    QString trouble() const { return m_trouble; }
    bool isGoingOn() const { return m_goingOn; }
    BackgroundJob *job() { return &m_job; }
    Library *library() { return &m_library; }
    ImportQueue *imports() { return &m_imports; }

    /// Begins a connection with this policy; it becomes the current one. Nullptr: see error().
    Connection *connectTo(const link::ClientOptions &options, const gate::Policy &policy);

    /// What is open already becomes the current one.
    Q_INVOKABLE bool openSession(const QString &path);
    /// Ends the recording, so that the next connection begins a new session; what was recorded
    /// stays as an opened one. False, with an error, while a connection is up.
    Q_INVOKABLE bool newSession();
    /// Takes the current connection's session out of the window; the same while it is live.
    Q_INVOKABLE bool closeSession();
    /// Copies the current connection's session; a result shows as notice or error.
    Q_INVOKABLE void saveAs(const QString &path);
    /// `format`: "jsonl" or "text".
    Q_INVOKABLE void exportTo(const QString &path, const QString &format, bool withSecrets,
                              bool inflated = false);
    /// Lets the recording go on in another file, which is replaced if it is a session; a result
    /// shows as notice or error.
    Q_INVOKABLE void goOnIn(const QString &path);
    Q_INVOKABLE void dismissTrouble() { setTrouble({}); }
    Q_INVOKABLE void dismissError() { setError({}); }
    Q_INVOKABLE void dismissNotice() { setNotice({}); }
    void setError(const QString &error);
    void setNotice(const QString &notice);
    /// Gives the marks of a session file that could not be written to it.
    using UnsavedMarks = std::function<std::vector<session::MarkChange>(const QString &path)>;
    void setUnsavedMarks(UnsavedMarks marks) { m_unsavedMarks = std::move(marks); }

Q_SIGNALS:
    void currentChanged();
    void recordingChanged();
    void statisticsChanged();
    void errorChanged();
    void noticeChanged();
    void troubleChanged();

private:
    bool startRecording();
    session::Recorder::Callbacks callbacks();
    void setTrouble(const QString &trouble);
    void onRecordingTrouble(const session::Error &error, bool stopped);
    void onWentOn(const QString &path, const session::Loss &loss);
    void takeGrowth();
    void tick();
    void setCurrent(Connection *connection);
    std::shared_ptr<SessionFile> currentFile() const;
    Connection *connectionOf(const QString &path) const;
    bool mayEnd(const std::shared_ptr<SessionFile> &file);
    void endRecording(const std::shared_ptr<SessionFile> &ended);
    void takeOut(const std::shared_ptr<SessionFile> &file);
    std::vector<session::MarkChange> marksNotIn(const QString &path) const;

    link::Network &m_network;
    QString m_folder;
    std::shared_ptr<SessionFile> m_file; ///< the one being recorded
    ConnectionList m_list;
    Connection *m_current = nullptr;
    Growth m_growth;
    BackgroundJob m_job;
    Library m_library;
    ImportQueue m_imports;
    QTimer m_ticker;
    UnsavedMarks m_unsavedMarks;
    QString m_savedName;
    QString m_error;
    QString m_notice;
    QString m_trouble;
    bool m_failed = false;
    bool m_goingOn = false;
};

} // namespace ajar::ui
