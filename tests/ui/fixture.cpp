// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "ui/window.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QQmlContext>
#include <QQuickItem>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

ajar::ui::Sessions *Fixture::newSessions()
{
    m_sessions = std::make_unique<ajar::ui::Sessions>(m_network, m_folder.path());
    QQmlEngine::setObjectOwnership(m_sessions.get(), QQmlEngine::CppOwnership);
    return m_sessions.get();
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

namespace
{

QQuickItem *findItem(QQuickItem *item, const QString &name)
{
    if (item->objectName() == name)
        return item;
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children) {
        if (QQuickItem *found = findItem(child, name))
            return found;
    }
    return nullptr;
}

} // namespace

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
