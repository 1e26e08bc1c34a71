// SPDX-License-Identifier: MIT
//
// Sends random messages over a ClientLink to an echo server and compares what comes back, over
// permessage-deflate. Prints one line of JSON and ends with 0 if every message came back unchanged.
//
//   deflate_client URL COUNT SEED LARGEST [s] [c] [sBITS] [cBITS] [none]
//     s, c: server_, client_no_context_takeover; s10: server_max_window_bits=10; c likewise
#include "closing/record.h"
#include "link/clientlink.h"
#include "link/network.h"
#include "random_messages.h"

#include <QCoreApplication>
#include <QTimer>

#include <deque>
#include <iostream>
#include <mutex>

using namespace ajar;

namespace
{

/// Counts what passes on the wire.
class Counter : public closing::RecordSink
{
public:
    std::chrono::steady_clock::time_point start() const override { return m_start; }
    std::uint32_t addConnection(const closing::ConnectionInfo &) override { return 1; }
    bool submit(closing::RecordBatch batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const closing::Record &record : batch.records) {
            if (const auto *frame = std::get_if<closing::FrameRecord>(&record)) {
                compressed += frame->header.rsv == 4;
                wireBytes += frame->payloadSize;
                findings.add(frame->findings);
            }
        }
        return true;
    }
    void whenRoom(std::function<void()> call) override { call(); }

    std::uint64_t compressed = 0;
    std::uint64_t wireBytes = 0;
    wire::FindingSet findings;

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::mutex m_mutex;
};

std::optional<wire::DeflateOffer> offerOf(const QStringList &words)
{
    wire::DeflateOffer offer;
    for (const QString &word : words) {
        const auto bits = static_cast<std::uint8_t>(word.mid(1).toUInt());
        if (word == u"none")
            return std::nullopt;
        if (word == u"s")
            offer.serverNoContextTakeover = true;
        else if (word == u"c")
            offer.clientNoContextTakeover = true;
        else if (word.startsWith(u's'))
            offer.serverMaxWindowBits = bits;
        else
            offer.clientMaxWindowBitsValue = bits;
    }
    return offer;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList words = app.arguments();
    const int count = words.value(2).toInt();
    RandomMessages messages(words.value(3).toULongLong(), words.value(4).toULongLong());
    constexpr std::size_t underWay = 32;

    Counter counter;
    link::Network network;
    link::ClientLink link(network, &counter);
    std::deque<RandomMessage> expected;
    int sent = 0;
    int same = 0;
    int different = 0;
    std::uint64_t bytes = 0;
    const auto send = [&] {
        for (; sent < count && expected.size() < underWay; ++sent) {
            expected.push_back(messages.next());
            const RandomMessage &message = expected.back();
            bytes += message.bytes.size();
            const QByteArray data(reinterpret_cast<const char *>(message.bytes.data()),
                                  qsizetype(message.bytes.size()));
            if (message.text)
                link.sendTextMessage(QString::fromUtf8(data));
            else
                link.sendBinaryMessage(data);
        }
    };
    const auto receive = [&](bool text, const QByteArray &data) {
        const bool equal = !expected.empty() && expected.front().text == text &&
                           std::equal(data.begin(), data.end(), expected.front().bytes.begin(),
                                      expected.front().bytes.end(),
                                      [](char l, std::uint8_t r) { return std::uint8_t(l) == r; });
        ++(equal ? same : different);
        if (!expected.empty())
            expected.pop_front();
        if (same + different == count || different > 0)
            link.close(1000);
        else
            send();
    };
    QObject::connect(&link, &link::ClientLink::connected, send);
    QObject::connect(&link, &link::ClientLink::textMessageReceived,
                     [&](const QString &text) { receive(true, text.toUtf8()); });
    QObject::connect(&link, &link::ClientLink::binaryMessageReceived,
                     [&](const QByteArray &data) { receive(false, data); });
    QObject::connect(&link, &link::ClientLink::disconnected, &app, &QCoreApplication::quit);
    QTimer::singleShot(200'000, &app, [] { QCoreApplication::exit(3); });
    link::ClientOptions options;
    options.url = QUrl(words.value(1));
    options.deflate = offerOf(words.mid(5));
    link.open(options);
    const int timeout = app.exec();
    std::cout << "{\"same\":" << same << ",\"different\":" << different << ",\"bytes\":" << bytes
              << ",\"wireBytes\":" << counter.wireBytes << ",\"compressed\":" << counter.compressed
              << ",\"findings\":" << counter.findings.bits()
              << ",\"clean\":" << (link.outcome().clean ? "true" : "false") << "}\n";
    return timeout != 0 ? timeout : same == count && different == 0 ? 0 : 1;
}
