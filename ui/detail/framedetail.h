// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/detail/headerfields.h"
#include "ui/sessions/connection.h"

#include <QPointer>

namespace ajar::ui
{

/// The selected record: its payload, a part at a time, and its header's fields.
class FrameDetail : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(double seq READ seq WRITE setSeq NOTIFY changed) ///< 0: none
    Q_PROPERTY(bool frame READ isFrame NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString hex READ hex NOTIFY changed)
    Q_PROPERTY(bool json READ isJson NOTIFY changed)
    Q_PROPERTY(QString shownText READ shownText NOTIFY changed) ///< "64 kB of 3.1 MB"
    Q_PROPERTY(bool asHex MEMBER m_asHex WRITE setAsHex NOTIFY changed)
    Q_PROPERTY(bool parted READ isParted NOTIFY changed) ///< too long to be shown at once
    Q_PROPERTY(bool before READ hasBefore NOTIFY changed)
    Q_PROPERTY(bool more READ hasMore NOTIFY changed)
    Q_PROPERTY(ajar::ui::HeaderFields *fields READ fields CONSTANT)

public:
    using QObject::QObject;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    double seq() const { return static_cast<double>(m_seq); }
    void setSeq(double seq);
    bool isFrame() const { return m_row && m_row->isFrame(); }
    QString title() const;
    QString text() const;
    QString hex() const;
    bool isJson() const;
    QString shownText() const;
    void setAsHex(bool on);
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
    void load();
    quint64 partSize() const;

    QPointer<Connection> m_connection;
    quint64 m_seq = 0;
    quint64 m_offset = 0; ///< of the part, a multiple of its size
    bool m_asHex = false;
    std::optional<session::Row> m_row;
    QByteArray m_part;
    HeaderFields m_fields;
};

} // namespace ajar::ui
