// SPDX-License-Identifier: MIT
#include "session/schema.h"

#include "wire/finding.h"

namespace ajar::session
{

namespace
{

/// The names of the findings in the column `findings`, with spaces between them. In groups: readers
/// bound the depth of an expression.
std::string findingNames()
{
    constexpr int group = 8;
    std::string sql = "rtrim((";
    for (int i = 0; i < wire::findingCount; ++i) {
        const auto finding = static_cast<wire::Finding>(i);
        if (i > 0)
            sql += i % group == 0 ? ")\n    || (" : " || ";
        sql += "iif(findings >> " + std::to_string(i) + " & 1, '";
        sql += wire::findingId(finding);
        sql += " ', '')";
    }
    return sql + "))";
}

const std::string_view framesHead = R"(CREATE VIEW frames AS
WITH unpacked AS (
  SELECT *, id >> 40 AS connection, id & 0xFFFFFFFFFF AS seq, bits & 15 AS op,
    iif(bits >> 16 & 1, (SELECT sum(length(bytes)) FROM chunk WHERE chunk.id = record.id),
        length(payload)) AS stored
  FROM record WHERE kind <= 1)
SELECT connection, seq, n, t / 1e9 AS t,
  iif(bits >> 11 & 1, 'received', 'sent') AS direction,
  iif(bits >> 12 & 1, 'endpoint', 'peer') AS leg,
  CASE op WHEN 0 THEN 'continuation' WHEN 1 THEN 'text' WHEN 2 THEN 'binary' WHEN 8 THEN 'close'
    WHEN 9 THEN 'ping' WHEN 10 THEN 'pong' ELSE 'reserved-' || op END AS opcode,
  bits >> 7 & 1 AS fin, bits >> 4 & 7 AS rsv, bits >> 8 & 1 AS masked,
  coalesce(length, stored) AS length, inflated,
  stored + CASE bits >> 9 & 3 WHEN 0 THEN 2 WHEN 1 THEN 4 ELSE 10 END
    + iif(bits >> 8 & 1, 4, 0) AS wire_length,
  CASE bits >> 13 & 7 WHEN 0 THEN 'passed' WHEN 1 THEN 'held' WHEN 2 THEN 'released'
    WHEN 3 THEN 'dropped' WHEN 4 THEN 'injected' WHEN 5 THEN 'edited' END AS disposition,
  ref,
  iif(op = 1, CAST(payload AS TEXT), NULL) AS text,
  payload,
  iif(op = 8 AND stored >= 2,
      instr('123456789ABCDEF', substr(hex(payload), 1, 1)) * 4096
      + instr('123456789ABCDEF', substr(hex(payload), 2, 1)) * 256
      + instr('123456789ABCDEF', substr(hex(payload), 3, 1)) * 16
      + instr('123456789ABCDEF', substr(hex(payload), 4, 1)), NULL) AS close_code,
  iif(op = 8 AND stored >= 2, CAST(substr(payload, 3) AS TEXT), NULL) AS close_reason,
  )";

/// A view over records of one kind, whose details are JSON; `columns` takes its members.
std::string detailsView(std::string_view name, int kind, std::string_view columns)
{
    std::string sql = "CREATE VIEW ";
    sql += name;
    sql += " AS\nSELECT id >> 40 AS connection, id & 0xFFFFFFFFFF AS seq, t / 1e9 AS t,\n  ";
    sql += columns;
    sql += "\nFROM record WHERE kind >= 1 AND kind = " + std::to_string(kind);
    return sql;
}

const std::string_view outcomeColumns = R"(payload ->> 'state' AS state,
  payload ->> 'clean' AS clean, payload ->> 'firstClose' AS first_close,
  payload ->> 'tcpEndedBy' AS tcp_ended_by, payload ->> 'tcpEnd' AS tcp_end,
  payload ->> '$.sent.code' AS sent_code, payload ->> '$.sent.reason' AS sent_reason,
  payload ->> '$.received.code' AS received_code, payload ->> '$.received.reason' AS received_reason,
  payload ->> 'reportedCode' AS reported_code, payload ->> 'halfClosedFor' AS half_closed_for,
  payload ->> 'openFor' AS open_for, payload ->> 'timedOut' AS timed_out,
  payload ->> 'problem' AS problem, payload ->> 'summary' AS summary)";

const std::string_view connectionsView = R"(CREATE VIEW connections AS
SELECT id AS connection, kind, url, t / 1e9 AS t,
  strftime('%Y-%m-%dT%H:%M:%S', wall_ns / 1000000000, 'unixepoch')
    || printf('.%09dZ', wall_ns % 1000000000) AS wall_time,
  options,
  coalesce((SELECT sum(sent_frames) FROM rate WHERE rate.connection = connection.id), 0)
    AS sent_frames,
  coalesce((SELECT sum(received_frames) FROM rate WHERE rate.connection = connection.id), 0)
    AS received_frames,
  (SELECT summary FROM outcomes WHERE outcomes.connection = connection.id) AS outcome
FROM connection)";

const std::string_view marksView = R"(CREATE VIEW marks AS
SELECT mark.id >> 40 AS connection, mark.id & 0xFFFFFFFFFF AS seq, iif(kind <= 1, n, NULL) AS n,
  t / 1e9 AS t,
  CASE colour WHEN 0 THEN 'none' WHEN 1 THEN 'red' WHEN 2 THEN 'orange' WHEN 3 THEN 'yellow'
    WHEN 4 THEN 'green' WHEN 5 THEN 'blue' WHEN 6 THEN 'purple' END AS colour,
  note
FROM mark JOIN record ON record.id = mark.id)";

} // namespace

std::string marksViewStatement()
{
    return std::string(marksView);
}

std::vector<std::string> viewStatements()
{
    return {std::string(framesHead) + findingNames() + " AS findings\nFROM unpacked",
            detailsView("states", 2,
                        "payload ->> 'state' AS state, payload ->> 'previous' AS previous"),
            detailsView("events", 3, "payload ->> 'event' AS event, payload AS details"),
            detailsView("outcomes", 4, outcomeColumns),
            std::string(connectionsView),
            marksViewStatement()};
}

} // namespace ajar::session
