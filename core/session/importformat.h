// SPDX-License-Identifier: MIT
#pragma once

#include "session/importer.h"
#include "session/sessionfile.h"

#include <QByteArray>
#include <QString>

namespace ajar::session
{

/// What is imported: bytes that are read already, to tell its format, and a device that has those
/// behind them.
struct ImportSource {
    QByteArray begun;
    QIODevice &device;
    const QString &name;
    const ImportOptions &options;
};

/// Each makes the rows of a new session file, which the caller has made and puts into its place. A
/// report with an error means that there is none.
ImportReport importJsonLines(const ImportSource &source, SessionFile &file);
ImportReport importHar(const ImportSource &source, SessionFile &file);
ImportReport importCapture(const ImportSource &source, SessionFile &file);

/// Whether a file that begins like this is a HAR (or looks like nothing but one).
bool looksLikeHar(std::string_view beginning);
/// Whether a file that begins like this is a capture of packets, pcapng or pcap.
bool looksLikeCapture(std::string_view beginning);

} // namespace ajar::session
