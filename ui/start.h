// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <functional>

namespace ajar::ui
{

/// What the window does at first, and the demo that it offers.
class Start : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The program makes it")
    Q_PROPERTY(QString url MEMBER m_url CONSTANT)
    Q_PROPERTY(QString sessionFile MEMBER m_sessionFile CONSTANT)
    Q_PROPERTY(bool withholdClose MEMBER m_withholdClose CONSTANT)
    Q_PROPERTY(QString configFolder READ configFolder CONSTANT) ///< empty: nothing is kept
    Q_PROPERTY(bool demoOffered READ isDemoOffered CONSTANT)

public:
    using StartDemo = std::function<QUrl()>;
    Start(const QString &url, const QString &sessionFile, bool withholdClose, StartDemo startDemo,
          QObject *parent = nullptr);

    /// Where what the user sets is kept; before the window is made.
    void setConfigFolder(const QString &folder) { m_configFolder = folder; }
    QString configFolder() const { return m_configFolder; }
    bool isDemoOffered() const { return m_startDemo != nullptr; }
    Q_INVOKABLE QString startDemo(); ///< where it listens; empty if it could not start

private:
    QString m_url;
    QString m_sessionFile;
    bool m_withholdClose;
    QString m_configFolder;
    StartDemo m_startDemo;
};

} // namespace ajar::ui
