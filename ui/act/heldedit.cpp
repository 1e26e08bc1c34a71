// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/heldedit.h"

#include "session/bytes.h"
#include "ui/act/closeform.h"
#include "ui/act/composer.h"
#include "ui/text/words.h"
#include "wire/closebody.h"

#include <QStringDecoder>

#include <algorithm>

namespace ajar::ui
{

namespace
{

constexpr int codeBytes = 2;

std::optional<QString> textFrom(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    const bool shown = std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.unicode() >= 0x20 || c == u'\n' || c == u'\t';
    });
    return decoder.hasError() || !shown ? std::nullopt : std::optional(text);
}

} // namespace

void HeldEdit::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    m_frame = {};
    if (connection)
        connect(connection, &Connection::heldChanged, this, &HeldEdit::changed);
    Q_EMIT changed();
}

bool HeldEdit::begin(double number)
{
    if (!m_connection || !m_connection->link())
        return false;
    const QList<link::HeldFrame> held = m_connection->link()->heldFrames();
    const auto wanted = static_cast<quint64>(number);
    const auto found = std::find_if(held.begin(), held.end(), [wanted](const auto &frame) {
        return wanted == 0 || frame.number == wanted;
    });
    if (found == held.end())
        return false;
    m_frame = *found;
    m_asHex = false;
    show(m_frame.payload);
    Q_EMIT changed();
    return true;
}

/// As code and reason, as text, or as hex if it can't be those.
void HeldEdit::show(const QByteArray &payload)
{
    const bool coded = m_frame.opcode == wire::Opcode::Close && !m_asHex;
    const auto text = textFrom(coded ? payload.mid(codeBytes) : payload);
    if (coded && text && payload.size() != 1) {
        const auto code = wire::parseCloseBody(session::wireBytes(payload)).code;
        m_code = code ? QString::number(*code) : QString();
        m_reason = *text;
        return;
    }
    m_asHex = m_asHex || coded || !text;
    m_text = m_asHex ? QString::fromLatin1(payload.toHex(' ')) : *text;
}

void HeldEdit::setAsHex(bool on)
{
    const auto bytes = payload();
    if (on == m_asHex || !bytes)
        return Q_EMIT changed();
    m_asHex = on;
    show(*bytes);
    Q_EMIT changed();
}

void HeldEdit::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    Q_EMIT changed();
}

void HeldEdit::setCode(const QString &code)
{
    m_code = code;
    Q_EMIT changed();
}

void HeldEdit::setReason(const QString &reason)
{
    m_reason = reason;
    Q_EMIT changed();
}

QString HeldEdit::title() const
{
    if (m_frame.number == 0)
        return {};
    const QString type = opcodeWords(m_frame.opcode);
    return m_frame.direction == closing::Direction::Sent
               ? tr("#%1 %2, held on its way to the peer").arg(m_frame.number).arg(type)
               : tr("#%1 %2, received and held").arg(m_frame.number).arg(type);
}

std::optional<QByteArray> HeldEdit::payload() const
{
    if (m_asHex)
        return bytesFromHex(m_text);
    if (!isClose())
        return m_text.toUtf8();
    if (m_code.trimmed().isEmpty())
        return m_reason.isEmpty() ? std::optional(QByteArray()) : std::nullopt;
    bool ok = false;
    const quint16 code = m_code.trimmed().toUShort(&ok);
    if (!ok)
        return std::nullopt;
    return closeBody(code, m_reason);
}

QString HeldEdit::problem() const
{
    if (m_frame.number == 0 || payload())
        return {};
    if (m_asHex)
        return tr("Hex is pairs of the digits 0-9 and a-f.");
    return m_code.trimmed().isEmpty() ? tr("A reason needs a code before it.")
                                      : tr("A code is a number from 0 to 65535, or empty.");
}

QString HeldEdit::note() const
{
    const auto bytes = payload();
    if (!bytes || !isControl())
        return {};
    if (static_cast<std::size_t>(bytes->size()) > wire::maxControlPayload)
        return tr("More than the %1 bytes that a control frame may have.")
            .arg(wire::maxControlPayload);
    if (m_frame.opcode != wire::Opcode::Close)
        return {};
    const auto findings = findingsOf(wire::parseCloseBody(session::wireBytes(*bytes)).findings);
    return findings.isEmpty() ? QString()
                              : tr("Against the rules: %1.").arg(findingWords(findings.first()));
}

int HeldEdit::bytes() const
{
    return static_cast<int>(payload().value_or(QByteArray()).size());
}

bool HeldEdit::isWaiting() const
{
    return m_connection && m_frame.number != 0 && m_connection->isHeld(number());
}

bool HeldEdit::send()
{
    const auto bytes = payload();
    if (!bytes || !isWaiting())
        return false;
    m_connection->link()->edit(m_frame.number, *bytes);
    return true;
}

} // namespace ajar::ui
