// SPDX-License-Identifier: MIT
//
// How long the window takes for a picture: while many rows are scrolled by wheel, keys and scroll
// bar, beside the same with 1,000 rows, and while it follows 100,000 frames a second, when its
// longest silence is measured too. Prints figures; it fails only if rows or pictures are missing.
//
// usage: bench_window MAKE_SESSION
#include "../ui/load.h"
#include "windowdriver.h"

#include "ui/window.h"

#include <QApplication>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>

#include <cstdio>

using namespace ajar;
using namespace ajar::bench;

namespace
{

constexpr double fewRows = 1000;
constexpr int framesPerSecond = 100'000;

int fail(const char *what)
{
    std::fprintf(stderr, "%s\n", what);
    return 1;
}

struct Scrolled {
    Pictures wheel, pages, bar;
};

std::optional<Scrolled> scrolled(const QString &program, const QString &folder, double rows,
                                 int pictures)
{
    const QString path = QStringLiteral("%1/%2.ajar").arg(folder).arg(rows, 0, 'f', 0);
    if (QProcess::execute(program, {path, QString::number(rows, 'f', 0)}) != 0)
        return std::nullopt;
    WindowDriver window(folder);
    if (!window.isReady() || !window.open(path, rows))
        return std::nullopt;
    window.wheel(20); // what is made once is made now
    Scrolled all{window.wheel(pictures), window.pages(pictures), window.scrollBar(pictures)};
    QFile::remove(path);
    if (window.frames()->firstRow() < rows * 0.5)
        return std::nullopt; // the bar was not taken along
    return all;
}

void printRow(const char *how, double rows, Pictures many, Pictures few)
{
    std::printf("| scrolling %.0f rows by %s: a picture (median, 99 %%, worst) | %s; work of the "
                "thread %s | 1000 rows: %s; work %s | %.2f× the work (median) |\n",
                rows, how, qPrintable(many.wall.text()), qPrintable(many.work.text()),
                qPrintable(few.wall.text()), qPrintable(few.work.text()),
                many.work.share(0.5) / few.work.share(0.5));
}

/// The same window follows a server that sends so many frames a second.
bool follows(const QString &folder, int seconds)
{
    Load load;
    WindowDriver window(folder);
    if (!window.isReady())
        return false;
    const int port = load.serve(framesPerSecond * (seconds + 20), framesPerSecond);
    if (port == 0 || !window.connectTo(port, framesPerSecond / 2.0))
        return false;
    const double before = window.frames()->total();
    Times lateness;
    Pictures pictures = window.follow(seconds * 1000, lateness);
    const double rate = (window.frames()->total() - before) / seconds;
    window.endConnection();
    std::printf(
        "| following %d frames/s: a picture (median, 99 %%, worst) | %s; work of the thread "
        "between two %s | %.0f frames/s shown | |\n",
        framesPerSecond, qPrintable(pictures.wall.text()), qPrintable(pictures.work.text()), rate);
    std::printf("| the longest that its event loop kept a timer of 5 ms waiting | %.1f ms (99 %% "
                "within %.1f ms) | budget: 100 ms | %.2f× |\n",
                lateness.share(1), lateness.share(0.99), lateness.share(1) / 100);
    return !pictures.wall.isEmpty() && rate > 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2)
        return fail("usage: bench_window MAKE_SESSION");
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && !qEnvironmentVariableIsSet("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir home;
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
    ui::prepareStyle();
    const QApplication application(argc, argv);
    const bool full = qgetenv("AJAR_BENCH") == "full";
    const double manyRows = full ? 10'000'000 : 100'000;
    const int pictures = full ? 300 : 60;
    const QString program = QString::fromLocal8Bit(argv[1]);
    const auto few = scrolled(program, home.path(), fewRows, pictures);
    const auto many = scrolled(program, home.path(), manyRows, pictures);
    if (!few || !many)
        return fail("the window did not show the rows, or was not scrolled");
    printRow("wheel", manyRows, many->wheel, few->wheel);
    printRow("page", manyRows, many->pages, few->pages);
    printRow("scroll bar", manyRows, many->bar, few->bar);
    return follows(home.path(), full ? 10 : 3) ? 0 : fail("the window did not follow");
}
