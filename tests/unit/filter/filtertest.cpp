// SPDX-License-Identifier: MIT
#include "filtertest.h"

#include <QJsonDocument>

namespace ajar::filter::test
{

namespace
{

using closing::Direction;
using closing::Disposition;
using closing::LinkState;
using session::Kind;
using session::Row;
using wire::Opcode;

constexpr closing::Time milliseconds = 1'000'000;

/// Rows one after the other, a millisecond apart unless it is said when.
class Rows
{
public:
    Row &frame(Direction direction, Opcode opcode, const QByteArray &payload)
    {
        Row &row = add(wire::isControl(opcode) ? Kind::Control : Kind::Data);
        row.number = ++m_frames;
        row.direction = direction;
        row.header.opcode = opcode;
        row.header.masked = direction == Direction::Sent;
        if (row.header.masked)
            row.header.maskKey = {0x37, 0xfa, 0x21, 0x3d};
        row.header.length = static_cast<std::uint64_t>(payload.size());
        row.header.lengthForm = wire::minimalForm(row.header.length);
        row.payload = payload;
        row.payloadSize = row.header.length;
        return row;
    }
    void state(LinkState state)
    {
        Row &row = add(Kind::State);
        row.previous = m_state;
        row.state = m_state = state;
    }
    Row &details(Kind kind, const QByteArray &json)
    {
        Row &row = add(kind);
        row.details = QJsonDocument::fromJson(json).object();
        row.payload = json;
        return row;
    }
    Row &add(Kind kind)
    {
        Row row;
        row.seq = m_rows.size() + 1;
        row.kind = kind;
        row.t = m_rows.empty() ? 0 : m_rows.back().t + milliseconds;
        return m_rows.emplace_back(std::move(row));
    }
    std::vector<Row> take() { return std::move(m_rows); }

private:
    std::vector<Row> m_rows;
    std::uint64_t m_frames = 0;
    LinkState m_state = LinkState::Connecting;
};

std::vector<Row> makeConversation()
{
    using enum Direction;
    Rows rows;
    rows.state(LinkState::Connecting);                                               // 1
    rows.details(Kind::Event, R"({"event":"handshake-response","status":101})");     // 2
    rows.state(LinkState::Open);                                                     // 3
    rows.frame(Sent, Opcode::Text, "Subscribe to TRADES");                           // 4
    rows.frame(Received, Opcode::Text, R"({"type":"trade","price":10.5,"id":[7]})"); // 5
    rows.frame(Received, Opcode::Text, R"({"type":"quote","price":9,"last":null})"); // 6
    Row &fragment = rows.frame(Received, Opcode::Text, "Gr\xc3\xbc\xc3\x9f");        // 7
    fragment.header.fin = false;
    rows.frame(Received, Opcode::Continuation, "e, W\xc3\xb6rld");                // 8
    Row &binary = rows.frame(Received, Opcode::Binary, QByteArray(1500, '\xfe')); // 9
    binary.t += 600 * milliseconds;
    Row &compressed = rows.frame(Received, Opcode::Text, "\xf2\x48\xcd"); // 10
    compressed.header.rsv = 4;
    compressed.inflated = 2048;
    rows.frame(Received, Opcode::Ping, "are you there");         // 11
    Row &pong = rows.frame(Sent, Opcode::Pong, "are you there"); // 12
    pong.disposition = Disposition::Held;
    rows.frame(Sent, Opcode::Close, QByteArray("\x03\xe9going away")); // 13
    rows.state(LinkState::HalfClosedLocal);                            // 14
    Row &late = rows.frame(Sent, Opcode::Text, "too late");            // 15
    late.findings.add(wire::Finding::DataAfterClose);
    rows.details(Kind::Event, R"({"event":"finding","finding":"close-unanswered"})"); // 16
    rows.frame(Received, Opcode::Close, {});                                          // 17
    rows.state(LinkState::CloseExchanged);                                            // 18
    Row &reserved = rows.frame(Received, static_cast<Opcode>(11), "?");               // 19
    reserved.header.lengthForm = wire::LengthForm::Quad;
    Row &opaque = rows.add(Kind::Opaque); // 20
    opaque.payload = "opaque trade";
    opaque.payloadSize = 12;
    Row &outcome = rows.details(Kind::Outcome, R"({"state":"closed","reportedCode":1005})"); // 21
    outcome.state = LinkState::Closed;
    return rows.take();
}

/// Of the compressed frame what it inflates to; of others what they have.
QByteArray contentOfRow(quint32, const Row &row)
{
    return row.inflated ? QByteArray("an inflated Trade") : row.payload;
}

} // namespace

QString read(const QString &expression)
{
    const QByteArray bytes = expression.toUtf8();
    const Parse parsed = parse({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!parsed.problem)
        return QString::fromStdString(parsed.filter.text());
    return QStringLiteral("%1+%2: %3")
        .arg(parsed.problem->position)
        .arg(parsed.problem->length)
        .arg(QString::fromStdString(parsed.problem->text));
}

const std::vector<Row> &conversation()
{
    static const std::vector<Row> rows = makeConversation();
    return rows;
}

std::vector<int> passing(const QString &expression)
{
    Matcher matcher(parse(expression.toStdString()).filter, &contentOfRow);
    std::vector<int> places;
    for (const Row &row : conversation()) {
        if (matcher.matches(1, row))
            places.push_back(static_cast<int>(row.seq));
    }
    return places;
}

} // namespace ajar::filter::test
