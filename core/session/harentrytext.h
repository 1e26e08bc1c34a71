// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsonscan.h"
#include "session/jsonstream.h"

#include <map>

namespace ajar::session
{

/// The parts of one HAR entry that tell of a connection, as the text that stands there; all else,
/// such as bodies, is passed over. Of its messages it keeps where they begin.
class HarEntryText
{
public:
    /// Goes through the entry at which `stream` stands. False with a problem; then it has what
    /// stood before that.
    bool read(JsonStream &stream);

    /// By the path of its names, e.g. "request.url"; nullopt if it is not there or null.
    std::optional<JsonMember> find(const std::string &path) const;
    const std::optional<JsonStream::Mark> &messages() const { return m_messages; }
    /// Whether it is a WebSocket connection, by its type, its messages or its status.
    bool isConnection() const;

    const TextPlace &place() const { return m_place; }
    /// The place of a problem in one of its parts.
    TextPlace placeOf(const LineProblem &problem) const;
    /// Something wrong that JSON does not know: a name that is there twice.
    const std::optional<LineProblem> &problem() const { return m_problem; }

private:
    struct Part {
        std::string text;
        TextPlace place;
    };
    bool readObject(JsonStream &stream, const std::string &path);
    bool readMember(JsonStream &stream, const std::string &path);

    TextPlace m_place;
    std::map<std::string, Part> m_parts;
    std::optional<JsonStream::Mark> m_messages;
    std::optional<LineProblem> m_problem;
};

} // namespace ajar::session
