// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load.h"
#include "testserver.h"
#include "ui/sessions/sessions.h"
#include "ui/start.h"

#include <QQmlEngine>
#include <QQuickWindow>
#include <QTemporaryDir>

#include <memory>

/// What the window needs and a page test can't make by itself: a network, a folder for sessions,
/// peers, and pictures of the window in the build folder.
class Fixture : public QObject
{
    Q_OBJECT
    Q_PROPERTY(TestServer *server READ server CONSTANT)
    Q_PROPERTY(TestServer *tlsServer READ tlsServer CONSTANT)
    Q_PROPERTY(QString fingerprint READ fingerprint CONSTANT) ///< of tlsServer's certificate
    Q_PROPERTY(CountingServer *counting READ counting CONSTANT)
    Q_PROPERTY(Load *load READ load CONSTANT)
    Q_PROPERTY(QString folder READ folder CONSTANT)
    Q_PROPERTY(double largeFrames READ largeFrames CONSTANT) ///< of the pages in large/

public:
    using QObject::QObject;

    TestServer *server() { return &m_server; }
    TestServer *tlsServer(); ///< made when it is first asked for
    QString fingerprint();
    CountingServer *counting() { return &m_counting; }
    Load *load() { return &m_load; }
    QString folder() const { return m_folder.path(); }
    double largeFrames() const;

    /// New sessions, empty, for one window; those of the window before are ended.
    Q_INVOKABLE ajar::ui::Sessions *newSessions();
    /// The same with an own folder below `folder`.
    Q_INVOKABLE ajar::ui::Sessions *newSessionsIn(const QString &name);
    Q_INVOKABLE ajar::ui::Start *newStart();
    /// A finished session in such a folder, with so many connections of three texts each, begun so
    /// many minutes ago; returns its path.
    Q_INVOKABLE QString addSession(const QString &folder, const QString &name, int connections,
                                   int minutesAgo);
    /// Writes what the window shows to pictures/<name>.png; false if it is all of one colour.
    Q_INVOKABLE bool grab(QQuickWindow *window, const QString &name);
    /// A session of so many frames, in a file; made anew by a program of its own.
    Q_INVOKABLE QString madeSession(double frames);
    /// The most memory that this process has had, in MB.
    Q_INVOKABLE double peakMemory() const;
    Q_INVOKABLE QString clipboard() const;
    Q_INVOKABLE bool fileExists(const QString &path) const;
    Q_INVOKABLE bool remove(const QString &path) const;
    Q_INVOKABLE bool write(const QString &path, const QString &text);
    Q_INVOKABLE QString fileText(const QString &path) const;
    /// The item with this object name, also inside popups; null if none is there.
    Q_INVOKABLE QObject *find(QQuickWindow *window, const QString &name) const;

private:
    TestServer m_server;
    TestServer *m_tlsServer = nullptr;
    QString m_fingerprint;
    CountingServer m_counting;
    Load m_load;
    QTemporaryDir m_folder;
    ajar::link::Network m_network;
    std::unique_ptr<ajar::ui::Sessions> m_sessions;
};

/// Hands the fixture to the pages.
class Setup : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void qmlEngineAvailable(QQmlEngine *engine);
};
