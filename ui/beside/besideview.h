// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "beside/beside.h"
#include "beside/summaries.h"
#include "ui/sessions/latestjob.h"
#include "ui/sessions/sessions.h"

#include <QAbstractListModel>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace ajar::ui
{

/// Two recordings side by side, and what they were read from. Never changed once it is made.
struct LaidEnds {
    beside::Laid laid;
    QStringList story;
    QString pathA, pathB; ///< to open for what the rows carry
};

/// A recording that may be of the other end. Never changed once it is made.
struct OtherEnd {
    QString path;                                  ///< of the session
    std::shared_ptr<const QTemporaryDir> folder{}; ///< of a session that was made of a capture
    std::vector<quint32> connections{};
    QStringList titles{}; ///< theirs
};

/// The current connection beside another recording of it, as a list in order of time; it is made on
/// another thread. UI thread.
class BesideView : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Sessions *sessions MEMBER m_sessions NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY progressed) ///< 0 to 1
    Q_PROPERTY(QString problem READ problem NOTIFY changed)     ///< why nothing could be laid
    Q_PROPERTY(QString titleA READ titleA NOTIFY changed)
    Q_PROPERTY(QString titleB READ titleB NOTIFY changed)
    Q_PROPERTY(QStringList story READ story NOTIFY changed)
    Q_PROPERTY(QStringList choices READ choices NOTIFY changed) ///< connections that B has
    Q_PROPERTY(int choice READ choice NOTIFY changed)           ///< which one is shown; -1: none

public:
    enum Role {
        TimeRole = Qt::UserRole,
        NumberARole, ///< "#5", empty where that end has none
        NumberBRole,
        ArrowRole,
        TypeRole,
        LengthRole,
        FateRole, ///< "arrived", "lost" and so on; empty of a moment
        WayRole,  ///< time on the way, or the fate in words
        SummaryRole,
        KeyRole ///< a state's or a type's, to choose a colour by
    };

    explicit BesideView(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    bool isRunning() const { return m_running; }
    double progress() const { return m_progress; }
    QString problem() const { return m_problem; }
    QString titleA() const { return m_titleA; }
    QString titleB() const { return m_titleB; }
    QStringList story() const { return m_ends ? m_ends->story : QStringList(); }
    QStringList choices() const { return m_other ? m_other->titles : QStringList(); }
    int choice() const;
    const std::shared_ptr<const LaidEnds> &ends() const { return m_ends; }

    /// Lays the current connection beside a recording: a session, or what can be imported.
    Q_INVOKABLE void begin(const QString &path);
    /// The same with that one of B's connections, whether it seems to be the other end or not.
    Q_INVOKABLE void choose(int choice);
    Q_INVOKABLE void end();
    /// The record of A's session that a row begins with; -1: it has none.
    Q_INVOKABLE double recordOf(int row) const;
    /// The row at or before a time of A's session in nanoseconds; -1: there is none.
    Q_INVOKABLE int rowAt(double time) const;
    /// The next piece behind `from` that did not arrive as it set out, around the end; -1: none.
    Q_INVOKABLE int nextDifference(int from) const;

Q_SIGNALS:
    void changed();
    void progressed();

private:
    /// Lays the current connection beside one of `other`, or of what is read from `path` first.
    void start(const QString &path, std::shared_ptr<const OtherEnd> other, quint32 chosen);
    void take(std::shared_ptr<const OtherEnd> other, std::shared_ptr<const LaidEnds> ends,
              const QString &problem);
    QVariant pieceData(const beside::Row &row, int role) const;
    QVariant momentData(const beside::Row &row, int role) const;
    QString summary(bool isA, quint64 seq) const;
    QString wayText(const beside::Row &row) const;

    Sessions *m_sessions = nullptr;
    LatestJob m_job;
    std::shared_ptr<const OtherEnd> m_other;
    std::shared_ptr<const LaidEnds> m_ends;
    std::unique_ptr<session::Reader> m_readerA, m_readerB;
    std::unique_ptr<beside::Summaries> m_summariesA, m_summariesB; // they go before the readers
    QString m_path, m_titleA, m_titleB, m_problem;
    double m_progress = 0;
    bool m_running = false;
};

} // namespace ajar::ui
