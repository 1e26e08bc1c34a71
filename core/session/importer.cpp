// SPDX-License-Identifier: MIT
#include "session/importer.h"

#include "session/files.h"
#include "session/importformat.h"
#include "session/newsession.h"

#include <QIODevice>

#include <algorithm>
#include <array>

namespace ajar::session
{

namespace
{

constexpr qsizetype beginningBytes = 4096;

/// A format that can be imported, and how it is known by its first bytes.
struct ImportFormat {
    bool (*looksLikeIt)(std::string_view beginning);
    ImportReport (*import)(const ImportSource &source, SessionFile &file);
};

bool anything(std::string_view)
{
    return true;
}

/// The first that fits is taken; the last one says what is wrong with what is none of them.
constexpr std::array formats{ImportFormat{&looksLikeCapture, &importCapture},
                             ImportFormat{&looksLikeHar, &importHar},
                             ImportFormat{&anything, &importJsonLines}};

/// The first bytes, fewer only if there are no more.
QByteArray beginningOf(QIODevice &device, const ImportOptions &options)
{
    QByteArray beginning;
    qint64 got = 1;
    while (got > 0 && beginning.size() < beginningBytes &&
           !(options.cancelled && *options.cancelled)) {
        QByteArray part(beginningBytes - beginning.size(), Qt::Uninitialized);
        got = device.read(part.data(), part.size());
        beginning.append(part.constData(), static_cast<qsizetype>(std::max<qint64>(got, 0)));
    }
    return beginning;
}

} // namespace

ImportReport importToFile(QIODevice &device, const QString &name, const QString &target,
                          const ImportOptions &options)
{
    ImportReport report;
    const QString resolved = resolvedPath(target);
    report.error = checkNewSession(resolved, options.overwrite);
    if (report.error)
        return report;
    report.error = makeSession(resolved, options.overwrite, [&](SessionFile &file) {
        const ImportSource source{beginningOf(device, options), device, name, options};
        const std::string_view beginning(source.begun.constData(),
                                         static_cast<std::size_t>(source.begun.size()));
        const auto format = std::ranges::find_if(
            formats, [&](const ImportFormat &one) { return one.looksLikeIt(beginning); });
        report = format->import(source, file);
        return report.error;
    });
    return report;
}

} // namespace ajar::session
