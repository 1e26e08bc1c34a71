// SPDX-License-Identifier: GPL-3.0-or-later
#include "testserver.h"

#include "wire/closebody.h"
#include "wire/frameencoder.h"
#include "wire/handshake.h"

using namespace ajar;

namespace
{

wire::Bytes bytesOf(const QByteArray &data)
{
    return {reinterpret_cast<const std::uint8_t *>(data.constData()),
            static_cast<std::size_t>(data.size())};
}

QByteArray fromBytes(wire::Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

} // namespace

TestServer::TestServer(QObject *parent)
    : TestServer(new QTcpServer, parent)
{
}

TestServer::TestServer(const QSslConfiguration &tls, QObject *parent)
    : TestServer(new QSslServer, parent)
{
    static_cast<QSslServer *>(m_server)->setSslConfiguration(tls);
}

TestServer::TestServer(QTcpServer *server, QObject *parent)
    : QObject(parent)
    , m_server(server)
{
    m_server->setParent(this);
    connect(m_server, &QTcpServer::pendingConnectionAvailable, this, &TestServer::accept);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("no loopback port for the test server");
}

void TestServer::accept()
{
    m_socket = m_server->nextPendingConnection();
    m_head.clear();
    m_decoder.reset();
    m_lastText.clear();
    m_opened = false;
    m_closeCode = 0;
    m_pings = 0;
    m_received.clear();
    connect(m_socket, &QTcpSocket::readyRead, this, &TestServer::read);
    connect(m_socket, &QTcpSocket::disconnected, m_socket, &QObject::deleteLater);
}

void TestServer::read()
{
    if (sender() != m_socket)
        return;
    if (!m_opened)
        return readHandshake();
    const QByteArray data = m_socket->readAll();
    m_decoder->feed(bytesOf(data));
    while (const auto frame = m_decoder->next())
        take(*frame);
    Q_EMIT changed();
}

void TestServer::readHandshake()
{
    m_head += m_socket->readAll();
    if (!m_head.contains("\r\n\r\n"))
        return;
    if (!m_refusal.isEmpty()) {
        m_socket->write(std::exchange(m_refusal, {}));
        m_socket->disconnectFromHost();
        return;
    }
    wire::HttpHeadParser parser;
    std::size_t consumed = 0;
    parser.feed(bytesOf(m_head), consumed);
    const auto key = parser.head().field("Sec-WebSocket-Key").value_or("");
    std::vector<wire::HeaderField> headers;
    if (m_deflate)
        headers.push_back({"Sec-WebSocket-Extensions", "permessage-deflate"});
    m_socket->write(QByteArray::fromStdString(wire::buildResponse(key, {}, headers)));
    m_deflater.emplace(wire::Deflater::Options{});
    m_decoder = std::make_unique<wire::FrameDecoder>(
        wire::FrameDecoder::Options{.sender = wire::Role::Client});
    m_opened = true;
    Q_EMIT changed();
}

void TestServer::take(const wire::FrameView &frame)
{
    const QByteArray payload = fromBytes(frame.payload);
    const int firstByte = (frame.header.fin ? 0x80 : 0) | frame.header.rsv << 4 |
                          static_cast<int>(frame.header.opcode);
    m_received += QStringLiteral("%1 %2 %3")
                      .arg(firstByte, 2, 16, QLatin1Char('0'))
                      .arg(frame.header.masked ? QStringLiteral("M") : QStringLiteral("-"),
                           QString::fromLatin1(payload.toHex()));
    if (frame.header.opcode == wire::Opcode::Text)
        m_lastText = QString::fromUtf8(payload);
    else if (frame.header.opcode == wire::Opcode::Close)
        m_closeCode = wire::parseCloseBody(frame.payload).code.value_or(1005);
    else if (frame.header.opcode == wire::Opcode::Ping) {
        ++m_pings;
        send(wire::Opcode::Pong, payload);
    }
}

void TestServer::send(wire::Opcode opcode, const QByteArray &payload)
{
    if (!m_socket)
        return;
    std::vector<std::uint8_t> out;
    wire::appendFrame(out, wire::makeHeader(opcode, static_cast<quint64>(payload.size())),
                      bytesOf(payload));
    m_socket->write(fromBytes(out));
}

void TestServer::sendText(const QString &text)
{
    send(wire::Opcode::Text, text.toUtf8());
}

void TestServer::sendMany(int count)
{
    std::vector<std::uint8_t> out;
    for (int i = 0; i < count; ++i) {
        const QByteArray text = "{\"type\":\"trade\",\"id\":" + QByteArray::number(i) + "}";
        wire::appendFrame(out,
                          wire::makeHeader(wire::Opcode::Text, static_cast<quint64>(text.size())),
                          bytesOf(text));
    }
    if (m_socket)
        m_socket->write(fromBytes(out));
}

void TestServer::sendFragments(const QStringList &texts)
{
    std::vector<std::uint8_t> out;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const QByteArray text = texts[i].toUtf8();
        auto header = wire::makeHeader(i == 0 ? wire::Opcode::Text : wire::Opcode::Continuation,
                                       static_cast<quint64>(text.size()));
        header.fin = i + 1 == texts.size();
        wire::appendFrame(out, header, bytesOf(text));
    }
    if (m_socket)
        m_socket->write(fromBytes(out));
}

void TestServer::sendDeflated(const QStringList &fragments)
{
    if (!m_socket || !m_deflater)
        return;
    std::vector<std::uint8_t> out;
    for (qsizetype i = 0; i < fragments.size(); ++i) {
        const bool last = i + 1 == fragments.size();
        std::vector<std::uint8_t> payload;
        m_deflater->feed(bytesOf(fragments[i].toUtf8()), last, payload);
        auto header = wire::makeHeader(i == 0 ? wire::Opcode::Text : wire::Opcode::Continuation,
                                       payload.size());
        header.fin = last;
        header.rsv = i == 0 ? 4 : 0;
        wire::appendFrame(out, header, payload);
    }
    m_socket->write(fromBytes(out));
}

void TestServer::sendHex(const QString &bytes)
{
    if (m_socket)
        m_socket->write(QByteArray::fromHex(bytes.toLatin1()));
}

void TestServer::sendPing(const QString &payload)
{
    send(wire::Opcode::Ping, payload.toUtf8());
}

void TestServer::sendClose(int code, const QString &reason)
{
    const auto body = wire::encodeCloseBody(static_cast<quint16>(code), reason.toStdString());
    send(wire::Opcode::Close, fromBytes(body));
}

void TestServer::endTcp()
{
    if (m_socket)
        m_socket->disconnectFromHost();
}

void TestServer::refuseNext(int status, const QString &body)
{
    const QByteArray bytes = body.toUtf8();
    m_refusal =
        "HTTP/1.1 " + QByteArray::number(status) +
        " No\r\nContent-Type: text/html\r\nContent-Length: " + QByteArray::number(bytes.size()) +
        "\r\n\r\n" + bytes;
}

CountingServer::CountingServer(QObject *parent)
    : QObject(parent)
    , m_server(this)
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            ++m_requests;
            socket->abort();
            socket->deleteLater();
        }
        Q_EMIT changed();
    });
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("no loopback port for the counting server");
}
