// SPDX-License-Identifier: MIT
#pragma once

#include "fuzz.h"
#include "wire/httphead.h"

namespace fuzz
{

struct ParsedHead {
    ajar::wire::HttpHeadParser parser;
    ajar::wire::HttpHeadParser::Status status = ajar::wire::HttpHeadParser::Status::NeedMore;
    std::size_t consumed = 0;
};

inline ParsedHead parseHead(ajar::wire::Bytes bytes, std::uint8_t seed,
                            ajar::wire::HttpHeadParser::Limits limits)
{
    using Status = ajar::wire::HttpHeadParser::Status;
    ParsedHead parsed{ajar::wire::HttpHeadParser(limits)};
    inChunks(bytes, seed, [&](ajar::wire::Bytes chunk) {
        if (parsed.status != Status::NeedMore)
            return;
        std::size_t consumed = 0;
        parsed.status = parsed.parser.feed(chunk, consumed);
        require(consumed <= chunk.size(), "no more is consumed than came");
        parsed.consumed += consumed;
    });
    return parsed;
}

/// Any chunks give the same head, within the limits; true if it is a whole one.
inline bool sameInAnyChunks(ajar::wire::Bytes bytes, std::uint8_t seed,
                            ajar::wire::HttpHeadParser::Limits limits, ParsedHead &whole)
{
    using Status = ajar::wire::HttpHeadParser::Status;
    whole = parseHead(bytes, 0, limits);
    const ParsedHead chunked = parseHead(bytes, seed, limits);
    require(whole.status == chunked.status, "any chunks give the same status");
    require(whole.parser.error() == chunked.parser.error(), "any chunks give the same error");
    const ajar::wire::HttpHead &head = whole.parser.head();
    require(head.raw.size() <= limits.bytes, "no more is kept than the limit");
    require(head.fields.size() <= limits.fields, "no more fields than the limit");
    require(!ajar::wire::headErrorText(whole.parser.error()).empty() ||
                whole.status != Status::Failed,
            "an error has a text");
    if (whole.status == Status::Failed)
        return false; // of what follows the fault, a chunk has more or less
    require(head.raw == chunked.parser.head().raw, "any chunks give the same raw bytes");
    require(head.fields == chunked.parser.head().fields, "any chunks give the same fields");
    require(whole.consumed == chunked.consumed, "any chunks give the same end of the head");
    require(head.raw == text(bytes.first(whole.consumed)), "the raw bytes are those that came");
    return whole.status == Status::Done;
}

} // namespace fuzz
