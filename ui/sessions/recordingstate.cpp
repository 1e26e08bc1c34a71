// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessions.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

// What the recorder tells the window, and how the user lets it go on.
namespace ajar::ui
{

QString Sessions::recordedText() const
{
    if (!m_file)
        return tr("nothing recorded yet");
    const session::Recorder::Statistics now = m_file->recorder()->statistics();
    if (m_failed || now.failed) {
        if (now.lost.records == 0)
            return tr("recording stopped");
        return tr("recording stopped, %1 lost").arg(countText(now.lost.records));
    }
    if (now.waitingBytes == 0)
        return tr("%1 recorded, 0 waiting").arg(countText(now.records));
    return tr("%1 recorded, %2 waiting").arg(countText(now.records), bytesText(now.waitingBytes));
}

session::Recorder::Callbacks Sessions::callbacks()
{
    session::Recorder::Callbacks calls;
    calls.recorded = [this](const std::vector<session::Recorded> &news) {
        for (const session::Recorded &recorded : news)
            m_growth.note(recorded.connection);
    };
    calls.failed = [this](const session::Error &error) {
        QMetaObject::invokeMethod(this, [this, error] { onRecordingTrouble(error, true); });
    };
    calls.warning = [this](const session::Error &error) {
        QMetaObject::invokeMethod(this, [this, error] { onRecordingTrouble(error, false); });
    };
    calls.wentOn = [this](const QString &path, const session::Loss &loss) {
        QMetaObject::invokeMethod(this, [this, path, loss] { onWentOn(path, loss); });
    };
    return calls;
}

void Sessions::setTrouble(const QString &trouble)
{
    m_trouble = plain(trouble);
    Q_EMIT troubleChanged();
}

void Sessions::onRecordingTrouble(const session::Error &error, bool stopped)
{
    m_failed = m_failed || stopped;
    const QString text = session::errorText(error);
    setTrouble(stopped ? tr("Recording stopped. %1 The connections go on.").arg(text) : text);
    Q_EMIT recordingChanged();
}

void Sessions::goOnIn(const QString &path)
{
    if (!m_file || !m_file->recorder() || path.isEmpty() || m_goingOn)
        return;
    m_goingOn = true;
    Q_EMIT troubleChanged();
    m_file->recorder()->continueIn(path, true, [this](const session::Error &error) {
        QMetaObject::invokeMethod(this, [this, error] {
            m_goingOn = false;
            Q_EMIT troubleChanged();
            if (error)
                setError(session::errorText(error));
        });
    });
}

void Sessions::onWentOn(const QString &path, const session::Loss &loss)
{
    m_failed = m_file->recorder()->statistics().failed;
    const bool isElsewhere = m_file->path() != path;
    if (isElsewhere) {
        m_file->moveTo(path);
        m_savedName.clear();
    }
    if (isElsewhere || m_trouble.startsWith(tr("Recording stopped.")))
        setTrouble({});
    QString text = tr("Recording goes on in %1").arg(path);
    if (loss)
        text = tr("%1; %2 records (%3) are missing, a gap row says where.")
                   .arg(text, countText(loss.records), bytesText(loss.bytes));
    setNotice(text);
    for (const Connection *connection : m_list.all()) {
        if (connection->file() == m_file)
            m_growth.note(connection->id());
    }
    m_growth.soon();
    Q_EMIT recordingChanged();
}

} // namespace ajar::ui
