// SPDX-License-Identifier: MIT
#include "closing/names.h"
#include "link/clientlink.h"
#include "link/network.h"
#include <QCoreApplication>
#include <iostream>

using namespace ajar;
using link::ClientLink;

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    link::Network network;
    ClientLink socket(network);
    QObject::connect(&socket, &ClientLink::connected,
                     [&] { socket.sendTextMessage(QStringLiteral("hello")); });
    QObject::connect(&socket, &ClientLink::textMessageReceived, [&](const QString &message) {
        std::cout << "received " << message.toStdString() << '\n';
        socket.close(1000, QStringLiteral("bye"));
    });
    QObject::connect(&socket, &ClientLink::stateChanged,
                     [](closing::LinkState state) { std::cout << closing::name(state) << '\n'; });
    QObject::connect(&socket, &ClientLink::disconnected, &app, &QCoreApplication::quit);
    socket.open(QUrl(app.arguments().value(1)));
    return app.exec();
}
