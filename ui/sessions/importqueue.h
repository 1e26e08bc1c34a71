// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/importer.h"

#include <QObject>
#include <QStringList>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

class Sessions;

/// Files that others have made, one after the other: sessions are opened, the rest is imported into
/// the sessions folder and opened from there.
class ImportQueue : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Sessions has it")

public:
    ImportQueue(Sessions &sessions, const QString &folder);

    /// Opens it if it is a session, else imports it.
    Q_INVOKABLE void take(const QString &path);
    /// The same for what was dropped; what is no local file is told.
    Q_INVOKABLE void takeUrls(const QList<QUrl> &urls);

private:
    void import(const QString &path);
    void next();
    void end(const QString &source, const QString &target, const session::ImportReport &report,
             const QString &firstLeftOut);

    Sessions &m_sessions;
    const QString m_folder;
    QStringList m_waiting;
};

} // namespace ajar::ui
