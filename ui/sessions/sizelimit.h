// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "library/summary.h"

#include <QList>
#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <functional>

namespace ajar::ui
{

/// How much the sessions may take before the user is asked what to remove; kept between runs. It
/// removes nothing.
class SizeLimit : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Library has it")
    Q_PROPERTY(QString text READ text NOTIFY changed)         ///< of the field: "10"; gigabytes
    Q_PROPERTY(QString problem READ problem NOTIFY changed)   ///< with what was typed
    Q_PROPERTY(QString used READ used NOTIFY changed)         ///< "1.2 GB"
    Q_PROPERTY(QString question READ question NOTIFY changed) ///< empty: nothing to ask

public:
    static constexpr quint64 usual = 10000000000;

    explicit SizeLimit(QObject *parent);

    quint64 bytes() const { return m_limit; }
    QString text() const { return m_text; }
    QString problem() const { return m_problem; }
    QString used() const;
    QString question() const;

    /// What the sessions take now.
    void setUsed(quint64 bytes);
    /// The oldest ones that would have to go, of those that may.
    static QStringList tooMuch(QList<library::Summary> summaries, quint64 limit,
                               const std::function<bool(const library::Summary &)> &mayGo);

    Q_INVOKABLE void setText(const QString &text); ///< gigabytes; 0: no limit
    Q_INVOKABLE void dismiss();                    ///< do not ask again until it has grown

Q_SIGNALS:
    void changed();

private:
    quint64 m_limit;
    QString m_text;
    QString m_problem;
    quint64 m_used = 0;
    quint64 m_dismissedAt = 0;
};

} // namespace ajar::ui
