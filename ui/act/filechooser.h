// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <functional>

namespace ajar::ui
{

/// Asks for a file with the platform's dialog, without blocking: recording and the window go on.
class FileChooser : public QObject
{
    Q_OBJECT
    QML_ELEMENT

public:
    using QObject::QObject;

    Q_INVOKABLE void openSession();
    Q_INVOKABLE void importFile();
    Q_INVOKABLE void openOtherEnd(); ///< a recording to lay beside
    Q_INVOKABLE void saveSession(const QString &name);
    Q_INVOKABLE void continueSession(); ///< where recording goes on
    Q_INVOKABLE void exportFile(const QString &suffix);
    Q_INVOKABLE void openCertificates(const QString &purpose); ///< or a key: a PEM file
    Q_INVOKABLE void openPayload();

Q_SIGNALS:
    void sessionChosen(const QString &path);
    void importChosen(const QString &path);
    void otherEndChosen(const QString &path);
    void saveChosen(const QString &path);
    void continueChosen(const QString &path);
    void exportChosen(const QString &path);
    void payloadChosen(const QString &path);
    void certificatesChosen(const QString &purpose, const QString &path);

private:
    void ask(const QString &title, const QString &filter, const QString &suffix, bool save,
             const QString &name, const std::function<void(const QString &)> &chosen);
};

} // namespace ajar::ui
