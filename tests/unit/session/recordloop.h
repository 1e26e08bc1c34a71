// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <cstdint>

/// What session_recordloop records, for those who check what is left of it.
constexpr std::size_t recordLoopChunk = 10'000;

inline QByteArray recordLoopPayload(std::uint64_t number)
{
    const QByteArray text = QByteArray::number(static_cast<qulonglong>(number)) + ' ';
    return number % 500 == 0 ? text.repeated(5000) : text.repeated(20);
}
