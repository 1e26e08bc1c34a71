// SPDX-License-Identifier: MIT
#include "filter/fields.h"

#include <array>

namespace ajar::filter
{

namespace
{

constexpr int flagNumbers = 2;
constexpr int rsvNumbers = 8;
constexpr int opcodeNumbers = 16;

constexpr Field flag(std::string_view name, Fact fact, std::string_view about)
{
    return {name, fact, Form::Flag, about, true, flagNumbers};
}

constexpr Field bare(std::string_view name, Fact fact, Form form, std::string_view about,
                     int numbers = 0)
{
    return {name, fact, form, about, true, numbers};
}

/// The short names first, then Wireshark's.
constexpr std::array table{
    Field{"op", Fact::Opcode, Form::Word, "opcode", false, opcodeNumbers},
    Field{"code", Fact::ToldCode, Form::Number, "close code"},
    Field{"reason", Fact::Reason, Form::Text, "reason of a Close"},
    Field{"dir", Fact::Direction, Form::Word, "direction"},
    Field{"len", Fact::Length, Form::Size, "declared payload length"},
    Field{"inflated", Fact::Inflated, Form::Size, "length once inflated"},
    Field{"text", Fact::TextPayload, Form::Text, "content of text frames"},
    Field{"payload", Fact::Payload, Form::Text, "content of frames"},
    Field{"json", Fact::Json, Form::Json, "a value in JSON, json:$.path"},
    flag("fin", Fact::Fin, "FIN bit"),
    Field{"rsv", Fact::Rsv, Form::Word, "reserved bits, 0 to 7", false, rsvNumbers},
    flag("rsv1", Fact::Rsv1, "RSV1 bit"),
    flag("rsv2", Fact::Rsv2, "RSV2 bit"),
    flag("rsv3", Fact::Rsv3, "RSV3 bit"),
    flag("masked", Fact::Masked, "MASK bit"),
    flag("compressed", Fact::Compressed, "frame of a compressed message"),
    flag("held", Fact::Held, "frame that was held"),
    Field{"disposition", Fact::Disposition, Form::Word, "what was done with a frame"},
    bare("finding", Fact::Finding, Form::Word, "broken rule"),
    Field{"state", Fact::State, Form::Word, "state of the connection"},
    Field{"after", Fact::After, Form::Word, "what came earlier"},
    Field{"gap", Fact::Gap, Form::Duration, "time since the frame before"},
    Field{"conn", Fact::Connection, Form::Number, "number of the connection"},
    Field{"n", Fact::Number, Form::Number, "number of the frame"},
    Field{"t", Fact::Time, Form::Duration, "time since the session's start"},
    Field{"leg", Fact::Leg, Form::Word, "leg"},
    Field{"type", Fact::Type, Form::Word, "type of the record"},
    Field{"event", Fact::Event, Form::Word, "event"},
    flag("marked", Fact::Marked, "record with a mark"),
    Field{"colour", Fact::Colour, Form::Word, "colour of its mark"},
    Field{"color", Fact::Colour, Form::Word, "the same"},
    Field{"note", Fact::Note, Form::Text, "note on a record"},
    flag("websocket", Fact::Frame, "any frame"),
    flag("websocket.fin", Fact::Fin, "FIN bit"),
    bare("websocket.rsv", Fact::Rsv, Form::Word, "reserved bits, 0 to 7", rsvNumbers),
    flag("websocket.pmc", Fact::Rsv1, "RSV1 bit"),
    bare("websocket.opcode", Fact::Opcode, Form::Word, "opcode", opcodeNumbers),
    flag("websocket.mask", Fact::Masked, "MASK bit"),
    bare("websocket.masking_key", Fact::MaskKey, Form::Number, "masking key"),
    flag("websocket.masked_payload", Fact::MaskedPayload, "payload that came masked"),
    bare("websocket.payload_length", Fact::Length, Form::Size, "declared payload length"),
    bare("websocket.payload_length_ext_16", Fact::Length16, Form::Size, "length in 16 bits"),
    bare("websocket.payload_length_ext_64", Fact::Length64, Form::Size, "length in 64 bits"),
    bare("websocket.payload", Fact::Payload, Form::Text, "content of frames"),
    bare("websocket.payload.continue", Fact::ContinuationPayload, Form::Text,
         "content of continuation frames"),
    bare("websocket.payload.text", Fact::TextPayload, Form::Text, "content of text frames"),
    bare("websocket.payload.binary", Fact::BinaryPayload, Form::Text, "content of binary frames"),
    bare("websocket.payload.close", Fact::ClosePayload, Form::Text, "body of Close frames"),
    bare("websocket.payload.close.status_code", Fact::Code, Form::Number, "close code"),
    bare("websocket.payload.close.reason", Fact::Reason, Form::Text, "reason of a Close"),
    bare("websocket.payload.ping", Fact::PingPayload, Form::Text, "payload of Pings"),
    bare("websocket.payload.pong", Fact::PongPayload, Form::Text, "payload of Pongs"),
    bare("websocket.payload.unknown", Fact::UnknownPayload, Form::Text,
         "payload of frames with reserved opcodes"),
};

} // namespace

std::span<const Field> fields()
{
    return table;
}

const Field *findField(std::string_view name)
{
    for (const Field &field : table) {
        if (field.name == name)
            return &field;
    }
    return nullptr;
}

} // namespace ajar::filter
