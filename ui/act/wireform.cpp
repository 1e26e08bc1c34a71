// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/wireform.h"

namespace ajar::ui
{

namespace
{

constexpr int leastBits = 8; // RFC 7692 7.1.2
constexpr int mostBits = 15;

QStringList bitsChoices()
{
    QStringList list;
    for (int bits = leastBits; bits <= mostBits; ++bits)
        list += WireForm::tr("%1 bits").arg(bits);
    return list;
}

/// The place of a number of bits in a list that has `before` other choices first.
int placeOf(std::optional<std::uint8_t> bits, int before)
{
    return bits ? *bits - leastBits + before : before - 1;
}

std::optional<std::uint8_t> bitsAt(int place, int before)
{
    if (place < before)
        return std::nullopt;
    return static_cast<std::uint8_t>(qMin(place - before + leastBits, mostBits));
}

} // namespace

WireForm::WireForm(QObject *parent)
    : QObject(parent)
{
    connect(&m_limits, &LimitTable::edited, this, &WireForm::changed);
}

void WireForm::setDeflate(bool on)
{
    m_deflate = on;
    Q_EMIT changed();
}

void WireForm::setServerNoTakeover(bool on)
{
    m_offer.serverNoContextTakeover = on;
    Q_EMIT changed();
}

void WireForm::setClientNoTakeover(bool on)
{
    m_offer.clientNoContextTakeover = on;
    Q_EMIT changed();
}

int WireForm::serverBits() const
{
    return placeOf(m_offer.serverMaxWindowBits, 1);
}

void WireForm::setServerBits(int choice)
{
    m_offer.serverMaxWindowBits = bitsAt(choice, 1);
    Q_EMIT changed();
}

int WireForm::clientBits() const
{
    return m_offer.clientMaxWindowBits ? placeOf(m_offer.clientMaxWindowBitsValue, 2) : 0;
}

void WireForm::setClientBits(int choice)
{
    m_offer.clientMaxWindowBits = choice > 0;
    m_offer.clientMaxWindowBitsValue = bitsAt(choice, 2);
    Q_EMIT changed();
}

QStringList WireForm::serverBitsChoices() const
{
    return QStringList(tr("any window")) + bitsChoices();
}

QStringList WireForm::clientBitsChoices() const
{
    return QStringList({tr("not offered"), tr("offered")}) + bitsChoices();
}

QString WireForm::offer() const
{
    return m_deflate ? QString::fromStdString(wire::offerText(m_offer)) : QString();
}

int WireForm::chosen() const
{
    const bool offerChanged = !m_deflate || m_offer != wire::DeflateOffer{};
    return offerChanged + m_limits.changedCount();
}

QString WireForm::fill(link::ClientOptions &options) const
{
    options.deflate = m_deflate ? std::optional(m_offer) : std::nullopt;
    return m_limits.fill(options.limits);
}

} // namespace ajar::ui
