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

} // namespace ajar::session::test
