// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gate/policy.h"

#include <QCommandLineParser>

#include <optional>

namespace ajar::app
{

/// Adds --reply-close, --reply-ping, --tcp-end and the timeouts to a parser.
void addPolicyOptions(QCommandLineParser &parser);

/// Reads them back. False, and one sentence in `problem`, if one can't be understood.
bool readPolicy(const QCommandLineParser &parser, gate::Policy &policy, QString &problem);

/// "CODE" or "CODE:REASON", or "empty" for a Close without a code; `problem` says what is wrong.
bool readClose(const QString &text, std::optional<quint16> &code, QString &reason,
               QString &problem);

} // namespace ajar::app
