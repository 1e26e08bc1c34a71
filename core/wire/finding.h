// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ajar::wire
{

/// A rule of RFC 6455 or RFC 7692 that something on the wire departs from. The values are bits in
/// session files: new ones go to the end. What each says stands in one table, ruleOf().
enum class Finding : std::uint8_t {
    RsvNotNegotiated,
    OpcodeReserved,
    ControlFragmented,
    ControlLength,
    LengthNotMinimal,
    LengthHighBit,
    FrameTooLarge,
    ClientUnmasked,
    ServerMasked,
    ContinuationAlone,
    MessageInterrupted,
    TextUtf8,
    MessageTooLarge,
    FrameTruncated,
    CloseBodyLength,
    CloseReasonUtf8,
    CloseCodeNeverSent,
    CloseCodeBelow1000,
    CloseCodeReserved,
    CloseCodeUnassigned,
    CloseCodeUndefined,
    DataAfterClose,
    CloseTwice,
    // Frames, seen in their place
    CloseReasonLength,
    CloseCode1010Server,
    CloseInsideMessage,
    MaskPredictable,
    PongPayload,
    FragmentsEmpty,
    ProcessingAfterFail,
    // permessage-deflate (RFC 7692)
    DeflateRsv1Place,
    DeflateInflates,
    DeflateNoTakeover,
    DeflateWindow,
    DeflateParameters,
    DeflateBomb,
    // The connection as a whole
    CloseUnanswered,
    CloseAnswerDelay,
    CloseAnswerCode,
    ServerClosesTcp,
    ClientWaitsForFin,
    TcpLeftOpen,
    FinBeforeClose,
    FailWithoutClose,
    ResetInsteadOfFin,
    PingAfterOwnClose,
    SimultaneousClose,
    CodeReported,
    ReconnectBackoff,
    PingUnanswered,
    // The opening handshake
    RequestLine,
    RequestHeaders,
    KeyLength,
    SubprotocolOffer,
    DataBeforeAnswer,
    ResponseStatus,
    ResponseAccept,
    SubprotocolChosen,
    ExtensionChosen,
    VersionAnswer,
};
constexpr int findingCount = static_cast<int>(Finding::VersionAnswer) + 1;
static_assert(findingCount < 63, "a FindingSet is a positive 64-bit integer in session files");

/// How strongly the RFC asks for it. Note: worth knowing, nobody is at fault. Strict: implementers
/// read the text differently; shown on request only.
enum class Level : std::uint8_t { Must, Should, Note, Strict };
/// Whom a rule is about.
enum class Duty : std::uint8_t { Client, Server, Both };

/// What a rule says. All texts live as long as the program.
struct Rule {
    Finding finding;
    std::string_view id;    ///< stable: files, exports and the command line use it
    std::string_view title; ///< a few words, e.g. "data after Close"
    Level level;
    Duty duty;
    std::string_view section;  ///< e.g. "RFC 6455 5.2"; empty: the RFCs don't say
    std::string_view sentence; ///< what is asked for, one sentence
};

const Rule &ruleOf(Finding finding);
std::string_view name(Level level); ///< "MUST", "SHOULD", "note", "strict"
std::string_view name(Duty duty);   ///< "client", "server", "both"

/// The rule's id, e.g. "rsv-not-negotiated".
std::string_view findingId(Finding finding);
std::optional<Finding> findingFromId(std::string_view id);

/// The section that the finding is about, e.g. "RFC 6455 5.2".
std::string_view findingSection(Finding finding);

/// A small set of findings; its bits are what the session file stores.
class FindingSet
{
public:
    constexpr FindingSet() = default;
    constexpr explicit FindingSet(std::uint64_t bits)
        : m_bits(bits)
    {
    }
    constexpr void add(Finding finding) { m_bits |= std::uint64_t{1} << static_cast<int>(finding); }
    constexpr void add(FindingSet other) { m_bits |= other.m_bits; }
    constexpr bool has(Finding finding) const { return (m_bits >> static_cast<int>(finding)) & 1U; }
    constexpr bool empty() const { return m_bits == 0; }
    constexpr std::uint64_t bits() const { return m_bits; }
    constexpr bool operator==(const FindingSet &) const = default;

private:
    std::uint64_t m_bits = 0;
};

} // namespace ajar::wire
