// SPDX-License-Identifier: MIT
#include "linktest.h"

#include <QFile>
#include <QProcess>

using namespace ajar::link::test;

/// A foreign program that links the core and nothing else of Ajar.
class ExampleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void source_hasAtMostThirtyLines();
    void program_saysHelloAndCloses();
};

void ExampleTest::source_hasAtMostThirtyLines()
{
    QFile source(QStringLiteral(EXAMPLE_SOURCE));
    QVERIFY(source.open(QIODevice::ReadOnly));
    QVERIFY(source.readAll().count('\n') <= 30);
}

void ExampleTest::program_saysHelloAndCloses()
{
    RawServer server;
    QProcess program;
    program.start(QStringLiteral(EXAMPLE_PROGRAM), {urlOf(server).toString()});
    QVERIFY(program.waitForStarted(patience));
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(peer.isOpen());
    QCOMPARE(echo(peer), 1);
    QVERIFY(program.waitForFinished(patience));
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(QString::fromUtf8(program.readAllStandardOutput()),
             QStringLiteral("open\nreceived hello\nhalf-closed-local\nclose-exchanged\nclosed\n"));
}

QTEST_GUILESS_MAIN(ExampleTest)
#include "tst_example.moc"
