// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <QByteArray>

#include <string_view>

namespace ajar::session
{

/// The same bytes as the codec's and as the standard library's views; they must outlive them.
inline wire::Bytes wireBytes(const QByteArray &bytes)
{
    return {reinterpret_cast<const std::uint8_t *>(bytes.constData()),
            static_cast<std::size_t>(bytes.size())};
}

inline std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// The same bytes, in memory of their own where they were a view.
inline QByteArray owned(QByteArray bytes)
{
    if (bytes.isEmpty())
        return {};
    bytes.detach();
    return bytes;
}

} // namespace ajar::session
