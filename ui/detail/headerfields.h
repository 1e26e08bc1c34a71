// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// The fields of a frame header in the order of RFC 6455 5.2, with their widths in bits.
class HeaderFields : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("FrameDetail has it")

public:
    enum Role { NameRole = Qt::UserRole, BitsRole, RawRole, MeaningRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void setFrame(const session::Row &row);
    void clear();

private:
    struct Field {
        QString name;
        int bits = 0; ///< 0: not on the wire as a field of its own
        QString raw;
        QString meaning;
    };
    void addLength(const wire::FrameHeader &header);

    QList<Field> m_fields;
};

} // namespace ajar::ui
