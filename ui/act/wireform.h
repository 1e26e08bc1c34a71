// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "link/clientlink.h"
#include "ui/act/limittable.h"

namespace ajar::ui
{

/// What a user can choose about frames before a connection: what is offered of permessage-deflate
/// (RFC 7692), and the limits.
class WireForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("ConnectForm has it")
    Q_PROPERTY(bool deflate READ hasDeflate WRITE setDeflate NOTIFY changed)
    Q_PROPERTY(bool serverNoTakeover READ serverNoTakeover WRITE setServerNoTakeover NOTIFY changed)
    Q_PROPERTY(bool clientNoTakeover READ clientNoTakeover WRITE setClientNoTakeover NOTIFY changed)
    // Places in the lists of choices.
    Q_PROPERTY(int serverBits READ serverBits WRITE setServerBits NOTIFY changed)
    Q_PROPERTY(int clientBits READ clientBits WRITE setClientBits NOTIFY changed)
    Q_PROPERTY(QStringList serverBitsChoices READ serverBitsChoices CONSTANT)
    Q_PROPERTY(QStringList clientBitsChoices READ clientBitsChoices CONSTANT)
    Q_PROPERTY(QString offer READ offer NOTIFY changed) ///< the header field's value
    Q_PROPERTY(ajar::ui::LimitTable *limits READ limits CONSTANT)
    Q_PROPERTY(int chosen READ chosen NOTIFY changed) ///< how many are not as usual

public:
    explicit WireForm(QObject *parent = nullptr);

    bool hasDeflate() const { return m_deflate; }
    void setDeflate(bool on);
    bool serverNoTakeover() const { return m_offer.serverNoContextTakeover; }
    void setServerNoTakeover(bool on);
    bool clientNoTakeover() const { return m_offer.clientNoContextTakeover; }
    void setClientNoTakeover(bool on);
    int serverBits() const; ///< 0: no limit, else 8 bits and up
    void setServerBits(int choice);
    int clientBits() const; ///< 0: not offered, 1: any, else 8 bits and up
    void setClientBits(int choice);
    QStringList serverBitsChoices() const;
    QStringList clientBitsChoices() const;
    QString offer() const;
    LimitTable *limits() { return &m_limits; }
    int chosen() const;

    /// A sentence, or empty once everything is in `options`.
    QString fill(link::ClientOptions &options) const;

Q_SIGNALS:
    void changed();

private:
    bool m_deflate = true;
    wire::DeflateOffer m_offer;
    LimitTable m_limits;
};

} // namespace ajar::ui
