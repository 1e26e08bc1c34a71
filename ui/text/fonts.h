// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// The system's fonts that QML can't ask for by itself.
class Fonts : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString fixed READ fixed CONSTANT)     ///< the family for frames and addresses
    Q_PROPERTY(QString general READ general CONSTANT) ///< the family for all else

public:
    QString fixed() const;
    QString general() const;
};

} // namespace ajar::ui
