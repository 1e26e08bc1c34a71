// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

#include <QAbstractListModel>
#include <QPointer>

namespace ajar::ui
{

/// The rules that a connection broke, each once with its count and its first frames; or those of
/// one record. What implementers read differently (strict) is left out until it is asked for.
class FindingList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(double seq READ seq WRITE setSeq NOTIFY changed) ///< 0: the whole connection
    Q_PROPERTY(bool strict READ isStrict WRITE setStrict NOTIFY changed)
    Q_PROPERTY(int rows READ rows NOTIFY changed)
    Q_PROPERTY(int strictRows READ strictRows NOTIFY changed) ///< there are, shown or not
    Q_PROPERTY(bool full READ isFull NOTIFY changed)          ///< there were more than are kept

public:
    enum Role {
        IdRole = Qt::UserRole,
        TitleRole,
        LevelRole, ///< "MUST", "SHOULD", "note", "strict": a key
        LevelWordsRole,
        SectionRole,
        SentenceRole,
        WhoRole, ///< whose fault it is, and how often
        DetailRole,
        NumbersRole, ///< of the first frames
        SeqRole,     ///< where to look: the first one's record
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    double seq() const { return static_cast<double>(m_seq); }
    void setSeq(double seq);
    bool isStrict() const { return m_strict; }
    void setStrict(bool on);
    int rows() const { return static_cast<int>(m_rules.size()); }
    int strictRows() const { return m_strictRows; }
    bool isFull() const;

Q_SIGNALS:
    void changed();

private:
    struct BrokenRule {
        wire::Finding finding = wire::Finding::RsvNotNegotiated;
        quint64 seq = 0;
        quint64 sent = 0, received = 0, count = 0;
        QList<quint64> numbers;
        QString detail;
    };
    void update();
    void show(const QList<BrokenRule> &rules);
    QList<FindingMark> marks() const;
    static QString who(const BrokenRule &rule);

    QPointer<Connection> m_connection;
    quint64 m_seq = 0;
    quint64 m_revision = 0;
    bool m_strict = false;
    int m_strictRows = 0;
    QList<BrokenRule> m_rules;
};

} // namespace ajar::ui
