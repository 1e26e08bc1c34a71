// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/recordrun.h"
#include "commands/usage.h"
#include "demo/demoserver.h"
#include "ui/window.h"

#include <QApplication>
#include <QFileInfo>

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

int withoutDisplay(int &argc, char **argv, bool demo, const QString &argument)
{
    const QCoreApplication application(argc, argv);
    if (argument.endsWith(u".ajar")) {
        std::fputs("No display: printing the session instead of opening the window.\n", stderr);
        return showCommand({QStringLiteral("show"), argument});
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
    const bool isFile = argument.endsWith(u".ajar") || QFileInfo(argument).isFile();
    if (!argument.isEmpty() && !isFile) {
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
    if (isFile)
        options.sessionFile = argument;
    else
        options.url = demo ? options.startDemo().toString() : argument;
    return ui::runWindow(application, options);
}

} // namespace ajar::app
