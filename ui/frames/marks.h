// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/markfile.h"
#include "ui/frames/framemodel.h"
#include "ui/sessions/sessions.h"

#include <QHash>
#include <QMap>
#include <QPointer>
#include <QSet>
#include <QThreadPool>

namespace ajar::ui
{

/// The marks of the current connection: colours and notes on its records. They are written to the
/// session file at once, on a thread of its own, for the file may be busy. Where it can't be
/// written they live here, and the user is told. UI thread.
class Marks : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Sessions *sessions READ sessions WRITE setSessions NOTIFY changed)
    Q_PROPERTY(ajar::ui::FrameModel *frames READ frames WRITE setFrames NOTIFY changed)
    Q_PROPERTY(
        int revision READ revision NOTIFY marksChanged) ///< for bindings to what is asked below
    Q_PROPERTY(int count READ count NOTIFY marksChanged)
    Q_PROPERTY(int currentColour READ currentColour NOTIFY changed) ///< -1: no mark
    Q_PROPERTY(QString currentNote READ currentNote NOTIFY changed)
    /// Where the marks are, 0 to 1, at most some hundred of them.
    Q_PROPERTY(QList<double> places READ places NOTIFY marksChanged)
    Q_PROPERTY(QList<int> placeColours READ placeColours NOTIFY marksChanged)
    Q_PROPERTY(bool saved READ isSaved NOTIFY changed) ///< false: they live in this window only

public:
    explicit Marks(QObject *parent = nullptr);
    ~Marks() override;

    Sessions *sessions() const { return m_sessions; }
    void setSessions(Sessions *sessions);
    FrameModel *frames() const { return m_frames; }
    void setFrames(FrameModel *frames);
    int revision() const { return m_revision; }
    int count() const { return static_cast<int>(marks().size()); }
    int currentColour() const;
    QString currentNote() const;
    QList<double> places() const;
    QList<int> placeColours() const;
    bool isSaved() const { return !m_unsaved.contains(path()); }

    Q_INVOKABLE int colour(double seq) const; ///< -1: no mark
    Q_INVOKABLE QString note(double seq) const;

    // Of the selected row
    /// Marks it, or takes its mark away; once more brings back the colour and the note it had.
    Q_INVOKABLE void toggle();
    Q_INVOKABLE void setColour(int colour);
    /// Empty, or why the note can't be kept.
    Q_INVOKABLE QString setNote(const QString &note);
    /// Selects the next marked row (1) or the one before (-1), around the end; false: there is no
    /// mark.
    Q_INVOKABLE bool go(int step);

    /// Waits until all is written that is to be written.
    Q_INVOKABLE void flush() { m_pool.waitForDone(); }

Q_SIGNALS:
    void changed();
    void marksChanged();

private:
    using ConnectionMarks = QMap<quint64, session::Mark>;
    struct FileMarks {
        QHash<quint32, ConnectionMarks> connections;
        QHash<quint32, ConnectionMarks> removed; ///< to be brought back
    };

    Connection *connection() const { return m_frames ? m_frames->connection() : nullptr; }
    QString path() const;
    const ConnectionMarks &marks() const;
    quint64 current() const;
    void takeConnection();
    void change(std::optional<session::Mark> mark);
    void written(const QString &path, const session::Error &error);
    void tell();
    std::vector<session::MarkChange> unsavedMarks(const QString &path) const;

    QPointer<Sessions> m_sessions;
    QPointer<FrameModel> m_frames;
    QHash<QString, FileMarks> m_files;
    QSet<QString> m_unsaved;
    int m_revision = 0;
    QThreadPool m_pool;
};

} // namespace ajar::ui
