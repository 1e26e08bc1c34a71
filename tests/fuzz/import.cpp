// SPDX-License-Identifier: MIT
#include "fuzz.h"
#include "session/exporter.h"
#include "session/importer.h"
#include "session/jsonheader.h"
#include "session/jsonrecord.h"
#include "session/jsonscan.h"
#include "sessionfolder.h"
#include "wire/utf8.h"

#include <QBuffer>
#include <QJsonDocument>

using namespace ajar::session;
using fuzz::require;

namespace
{

constexpr std::size_t longestLine = 8192;
constexpr std::string_view usualHeader =
    R"({"format":"ajar","version":1,"connections":[{"id":1,"kind":"","url":"","wallTime":)"
    R"("1970-01-01T00:00:00Z","t":0,"options":{}},{"id":2,"kind":"","url":"","wallTime":)"
    R"("1970-01-01T00:00:00Z","t":0,"options":{}}]})"
    "\n";

/// Bytes in pieces whose sizes follow from a seed.
class Pieces : public QIODevice
{
public:
    Pieces(std::string_view text, std::uint8_t seed)
        : m_text(text)
        , m_seed(seed)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        m_state = m_state * 1664525u + 1013904223u;
        const std::size_t most = m_seed ? (m_state >> 16) % (1u + m_seed) + 1 : m_text.size();
        const std::size_t count = std::min({most, static_cast<std::size_t>(size), m_text.size()});
        std::copy_n(m_text.data(), count, data);
        m_text.remove_prefix(count);
        return static_cast<qint64>(count);
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    std::string_view m_text;
    std::uint8_t m_seed;
    std::uint32_t m_state = 1;
};

void checkProblem(const std::optional<LineProblem> &problem, std::string_view line)
{
    if (!problem)
        return;
    require(problem->at <= line.size(), "a problem stands in its line");
    require(!problem->text.empty(), "a problem has words");
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(problem->text.data());
    require(ajar::wire::isUtf8({bytes, problem->text.size()}), "its words are UTF-8");
    require(std::ranges::none_of(problem->text, [](unsigned char c) { return c < 0x20; }),
            "its words are safe to print");
}

/// Each line alone, which is fast. Says whether all can be taken, the first one as a header or not.
bool checkLines(std::string_view text)
{
    bool good = true;
    bool first = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        // A copy, so that a sanitizer sees who reads beyond it.
        const std::vector<char> copy(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end));
        const std::string_view line(copy.data(), copy.size());
        text.remove_prefix(std::min(end + 1, text.size()));
        const ImportedHeader header = importedHeader(line);
        checkProblem(header.problem, line);
        require(!header.problem || header.connections.empty(), "a header is good or bad");
        const ImportedLine record = importedLine(line);
        checkProblem(record.problem, line);
        require(!record.problem || !record.record, "a line is good or bad");
        good = good && (!record.problem || (first && !header.problem));
        first = false;
        std::vector<JsonMember> members;
        QJsonParseError problem{};
        if (scanObject(line, 0, members))
            continue;
        QJsonDocument::fromJson(QByteArray(copy.data(), static_cast<qsizetype>(copy.size())),
                                &problem);
        require(problem.error == QJsonParseError::NoError ||
                    problem.error == QJsonParseError::IllegalNumber,
                "what is taken as JSON is JSON");
    }
    return good;
}

ImportReport import(std::string_view text, std::uint8_t seed, const QString &name, bool keepGoing)
{
    Pieces pieces(text, seed);
    ImportOptions options;
    options.keepGoing = keepGoing;
    options.longestLine = longestLine;
    return importToFile(pieces, QStringLiteral("lines"), fuzz::sessionFolder() + u'/' + name,
                        options);
}

struct Exported {
    QByteArray text;
    Error error;
};

Exported exported(const QString &name, bool damaged)
{
    auto reader = Reader::open(fuzz::sessionFolder() + u'/' + name);
    require(bool(reader), "an imported session opens");
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    ExportOptions options;
    options.withSecrets = true;
    const Error error = exportSession(**reader.value, buffer, options);
    require(damaged ? error.fault == Fault::Damaged : !error,
            "what is damaged in a session was so in its export");
    return {buffer.data(), error};
}

void checkImport(std::string_view text, std::uint8_t seed, bool keepGoing)
{
    const QString first = QStringLiteral("first.ajar");
    const QString second = QStringLiteral("second.ajar");
    const ImportReport report = import(text, seed, first, keepGoing);
    if (report.error) {
        const Fault fault = report.error.fault;
        require(fault == Fault::NotASession || fault == Fault::NewerVersion ||
                    fault == Fault::Damaged,
                "only what an export can be is wrong");
        require(!report.error.detail.isEmpty(), "an error says why");
        require(QDir(fuzz::sessionFolder()).isEmpty(QDir::Files | QDir::Hidden),
                "an error leaves no file");
        return;
    }
    const QByteArray lines = exported(first, report.damaged > 0).text;
    require(static_cast<quint64>(lines.count('\n')) == report.records + 1,
            "every record is in the session");
    const ImportReport again = import({lines.constData(), static_cast<std::size_t>(lines.size())},
                                      std::uint8_t(~seed), second, false);
    // Escapes may make a line longer than it was.
    if (!again.error) {
        require(again.records == report.records && again.damaged == report.damaged &&
                    again.withUnknownMembers == 0,
                "an export of what was imported has all of it");
        require(exported(second, report.damaged > 0).text == lines,
                "an export of what was imported is imported as the same");
    } else {
        require(again.error.detail.contains(QStringLiteral("has more than")),
                "an export of what was imported can be imported");
    }
    for (const QString &name : {first, second})
        QFile::remove(fuzz::sessionFolder() + u'/' + name);
}

} // namespace

/// A file of lines as `ajar import` takes it, with or without a good header in front.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::uint8_t settings = input.byte();
    const std::uint8_t seed = input.byte();
    std::string text(fuzz::text(input.rest()));
    const bool good = checkLines(text);
    // A session file takes SQLite a while to make, so of bad exports only some become one.
    constexpr std::size_t oneIn = 32;
    if (!good && std::hash<std::string>()(text) % oneIn != 0)
        return 0;
    if (settings & 1)
        text.insert(0, usualHeader);
    checkImport(text, seed, settings & 2);
    return 0;
}
