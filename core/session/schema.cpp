// SPDX-License-Identifier: MIT
#include "session/schema.h"

#include <algorithm>

namespace ajar::session
{

// What a reader finds must be these texts byte for byte: a change is a new format version.
const std::array<SchemaObject, 9> schemaObjects{{
    {"table", "session", R"(CREATE TABLE session(
  key TEXT PRIMARY KEY,
  value
) WITHOUT ROWID)"},
    {"table", "connection", R"(CREATE TABLE connection(
  id INTEGER PRIMARY KEY,
  kind TEXT,
  url TEXT,
  t INTEGER,        -- nanoseconds on the session's clock
  wall_ns INTEGER,  -- the same moment, nanoseconds since 1970-01-01 UTC
  options TEXT      -- JSON
))"},
    {"table", "record", R"(CREATE TABLE record(
  id INTEGER PRIMARY KEY, -- connection << 40 | seq
  kind INTEGER,     -- 0 data frame, 1 control frame, 2 state, 3 event, 4 outcome, 5 opaque bytes
  t INTEGER,        -- nanoseconds on the session's clock
  n INTEGER,        -- number of the frame, or of the last frame before
  bits INTEGER,     -- 0-7 first byte on the wire, 8 masked, 9-10 length form (7, 16, 64 bits),
                    -- 11 received, 12 application's leg, 13-15 disposition, 16 payload in chunks
  length INTEGER,   -- declared payload length; NULL: that of the payload
  mask INTEGER,     -- masking key, first byte highest
  ref INTEGER,      -- n of the held frame that this record releases, drops or edits
  findings INTEGER, -- a bit for each finding
  inflated INTEGER, -- bytes that the payload adds to its message once inflated; NULL: not compressed
  crc INTEGER,      -- CRC-32 of the columns above (low half) and of the payload (high half)
  payload           -- frames, opaque bytes: BLOB, unmasked; others: TEXT, JSON
))"},
    {"table", "chunk", R"(CREATE TABLE chunk(
  id INTEGER,       -- of the record
  part INTEGER,     -- 0, 1, 2
  crc INTEGER,      -- CRC-32 of the bytes
  bytes BLOB,
  PRIMARY KEY(id, part)
))"},
    {"table", "context", R"(CREATE TABLE context(
  id INTEGER,       -- of the record before which the inflate window stood like this
  received INTEGER, -- 1, or 0 for the direction sent
  crc INTEGER,      -- CRC-32 of the bytes
  bytes BLOB,
  PRIMARY KEY(id, received)
))"},
    {"table", "rate", R"(CREATE TABLE rate(
  connection INTEGER,
  slot INTEGER,     -- t / 100 ms
  sent_frames INTEGER,
  sent_bytes INTEGER,     -- on the wire, with headers
  received_frames INTEGER,
  received_bytes INTEGER,
  PRIMARY KEY(connection, slot)
) WITHOUT ROWID)"},
    {"table", "mark", R"(CREATE TABLE mark(
  id INTEGER PRIMARY KEY, -- of the record
  colour INTEGER,   -- 0 none, 1 red, 2 orange, 3 yellow, 4 green, 5 blue, 6 purple
  note TEXT,
  crc INTEGER       -- CRC-32 of id, colour and note as text with a space between
))",
     formatVersion},
    {"index", "story", "CREATE INDEX story ON record(id) WHERE kind >= 1"},
    {"index", "resolution", "CREATE INDEX resolution ON record(ref) WHERE ref IS NOT NULL"},
}};

const SchemaObject &markTable()
{
    return *std::ranges::find(schemaObjects, "mark", &SchemaObject::name);
}

} // namespace ajar::session
