// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsongrammar.h"
#include "wire/utf8.h"

#include <QByteArray>
#include <QString>

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

class QIODevice;

namespace ajar::session
{

/// A place in a text of many lines.
struct TextPlace {
    quint64 offset = 0; ///< bytes from the start
    quint64 line = 1;
    quint64 column = 1; ///< in bytes
};

/// The place of `offset` in a part of the text that begins at `start`.
TextPlace placeIn(const TextPlace &start, std::string_view part, quint64 offset);

/// Goes through one JSON text (RFC 8259) of any length, forward and from value to value. Nothing of
/// it is kept but what is asked for, so its memory is a block and the names on the way. It checks
/// what it skips. After the first problem everything says false.
class JsonStream : private JsonGrammar<JsonStream>
{
public:
    /// `cancelled` may be null.
    JsonStream(QIODevice &device, const std::atomic_bool *cancelled);

    /// Leaves out a byte order mark at the beginning.
    void skipByteOrderMark();

    /// The first byte of the value that comes next; 0 if none does.
    char kind();
    bool enterObject();
    bool enterArray();
    /// The name of the next member of the object that was entered last, whose value is then to be
    /// taken, skipped or entered. False at its end, which leaves it, or with a problem.
    bool nextMember(std::string &name);
    /// The same for the elements of an array.
    bool nextElement();
    bool skipValue();
    /// The text of a value of at most `most` bytes.
    bool takeValue(std::string &text, std::size_t most);
    /// Whether nothing but white space follows.
    bool end();

    /// Where it stands, at the beginning of the value that comes next.
    TextPlace place();
    quint64 bytesRead() const { return m_blockOffset + m_at; }

    struct Mark {
        TextPlace place;
        std::vector<char> open;
    };
    /// What is needed to come back to this value; the device must not be sequential.
    Mark mark();
    bool goTo(const Mark &mark);

    bool failed() const { return m_problem || m_stopped; }
    bool cancelled() const { return m_stopped && m_deviceProblem.isNull(); }
    QString deviceProblem() const { return m_deviceProblem; }
    /// `at` counts from the start of the text.
    const std::optional<LineProblem> &problem() const { return m_problem; }
    TextPlace problemPlace() const { return m_problemPlace; }

private:
    friend JsonGrammar<JsonStream>;
    static constexpr std::string_view whole = "file";
    enum Open : char { EmptyObject, Object, EmptyArray, Array };

    int peek();
    bool fill();
    void step() { ++m_at; }
    void skipSpace();
    std::size_t depth() const { return m_open.size(); }
    TextPlace here() const;
    bool fail(LineFault fault, std::string text);
    bool enter(char bracket, Open open);
    /// Behind the comma or at the end of what was entered last.
    bool next(Open filled, char end, bool &ended);
    bool skipString();
    bool skipPlain(wire::Utf8Validator &validator, bool &ascii);

    QIODevice &m_device;
    const std::atomic_bool *m_cancelled;
    QByteArray m_block;
    std::size_t m_at = 0;
    quint64 m_blockOffset = 0;
    quint64 m_line = 1;
    quint64 m_lineOffset = 0;
    std::vector<char> m_open;
    std::string *m_copy = nullptr; ///< takes what is gone through
    std::size_t m_copyFrom = 0;
    std::size_t m_copyMost = 0;
    bool m_stopped = false;
    QString m_deviceProblem;
    std::optional<LineProblem> m_problem;
    TextPlace m_problemPlace;
};

} // namespace ajar::session
