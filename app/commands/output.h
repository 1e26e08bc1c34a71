// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/recordlines.h"

#include <QString>

namespace ajar::app
{

enum class OutputStyle { Text, Json, Quiet };

/// Prints the records of one connection to standard output as they are committed. It reads them
/// from the session file: what is printed is what is kept. When nothing can be printed any more it
/// says so once; what is recorded stays complete.
class LivePrinter
{
public:
    LivePrinter(session::Reader &reader, quint32 connection, OutputStyle style);

    /// Prints what is new. With Quiet: states and the outcome only.
    void printNew();

private:
    void flush();
    void tellReadingError();

    session::Reader &m_reader;
    quint32 m_connection;
    OutputStyle m_style;
    session::RecordLines m_lines;
    quint64 m_next = 1;
    bool m_isBroken = false;
    bool m_isErrorTold = false;
};

} // namespace ajar::app
