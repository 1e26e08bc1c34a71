// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frames/framemodel.h"

namespace ajar::ui
{

/// Where to go in the frame table, as it is written: `123` or `#123`, `1.5s`, `3:40.118` as in the
/// column Time, `+500ms` from the selected row, `14:05:30` on the clock, `start`, `end`.
class GoToForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::FrameModel *frames MEMBER m_frames REQUIRED)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed) ///< empty: there is such a place

public:
    using QObject::QObject;

    QString text() const { return m_text; }
    void setText(const QString &text);
    QString problem() const;
    /// False, with problem(), if there is no such place.
    Q_INVOKABLE bool go();

Q_SIGNALS:
    void changed();

private:
    struct Place {
        enum class Kind : quint8 { None, Frame, Time, Start, End };
        Kind kind = Kind::None;
        quint64 number = 0;
        closing::Time t = 0;
        QString problem{};
    };
    Place place() const;
    Place frameAt(const QString &digits) const;
    Place timeAt(closing::Time t) const;
    Place clockAt(const QString &text) const;
    Place away(const QString &text) const;

    FrameModel *m_frames = nullptr;
    QString m_text;
};

} // namespace ajar::ui
