// SPDX-License-Identifier: MIT
#include "session/importedharentry.h"

#include "session/hartimes.h"
#include "session/importedharrecords.h"
#include "session/jsonfields.h"
#include "session/jsonwriter.h"
#include "session/rowcodec.h"

#include <QJsonDocument>

namespace ajar::session
{

namespace
{

/// Reads one entry, and remembers the first problem.
class EntryReader
{
public:
    EntryReader(const HarEntryText &text, const HarSource &source)
        : m_text(text)
        , m_source(source)
        , m_fields({}, static_cast<std::size_t>(text.place().offset))
    {
    }

    ImportedHarEntry read();

private:
    std::string textAt(const std::string &path);
    void readConnection();
    void readOurs(const JsonMember &ajar);
    void readClose();

    const HarEntryText &m_text;
    const HarSource &m_source;
    JsonFields m_fields;
    ImportedHarEntry m_entry;
};

/// http leads to ws as far as a URL is concerned (RFC 6455 3).
std::string webSocketUrl(const std::string &url)
{
    if (url.starts_with("http://") || url.starts_with("https://"))
        return "ws" + url.substr(4);
    return url;
}

std::string EntryReader::textAt(const std::string &path)
{
    const auto member = m_text.find(path);
    return member ? m_fields.text(*member) : std::string();
}

void EntryReader::readConnection()
{
    const auto url = m_text.find("request.url");
    const auto started = m_text.find("startedDateTime");
    if (!url || !started) {
        m_fields.fail(LineFault::Missing, static_cast<std::size_t>(m_text.place().offset),
                      url ? "an entry has no \"startedDateTime\""
                          : "an entry has no \"url\" in its \"request\"");
        return;
    }
    NewConnection &connection = m_entry.connection;
    connection.info.url = webSocketUrl(m_fields.text(*url));
    const auto wall = timeFromHarDate(m_fields.text(*started));
    if (!wall) {
        m_fields.fail(LineFault::OutOfRange, started->valueAt,
                      "\"startedDateTime\" must be a time such as 2024-01-31T23:59:59.000Z");
        return;
    }
    connection.info.wallNanoseconds = *wall;
    std::int64_t t = 0;
    if (__builtin_sub_overflow(*wall, m_source.start.value_or(*wall), &t))
        m_fields.fail(LineFault::OutOfRange, started->valueAt,
                      "\"startedDateTime\" is too far from that of the first connection");
    connection.info.t = t;
    JsonWriter options;
    options.beginObject().string("source", "HAR").string("writer", m_source.creator).endObject();
    connection.options = options.json();
}

/// The connection as it stood in the session that was exported.
void EntryReader::readOurs(const JsonMember &ajar)
{
    std::vector<JsonMember> members;
    if (!ajar.value.starts_with('{') || scanObject(ajar.value, ajar.valueAt, members)) {
        m_fields.fail(LineFault::WrongType, ajar.valueAt, "\"_ajar\" must be an object");
        return;
    }
    JsonFields ours(members, ajar.valueAt);
    NewConnection &connection = m_entry.connection;
    if (ours.find("connection"))
        connection.id = static_cast<std::uint32_t>(ours.number("connection", 1, maxConnection));
    if (ours.find("kind"))
        connection.info.kind = ours.text("kind");
    if (ours.find("t"))
        connection.info.t = ours.seconds("t");
    if (ours.find("wallTime"))
        connection.info.wallNanoseconds = ours.wallTime("wallTime");
    if (const JsonMember *options = ours.find("options")) {
        connection.options = QByteArray::fromStdString(compact(options->value));
        if (!QJsonDocument::fromJson(connection.options).isObject())
            ours.fail(LineFault::WrongType, options->valueAt, "\"options\" must be an object");
    }
    if (const JsonMember *records = ours.find("records")) {
        m_entry.hasRecords = true;
        m_entry.records = readHarRecords(ours, *records);
    }
    m_fields.adopt(ours);
}

/// As HTTP Toolkit writes it: an object with code and reason, or "aborted".
void EntryReader::readClose()
{
    const auto close = m_text.find("_webSocketClose");
    if (!close)
        return;
    m_entry.aborted = close->value == "\"aborted\"";
    if (close->value.starts_with('{'))
        readHarClose(m_fields, *close, m_entry);
    else if (!m_entry.aborted)
        m_fields.fail(LineFault::UnknownWord, close->valueAt,
                      "\"_webSocketClose\" must be an object or \"aborted\"");
}

ImportedHarEntry EntryReader::read()
{
    if (m_text.problem())
        m_fields.fail(m_text.problem()->fault, m_text.problem()->at, m_text.problem()->text);
    readConnection();
    const auto ajar = m_text.find("_ajar");
    if (ajar && !m_fields.failed())
        readOurs(*ajar);
    const closing::ConnectionInfo &info = m_entry.connection.info;
    if (__builtin_sub_overflow(info.wallNanoseconds, info.t, &m_entry.epoch))
        m_fields.fail(LineFault::OutOfRange, static_cast<std::size_t>(m_text.place().offset),
                      "the times of an entry are too far from each other");
    if (!m_entry.hasRecords && !m_fields.failed()) {
        HarHandshake handshake = readHarHandshake(m_fields, m_text, info);
        m_entry.opened = handshake.opened;
        m_entry.records = std::move(handshake.records);
        readClose();
    }
    m_entry.attached = textAt("response.content._file");
    m_entry.problem = m_fields.problem();
    return std::move(m_entry);
}

} // namespace

ImportedHarEntry importedHarEntry(const HarEntryText &text, const HarSource &source)
{
    return EntryReader(text, source).read();
}

} // namespace ajar::session
