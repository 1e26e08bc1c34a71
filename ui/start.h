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
    Q_PROPERTY(bool demoOffered READ isDemoOffered CONSTANT)

public:
    using StartDemo = std::function<QUrl()>;
    Start(const QString &url, const QString &sessionFile, bool withholdClose, StartDemo startDemo,
          QObject *parent = nullptr);

    bool isDemoOffered() const { return m_startDemo != nullptr; }
    Q_INVOKABLE QString startDemo(); ///< where it listens; empty if it could not start

private:
    QString m_url;
    QString m_sessionFile;
    bool m_withholdClose;
    StartDemo m_startDemo;
};

} // namespace ajar::ui
