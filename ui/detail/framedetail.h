// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/detail/headerfields.h"
#include "ui/detail/payloadsource.h"
#include "ui/frames/framemodel.h"

#include <QPointer>
#include <QTimer>

namespace ajar::ui
{

/// The selected record: what it carries, a part at a time, and its header's fields. The row of a
/// message carries what all its frames do.
class FrameDetail : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::FrameModel *frames READ frames WRITE setFrames NOTIFY changed)
    Q_PROPERTY(ajar::ui::Connection *connection READ connection NOTIFY changed)
    Q_PROPERTY(double seq READ seq NOTIFY changed) ///< 0: none
    Q_PROPERTY(bool frame READ isFrame NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString hex READ hex NOTIFY changed)
    Q_PROPERTY(bool json READ isJson NOTIFY changed)
    Q_PROPERTY(QString shownText READ shownText NOTIFY changed) ///< "64 kB of 3.1 MB"
    Q_PROPERTY(bool asHex READ isAsHex WRITE setAsHex NOTIFY changed)
    Q_PROPERTY(bool compressed READ isCompressed NOTIFY changed)
    /// What is compressed is shown as it was, always as hex, else inflated.
    Q_PROPERTY(bool onTheWire READ isOnTheWire WRITE setOnTheWire NOTIFY changed)
    Q_PROPERTY(QString sizesText READ sizesText NOTIFY changed) ///< of what is compressed, both
    Q_PROPERTY(QString note READ note NOTIFY changed)    ///< why it does not inflate, or not yet
    Q_PROPERTY(bool parted READ isParted NOTIFY changed) ///< too long to be shown at once
    Q_PROPERTY(bool before READ hasBefore NOTIFY changed)
    Q_PROPERTY(bool more READ hasMore NOTIFY changed)
    Q_PROPERTY(ajar::ui::HeaderFields *fields READ fields CONSTANT)

public:
    explicit FrameDetail(QObject *parent = nullptr);

    FrameModel *frames() const { return m_frames; }
    void setFrames(FrameModel *frames);
    Connection *connection() const { return m_connection; }
    double seq() const { return static_cast<double>(m_seq); }
    bool isFrame() const { return m_row && m_row->isFrame(); }
    QString title() const;
    QString text() const;
    QString hex() const;
    bool isJson() const;
    QString shownText() const;
    bool isAsHex() const { return m_asHex || isOnTheWire(); }
    void setAsHex(bool on);
    bool isCompressed() const { return m_row && m_source.isCompressed(); }
    bool isOnTheWire() const { return m_onTheWire && isCompressed(); }
    void setOnTheWire(bool on);
    QString sizesText() const;
    QString note() const;
    bool isParted() const;
    bool hasBefore() const { return m_offset > 0; }
    bool hasMore() const;
    HeaderFields *fields() { return &m_fields; }

    /// A long payload is shown a part at a time: the next one, the one before.
    Q_INVOKABLE void showMore();
    Q_INVOKABLE void showBefore();

Q_SIGNALS:
    void changed();

private:
    void takeCurrent();
    void load();
    void readPart();
    quint64 partSize() const;
    quint64 size() const { return m_content.size; } ///< in the form that is shown

    QPointer<FrameModel> m_frames;
    QPointer<Connection> m_connection;
    quint64 m_seq = 0;
    quint64 m_lastSeq = 0; ///< of the message; 0: the record alone
    quint64 m_offset = 0;  ///< of the part, a multiple of its size
    bool m_asHex = false;
    bool m_onTheWire = false;
    std::optional<session::Row> m_row;
    mutable PayloadSource m_source;
    session::Content m_content; ///< the part, and a character's tail
    QTimer m_goOn;              ///< with what took too long
    HeaderFields m_fields;
};

} // namespace ajar::ui
