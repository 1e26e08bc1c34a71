// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/scan.h"
#include "ui/frames/framemodel.h"
#include "ui/sessions/latestjob.h"

#include <QPointer>

namespace ajar::ui
{

/// Goes from one record to the next that an expression of the filter language lets pass, and hides
/// nothing. The connection is looked through once, on another thread; a jump waits until that has
/// come far enough. UI thread.
class Find : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::FrameModel *frames READ frames WRITE setFrames NOTIFY changed)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed) ///< what is wrong with the expression
    Q_PROPERTY(QString word READ word NOTIFY changed) ///< to be shown in payloads; empty: no word
    Q_PROPERTY(QString status READ status NOTIFY changed) ///< "3 of 120 · from the top again"
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed) ///< 0 to 1

public:
    explicit Find(QObject *parent = nullptr);
    ~Find() override;

    FrameModel *frames() const { return m_frames; }
    void setFrames(FrameModel *frames);
    QString text() const { return m_text; }
    void setText(const QString &text);
    QString problem() const { return m_problem; }
    QString word() const { return m_word; }
    QString status() const;
    bool isRunning() const { return m_running; }
    double progress() const;

    Q_INVOKABLE void next() { go(1); }
    Q_INVOKABLE void previous() { go(-1); }
    Q_INVOKABLE void cancel(); ///< what was found stays
    Q_INVOKABLE void clear();  ///< forgets what was found

Q_SIGNALS:
    void changed();

private:
    void go(int step);
    void look();
    void stopLooking();
    void take(const std::vector<quint64> &hits, quint64 upTo);
    void jump(); ///< where m_wanted says, once that is known
    void jumpTo(std::vector<quint64>::const_iterator hit, bool around);

    QPointer<FrameModel> m_frames;
    QString m_text;
    QString m_problem;
    QString m_word;
    filter::Filter m_filter;
    LatestJob m_job;
    std::shared_ptr<filter::Scan> m_scan; ///< the job's own while it runs
    std::vector<quint64> m_hits;
    quint64 m_upTo = 0; ///< records that were looked at
    quint64 m_last = 0; ///< those that are
    quint64 m_from = 0; ///< the row from which a jump starts
    int m_wanted = 0;   ///< the jump that waits: 1, -1; 0: none
    bool m_running = false;
    bool m_around = false; ///< the last jump went around the end
    bool m_stopped = false;
};

} // namespace ajar::ui
