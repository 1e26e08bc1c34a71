// SPDX-License-Identifier: MIT
#include "session/importedharrecords.h"

#include "closing/closemonitor.h"
#include "session/details.h"
#include "session/hartimes.h"
#include "session/jsonwriter.h"
#include "session/rowcodec.h"

#include <QUrl>

#include <algorithm>

namespace ajar::session
{

namespace
{

using Told = ImportedHarEntry::Told;

/// A line end in a name or value would make another field of what follows.
void appendHeaderText(std::string &head, std::string_view text)
{
    for (const char c : text)
        head += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c;
}

/// The fields of a head from HAR's list of names and values.
std::string headerLines(JsonFields &fields, const HarEntryText &text, const std::string &path)
{
    std::string lines;
    const auto headers = text.find(path);
    if (!headers)
        return lines;
    if (!headers->value.starts_with('[')) {
        fields.fail(LineFault::WrongType, headers->valueAt, '"' + path + "\" must be an array");
        return lines;
    }
    std::vector<JsonMember> members;
    eachElement(headers->value, headers->valueAt, [&](const JsonMember &element) {
        if (!element.value.starts_with('{') ||
            scanObject(element.value, element.valueAt, members)) {
            fields.fail(LineFault::WrongType, element.valueAt, "a header must be an object");
            return false;
        }
        JsonFields header(members, element.valueAt);
        const std::string name = header.text("name");
        const std::string value = header.text("value");
        fields.adopt(header);
        if (!name.starts_with(':')) { // a pseudo header of HTTP/2 (RFC 9113 8.3)
            appendHeaderText(lines, name);
            lines += ": ";
            appendHeaderText(lines, value);
            lines += "\r\n";
        }
        return !fields.failed();
    });
    return lines;
}

std::string textAt(JsonFields &fields, const HarEntryText &text, const std::string &path)
{
    const auto member = text.find(path);
    return member ? fields.text(*member) : std::string();
}

std::string targetOf(const std::string &url)
{
    const QUrl parts(QString::fromStdString(url));
    std::string target = parts.path(QUrl::FullyEncoded).toStdString();
    if (!target.starts_with('/'))
        target.insert(0, 1, '/');
    if (parts.hasQuery())
        target += '?' + parts.query(QUrl::FullyEncoded).toStdString();
    return target;
}

/// Nanoseconds from the start to the moment at which the last of these phases ended.
closing::Time sumOf(JsonFields &fields, const HarEntryText &text,
                    std::initializer_list<std::string_view> phases)
{
    const auto timings = text.find("timings");
    std::vector<JsonMember> members;
    if (!timings || !timings->value.starts_with('{'))
        return 0;
    if (scanObject(timings->value, timings->valueAt, members))
        return 0;
    closing::Time sum = 0;
    for (const JsonMember &member : members) {
        if (std::ranges::find(phases, member.name) == phases.end() ||
            kindOf(member.value) != "a number")
            continue;
        const closing::Time phase = durationFromHarNumber(member.value).value_or(0);
        if (__builtin_add_overflow(sum, phase, &sum))
            fields.fail(LineFault::OutOfRange, member.valueAt, "a timing is too long");
    }
    return sum;
}

std::string eventWithHead(std::string_view event, const std::string &head, std::uint64_t status)
{
    JsonWriter json;
    json.beginObject().string("event", event);
    if (status > 0)
        json.unsignedInteger("status", status);
    json.string("raw", head).endObject();
    return json.json().toStdString();
}

std::string tcpConnected(const std::string &address, const std::string &url)
{
    const QUrl parts(QString::fromStdString(url));
    const int usual = parts.scheme() == QLatin1String("wss") ? 443 : 80;
    std::string plain = address;
    std::erase_if(plain, [](char c) { return c == '[' || c == ']'; });
    JsonWriter json;
    json.beginObject()
        .string("event", "tcp-connected")
        .string("address", plain)
        .integer("port", parts.port(usual))
        .endObject();
    return json.json().toStdString();
}

std::string stateJson(closing::LinkState state, closing::LinkState previous)
{
    return stateDetails({.state = state, .previous = previous}).toStdString();
}

} // namespace

ImportedRecord detailsOf(Kind kind, closing::Time t, std::string json)
{
    ImportedRecord record;
    record.record = DetailsRecord{kind, t};
    record.payload = std::move(json);
    return record;
}

std::vector<Told> readHarRecords(JsonFields &fields, const JsonMember &array)
{
    std::vector<Told> records;
    if (!array.value.starts_with('[')) {
        fields.fail(LineFault::WrongType, array.valueAt, "\"records\" must be an array");
        return records;
    }
    std::vector<JsonMember> members;
    eachElement(array.value, array.valueAt, [&](const JsonMember &element) {
        if (!element.value.starts_with('{') ||
            scanObject(element.value, element.valueAt, members)) {
            fields.fail(LineFault::WrongType, element.valueAt, "a record must be an object");
            return false;
        }
        JsonFields told(members, element.valueAt);
        const std::uint64_t after = told.number("afterN", 0, INT64_MAX);
        if (const JsonMember *member = told.need("record"); member && !told.failed()) {
            ImportedLine line = importedLine(member->value);
            if (line.problem)
                told.fail(line.problem->fault, member->valueAt + line.problem->at,
                          line.problem->text);
            else if (!line.record || !std::holds_alternative<DetailsRecord>(line.record->record))
                told.fail(LineFault::UnknownWord, member->valueAt,
                          "\"record\" must be a state, an event or an outcome");
            else
                records.push_back({after, std::move(*line.record)});
        }
        fields.adopt(told);
        return !fields.failed();
    });
    return records;
}

HarHandshake readHarHandshake(JsonFields &fields, const HarEntryText &text,
                              const closing::ConnectionInfo &info)
{
    using closing::LinkState;
    HarHandshake handshake;
    const auto add = [&](Kind kind, closing::Time after, std::string json) {
        closing::Time t = info.t;
        if (__builtin_add_overflow(info.t, after, &t))
            t = info.t;
        if (json.size() > longestDetails)
            fields.fail(LineFault::TooLong, static_cast<std::size_t>(text.place().offset),
                        "the headers of an entry are too long");
        handshake.records.push_back({0, detailsOf(kind, t, std::move(json))});
    };
    const std::string method = textAt(fields, text, "request.method");
    const auto statusMember = text.find("response.status");
    const std::uint64_t status =
        statusMember && statusMember->value != "-1" ? fields.number(*statusMember, 0, 999) : 0;
    const std::string address = textAt(fields, text, "serverIPAddress");
    const closing::Time connected = sumOf(fields, text, {"blocked", "dns", "connect"});
    const closing::Time answered =
        sumOf(fields, text, {"blocked", "dns", "connect", "send", "wait"});

    add(Kind::State, 0, stateJson(LinkState::Connecting, LinkState::Connecting));
    if (!address.empty())
        add(Kind::Event, connected, tcpConnected(address, info.url));
    std::string head;
    appendHeaderText(head, method.empty() ? "GET" : method);
    head += ' ' + targetOf(info.url) + " HTTP/1.1\r\n";
    head += headerLines(fields, text, "request.headers") + "\r\n";
    add(Kind::Event, connected, eventWithHead("handshake-request", head, 0));
    // RFC 8441: over HTTP/2 the answer that opens a WebSocket is 200.
    const bool accepted = status == 101 || (method == "CONNECT" && status / 100 == 2);
    if (status > 0) {
        std::string answer = "HTTP/1.1 " + std::to_string(status) + ' ';
        appendHeaderText(answer, textAt(fields, text, "response.statusText"));
        answer += "\r\n" + headerLines(fields, text, "response.headers") + "\r\n";
        add(Kind::Event, answered, eventWithHead("handshake-response", answer, status));
        add(Kind::State, answered,
            stateJson(accepted ? LinkState::Open : LinkState::Refused, LinkState::Connecting));
    }
    handshake.opened = accepted;
    return handshake;
}

void readHarClose(JsonFields &fields, const JsonMember &close, ImportedHarEntry &entry)
{
    std::vector<JsonMember> members;
    if (scanObject(close.value, close.valueAt, members))
        return;
    JsonFields inner(members, close.valueAt);
    const auto isThere = [](const JsonMember *member) { return member && member->value != "null"; };
    JsonWriter json;
    json.beginObject().string("event", "close-reported");
    if (const JsonMember *code = inner.find("code"); isThere(code))
        json.unsignedInteger("code", inner.number(*code, 0, 0xFFFF));
    if (const JsonMember *reason = inner.find("reason"); isThere(reason))
        json.string("reason", inner.text(*reason));
    json.endObject();
    if (const JsonMember *time = inner.find("timestamp"); isThere(time))
        entry.closeAt = timeFromHarNumber(time->value);
    fields.adopt(inner);
    entry.close = json.json().toStdString();
}

} // namespace ajar::session
