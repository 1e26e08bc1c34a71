// SPDX-License-Identifier: MIT
#include "session/details.h"

#include "closing/names.h"
#include "session/jsonwriter.h"
#include "wire/utf8.h"

namespace ajar::session
{

namespace
{

void writeAttributes(JsonWriter &json, const closing::Attributes &attributes);

struct ValueWriter {
    JsonWriter &json;
    std::string_view key;

    /// JSON has no place for bytes that are no UTF-8, such as those of a strange HTTP head: all of
    /// them stand in base64 beside the text.
    void operator()(const std::string &value) const
    {
        json.string(key, value);
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(value.data());
        if (wire::isUtf8({bytes, value.size()}))
            return;
        const QByteArray base64 =
            QByteArray::fromRawData(value.data(), static_cast<qsizetype>(value.size())).toBase64();
        json.string(std::string(key) + "Base64", {base64.constData(), std::size_t(base64.size())});
    }
    void operator()(std::int64_t value) const { json.integer(key, value); }
    void operator()(double value) const { json.number(key, value); }
    void operator()(bool value) const { json.boolean(key, value); }
    void operator()(const std::vector<closing::AttributeGroup> &groups) const
    {
        json.beginArray(key);
        for (const closing::AttributeGroup &group : groups) {
            json.beginObject();
            writeAttributes(json, group.members);
            json.endObject();
        }
        json.endArray();
    }
};

void writeAttributes(JsonWriter &json, const closing::Attributes &attributes)
{
    for (const auto &[key, value] : attributes)
        std::visit(ValueWriter{json, key}, value);
}

template<typename T>
void writeName(JsonWriter &json, std::string_view key, const std::optional<T> &value)
{
    if (value)
        json.string(key, closing::name(*value));
    else
        json.null(key);
}

void writeClose(JsonWriter &json, std::string_view key,
                const std::optional<closing::CloseSeen> &close)
{
    if (!close) {
        json.null(key);
        return;
    }
    json.beginObject(key);
    if (close->code)
        json.integer("code", *close->code);
    else
        json.null("code");
    json.string("reason", close->reason).endObject();
}

} // namespace

QByteArray stateDetails(const closing::StateRecord &record)
{
    JsonWriter json;
    json.beginObject()
        .string("state", closing::name(record.state))
        .string("previous", closing::name(record.previous))
        .endObject();
    return json.json();
}

QByteArray eventDetails(const closing::EventRecord &record)
{
    JsonWriter json;
    json.beginObject().string("event", closing::name(record.event));
    writeAttributes(json, record.attributes);
    json.endObject();
    return json.json();
}

QByteArray outcomeDetails(const closing::OutcomeRecord &record)
{
    const closing::Outcome &outcome = record.outcome;
    JsonWriter json;
    json.beginObject()
        .string("state", closing::name(outcome.state))
        .boolean("clean", outcome.clean);
    writeName(json, "firstClose", outcome.firstClose);
    writeName(json, "tcpEndedBy", outcome.tcpEndedBy);
    writeName(json, "tcpEnd", outcome.tcpEnd);
    writeClose(json, "sent", outcome.sent);
    writeClose(json, "received", outcome.received);
    json.seconds("halfClosedFor", outcome.halfClosedFor).seconds("openFor", outcome.openFor);
    writeName(json, "timedOut", outcome.timedOut);
    if (outcome.problem.empty())
        json.null("problem");
    else
        json.string("problem", outcome.problem);
    json.integer("reportedCode", closing::reportedCode(outcome))
        .string("summary", closing::summary(outcome))
        .endObject();
    return json.json();
}

QByteArray optionsJson(const closing::Attributes &options)
{
    JsonWriter json;
    json.beginObject();
    writeAttributes(json, options);
    json.endObject();
    return json.json();
}

} // namespace ajar::session
