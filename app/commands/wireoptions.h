// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "link/clientlink.h"

#include <QCommandLineParser>

namespace ajar::app
{

/// Adds what concerns single frames to a parser: compression, limits, holding, lenience.
void addWireOptions(QCommandLineParser &parser);

/// Reads them back. False, and one sentence in `problem`, if one can't be understood.
bool readWireOptions(const QCommandLineParser &parser, link::ClientOptions &client,
                     gate::Policy &policy, QString &problem);

/// A frame in its written form (`opcode=close,fin=1,payload=03e9`), the file that it names read.
std::optional<wire::RawFrame> readRawFrame(const QString &text, QString &problem);

} // namespace ajar::app
