// SPDX-License-Identifier: MIT
#include "closing/names.h"
#include "session/jsonmembers.h"
#include "session/jsonrecordparts.h"
#include "session/jsonwriter.h"
#include "session/plaintext.h"
#include "session/rowcodec.h"

#include <QJsonDocument>

namespace ajar::session
{

namespace
{

bool isInEveryLine(std::string_view name)
{
    return name == "type" || name == "connection" || name == "t" || name == "damaged";
}

/// What readers of session files need to find.
void checkWords(JsonFields &fields, Kind kind)
{
    if (kind == Kind::Event) {
        fields.text("event");
        return;
    }
    fields.word("state", &closing::linkStateFromName);
    if (kind == Kind::State)
        fields.word("previous", &closing::linkStateFromName);
}

/// Qt reads what is stored again, and it knows fewer numbers than JSON has.
void checkForQt(JsonFields &fields, const QByteArray &json,
                const std::vector<std::pair<qsizetype, const JsonMember *>> &places)
{
    QJsonParseError problem{};
    QJsonDocument::fromJson(json, &problem);
    if (problem.error == QJsonParseError::NoError)
        return;
    const JsonMember *member = nullptr;
    for (const auto &[begin, candidate] : places) {
        if (begin <= problem.offset)
            member = candidate;
    }
    fields.fail(LineFault::OutOfRange, member ? member->valueAt : 0,
                (member ? quotedBeginning(member->name, member->name.size()).toStdString()
                        : std::string("the line")) +
                    " has a value that can't be stored: " + problem.errorString().toStdString());
}

/// What stood in the file although it was no JSON object is exported as its bytes.
std::optional<std::string> damagedDetails(const std::vector<const JsonMember *> &kept)
{
    if (kept.size() != 1 || kept.front()->name != "base64" || !kept.front()->value.starts_with('"'))
        return std::nullopt;
    std::size_t fault = 0;
    const auto letters = textOf(kept.front()->value, fault);
    auto bytes = letters ? bytesFromBase64(*letters) : std::nullopt;
    if (!bytes || jsonMembers(QByteArray::fromStdString(*bytes)).isEmpty())
        return bytes;
    return std::nullopt;
}

} // namespace

void readDetails(JsonFields &fields, std::span<const JsonMember> members, Kind kind,
                 ImportedRecord &record)
{
    record.record = DetailsRecord{kind, record.t()};
    if (!record.damaged)
        checkWords(fields, kind);
    std::vector<const JsonMember *> kept;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (isInEveryLine(members[i].name) || members[i].name.empty())
            continue;
        kept.push_back(&members[i]);
        fields.take(i);
    }
    if (record.damaged) {
        if (auto bytes = damagedDetails(kept)) {
            record.payload = std::move(*bytes);
            return;
        }
    }
    JsonWriter json;
    json.beginObject();
    std::vector<std::pair<qsizetype, const JsonMember *>> places;
    for (const JsonMember *member : kept) {
        places.emplace_back(json.json().size(), member);
        json.raw(member->name, compact(member->value));
    }
    json.endObject();
    record.payload = json.json().toStdString();
    if (record.payload.size() > longestDetails)
        fields.fail(LineFault::TooLong, 0,
                    "a record without a payload has more than " + std::to_string(longestDetails) +
                        " bytes");
    else
        checkForQt(fields, json.json(), places);
}

} // namespace ajar::session
