// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/headerfields.h"

#include "ui/text/figures.h"
#include "ui/text/words.h"

namespace ajar::ui
{

int HeaderFields::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

QVariant HeaderFields::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Field &field = m_fields[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return field.name;
    case BitsRole:
        return field.bits;
    case RawRole:
        return field.raw;
    case MeaningRole:
        return field.meaning;
    default:
        return {};
    }
}

QHash<int, QByteArray> HeaderFields::roleNames() const
{
    return {{NameRole, "name"}, {BitsRole, "bits"}, {RawRole, "raw"}, {MeaningRole, "meaning"}};
}

void HeaderFields::clear()
{
    beginResetModel();
    m_fields.clear();
    endResetModel();
}

void HeaderFields::addLength(const wire::FrameHeader &header)
{
    const QString length = tr("%1 bytes").arg(countText(header.length));
    switch (header.lengthForm) {
    case wire::LengthForm::Short:
        m_fields.append({tr("Payload length"), 7, QString::number(header.length), length});
        break;
    case wire::LengthForm::Word:
        m_fields.append({tr("Payload length"), 7, QStringLiteral("126"), tr("16 bits follow")});
        m_fields.append({tr("Extended length"), 16, QString::number(header.length), length});
        break;
    case wire::LengthForm::Quad:
        m_fields.append({tr("Payload length"), 7, QStringLiteral("127"), tr("64 bits follow")});
        m_fields.append({tr("Extended length"), 64, QString::number(header.length), length});
        break;
    }
}

void HeaderFields::setFrame(const session::Row &row)
{
    const wire::FrameHeader &header = row.header;
    const auto bit = [](bool on) { return on ? QStringLiteral("1") : QStringLiteral("0"); };
    beginResetModel();
    m_fields.clear();
    m_fields.append({tr("FIN"), 1, bit(header.fin),
                     header.fin ? tr("last frame of its message") : tr("more fragments follow")});
    for (int number = 1; number <= 3; ++number) {
        const bool on = (header.rsv & (8 >> number)) != 0;
        m_fields.append({tr("RSV%1").arg(number), 1, bit(on), on ? tr("set") : tr("clear")});
    }
    m_fields.append({tr("Opcode"), 4,
                     QStringLiteral("0x%1").arg(static_cast<int>(header.opcode), 0, 16),
                     opcodeWords(header.opcode)});
    m_fields.append(
        {tr("MASK"), 1, bit(header.masked), header.masked ? tr("masked") : tr("not masked")});
    addLength(header);
    if (header.masked) {
        const auto *key = reinterpret_cast<const char *>(header.maskKey.data());
        m_fields.append({tr("Masking key"), 32, QString::fromLatin1(QByteArray(key, 4).toHex(' ')),
                         tr("the payload is shown unmasked")});
    }
    m_fields.append({tr("Payload"), 0, tr("%1 bytes").arg(countText(row.payloadSize)),
                     row.payloadSize == header.length ? tr("as declared")
                                                      : tr("differs from the length field")});
    m_fields.append({tr("On the wire"), 0,
                     tr("%1 bytes").arg(countText(header.size() + row.payloadSize)),
                     tr("header %1 bytes").arg(header.size())});
    endResetModel();
}

} // namespace ajar::ui
