// SPDX-License-Identifier: MIT
#include "session/jsonheader.h"

#include "session/jsonfields.h"
#include "session/sessionname.h"

#include <QJsonDocument>

#include <set>

namespace ajar::session
{

namespace
{

constexpr std::uint64_t knownVersion = 1;
constexpr std::size_t mostConnections = std::size_t{1} << 20;

/// What the user chose, as the text that stands there. It must be what Qt can read again.
QByteArray readOptions(JsonFields &fields)
{
    const JsonMember *member = fields.need("options");
    if (!member)
        return {};
    const QByteArray options = QByteArray::fromStdString(compact(member->value));
    QJsonParseError problem{};
    const auto document = QJsonDocument::fromJson(options, &problem);
    if (!options.startsWith('{'))
        fields.fail(LineFault::WrongType, member->valueAt,
                    "\"options\" must be an object, not " + std::string(kindOf(member->value)));
    else if (!document.isObject())
        fields.fail(LineFault::OutOfRange, member->valueAt,
                    "\"options\" has a value that can't be stored: " +
                        problem.errorString().toStdString());
    return options;
}

NewConnection readConnection(JsonFields &fields)
{
    NewConnection connection;
    connection.id = static_cast<std::uint32_t>(fields.number("id", 1, maxConnection));
    connection.info.kind = fields.text("kind");
    connection.info.url = fields.text("url");
    connection.info.wallNanoseconds = fields.wallTime("wallTime");
    connection.info.t = fields.seconds("t");
    connection.options = readOptions(fields);
    return connection;
}

void readConnections(JsonFields &fields, const JsonMember &array, ImportedHeader &header)
{
    std::set<std::uint32_t> ids;
    std::vector<JsonMember> members;
    eachElement(array.value, array.valueAt, [&](const JsonMember &element) {
        if (scanObject(element.value, element.valueAt, members)) {
            fields.fail(LineFault::WrongType, element.valueAt, "a connection must be an object");
            return false;
        }
        JsonFields inner(members, element.valueAt);
        NewConnection connection = readConnection(inner);
        if (!inner.failed() && !ids.insert(connection.id).second)
            inner.fail(LineFault::Twice, element.valueAt,
                       "connection " + std::to_string(connection.id) + " is there twice");
        if (header.connections.size() == mostConnections)
            inner.fail(LineFault::TooLong, element.valueAt,
                       "there are more than " + std::to_string(mostConnections) + " connections");
        fields.adopt(inner);
        header.connections.push_back(std::move(connection));
        return !fields.failed();
    });
}

/// Whether it is an export of Ajar, and one that can be read.
void checkFormat(JsonFields &fields)
{
    const JsonMember *format = fields.find("format");
    if (!format || format->value != "\"ajar\"")
        fields.fail(LineFault::NotOurs, format ? format->valueAt : 0,
                    format ? "\"format\" is not \"ajar\"" : "\"format\" is missing");
    if (fields.failed())
        return;
    const JsonMember *version = fields.need("version");
    const std::uint64_t number = version ? fields.number(*version, 1, INT32_MAX) : knownVersion;
    if (number > knownVersion)
        fields.fail(LineFault::NewerVersion, version->valueAt,
                    "version " + std::to_string(number) + " of the export, where this Ajar knows " +
                        std::to_string(knownVersion));
}

/// Whether a line with a fault was meant to be ours: exports begin like this.
bool saysAjar(std::string_view line)
{
    const std::string beginning = compact(line.substr(0, 64));
    return beginning.starts_with(R"({"format":"ajar",)");
}

} // namespace

ImportedHeader importedHeader(std::string_view line)
{
    ImportedHeader header;
    std::vector<JsonMember> members;
    header.problem = scanObject(line, 0, members);
    if (header.problem) {
        if (!saysAjar(line))
            header.problem->fault = LineFault::NotOurs;
        return header;
    }
    JsonFields fields(members, 0);
    checkFormat(fields);
    header.problem = fields.problem();
    if (header.problem)
        return header;
    const JsonMember *connections = fields.need("connections");
    if (connections && !connections->value.starts_with('['))
        fields.fail(LineFault::WrongType, connections->valueAt, "\"connections\" must be an array");
    else if (connections)
        readConnections(fields, *connections, header);
    fields.find("application");
    if (const JsonMember *name = fields.find("name")) {
        header.name = QByteArray::fromStdString(fields.text(*name));
        if (header.name.size() > longestStoredName)
            fields.fail(LineFault::TooLong, name->valueAt,
                        "\"name\" has more than " + std::to_string(longestStoredName) + " bytes");
    }
    header.unknownMember = fields.unknownMember();
    header.problem = fields.problem();
    if (header.problem)
        header.connections.clear();
    return header;
}

} // namespace ajar::session
