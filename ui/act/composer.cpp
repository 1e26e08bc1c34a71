// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/composer.h"

#include <algorithm>

namespace ajar::ui
{

namespace
{

QByteArray withoutBlanks(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    bytes.removeIf([](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
    return bytes;
}

} // namespace

std::optional<QByteArray> bytesFromHex(const QString &text)
{
    const QByteArray digits = withoutBlanks(text);
    const bool allHex =
        std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return isxdigit(c) != 0; });
    if (!allHex || digits.size() % 2 != 0)
        return std::nullopt;
    return QByteArray::fromHex(digits);
}

std::optional<QByteArray> bytesFromBase64(const QString &text)
{
    QByteArray digits = withoutBlanks(text);
    digits.replace('-', '+').replace('_', '/');
    while (digits.endsWith('='))
        digits.chop(1);
    const auto decoded =
        QByteArray::fromBase64Encoding(digits, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || digits.size() % 4 == 1)
        return std::nullopt;
    return *decoded;
}

Composer::Composer(QObject *parent)
    : QObject(parent)
{
    connect(&m_raw, &RawForm::changed, this, &Composer::changed);
}

void Composer::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    if (connection)
        connect(connection, &Connection::changed, this, &Composer::changed);
    Q_EMIT changed();
}

void Composer::setKind(Kind kind)
{
    m_kind = kind;
    Q_EMIT changed();
}

void Composer::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    Q_EMIT changed();
}

void Composer::setFragments(const QString &fragments)
{
    m_fragments = fragments;
    Q_EMIT changed();
}

std::optional<quint32> Composer::fragmentCount() const
{
    bool ok = false;
    const quint32 count = m_fragments.trimmed().toUInt(&ok);
    return ok && count >= 1 && count <= wire::maxRawFragments ? std::optional(count) : std::nullopt;
}

QString Composer::problem() const
{
    if (m_kind == Kind::Frame) {
        if (m_raw.problem().isEmpty() && m_raw.isCompressed() && m_connection &&
            m_connection->isLive() && !m_connection->isCompressed())
            return tr("No compression was agreed on this connection.");
        return m_raw.problem();
    }
    if (m_kind == Kind::Hex && !bytesFromHex(m_text))
        return tr("Hex is pairs of the digits 0-9 and a-f.");
    if (m_kind == Kind::Base64 && !bytesFromBase64(m_text))
        return tr("This is not base64.");
    return fragmentCount() ? QString()
                           : tr("Fragments: a number from 1 to %1.").arg(wire::maxRawFragments);
}

bool Composer::isOpen() const
{
    if (!m_connection || !m_connection->isLive())
        return false;
    const closing::LinkState state = m_connection->link()->state();
    return state == closing::LinkState::Open || state == closing::LinkState::HalfClosedRemote;
}

bool Composer::isSendable() const
{
    if (!problem().isEmpty())
        return false;
    if (m_kind != Kind::Frame)
        return isOpen();
    return m_connection && m_connection->isLive() &&
           m_connection->link()->state() != closing::LinkState::Connecting &&
           !m_connection->link()->tcpState().finSent;
}

QByteArray Composer::bytes() const
{
    if (m_kind == Kind::Hex)
        return bytesFromHex(m_text).value_or(QByteArray());
    return m_kind == Kind::Base64 ? bytesFromBase64(m_text).value_or(QByteArray())
                                  : m_text.toUtf8();
}

/// A message goes out in one frame; only as raw frames can it have more.
void Composer::sendInFragments(quint32 count)
{
    link::ClientLink *link = m_connection->link();
    const QByteArray payload = bytes();
    wire::RawFrame frame;
    frame.opcode = m_kind == Kind::Text ? wire::Opcode::Text : wire::Opcode::Binary;
    frame.payload.assign(payload.begin(), payload.end());
    frame.fragments = count;
    frame.compress = m_connection->isCompressed() && link->policy().compressSent;
    link->sendRaw(frame);
}

bool Composer::send()
{
    if (!isSendable())
        return false;
    link::ClientLink *link = m_connection->link();
    if (m_kind == Kind::Frame) {
        const auto frame = m_raw.complete();
        if (frame)
            link->sendRaw(*frame);
        return frame.has_value();
    }
    if (const quint32 count = *fragmentCount(); count > 1)
        sendInFragments(count);
    else if (m_kind == Kind::Text)
        link->sendTextMessage(m_text);
    else
        link->sendBinaryMessage(bytes());
    return true;
}

bool Composer::ping()
{
    if (!isOpen())
        return false;
    m_connection->link()->ping();
    return true;
}

} // namespace ajar::ui
