// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <optional>
#include <utility>

namespace ajar::session
{

/// What went wrong with a file. The words for the user are made from it by errorText().
enum class Fault : quint8 {
    None,
    NotFound,
    Exists, ///< the file is there already and was not to be overwritten
    NoPermission,
    NotAFile,     ///< a folder, a device, a FIFO
    NotASession,  ///< not SQLite, or another application's
    NewerVersion, ///< written by a newer major version
    Damaged,
    DiskFull,
    Busy,
    Cancelled,
    Io,
    Displaced, ///< the file was renamed, deleted or replaced while it was being recorded
};

struct Error {
    Fault fault = Fault::None;
    QString path;
    QString detail; ///< the library's own words, for the curious

    explicit operator bool() const { return fault != Fault::None; }
};

/// One sentence that says what and where, e.g. "/tmp/a.ajar is not an Ajar session: file is not a
/// database."
QString errorText(const Error &error);

/// A value, or why there is none.
template<typename T>
struct Result {
    std::optional<T> value;
    Error error;

    Result(T v)
        : value(std::move(v))
    {
    }
    Result(Error e)
        : error(std::move(e))
    {
    }
    explicit operator bool() const { return value.has_value(); }
};

} // namespace ajar::session
