// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "library/summary.h"
#include "ui/sessions/backgroundjob.h"

#include <QList>

namespace ajar::ui
{

/// Sessions on their way out: says which ones and how, waits for a yes, and does it. What the trash
/// does not take is asked about once more.
class SessionRemoval : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Library has it")
    Q_PROPERTY(QString question READ question NOTIFY asked)
    Q_PROPERTY(QStringList names READ names NOTIFY asked)
    Q_PROPERTY(QStringList kept READ kept NOTIFY asked) ///< what stays and why; empty: nothing
    Q_PROPERTY(bool permanent READ isPermanent NOTIFY asked)
    Q_PROPERTY(int count READ count NOTIFY asked)
    Q_PROPERTY(ajar::ui::BackgroundJob *job READ job CONSTANT)

public:
    explicit SessionRemoval(QObject *parent);

    /// `why`: says of a session why it must stay; empty: it may go.
    void ask(const QList<library::Summary> &summaries,
             const std::function<QString(const library::Summary &)> &why);

    QString question() const;
    QStringList names() const;
    QStringList kept() const { return m_kept; }
    bool isPermanent() const { return m_permanent; }
    int count() const { return static_cast<int>(m_summaries.size()); }
    BackgroundJob *job() { return &m_job; }

    Q_INVOKABLE void confirm();

Q_SIGNALS:
    void asked();
    void removed(int count, const QStringList &problems);

private:
    struct Result {
        int removed = 0;
        QStringList problems;
        QList<library::Summary> untrashed;
    };
    static Result remove(const QList<library::Summary> &summaries, bool permanently,
                         const BackgroundJob::Progress &progress,
                         const std::atomic_bool &cancelled);
    void end(const Result &result);

    QList<library::Summary> m_summaries;
    QStringList m_kept;
    QString m_why; ///< the trash does not take them
    bool m_permanent = false;
    BackgroundJob m_job;
};

} // namespace ajar::ui
