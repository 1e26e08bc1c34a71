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

QString Composer::problem() const
{
    if (m_kind == Kind::Hex && !bytesFromHex(m_text))
        return tr("Hex is pairs of the digits 0-9 and a-f.");
    if (m_kind == Kind::Base64 && !bytesFromBase64(m_text))
        return tr("This is not base64.");
    return {};
}

bool Composer::isOpen() const
{
    if (!m_connection || !m_connection->isLive())
        return false;
    const closing::LinkState state = m_connection->link()->state();
    return state == closing::LinkState::Open || state == closing::LinkState::HalfClosedRemote;
}

bool Composer::send()
{
    if (!isOpen() || !problem().isEmpty())
        return false;
    link::ClientLink *link = m_connection->link();
    if (m_kind == Kind::Text)
        link->sendTextMessage(m_text);
    else
        link->sendBinaryMessage(m_kind == Kind::Hex ? *bytesFromHex(m_text)
                                                    : *bytesFromBase64(m_text));
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
