// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/act/rawform.h"

namespace ajar::ui
{

/// What the user writes to send: text, bytes as hex or base64, or a raw frame. It says what is
/// wrong with it.
class Composer : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(Kind kind READ kind WRITE setKind NOTIFY changed)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(QString fragments READ fragments WRITE setFragments NOTIFY changed)
    Q_PROPERTY(ajar::ui::RawForm *raw READ raw CONSTANT)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(bool open READ isOpen NOTIFY changed)
    Q_PROPERTY(bool sendable READ isSendable NOTIFY changed)

public:
    enum class Kind { Text, Hex, Base64, Frame };
    Q_ENUM(Kind)

    explicit Composer(QObject *parent = nullptr);

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    Kind kind() const { return m_kind; }
    void setKind(Kind kind);
    QString text() const { return m_text; }
    void setText(const QString &text);
    QString fragments() const { return m_fragments; } ///< into which a message is split
    void setFragments(const QString &fragments);
    RawForm *raw() { return &m_raw; }
    QString problem() const; ///< empty if it can be sent
    bool isOpen() const;     ///< the connection takes messages
    /// What is written can go out now: a raw frame also after our own Close.
    bool isSendable() const;

    Q_INVOKABLE bool send();
    Q_INVOKABLE bool ping();

Q_SIGNALS:
    void changed();

private:
    QByteArray bytes() const;
    std::optional<quint32> fragmentCount() const;
    void sendInFragments(quint32 count);

    QPointer<Connection> m_connection;
    Kind m_kind = Kind::Text;
    QString m_text;
    QString m_fragments = QStringLiteral("1");
    RawForm m_raw;
};

/// Bytes written as hex digits, in pairs, with any white space between; nullopt if it is not that.
std::optional<QByteArray> bytesFromHex(const QString &text);
/// The same for base64 (RFC 4648), plain or URL alphabet, padding optional.
std::optional<QByteArray> bytesFromBase64(const QString &text);

} // namespace ajar::ui
