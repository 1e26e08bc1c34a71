// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/libraryscan.h"
#include "ui/sessions/sessionlist.h"
#include "ui/sessions/sessionremoval.h"
#include "ui/sessions/sizelimit.h"

#include <QFileSystemWatcher>
#include <QTimer>

namespace ajar::ui
{

/// The sessions folder of the window: what is in it, kept up to date, and what can be done to it.
/// It opens no session itself. UI thread; files are read elsewhere.
class Library : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Sessions has it")
    Q_PROPERTY(ajar::ui::SessionList *list READ list CONSTANT)
    Q_PROPERTY(ajar::ui::SessionList *recent READ recent CONSTANT) ///< the last few
    Q_PROPERTY(QStringList recentUrls READ recentUrls NOTIFY scanned)
    Q_PROPERTY(ajar::ui::SessionRemoval *removal READ removal CONSTANT)
    Q_PROPERTY(ajar::ui::SizeLimit *limit READ limit CONSTANT)
    Q_PROPERTY(QString folder READ folder CONSTANT)
    Q_PROPERTY(bool scanning READ isScanning NOTIFY scanned)
    Q_PROPERTY(bool watched READ isWatched WRITE setWatched NOTIFY watchedChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY scanned) ///< with the folder
    Q_PROPERTY(QString note READ note NOTIFY noted)         ///< what came of a rename or a removal

public:
    /// `isOpen` tells of a path whether this window has it open.
    Library(const QString &folder, std::function<bool(const QString &)> isOpen, QObject *parent);

    SessionList *list() { return &m_list; }
    SessionList *recent() { return &m_recent; }
    QStringList recentUrls() const;
    SessionRemoval *removal() { return &m_removal; }
    SizeLimit *limit() { return &m_limit; }
    QString folder() const { return m_folder; }
    bool isScanning() const { return m_scan.isRunning(); }
    bool isWatched() const { return m_watched; }
    /// While somebody looks, what is being recorded is read again every other second.
    void setWatched(bool watched);
    QString problem() const { return m_problem; }
    QString note() const { return m_note; }

    /// Soon: many calls are one.
    Q_INVOKABLE void refresh();
    /// Lets go of all files, until refresh(): a reader keeps a recording from ending as one file.
    void stop();
    Q_INVOKABLE void rename(const QString &path, const QString &name);
    Q_INVOKABLE void removeSelected();
    /// Selects what would have to go for the size limit.
    Q_INVOKABLE void selectTooMuch();
    Q_INVOKABLE void showInFolder(const QString &path);

Q_SIGNALS:
    void scanned();
    void noted();
    void watchedChanged();

private:
    void watchFolder();
    void take(const QList<library::Summary> &summaries);
    void finish(const QSet<QString> &paths, const session::Error &error);
    QString whyItStays(const library::Summary &summary) const;
    void setNote(const QString &note);

    const QString m_folder;
    const std::function<bool(const QString &)> m_isOpen;
    SessionList m_list;
    SessionList m_recent;
    SizeLimit m_limit;
    SessionRemoval m_removal;
    LibraryScan m_scan;
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
    QTimer m_often;
    bool m_watched = false;
    QString m_problem;
    QString m_note;
};

} // namespace ajar::ui
