// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/deflater.h"
#include "wire/framedecoder.h"

#include <QObject>
#include <QPointer>
#include <QSslServer>
#include <QTcpSocket>

#include <memory>
#include <optional>

/// A WebSocket server on core/wire that does what a test says and nothing by itself: it never
/// answers a Close and never ends TCP, unless told to. It serves the last client that came.
class TestServer : public QObject
{
    Q_OBJECT
    Q_PROPERTY(int port READ port CONSTANT)
    Q_PROPERTY(bool opened READ isOpened NOTIFY changed) ///< the handshake is done
    Q_PROPERTY(bool deflate MEMBER m_deflate) ///< compression is agreed with the next client
    Q_PROPERTY(QString lastText READ lastText NOTIFY changed)
    Q_PROPERTY(int closeCode READ closeCode NOTIFY changed) ///< received; 0: none yet
    Q_PROPERTY(int pings READ pings NOTIFY changed)
    /// The frames that came, each as "81 M 68656c6c6f": first byte, masked, payload.
    Q_PROPERTY(QStringList received READ received NOTIFY changed)

public:
    explicit TestServer(QObject *parent = nullptr);
    /// The same over TLS, with a certificate that nobody vouches for.
    TestServer(const QSslConfiguration &tls, QObject *parent);

    int port() const { return m_server->serverPort(); }
    bool isOpened() const { return m_opened; }
    QString lastText() const { return m_lastText; }
    int closeCode() const { return m_closeCode; }
    int pings() const { return m_pings; }
    QStringList received() const { return m_received; }

    Q_INVOKABLE void sendText(const QString &text);
    Q_INVOKABLE void sendMany(int count);                     ///< text messages, in one write
    Q_INVOKABLE void sendFragments(const QStringList &texts); ///< of one text message
    /// One compressed text message. The client agreed if `deflate` was set before it came.
    Q_INVOKABLE void sendDeflated(const QStringList &fragments);
    Q_INVOKABLE void sendHex(const QString &bytes); ///< as they are
    Q_INVOKABLE void sendPing(const QString &payload);
    Q_INVOKABLE void sendClose(int code, const QString &reason);
    Q_INVOKABLE void endTcp(); ///< FIN
    /// The next client gets this instead of a 101.
    Q_INVOKABLE void refuseNext(int status, const QString &body);

Q_SIGNALS:
    void changed();

private:
    void accept();
    void read();
    void readHandshake();
    void take(const ajar::wire::FrameView &frame);
    void send(ajar::wire::Opcode opcode, const QByteArray &payload);

    TestServer(QTcpServer *server, QObject *parent);

    QTcpServer *m_server;
    QPointer<QTcpSocket> m_socket;
    QByteArray m_head;
    std::unique_ptr<ajar::wire::FrameDecoder> m_decoder;
    QByteArray m_refusal;
    bool m_deflate = false;
    std::optional<ajar::wire::Deflater> m_deflater; ///< its context is the client's
    QString m_lastText;
    bool m_opened = false;
    int m_closeCode = 0;
    int m_pings = 0;
    QStringList m_received;
};

/// An HTTP port that counts who asks it for anything: nothing shown in the window may.
class CountingServer : public QObject
{
    Q_OBJECT
    Q_PROPERTY(int port READ port CONSTANT)
    Q_PROPERTY(int requests READ requests NOTIFY changed)

public:
    explicit CountingServer(QObject *parent = nullptr);

    int port() const { return m_server.serverPort(); }
    int requests() const { return m_requests; }

Q_SIGNALS:
    void changed();

private:
    QTcpServer m_server;
    int m_requests = 0;
};
