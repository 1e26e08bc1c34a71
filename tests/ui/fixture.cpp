// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "finditem.h"
#include "session/recorder.h"
#include "ui/window.h"
#include "wire/frameencoder.h"

#include <QClipboard>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QProcess>
#include <QQmlContext>
#include <QQuickItem>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

ajar::ui::Sessions *Fixture::newSessions()
{
    return newSessionsIn({});
}

ajar::ui::Sessions *Fixture::newSessionsIn(const QString &name)
{
    const QString folder = name.isEmpty() ? m_folder.path() : m_folder.filePath(name);
    m_sessions = std::make_unique<ajar::ui::Sessions>(m_network, folder);
    QQmlEngine::setObjectOwnership(m_sessions.get(), QQmlEngine::CppOwnership);
    return m_sessions.get();
}

QString Fixture::addSession(const QString &folder, const QString &name, int connections,
                            int minutesAgo)
{
    using namespace ajar;
    QDir().mkpath(m_folder.filePath(folder));
    const QString path = m_folder.filePath(folder + u'/' + name + QStringLiteral(".ajar"));
    auto recorder = session::Recorder::create(path, {}, {});
    if (!recorder)
        return {};
    constexpr qint64 minute = 60'000'000'000;
    const qint64 begun = QDateTime::currentMSecsSinceEpoch() * 1'000'000 - minutesAgo * minute;
    for (int i = 1; i <= connections; ++i) {
        const std::string url = "ws://" + name.toStdString() + ".test/room/" + std::to_string(i);
        closing::RecordBatch batch;
        closing::ConnectionInfo info;
        info.url = url;
        info.wallNanoseconds = begun;
        batch.connection = (*recorder.value)->addConnection(info);
        for (std::uint64_t n = 1; n <= 3; ++n) {
            closing::FrameRecord frame;
            frame.number = n;
            frame.t = closing::Time(n) * 1'000'000;
            frame.header = wire::makeHeader(wire::Opcode::Text, 0);
            batch.records.emplace_back(frame);
        }
        closing::OutcomeRecord outcome;
        outcome.t = 4'000'000;
        outcome.outcome.state = closing::LinkState::Closed;
        batch.records.emplace_back(outcome);
        (void)(*recorder.value)->submit(std::move(batch));
    }
    return (*recorder.value)->finish() ? QString() : path;
}

TestServer *Fixture::tlsServer()
{
    if (m_tlsServer)
        return m_tlsServer;
    const QString folder = m_folder.filePath(QStringLiteral("ca"));
    QDir().mkpath(folder);
    if (QProcess::execute(QStringLiteral("sh"), {QStringLiteral(AJAR_MAKE_CA), folder}) != 0)
        qFatal("no certificates");
    QFile key(folder + QStringLiteral("/self-signed.key"));
    if (!key.open(QFile::ReadOnly))
        qFatal("no key");
    const auto certificates =
        QSslCertificate::fromPath(folder + QStringLiteral("/self-signed.pem"));
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(certificates.value(0));
    tls.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_fingerprint =
        QString::fromLatin1(certificates.value(0).digest(QCryptographicHash::Sha256).toHex());
    m_tlsServer = new TestServer(tls, this);
    return m_tlsServer;
}

QString Fixture::fingerprint()
{
    tlsServer();
    return m_fingerprint;
}

ajar::ui::Start *Fixture::newStart()
{
    const auto demo = [this] {
        return QUrl(QStringLiteral("ws://127.0.0.1:%1/demo").arg(m_server.port()));
    };
    auto *start = new ajar::ui::Start({}, {}, false, demo, this);
    start->setConfigFolder(m_folder.filePath(QStringLiteral("config")));
    QQmlEngine::setObjectOwnership(start, QQmlEngine::CppOwnership);
    return start;
}

bool Fixture::grab(QQuickWindow *window, const QString &name)
{
    const QImage image = window->grabWindow();
    QDir().mkpath(QStringLiteral(AJAR_PICTURES));
    image.save(QStringLiteral(AJAR_PICTURES "/%1.png").arg(name));
    const QRgb first = image.pixel(0, 0);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixel(x, y) != first)
                return true;
        }
    }
    return false;
}

QString Fixture::madeSession(double frames)
{
    const QString path = m_folder.filePath(QStringLiteral("made-%1.ajar").arg(frames, 0, 'f', 0));
    QFile::remove(path);
    if (QProcess::execute(QStringLiteral(AJAR_MAKE_SESSION),
                          {path, QString::number(frames, 'f', 0)}) != 0)
        qFatal("no session could be made");
    return path;
}

double Fixture::largeFrames() const
{
    bool given = false;
    const double frames = qEnvironmentVariable("AJAR_LARGE_FRAMES").toDouble(&given);
    return given ? frames : 1'000'000;
}

double Fixture::peakMemory() const
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QFile::ReadOnly))
        return -1;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).simplified().split(' ').value(0).toDouble() / 1024;
    }
    return -1;
}

QString Fixture::clipboard() const
{
    return QGuiApplication::clipboard()->text();
}

bool Fixture::fileExists(const QString &path) const
{
    return QFile::exists(path);
}

bool Fixture::remove(const QString &path) const
{
    return QFile::remove(path);
}

bool Fixture::write(const QString &path, const QString &text)
{
    QFile file(path);
    return file.open(QFile::WriteOnly) && file.write(text.toUtf8()) >= 0;
}

QString Fixture::fileText(const QString &path) const
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QObject *Fixture::find(QQuickWindow *window, const QString &name) const
{
    QQuickItem *root = window->contentItem();
    while (root->parentItem())
        root = root->parentItem();
    return findItem(root, name);
}

void Setup::qmlEngineAvailable(QQmlEngine *engine)
{
    ajar::ui::prepareEngine(*engine);
    engine->rootContext()->setContextProperty(QStringLiteral("fixture"), new Fixture(engine));
}
