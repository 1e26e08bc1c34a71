// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

struct Header {
    QString name;
    QString value;
};

/// The user's own header fields; the last row is always an empty one to type into.
class HeaderTable : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int filled READ filled NOTIFY filledChanged)

public:
    enum Role { NameRole = Qt::UserRole, ValueRole, ProblemRole };

    explicit HeaderTable(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    const QList<Header> &all() const { return m_headers; }
    int filled() const; ///< rows with a name

    Q_INVOKABLE void setName(int row, const QString &name);
    Q_INVOKABLE void setValue(int row, const QString &value);
    Q_INVOKABLE void removeRow(int row);

    /// A sentence, or empty if the field can be sent (RFC 9110 5.1, 5.5).
    static QString problemOf(const Header &header);
    static bool isToken(const QString &text);

Q_SIGNALS:
    void filledChanged();

private:
    void edited(int row);

    QList<Header> m_headers;
};

} // namespace ajar::ui
