// SPDX-License-Identifier: GPL-3.0-or-later
// The first bytes of a raw frame as they will stand on the wire.
#include "ui/act/rawform.h"

#include "wire/frameencoder.h"

#include <QFile>

namespace ajar::ui
{

namespace
{

constexpr std::size_t payloadShown = 16;

QString hexOf(wire::Bytes bytes)
{
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                          static_cast<qsizetype>(bytes.size()))
                                   .toHex(' '));
}

/// The first one of its fragments, with no more payload than can be shown and its true length.
wire::RawFrame firstOf(const wire::RawFrame &frame)
{
    wire::RawFrame first = frame;
    std::size_t size = frame.payload.size();
    if (!frame.file.empty()) {
        QFile file(QString::fromStdString(frame.file));
        size = static_cast<std::size_t>(file.size());
        const QByteArray start =
            file.open(QIODevice::ReadOnly) ? file.read(payloadShown + 1) : QByteArray();
        first.payload.assign(start.begin(), start.end());
    }
    if (frame.fragments > 1) {
        size = size / frame.fragments + (size % frame.fragments > 0);
        first.length.reset();
        first.fin = false;
        first.fragments = 1;
    }
    first.length = first.length.value_or(size);
    first.payload.resize(qMin(first.payload.size(), size));
    return first;
}

} // namespace

QString RawForm::preview() const
{
    if (!problem().isEmpty())
        return {};
    const wire::RawFrame first = firstOf(m_frame);
    constexpr std::uint8_t rsv1 = 4;
    const auto parts = wire::partsOf(first, true, [] { return std::array<std::uint8_t, 4>{}; });
    wire::FrameHeader header = parts.front().header;
    const QString which =
        m_frame.fragments > 1 ? tr(" (first of %1)").arg(m_frame.fragments) : QString();
    if (m_frame.compress)
        header.rsv |= rsv1;
    std::vector<std::uint8_t> bytes;
    const std::size_t shown = qMin(first.payload.size(), payloadShown);
    wire::appendFrame(bytes, header, wire::Bytes(first.payload).first(shown));
    if (m_frame.compress)
        return tr("%1, then length and payload as they deflate").arg(hexOf({bytes.data(), 1})) +
               which;
    if (header.masked && !m_frame.maskKey) {
        const std::size_t plain = header.size() - 4;
        return tr("%1, a fresh key, the masked payload").arg(hexOf({bytes.data(), plain})) + which;
    }
    return hexOf(bytes) + (shown < first.payload.size() ? QStringLiteral(" …") : QString()) + which;
}

} // namespace ajar::ui
