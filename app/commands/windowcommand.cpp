// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/recordrun.h"
#include "commands/usage.h"
#include "demo/demoserver.h"
#include "session/importer.h"
#include "session/reader.h"
#include "ui/window.h"

#include <QApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cstdio>
#include <memory>

namespace ajar::app
{

namespace
{

bool displayIsThere()
{
    // A platform chosen by hand (offscreen, vnc) needs no display server.
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

/// The demo for the command line: the answer to the server's Close waits five seconds.
int recordDemo()
{
    const DemoServer server;
    if (server.url().isEmpty())
        return fail(QStringLiteral("no loopback port could be opened for the demo server"),
                    Refused);
    RecordPlan plan;
    plan.client.url = server.url();
    plan.policy.replyClose.mode = gate::Reply::Mode::Delay;
    plan.policy.replyClose.delay = std::chrono::seconds(5);
    return runRecord(plan);
}

bool isFile(const QString &argument)
{
    return argument.endsWith(u".ajar") || QFileInfo(argument).isFile();
}

/// A session as it is; what was exported is imported for as long as it takes to print it.
int showAny(const QString &path)
{
    const auto opened = session::Reader::open(path);
    if (opened || path.endsWith(u".ajar") || opened.error.fault != session::Fault::NotASession)
        return showCommand({QStringLiteral("show"), path});
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("imported.ajar"));
    QFile file(path);
    if (!file.open(QFile::ReadOnly | QFile::Unbuffered))
        return fail(QStringLiteral("%1: %2").arg(path, file.errorString()), BadFile);
    session::ImportOptions options;
    options.keepGoing = true;
    options.leftOut = [](const session::Error &why) {
        fail(QStringLiteral("left out: %1").arg(why.detail), BadFile);
    };
    const session::ImportReport report = session::importToFile(file, path, copy, options);
    if (report.error)
        return fail(session::errorText(report.error), BadFile);
    return showCommand({QStringLiteral("show"), copy});
}

int withoutDisplay(int &argc, char **argv, bool demo, const QString &argument)
{
    const QCoreApplication application(argc, argv);
    if (isFile(argument)) {
        std::fputs("No display: printing the session instead of opening the window.\n", stderr);
        return showAny(argument);
    }
    if (demo || argument.isEmpty()) {
        std::puts(
            "No display: recording the demo on the command line instead of opening the window.");
        std::fflush(stdout);
        return recordDemo();
    }
    std::puts("No display: recording on the command line instead of opening the window.");
    std::fflush(stdout);
    return recordCommand({QStringLiteral("record"), argument});
}

} // namespace

int windowCommand(int &argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const bool demo = arguments.removeAll(QStringLiteral("--demo")) > 0;
    for (const QString &argument : std::as_const(arguments)) {
        if (argument.startsWith(u'-'))
            return usageError(QStringLiteral("Unknown option '%1'.").arg(argument));
    }
    if (arguments.size() > 1)
        return usageError(
            QStringLiteral("Give one URL or one session file; '%1' is neither a command "
                           "nor fits here.")
                .arg(arguments.constLast()));
    const QString argument = arguments.value(0);
    if (!argument.isEmpty() && !isFile(argument)) {
        QString problem;
        parseUrl(argument, problem);
        if (!problem.isEmpty())
            return usageError(problem);
    }
    if (!displayIsThere())
        return withoutDisplay(argc, argv, demo, argument);

    QApplication application(argc, argv);
    std::unique_ptr<DemoServer> server;
    ui::WindowOptions options;
    options.startDemo = [&server] {
        if (!server)
            server = std::make_unique<DemoServer>();
        return server->url();
    };
    options.demo = demo;
    if (isFile(argument))
        options.sessionFile = argument;
    else
        options.url = demo ? options.startDemo().toString() : argument;
    return ui::runWindow(application, options);
}

} // namespace ajar::app
