// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace ajar::gate
{

/// A file of TLS secrets in the format of NSS's SSLKEYLOGFILE, with which Wireshark decrypts a
/// capture. Lines are appended; nobody else may read it.
class KeyLog
{
public:
    struct Opened {
        std::unique_ptr<KeyLog> log; ///< null: `problem` says why, in one clause
        std::string problem;
    };
    /// Makes the file, 0600, or goes on in one that only its owner can read.
    static Opened open(const std::string &path);
    ~KeyLog();
    KeyLog(const KeyLog &) = delete;
    KeyLog &operator=(const KeyLog &) = delete;

    void append(std::string_view line);

private:
    explicit KeyLog(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor;
};

} // namespace ajar::gate
