// SPDX-License-Identifier: MIT
#pragma once

#include "link/clientlink.h"
#include "link/network.h"
#include "rawpeer.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <future>
#include <string>

namespace ajar::link::test
{

using gate::test::Ended;
using gate::test::RawClient;
using gate::test::RawServer;
using gate::test::RawSocket;
using wire::Opcode;

inline constexpr int patience = 20'000; ///< milliseconds

/// Runs blocking calls of a peer in a thread, with the event loop going on here.
template<typename Call>
auto awaiting(Call call)
{
    auto future = std::async(std::launch::async, std::move(call));
    while (future.wait_for(std::chrono::milliseconds(0)) != std::future_status::ready)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 5);
    return future.get();
}

inline QUrl urlOf(const RawServer &server)
{
    return QUrl(QStringLiteral("ws://127.0.0.1:%1/chat?x=1").arg(server.port()));
}

inline std::string closeBody(int code, const std::string &reason = {})
{
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)} + reason;
}

inline RawSocket::Frame frame(Opcode opcode, const std::string &payload)
{
    return {opcode, payload, true};
}

/// Sends back each data frame, answers the Close, then ends TCP; returns the data frames' number.
inline int echo(RawSocket &peer)
{
    int count = 0;
    std::string message;
    Opcode opcode = Opcode::Text;
    while (const auto next = peer.readFrame()) {
        if (next->opcode == Opcode::Close) {
            peer.sendFrame(Opcode::Close, next->payload);
            peer.sendFin();
            peer.readToEnd();
            break;
        }
        if (wire::isControl(next->opcode))
            continue;
        if (next->opcode != Opcode::Continuation) {
            opcode = next->opcode;
            message.clear();
        }
        message += next->payload;
        if (!next->fin)
            continue;
        peer.sendFrame(opcode, message);
        ++count;
    }
    return count;
}

/// An open link with its server's end.
struct Open {
    explicit Open(Network &network, closing::RecordSink *sink = nullptr)
        : link(network, sink)
        , connected(&link, &ClientLink::connected)
    {
        link.open(urlOf(server));
        peer = server.acceptWebSocket();
        if (connected.isEmpty())
            connected.wait(patience);
    }

    RawServer server;
    ClientLink link;
    QSignalSpy connected;
    RawSocket peer;
};

} // namespace ajar::link::test
