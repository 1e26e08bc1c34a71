// SPDX-License-Identifier: MIT
#pragma once

#include "gate/clientgate.h"
#include "link/clientlink.h"

#include <QPointer>
#include <QWebSocket>

#include <functional>
#include <mutex>

namespace ajar::link
{

inline QString fromUtf8(const std::string &text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

inline QByteArray toByteArray(const std::vector<std::uint8_t> &bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size())};
}

inline int inMilliseconds(std::chrono::nanoseconds duration)
{
    return int(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

/// The way from the network thread to a link that may be gone when something arrives.
struct Mailbox {
    std::mutex mutex;
    QObject *owner = nullptr;
    std::size_t waiting = 0; ///< notices that the owner's thread has not taken yet
    std::function<void(std::vector<gate::Notice>)> deliver;
};

/// What a ClientLink knows: the last word of its gate, and its data plane.
class ClientLink::Private
{
public:
    Private(ClientLink *link, Network &network, closing::RecordSink *sink)
        : q(link)
        , network(network)
        , sink(sink)
    {
    }

    void on(const gate::StateNotice &notice);
    void on(const gate::CloseFrameNotice &notice);
    void on(const gate::PingNotice &notice);
    void on(const gate::PongNotice &notice);
    void on(const gate::HeldNotice &notice);
    void on(const gate::ResolvedNotice &notice);
    void on(const gate::TcpNotice &notice);
    void on(const gate::TimerNotice &notice);
    void on(const gate::TlsNotice &notice);
    void on(const gate::OpenedNotice &notice);
    void on(const gate::RefusedNotice &notice);
    void on(const gate::EndedNotice &notice);

    void deliver(std::vector<gate::Notice> notices);
    void openDataPlane();
    void awaitDataPlaneEnd();
    void sendClose(std::optional<quint16> code, const QString &reason);
    /// Whether messages may wait for the data plane.
    bool canQueue() const
    {
        return gate && !dataPlaneEnded && !unsentClose && !closing::isFinal(state);
    }
    void setListening(bool on);
    void updateListening();
    void noteDisconnected();
    template<typename Change>
    void changePolicy(Change change)
    {
        gate::Policy changed = policy;
        change(changed);
        q->setPolicy(changed);
    }

    ClientLink *q;
    Network &network;
    closing::RecordSink *sink;
    std::shared_ptr<gate::ClientGate> gate;
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
    QPointer<QWebSocket> socket;
    gate::Policy policy;
    QUrl url;
    closing::LinkState state = closing::LinkState::Connecting;
    closing::TcpState tcp;
    closing::Outcome outcome;
    Refusal refusal;
    TlsDetails tls;
    QString subprotocol;
    QList<HeldFrame> held;
    QList<std::pair<bool, QByteArray>> unsent; ///< messages sent before the data plane is up
    std::optional<QByteArray> unsentClose;     ///< the body of a Close that came behind them
    bool listening = false;
    bool opened = false;
    bool dataPlaneUp = false;
    bool dataPlaneEnded = false;
    bool dataPlaneMoved = false; ///< since its end is awaited
    bool disconnectedTold = false;
    bool tcpEndTold = false;
};

} // namespace ajar::link
