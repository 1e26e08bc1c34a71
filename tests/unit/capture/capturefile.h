// SPDX-License-Identifier: MIT
#pragma once

#include "capture/capturereading.h"

#include <optional>
#include <string>
#include <vector>

namespace ajar::capture::test
{

using Buffer = std::vector<std::uint8_t>;

Buffer bytesOf(std::string_view text);
/// Bytes one behind the other.
Buffer operator+(Buffer left, const Buffer &right);

/// Numbers in the order of a file.
struct Numbers {
    bool big = false;
    Buffer u16(std::uint32_t value) const;
    Buffer u32(std::uint32_t value) const;
    Buffer u64(std::uint64_t value) const;
};

/// A TCP packet over IPv4 between 192.0.2.1:50000 (the client) and 192.0.2.2:80.
struct Tcp {
    bool fromClient = true;
    std::uint32_t number = 0;
    std::uint32_t acknowledged = 0;
    std::string flags{}; ///< of "S", "A", "F", "R"
    Buffer payload{};
    std::uint16_t clientPort = 50000;

    Buffer ip() const;
    Buffer ipv6(const Buffer &extensions = {}, std::uint8_t first = 6) const;

private:
    Buffer tcp() const;
};

/// A pcapng file in the making.
class Pcapng
{
public:
    explicit Pcapng(bool big = false)
        : m_numbers{big}
    {
        section();
    }

    Pcapng &section();
    Pcapng &interface(std::uint16_t linkType, const Buffer &options = {},
                      std::uint32_t snapLength = 0);
    Pcapng &packet(std::uint64_t units, const Buffer &bytes, std::uint32_t interface = 0,
                   std::optional<std::uint32_t> length = std::nullopt);
    Pcapng &block(std::uint32_t type, Buffer body);
    Buffer option(std::uint16_t code, const Buffer &value) const;
    const Numbers &numbers() const { return m_numbers; }

    Buffer bytes;

private:
    Numbers m_numbers;
};

/// A pcap file.
Buffer pcap(const Numbers &numbers, std::uint32_t magic, std::uint32_t linkType,
            const std::vector<Buffer> &packets);

/// What a capture gave.
struct Read {
    CaptureReport report;
    std::vector<closing::ConnectionInfo> connections;
    /// The records of all connections in their order, as words: "state open", "sent text hi",
    /// "received close 1000", "event fin-sent", "outcome closed", "opaque 3".
    std::vector<std::string> story;
    std::vector<closing::Time> times; ///< of those
    std::optional<double> roundTrip;  ///< of TCP's handshake, the last that was told

    std::string told() const; ///< the story on one line, without the findings' events
};
Read read(const Buffer &file, bool keepGoing = false);

/// A whole conversation on the wire, with its running numbers.
class Talk
{
public:
    Talk(Pcapng &file, std::uint16_t clientPort = 50000, std::uint32_t clientFirst = 1000,
         std::uint32_t serverFirst = 9000);

    Talk &connects();
    Talk &opens(const std::string &extensions = {});
    Talk &client(const Buffer &payload) { return sends(true, payload, "A"); }
    Talk &server(const Buffer &payload) { return sends(false, payload, "A"); }
    Talk &fin(bool fromClient) { return sends(fromClient, {}, "FA"); }
    Talk &reset(bool fromClient) { return sends(fromClient, {}, "RA"); }
    Talk &sends(bool fromClient, const Buffer &payload, const std::string &flags);
    /// A packet that is made but not in the file; it can be put there later.
    Buffer make(bool fromClient, const Buffer &payload, const std::string &flags = "A");
    Talk &put(const Buffer &ip);
    Talk &waits(std::uint64_t microseconds);

private:
    Pcapng &m_file;
    std::uint16_t m_port;
    std::uint32_t m_next[2]; ///< of the server, of the client
    std::uint64_t m_time = 1'700'000'000'000'000;
};

/// A masked frame for the client, a plain one for the server.
Buffer frame(bool fromClient, std::uint8_t first, const Buffer &payload);
Buffer text(bool fromClient, std::string_view words);
Buffer close(bool fromClient, std::uint16_t code);

} // namespace ajar::capture::test
