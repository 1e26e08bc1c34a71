// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/usage.h"
#include "gate/aside.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace
{

constexpr char help[] = R"(Ajar shows the states between open and closed of WebSocket connections.

Usage:
  ajar [URL | FILE]                  open the window, connect to URL, show a saved session or
                                     import an export
  ajar --demo                        open the window on a built-in demo server
  ajar record URL [options]          connect, print and record every frame and state
  ajar show FILE.ajar [--json]       print a saved session; --filter EXPR chooses records
  ajar verdict FILE.ajar [--json]    say why each connection of a saved session ended
  ajar sessions [--search TEXT]      list the recorded sessions; --delete NAME… removes some
  ajar rules                         print the rules that connections are checked against
  ajar rules FILE.ajar [--strict]    check a saved session and print what broke them
  ajar export FILE.ajar --to FORMAT -o OUT
                                     write it as jsonl, text, pcapng, har, csv or mermaid
  ajar import FILE [OUT.ajar]        make a session file of a jsonl export, a HAR, a pcapng or a pcap
  ajar salvage BROKEN.ajar OUT.ajar  make a new session of what is good in a damaged one
  ajar beside A.ajar B.ajar          lay recordings of one connection's two ends on one timeline
  ajar COMMAND --help                the options of a command

Options:
  -h, --help     show this help
  --version      show the version

Durations are written 250ms, 5s, 2m; 0 or off means no limit.
Exit codes: 0 closed cleanly or done, 1 wrong usage, 2 refused or no connection,
3 ended uncleanly (aborted, timed out), 5 file damaged or not an Ajar session.
)";

int run(int argc, char **argv)
{
    // A limit on the size of files is an error like a full disk, and no reason to die.
    std::signal(SIGXFSZ, SIG_IGN);
    QCoreApplication::setApplicationName(QStringLiteral("ajar"));
    QCoreApplication::setApplicationVersion(QStringLiteral(AJAR_VERSION));
    const char *first = argc > 1 ? argv[1] : "";
    if (std::strcmp(first, "--help") == 0 || std::strcmp(first, "-h") == 0) {
        std::fputs(help, stdout);
        return ajar::app::Done;
    }
    if (std::strcmp(first, "--version") == 0) {
        std::puts("ajar " AJAR_VERSION);
        return ajar::app::Done;
    }
    using Command = int (*)(const QStringList &);
    Command command = nullptr;
    if (std::strcmp(first, "record") == 0)
        command = ajar::app::recordCommand;
    else if (std::strcmp(first, "show") == 0)
        command = ajar::app::showCommand;
    else if (std::strcmp(first, "export") == 0)
        command = ajar::app::exportCommand;
    else if (std::strcmp(first, "import") == 0)
        command = ajar::app::importCommand;
    else if (std::strcmp(first, "salvage") == 0)
        command = ajar::app::salvageCommand;
    else if (std::strcmp(first, "beside") == 0)
        command = ajar::app::besideCommand;
    else if (std::strcmp(first, "verdict") == 0)
        command = ajar::app::verdictCommand;
    else if (std::strcmp(first, "rules") == 0)
        command = ajar::app::rulesCommand;
    else if (std::strcmp(first, "sessions") == 0)
        command = ajar::app::sessionsCommand;
    if (!command)
        return ajar::app::windowCommand(argc, argv);
    const QCoreApplication application(argc, argv);
    return command(QCoreApplication::arguments().mid(1));
}

} // namespace

int main(int argc, char **argv)
{
    const int code = run(argc, argv);
    if (ajar::gate::isWorkAbandoned()) {
        std::fflush(nullptr);
        std::_Exit(code);
    }
    return code;
}
