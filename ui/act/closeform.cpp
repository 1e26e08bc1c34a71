// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/closeform.h"

#include "ui/text/words.h"
#include "wire/closebody.h"

#include <QtEndian>

namespace ajar::ui
{

QByteArray closeBody(quint16 code, const QString &reason)
{
    QByteArray body(static_cast<qsizetype>(sizeof code), Qt::Uninitialized);
    qToBigEndian(code, body.data());
    return body + reason.toUtf8();
}

void CloseForm::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    if (connection)
        connect(connection, &Connection::changed, this, &CloseForm::changed);
    Q_EMIT changed();
}

QStringList CloseForm::choices() const
{
    QStringList list;
    for (quint16 code = 1000; code < 1016; ++code) {
        if (wire::isSendableCloseCode(code))
            list += codeWords(code);
    }
    for (const quint16 code : std::initializer_list<quint16>{3000, 3003, 3008, 4000})
        list += codeWords(code);
    return list << tr("empty");
}

void CloseForm::setUnlocked(bool on)
{
    if (m_unlocked == on)
        return;
    m_unlocked = on;
    Q_EMIT changed();
}

void CloseForm::setCode(const QString &code)
{
    if (m_code == code)
        return;
    m_code = code;
    Q_EMIT changed();
}

void CloseForm::setReason(const QString &reason)
{
    if (m_reason == reason)
        return;
    m_reason = reason;
    Q_EMIT changed();
}

int CloseForm::reasonLimit() const
{
    return static_cast<int>(wire::maxReasonBytes);
}

bool CloseForm::isEmpty() const
{
    return m_code.trimmed() == tr("empty");
}

std::optional<quint16> CloseForm::number() const
{
    bool ok = false;
    const quint16 code = m_code.trimmed().section(u' ', 0, 0).toUShort(&ok);
    return ok ? std::optional(code) : std::nullopt;
}

QString CloseForm::problem() const
{
    if (isEmpty())
        return m_reason.isEmpty() ? QString() : tr("An empty Close carries no reason.");
    const std::optional<quint16> code = number();
    if (!code)
        return tr("A code is a number such as 1000, or “empty”.");
    if (m_unlocked)
        return {};
    if (!wire::isSendableCloseCode(*code))
        return tr("%1 must not be sent: %2.")
            .arg(*code)
            .arg(findingWords(findingsOf(wire::closeCodeFindings(*code)).value(0)));
    if (reasonBytes() > reasonLimit())
        return tr("The reason has more than %1 bytes.").arg(reasonLimit());
    return {};
}

bool CloseForm::mayBeSent() const
{
    return isEmpty() || (wire::isSendableCloseCode(*number()) && reasonBytes() <= reasonLimit());
}

bool CloseForm::isSendable() const
{
    if (!m_connection || !m_connection->isLive() || !problem().isEmpty())
        return false;
    const closing::LinkState state = m_connection->link()->state();
    return state == closing::LinkState::Open || state == closing::LinkState::HalfClosedRemote;
}

/// Against the rules, so it goes out as a raw frame, which carries what is wrong with it.
void CloseForm::sendAnyway() const
{
    const QByteArray body = closeBody(*number(), m_reason);
    wire::RawFrame frame;
    frame.opcode = wire::Opcode::Close;
    frame.payload.assign(body.begin(), body.end());
    m_connection->link()->sendRaw(frame);
}

bool CloseForm::send()
{
    if (!isSendable())
        return false;
    if (isEmpty())
        m_connection->link()->closeWithoutCode();
    else if (!mayBeSent())
        sendAnyway();
    else
        m_connection->link()->close(*number(), m_reason);
    return true;
}

} // namespace ajar::ui
