// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "link/clientlink.h"

#include <QCommandLineParser>

namespace ajar::app
{

/// Adds what says how to reach a server: headers, credentials, proxy, TLS, redirections, limits.
void addClientOptions(QCommandLineParser &parser);

/// Reads them back. False, and one sentence in `problem`, if one can't be understood; a secret is
/// never part of the sentence.
bool readClientOptions(const QCommandLineParser &parser, link::ClientOptions &client,
                       QString &problem);

/// `--follow` may stand alone or with a number behind it; QCommandLineParser knows no such option,
/// so that it gets its usual number here.
QStringList withFollowLimit(const QStringList &arguments);

} // namespace ajar::app
