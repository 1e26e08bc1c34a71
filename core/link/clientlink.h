// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "gate/policy.h"
#include "link/openingchoices.h"
#include "wire/deflateparameters.h"
#include "wire/rawframe.h"

#include <QAbstractSocket>
#include <QByteArray>
#include <QList>
#include <QObject>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <memory>
#include <optional>

namespace ajar::link
{

class Network;

/// What a client asks for in its opening handshake, and whom it trusts.
struct ClientOptions {
    /// ws, wss, or ws+unix as Node's ws has it ("ws+unix:///path/to.sock:/target"). Userinfo in it
    /// becomes Basic credentials and is recorded nowhere else.
    QUrl url;
    QList<QPair<QString, QString>> headers;
    QStringList subprotocols;
    QString user; ///< for Basic credentials (RFC 7617), together with the password
    QString password;
    QString bearerToken;   ///< RFC 6750
    QStringList cookies;   ///< "name=value" each
    bool insecure = false; ///< accept any certificate: an explicit choice, recorded
    QString caFile;        ///< PEM file of further trusted authorities
    QList<CertificateException> certificateExceptions;
    QString clientCertificateFile; ///< PEM
    QString clientKeyFile;         ///< PEM; empty: the key is in the certificate's file
    QString keyLogFile;            ///< TLS secrets are appended to it, for Wireshark
    ProxyChoice proxy;
    int maxRedirects = 0; ///< redirections that are followed; 0: they are shown as refusals
    /// The server's answer, and a proxy's, may be that large.
    quint32 maxHeaderBytes = 64 * 1024;
    quint32 maxHeaders = 200;
    /// What is offered of permessage-deflate (RFC 7692); nullopt: no compression.
    std::optional<wire::DeflateOffer> deflate = wire::DeflateOffer{};
    gate::Limits limits;
};

/// Why an opening handshake failed.
struct Refusal {
    /// A stable id: "dns", "connect", "proxy", "tls", "timeout", "cancelled", "not-http", "head",
    /// "eof", "redirect", or a responseProblemId() such as "status" or "accept-wrong".
    QString kind;
    QString text;     ///< one sentence for people
    int status = 0;   ///< the HTTP status, if there was one
    QString head;     ///< the response's head as received
    QByteArray body;  ///< the first 64 KiB of its body
    QString location; ///< of a redirection: the URL that it leads to
};

/// What the peer's TLS showed, also when its handshake has failed: then as far as it came.
struct TlsDetails {
    bool active = false; ///< its handshake has succeeded
    bool verified = false;
    QString protocol; ///< "TLSv1.3"
    QString cipher;
    QString subject, issuer, fingerprint; ///< of the peer's certificate; SHA-256 in hex
    QString problem;                      ///< which certificate was not verified, and why
    bool trustedByException = false;      ///< its fingerprint is among the user's exceptions
    QString alpn;                         ///< the protocol that the server chose; empty: none
    QString sni;                          ///< the name that was sent; empty: none
    bool clientCertificateAsked = false;
    QList<CertificateDetails> chain; ///< as sent, the peer's own certificate first
};

/// A frame that the gate holds back.
struct HeldFrame {
    quint64 number = 0;
    closing::Direction direction = closing::Direction::Sent;
    wire::Opcode opcode = wire::Opcode::Close;
    QByteArray payload; ///< inflated, if it was or will be compressed
};

/// A WebSocket client with QWebSocket's own signals and senders, and what QWebSocket hides: Close,
/// Ping and Pong frames, half-closed states, the end of TCP, withheld replies, timeouts. The wire
/// is the gate's; a QWebSocket on a loopback leg carries whole messages, and only when somebody
/// listens to a message signal. It lives in its owner's thread; all functions must be called there.
class ClientLink : public QObject
{
    Q_OBJECT
    Q_PROPERTY(ajar::closing::LinkState state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool withholdCloseReply READ withholdCloseReply WRITE setWithholdCloseReply NOTIFY
                   policyChanged)
    Q_PROPERTY(bool withholdPong READ withholdPong WRITE setWithholdPong NOTIFY policyChanged)
    Q_PROPERTY(int closeTimeout READ closeTimeout WRITE setCloseTimeout NOTIFY policyChanged)
    Q_PROPERTY(
        int handshakeTimeout READ handshakeTimeout WRITE setHandshakeTimeout NOTIFY policyChanged)
    Q_PROPERTY(int pingInterval READ pingInterval WRITE setPingInterval NOTIFY policyChanged)
    Q_PROPERTY(int pongTimeout READ pongTimeout WRITE setPongTimeout NOTIFY policyChanged)
    Q_PROPERTY(int idleTimeout READ idleTimeout WRITE setIdleTimeout NOTIFY policyChanged)

public:
    /// `sink` (a session::Recorder, or your own) gets every frame and event; null: none are kept.
    explicit ClientLink(Network &network, closing::RecordSink *sink = nullptr,
                        QObject *parent = nullptr);
    ~ClientLink() override; ///< resets TCP if the connection is still up

    /// Starts connecting. One link makes one connection: a second call is ignored.
    void open(const QUrl &url);
    void open(const ClientOptions &options);

    quint32 connectionId() const; ///< in the session; 0 without a sink or before open()
    closing::LinkState state() const;
    closing::Outcome outcome() const; ///< final once isFinal(state())
    closing::TcpState tcpState() const;
    Refusal refusal() const;
    TlsDetails tlsDetails() const;
    QString subprotocol() const;
    QUrl requestUrl() const;
    QList<HeldFrame> heldFrames() const;

    /// As QWebSocket has them; closeCode() is 1006 when no Close came, 1005 when it was empty.
    quint16 closeCode() const;
    QString closeReason() const;

    const gate::Policy &policy() const;
    void
    setPolicy(const gate::Policy &policy); ///< before or during the connection, timers included

    // Shorthands on the policy; times in milliseconds, 0 is off.
    bool withholdCloseReply() const;
    void setWithholdCloseReply(bool on);
    bool withholdPong() const;
    void setWithholdPong(bool on);
    int closeTimeout() const;
    void setCloseTimeout(int milliseconds);
    int handshakeTimeout() const;
    void setHandshakeTimeout(int milliseconds);
    int pingInterval() const;
    void setPingInterval(int milliseconds);
    int pongTimeout() const;
    void setPongTimeout(int milliseconds);
    int idleTimeout() const;
    void setIdleTimeout(int milliseconds);

public Q_SLOTS:
    qint64 sendTextMessage(const QString &message);   ///< bytes taken
    qint64 sendBinaryMessage(const QByteArray &data); ///< bytes taken
    void ping(const QByteArray &payload = {});        ///< at most 125 bytes are sent
    /// Sends Close and nothing else: TCP goes on until the peer answers or the close timeout ends.
    void close(quint16 code = 1000, const QString &reason = {});
    void closeWithoutCode(); ///< an empty Close frame
    /// A frame as it is written, rules or not, also after our own Close; behind the messages that
    /// were sent before it. Once connected only.
    void sendRaw(const ajar::wire::RawFrame &frame);
    void release(quint64 number); ///< lets a held frame go
    void drop(quint64 number);
    void edit(quint64 number, const QByteArray &payload); ///< lets it go with another payload
    void shutdownSend();                                  ///< FIN: ends our direction of TCP
    void reset();                                         ///< RST: ends TCP at once

Q_SIGNALS:
    void connected();
    void disconnected();
    void textMessageReceived(const QString &message);
    void binaryMessageReceived(const QByteArray &message);
    void pong(quint64 elapsedMilliseconds, const QByteArray &payload);

    void stateChanged(ajar::closing::LinkState state, ajar::closing::LinkState previous);
    void closeFrameReceived(quint16 code, const QString &reason); ///< code 1005: it was empty
    void closeFrameSent(quint16 code, const QString &reason);
    void pingReceived(const QByteArray &payload);
    void frameHeld(quint64 number, ajar::wire::Opcode opcode);
    void frameResolved(quint64 number, bool released);
    void tcpEnded(ajar::closing::TcpEnd how, ajar::closing::Side by);
    void tcpStateChanged();
    void refused(const ajar::link::Refusal &refusal);
    void tlsEstablished(const ajar::link::TlsDetails &details);
    void timerStarted(ajar::closing::Timer timer, int milliseconds);
    void timerEnded(ajar::closing::Timer timer, bool expired);
    void policyChanged();
    /// The loopback leg broke: frames are still seen and recorded, but no message can be sent.
    void dataPlaneFailed(const QString &text);

protected:
    void connectNotify(const QMetaMethod &signal) override;
    void disconnectNotify(const QMetaMethod &signal) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ajar::link
