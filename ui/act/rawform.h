// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"
#include "wire/rawframe.h"

#include <QPointer>

namespace ajar::ui
{

/// A frame with every bit at the user's will, as fields and as one written line; what is changed in
/// one shows in the other. It says what is wrong and where.
class RawForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Composer has it")
    Q_PROPERTY(bool fin READ fin WRITE setFin NOTIFY changed)
    Q_PROPERTY(int rsv READ rsv WRITE setRsv NOTIFY changed) ///< RSV1 is the bit of value 4
    Q_PROPERTY(int opcode READ opcode WRITE setOpcode NOTIFY changed)
    Q_PROPERTY(QStringList opcodes READ opcodes CONSTANT)
    Q_PROPERTY(bool masked READ isMasked WRITE setMasked NOTIFY changed)
    Q_PROPERTY(QString key READ key WRITE setKey NOTIFY changed) ///< empty: a fresh one
    Q_PROPERTY(int payloadKind READ payloadKind WRITE setPayloadKind NOTIFY changed)
    Q_PROPERTY(QString payload READ payload WRITE setPayload NOTIFY changed)
    Q_PROPERTY(QString length READ length WRITE setLength NOTIFY changed) ///< empty: the payload's
    Q_PROPERTY(int form READ form WRITE setForm NOTIFY changed)           ///< shortest, 7, 16, 64
    Q_PROPERTY(QString fragments READ fragments WRITE setFragments NOTIFY changed)
    Q_PROPERTY(bool compress READ isCompressed WRITE setCompress NOTIFY changed)
    Q_PROPERTY(QString written READ written WRITE setWritten NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString preview READ preview NOTIFY changed) ///< the first bytes on the wire

public:
    enum class Payload { Text, Hex, File };

    using QObject::QObject;

    bool fin() const { return m_frame.fin; }
    void setFin(bool on);
    int rsv() const { return m_frame.rsv; }
    void setRsv(int rsv);
    int opcode() const { return static_cast<int>(m_frame.opcode); }
    void setOpcode(int opcode);
    QStringList opcodes() const;
    bool isMasked() const { return m_frame.masked.value_or(true); }
    void setMasked(bool on);
    QString key() const { return m_key; }
    void setKey(const QString &key);
    int payloadKind() const { return static_cast<int>(m_kind); }
    void setPayloadKind(int kind); ///< the bytes stay, written another way
    QString payload() const { return m_payload; }
    void setPayload(const QString &payload); ///< as its kind has it; of a file the path
    QString length() const { return m_length; }
    void setLength(const QString &length);
    int form() const;
    void setForm(int form);
    QString fragments() const { return m_fragments; }
    void setFragments(const QString &fragments);
    bool isCompressed() const { return m_frame.compress; }
    void setCompress(bool on);
    QString written() const { return m_written; }
    void setWritten(const QString &text);
    QString problem() const;
    QString preview() const;

    const wire::RawFrame &frame() const { return m_frame; }
    /// The frame with its file's bytes; nullopt if it can't be sent.
    std::optional<wire::RawFrame> complete() const;

Q_SIGNALS:
    void changed();

private:
    void takeFields();
    void showFrame();
    QString takeNumbers(wire::RawFrame &frame) const;
    QString takePayload(wire::RawFrame &frame) const;

    wire::RawFrame m_frame; ///< the last one without a fault
    Payload m_kind = Payload::Text;
    QString m_key, m_payload, m_length;
    QString m_fragments = QStringLiteral("1");
    QString m_written = QStringLiteral("opcode=text");
    QString m_problem;
};

} // namespace ajar::ui
