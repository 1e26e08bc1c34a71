// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What is known of the programs at the far end and between: values only, so that `closing` needs
/// no files. Module `knowledge` fills them.
namespace ajar::closing
{

/// How well a row is founded.
enum class Evidence : std::uint8_t {
    Measured,   ///< seen with the real program
    Read,       ///< in its source
    Docs,       ///< in its documentation
    SecondHand, ///< told by others
    Unchecked,
};

/// How an ending began: a Close frame, or the end of TCP without one.
enum class How : std::uint8_t { Close, Fin, Reset, Silence };

/// Whose silence a limit counts: that of both at once, or that of one end whatever the other does.
enum class Silence : std::uint8_t { Both, Client, Server };

/// After what time something between the ends, or an end, ends a connection.
struct IdleLimit {
    std::string product;
    Time limit = 0;
    bool lifetime = false; ///< counted from the opening, however busy the connection is
    Silence silence = Silence::Both;
    std::vector<How> ends; ///< as seen by the client; any of them
    std::string setting;   ///< what changes it; may be empty
    Evidence evidence = Evidence::Unchecked;
    std::string source;
};

/// A header field of the 101 that names a product.
struct HeaderWitness {
    std::string header;
    std::string contains; ///< in its value, case ignored; empty: its presence says enough
    std::string product;
    Evidence evidence = Evidence::Unchecked;
    std::string source;
};

/// A Close code that a library answers with another one. Code 0 stands for an empty Close.
struct CodeChange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    std::uint16_t answer = 0;
};

/// A Close by which a library can be known.
struct CloseSign {
    std::uint16_t code = 0;
    std::string reason;
    std::string meaning; ///< one clause
};

/// How a library, a browser or a server closes.
struct Library {
    std::string name;
    bool client = true; ///< it is found at the client's end
    bool server = true;
    std::optional<Time> givesUp; ///< how long it waits for the answer to its Close; 0: not at all
    std::vector<CodeChange> changes;
    std::vector<CloseSign> signs;
    std::string answer;    ///< to a Close, in words
    std::string tcpEnd;    ///< who ends TCP and when, in words
    std::string heartbeat; ///< in words
    Evidence evidence = Evidence::Unchecked;
    std::string source;
};

/// What a Close code means to a product.
struct CodeMeaning {
    std::string product; ///< empty: to all, by RFC 6455 or IANA
    std::uint16_t code = 0;
    std::string meaning;
    std::optional<bool> reconnect;         ///< whether connecting again can help
    std::vector<std::string> hosts;        ///< ends of its servers' names
    std::vector<std::string> subprotocols; ///< by which it is known
    Evidence evidence = Evidence::Unchecked;
    std::string source;
};

struct Knowledge {
    std::vector<IdleLimit> idleLimits;
    std::vector<HeaderWitness> witnesses;
    std::vector<Library> libraries;
    std::vector<CodeMeaning> codes;
};

} // namespace ajar::closing
