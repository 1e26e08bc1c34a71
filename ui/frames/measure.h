// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frames/framemodel.h"
#include "ui/sessions/latestjob.h"

#include <QPointer>

namespace ajar::ui
{

/// A second selected row, and what lies between it and the selected one: the time at once, frames
/// and bytes when they are counted, on another thread. UI thread.
class Measure : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::FrameModel *frames READ frames WRITE setFrames NOTIFY changed)
    Q_PROPERTY(double second READ second WRITE setSecond NOTIFY changed) ///< 0: none
    Q_PROPERTY(QString text READ text NOTIFY changed) ///< empty: nothing is measured

public:
    explicit Measure(QObject *parent = nullptr);

    FrameModel *frames() const { return m_frames; }
    void setFrames(FrameModel *frames);
    double second() const { return static_cast<double>(m_second); }
    void setSecond(double seq);
    QString text() const;

    Q_INVOKABLE void moveSecond(int rows); ///< from where it is, or from the selected row

Q_SIGNALS:
    void changed();

private:
    struct Between {
        closing::Time time = 0;
        QString from, to; ///< "#5", or the time of what is no frame
        quint64 rows = 0, frames = 0, bytes = 0;
        bool counted = false;
    };
    void clear();
    void count();

    QPointer<FrameModel> m_frames;
    quint64 m_second = 0;
    Between m_between;
    LatestJob m_job;
};

} // namespace ajar::ui
