// SPDX-License-Identifier: MIT
#include "fuzz.h"
#include "session/exporter.h"
#include "session/importedharmessage.h"
#include "session/importer.h"
#include "session/jsonstream.h"
#include "sessionfolder.h"

#include <QBuffer>
#include <QJsonDocument>

using namespace ajar::session;
using fuzz::require;

namespace
{

ImportReport import(const QByteArray &text, bool keepGoing)
{
    QBuffer buffer;
    buffer.setData(text);
    buffer.open(QIODevice::ReadOnly);
    ImportOptions options;
    options.keepGoing = keepGoing;
    options.overwrite = true;
    return importToFile(buffer, QStringLiteral("har"),
                        fuzz::sessionFolder() + QStringLiteral("/x.ajar"), options);
}

QByteArray exported()
{
    auto reader = Reader::open(fuzz::sessionFolder() + QStringLiteral("/x.ajar"));
    require(bool(reader), "an imported session opens");
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    ExportOptions options;
    options.format = ExportFormat::Har;
    options.withSecrets = true;
    const Error error = exportSession(**reader.value, buffer, options);
    require(!error || error.fault == Fault::Damaged, "an imported session can be exported");
    return buffer.data();
}

/// Going through a text says the same of it as reading all of it does.
bool checkStream(const QByteArray &text)
{
    QBuffer buffer;
    buffer.setData(text);
    buffer.open(QIODevice::ReadOnly);
    JsonStream stream(buffer, nullptr);
    const bool good = stream.skipValue() && stream.end();
    require(good || stream.problem(), "what is wrong is told");
    if (!good) {
        require(stream.problemPlace().offset <= static_cast<quint64>(text.size()),
                "a problem stands in its text");
        return false;
    }
    QJsonParseError problem{};
    QJsonDocument::fromJson('[' + text + ']', &problem);
    require(problem.error == QJsonParseError::NoError ||
                problem.error == QJsonParseError::IllegalNumber ||
                problem.error == QJsonParseError::DeepNesting,
            "what is taken as JSON is JSON");
    return true;
}

} // namespace

/// A HAR as `ajar import` takes it, and its text as one message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    const bool keepGoing = input.byte() & 1;
    const std::string_view rest = fuzz::text(input.rest());
    const QByteArray text(rest.data(), static_cast<qsizetype>(rest.size()));
    const bool good = checkStream(text);
    const ImportedHarMessage message = importedHarMessage(rest, 7);
    require(!message.problem || message.problem->at <= rest.size() + 7,
            "a problem stands in its message");
    // A session file takes SQLite a while to make, so of bad texts only some become one.
    constexpr std::size_t oneIn = 32;
    if (!good && std::hash<std::string_view>()(rest) % oneIn != 0)
        return 0;
    const ImportReport report = import(text, keepGoing);
    if (report.error) {
        require(!report.error.detail.isEmpty(), "an error says why");
        require(report.error.fault == Fault::Damaged || report.error.fault == Fault::NotASession ||
                    report.error.fault == Fault::NewerVersion,
                "only what a file can be is wrong");
    } else {
        const ImportReport again = import(exported(), false);
        require(!again.error, "an export of what was imported can be imported");
    }
    QFile::remove(fuzz::sessionFolder() + QStringLiteral("/x.ajar"));
    require(
        QDir(fuzz::sessionFolder()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
        "nothing is left behind");
    return 0;
}
