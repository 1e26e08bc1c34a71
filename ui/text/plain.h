// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// At most so many UTF-16 units of a text are shown at a time.
constexpr qsizetype shownAtMost = 64 * 1024;

/// A text from the network or a file as it may be shown: control, bidi and other invisible
/// characters as visible escapes, no more than `most` units (then an ellipsis stands at the end).
/// `lines` keeps line ends and tabs. Escaping twice changes nothing.
QString plain(QStringView text, bool lines = false, qsizetype most = shownAtMost);

/// The same for QML, where every text component of ours calls it.
class Plain : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    Q_INVOKABLE QString line(const QString &text) const { return plain(text); }
    Q_INVOKABLE QString start(const QString &text, int most) const
    {
        return plain(text, false, qMax(most, 0));
    }
    Q_INVOKABLE QString block(const QString &text) const { return plain(text, true); }
};

} // namespace ajar::ui
