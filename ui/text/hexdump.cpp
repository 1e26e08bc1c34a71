// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/hexdump.h"

namespace ajar::ui
{

QString hexDump(QByteArrayView bytes, quint64 first, int perLine)
{
    static constexpr char digits[] = "0123456789abcdef";
    QString out;
    out.reserve(bytes.size() * 5);
    for (qsizetype at = 0; at < bytes.size(); at += perLine) {
        const QByteArrayView line = bytes.sliced(at, qMin<qsizetype>(perLine, bytes.size() - at));
        out +=
            QStringLiteral("%1  ").arg(first + static_cast<quint64>(at), 6, 16, QLatin1Char('0'));
        for (int i = 0; i < perLine; ++i) {
            if (i < line.size()) {
                const auto byte = static_cast<uchar>(line[i]);
                out += QLatin1Char(digits[byte >> 4]);
                out += QLatin1Char(digits[byte & 15]);
                out += u' ';
            } else {
                out += QStringLiteral("   ");
            }
        }
        out += u' ';
        for (const char c : line)
            out += c >= 0x20 && c < 0x7F ? QLatin1Char(c) : QChar(u'·');
        out += u'\n';
    }
    return out;
}

} // namespace ajar::ui
