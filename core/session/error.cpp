// SPDX-License-Identifier: MIT
#include "session/sessionerror.h"

#include <QCoreApplication>

namespace ajar::session
{

namespace
{

QString sentence(const Error &error)
{
    const auto words = [](const char *text) {
        return QCoreApplication::translate("ajar::session", text);
    };
    switch (error.fault) {
    case Fault::None:
        return {};
    case Fault::NotFound:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 does not exist")).arg(error.path);
    case Fault::Exists:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 exists already")).arg(error.path);
    case Fault::NoPermission:
        return words(QT_TRANSLATE_NOOP("ajar::session", "You have no permission for %1"))
            .arg(error.path);
    case Fault::NotAFile:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 is not a regular file"))
            .arg(error.path);
    case Fault::NotASession:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 is not an Ajar session"))
            .arg(error.path);
    case Fault::NewerVersion:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 was made by a newer version of Ajar"))
            .arg(error.path);
    case Fault::Damaged:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 is damaged")).arg(error.path);
    case Fault::DiskFull:
        return words(QT_TRANSLATE_NOOP("ajar::session", "There is too little space left for %1"))
            .arg(error.path);
    case Fault::Busy:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 is in use by another program"))
            .arg(error.path);
    case Fault::Cancelled:
        return words(QT_TRANSLATE_NOOP("ajar::session", "The work on %1 was cancelled"))
            .arg(error.path);
    case Fault::Io:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 can't be read or written"))
            .arg(error.path);
    case Fault::Displaced:
        return words(QT_TRANSLATE_NOOP("ajar::session", "%1 is not where it was")).arg(error.path);
    }
    return {};
}

} // namespace

QString errorText(const Error &error)
{
    if (!error)
        return {};
    const QString what = sentence(error);
    const QString end = QStringLiteral(".");
    return error.detail.isEmpty() ? what + end : what + QStringLiteral(": ") + error.detail + end;
}

QString sessionErrorText(const Error &error)
{
    const bool mayBeOne = error.fault == Fault::NotASession &&
                          error.path.endsWith(QLatin1String(".ajar"), Qt::CaseInsensitive);
    if (error.fault != Fault::Damaged && !mayBeOne)
        return errorText(error);
    return errorText(error) + QLatin1Char(' ') +
           QCoreApplication::translate("ajar::session",
                                       QT_TRANSLATE_NOOP("ajar::session",
                                                         "\"ajar salvage\" makes a new session of "
                                                         "what is good in a damaged one."));
}

} // namespace ajar::session
