// SPDX-License-Identifier: MIT
#pragma once

#include "session/exporter.h"

#include <QBuffer>
#include <QtTest>

namespace ajar::session::test
{

/// A session in another format.
inline QByteArray exported(Reader &reader, ExportOptions options)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Error error = exportSession(reader, buffer, options);
    return error ? "failed: " + errorText(error).toUtf8() : buffer.data();
}

/// What an export of a file has written, also if a part of the file is damaged.
inline QByteArray written(const QString &path, const ExportOptions &options)
{
    auto reader = Reader::open(path);
    if (!reader)
        return errorText(reader.error).toUtf8();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    exportSession(**reader.value, buffer, options);
    return buffer.data();
}

} // namespace ajar::session::test
