// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/rawform.h"

#include "ui/act/composer.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"
#include "ui/text/words.h"

#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

#include <algorithm>

namespace ajar::ui
{

namespace
{

constexpr qint64 longestFile = 64 << 20;

QByteArray toByteArray(const std::vector<std::uint8_t> &bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

/// The bytes as text that can be typed, if they are such.
std::optional<QString> typedText(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    const bool typed = std::all_of(text.begin(), text.end(),
                                   [](QChar c) { return c.isPrint() || c == u'\n' || c == u'\t'; });
    return decoder.hasError() || !typed ? std::nullopt : std::optional(text);
}

std::optional<quint64> numberFrom(const QString &text)
{
    bool ok = false;
    const quint64 number = text.trimmed().toULongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

} // namespace

void RawForm::setFin(bool on)
{
    m_frame.fin = on;
    takeFields();
}

void RawForm::setRsv(int rsv)
{
    m_frame.rsv = static_cast<std::uint8_t>(rsv & 7);
    takeFields();
}

void RawForm::setOpcode(int opcode)
{
    m_frame.opcode = static_cast<wire::Opcode>(opcode & 15);
    takeFields();
}

QStringList RawForm::opcodes() const
{
    QStringList list;
    for (int opcode = 0; opcode < 16; ++opcode) {
        const auto value = static_cast<wire::Opcode>(opcode);
        list += wire::isReserved(value) ? tr("%1 reserved").arg(opcode)
                : value == wire::Opcode::Continuation
                    ? tr("0 Continuation")
                    : tr("%1 %2").arg(opcode).arg(opcodeWords(value));
    }
    return list;
}

void RawForm::setMasked(bool on)
{
    // A client's frames are masked unless something else is said.
    m_frame.masked = on ? std::nullopt : std::optional(false);
    takeFields();
}

void RawForm::setKey(const QString &key)
{
    m_key = key;
    takeFields();
}

void RawForm::setPayloadKind(int kind)
{
    const auto wanted = static_cast<Payload>(std::clamp(kind, 0, 2));
    if (wanted == m_kind)
        return;
    const QByteArray bytes = toByteArray(m_frame.payload);
    const auto text = typedText(bytes);
    m_kind = wanted;
    if (wanted == Payload::Hex)
        m_payload = QString::fromLatin1(bytes.toHex(' '));
    else
        m_payload = wanted == Payload::Text ? text.value_or(QString()) : QString();
    takeFields();
}

void RawForm::setPayload(const QString &payload)
{
    if (m_payload == payload)
        return;
    m_payload = payload;
    takeFields();
}

void RawForm::setLength(const QString &length)
{
    m_length = length;
    takeFields();
}

int RawForm::form() const
{
    return m_frame.lengthForm ? static_cast<int>(*m_frame.lengthForm) + 1 : 0;
}

void RawForm::setForm(int form)
{
    m_frame.lengthForm =
        form > 0 ? std::optional(static_cast<wire::LengthForm>(qMin(form, 3) - 1)) : std::nullopt;
    takeFields();
}

void RawForm::setFragments(const QString &fragments)
{
    m_fragments = fragments;
    takeFields();
}

void RawForm::setCompress(bool on)
{
    m_frame.compress = on;
    takeFields();
}

/// The numbers and the key as they were typed; a sentence if one of them is none.
QString RawForm::takeNumbers(wire::RawFrame &frame) const
{
    frame.maskKey.reset();
    if (!m_key.trimmed().isEmpty() && frame.masked.value_or(true)) {
        const auto key = bytesFromHex(m_key);
        if (!key || key->size() != 4)
            return tr("A key is 8 hex digits, or empty for a fresh one.");
        frame.masked = true;
        std::copy(key->begin(), key->end(), frame.maskKey.emplace().begin());
    }
    frame.length = numberFrom(m_length);
    if (!frame.length && !m_length.trimmed().isEmpty())
        return tr("The declared length is a number of bytes, or empty for the payload's.");
    const auto fragments = numberFrom(m_fragments);
    if (!fragments || *fragments < 1 || *fragments > wire::maxRawFragments)
        return tr("Fragments: a number from 1 to %1.").arg(wire::maxRawFragments);
    frame.fragments = static_cast<std::uint32_t>(*fragments);
    return {};
}

QString RawForm::takePayload(wire::RawFrame &frame) const
{
    frame.file.clear();
    frame.payload.clear();
    if (m_kind == Payload::File) {
        frame.file = m_payload.trimmed().toStdString();
        return frame.file.empty() ? tr("Choose a file for the payload.") : QString();
    }
    const auto bytes =
        m_kind == Payload::Hex ? bytesFromHex(m_payload) : std::optional(m_payload.toUtf8());
    if (!bytes)
        return tr("Hex is pairs of the digits 0-9 and a-f.");
    frame.payload.assign(bytes->begin(), bytes->end());
    return {};
}

void RawForm::takeFields()
{
    wire::RawFrame frame = m_frame;
    m_problem = takeNumbers(frame);
    if (m_problem.isEmpty())
        m_problem = takePayload(frame);
    if (m_problem.isEmpty()) {
        m_frame = std::move(frame);
        m_written = QString::fromStdString(wire::rawFrameText(m_frame));
    }
    Q_EMIT changed();
}

void RawForm::setWritten(const QString &text)
{
    if (m_written == text)
        return;
    m_written = text;
    const std::string bytes = text.toStdString();
    wire::RawFrameParse parse = wire::parseRawFrame(bytes);
    if (parse.frame) {
        m_problem.clear();
        m_frame = std::move(*parse.frame);
        showFrame();
    } else {
        const QString before =
            QString::fromUtf8(bytes.data(), static_cast<qsizetype>(parse.position));
        m_problem = tr("At character %1: %2.").arg(before.size() + 1).arg(fromCore(parse.problem));
    }
    Q_EMIT changed();
}

/// The fields as the written line has them.
void RawForm::showFrame()
{
    const QByteArray key =
        m_frame.maskKey
            ? QByteArray(reinterpret_cast<const char *>(m_frame.maskKey->data()), 4).toHex(' ')
            : QByteArray();
    m_key = QString::fromLatin1(key);
    m_length = m_frame.length ? QString::number(*m_frame.length) : QString();
    m_fragments = QString::number(m_frame.fragments);
    if (!m_frame.file.empty()) {
        m_kind = Payload::File;
        m_payload = QString::fromStdString(m_frame.file);
        return;
    }
    const QByteArray bytes = toByteArray(m_frame.payload);
    const auto text = typedText(bytes);
    if (m_kind == Payload::File || !text)
        m_kind = text ? Payload::Text : Payload::Hex;
    m_payload = m_kind == Payload::Text ? *text : QString::fromLatin1(bytes.toHex(' '));
}

QString RawForm::problem() const
{
    if (!m_problem.isEmpty() || m_frame.file.empty())
        return m_problem;
    const QFileInfo info(QString::fromStdString(m_frame.file));
    if (!info.isFile() || !info.isReadable())
        return tr("There is no file %1 to read.").arg(info.filePath());
    return info.size() > longestFile ? tr("The file is longer than %1.").arg(bytesText(longestFile))
                                     : QString();
}

std::optional<wire::RawFrame> RawForm::complete() const
{
    if (!problem().isEmpty())
        return std::nullopt;
    wire::RawFrame frame = m_frame;
    if (!frame.file.empty()) {
        QFile file(QString::fromStdString(frame.file));
        if (!file.open(QIODevice::ReadOnly))
            return std::nullopt;
        const QByteArray bytes = file.read(longestFile);
        frame.payload.assign(bytes.begin(), bytes.end());
    }
    return frame;
}

} // namespace ajar::ui
