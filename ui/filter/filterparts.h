// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/filter/filterform.h"

#include <optional>
#include <utility>

namespace ajar::ui
{

/// The parts of the set filter that the window has handles for: `op:control` and a range of `t`.
/// They are read from the filter and written into it, so they can be typed as well.
class FilterParts : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::FilterForm *form MEMBER m_form REQUIRED)
    Q_PROPERTY(ajar::ui::FrameModel *frames READ frames WRITE setFrames NOTIFY changed REQUIRED)
    Q_PROPERTY(bool controlOnly READ isControlOnly WRITE setControlOnly NOTIFY changed)
    Q_PROPERTY(double from READ from NOTIFY changed) ///< nanoseconds; -1: no range
    Q_PROPERTY(double to READ to NOTIFY changed)
    Q_PROPERTY(QString timeText READ timeText NOTIFY changed) ///< "1.2s to 3.4s"

public:
    using QObject::QObject;

    FrameModel *frames() const { return m_frames; }
    void setFrames(FrameModel *frames);
    bool isControlOnly() const;
    void setControlOnly(bool on);
    double from() const;
    double to() const;
    QString timeText() const;

    /// In any order, in nanoseconds; they are rounded outwards to a few figures.
    Q_INVOKABLE void setTimes(double one, double other);
    Q_INVOKABLE void clearTimes();

Q_SIGNALS:
    void changed();

private:
    std::string present() const { return m_frames ? m_frames->filter().toStdString() : ""; }
    std::optional<std::pair<quint64, quint64>> times() const;
    void set(const std::string &expression);

    FilterForm *m_form = nullptr;
    QPointer<FrameModel> m_frames;
};

} // namespace ajar::ui
