// SPDX-License-Identifier: MIT
#include "session/salvage.h"

#include "session/files.h"
#include "session/foundrows.h"
#include "session/newsession.h"
#include "session/openfile.h"
#include "session/salvagedconnection.h"
#include "session/sessionname.h"

#include <QFileInfo>

#include <algorithm>

namespace ajar::session
{

namespace
{

/// One salvage, from the copy to the last row.
class Salvage
{
public:
    Salvage(const PageImages &images, const SalvageOptions &options, SalvageReport &report)
        : m_images(images)
        , m_options(options)
        , m_report(report)
        , m_rows(images)
    {
    }

    Error run(SessionFile &file);

private:
    Error look();
    Error write(SessionFile &file);
    bool cancelled() const { return m_options.cancelled && *m_options.cancelled; }
    void tell(quint64 done, quint64 total) const
    {
        if (m_options.progress)
            m_options.progress(done, total);
    }

    const PageImages &m_images;
    const SalvageOptions &m_options;
    SalvageReport &m_report;
    FoundRows m_rows;
};

Error Salvage::run(SessionFile &file)
{
    m_report.pageSize = m_images.pageSize();
    m_report.pages = m_images.count();
    m_report.missingPages = m_images.missingPages();
    m_report.unreadableBytes = m_images.unreadable();
    m_report.logIsMissing = m_images.needsLog() && !m_images.hasLog();
    Error error = look();
    if (!error)
        error = write(file);
    m_report.damagedPages = m_rows.damagedPages();
    return error;
}

Error Salvage::look()
{
    constexpr std::uint32_t betweenLooks = 256;
    for (std::uint32_t image = 0; image < m_images.count(); ++image) {
        m_rows.look(image);
        if (image % betweenLooks != 0)
            continue;
        if (cancelled())
            return {Fault::Cancelled, {}, {}};
        tell(image, m_images.count());
    }
    m_rows.sort();
    return {};
}

Error Salvage::write(SessionFile &file)
{
    constexpr std::size_t betweenLooks = 1024;
    ImportedRows out(file, {});
    const auto &places = m_rows.records();
    std::set<std::uint32_t> ids;
    for (const auto &[id, connection] : m_rows.connections())
        ids.insert(id);
    for (const RowPlace &place : places)
        ids.insert(static_cast<std::uint32_t>(place.id >> connectionShift));
    ids.erase(0);
    auto place = places.begin();
    for (const std::uint32_t id : ids) {
        SalvagedConnection connection(id, m_rows, out);
        for (; place != places.end() && place->id >> connectionShift <= id;) {
            const std::int64_t row = place->id;
            const auto next = std::find_if(place, places.end(),
                                           [row](const RowPlace &one) { return one.id != row; });
            if (const Error error = connection.add({place, next}); error)
                return error;
            place = next;
            const auto done = static_cast<std::size_t>(place - places.begin());
            if (done % betweenLooks == 0)
                tell(done, places.size());
            if (cancelled())
                return {Fault::Cancelled, {}, {}};
        }
        m_report.connections += connection.report();
    }
    const Error error = out.finish();
    return error ? error : storeName(file, m_rows.name());
}

/// The size at which the first pages make most sense.
void findPageSize(PageImages &images)
{
    constexpr std::size_t sample = std::size_t{32} << 20;
    std::size_t best = 0;
    std::size_t bestSize = 0;
    const auto sizes = images.pageSizes();
    for (const std::size_t size : sizes) {
        images.setPageSize(size);
        FoundRows rows(images);
        const auto most = static_cast<std::uint32_t>(sample / size);
        for (std::uint32_t i = 0; i < std::min(most, images.filePages()); ++i)
            rows.look(i);
        const std::uint32_t logEnd = std::min(images.count(), images.filePages() + most);
        for (std::uint32_t i = images.filePages(); i < logEnd; ++i)
            rows.look(i);
        rows.sort();
        const std::size_t found = rows.records().size() + rows.connections().size();
        if (found > best || bestSize == 0) {
            best = found;
            bestSize = size;
        }
    }
    images.setPageSize(bestSize);
}

Error checkTargets(const QString &source, const QString &target, bool overwrite)
{
    if (QFileInfo(source).canonicalFilePath() == QFileInfo(target).canonicalFilePath() &&
        QFileInfo::exists(source))
        return {Fault::Exists, target, QStringLiteral("it is the damaged file itself")};
    return checkNewSession(target, overwrite);
}

} // namespace

bool SalvageReport::complete() const
{
    const bool all = std::ranges::all_of(connections, [](const Connection &connection) {
        return connection.described && connection.damaged == 0 && connection.missing == 0;
    });
    return all && damagedPages == 0 && missingPages == 0 && unreadableBytes == 0 && !logIsMissing;
}

SalvageReport salvage(const QString &source, const QString &target, const SalvageOptions &options)
{
    SalvageReport report;
    const QString resolved = resolvedPath(target);
    report.error = checkTargets(source, resolved, options.overwrite);
    if (report.error)
        return report;
    auto images = PageImages::copy(resolvedPath(source), QFileInfo(resolved).absolutePath());
    if (!images) {
        report.error = images.error;
        return report;
    }
    if (const auto opened = openForReading((*images.value)->path()); !opened) {
        report.problem = opened.error.detail.isEmpty() ? QStringLiteral("it is no Ajar session")
                                                       : opened.error.detail;
    } else if (opened.value->isBeingRecorded) {
        report.error = {Fault::Busy, source, QStringLiteral("it is being recorded")};
        return report;
    }
    findPageSize(**images.value);
    report.error = makeSession(resolved, options.overwrite, [&](SessionFile &file) {
        Error error = Salvage(**images.value, options, report).run(file);
        if (error.path.isEmpty())
            error.path = source;
        if (!error && report.connections.isEmpty() && !report.problem.isEmpty())
            error = {Fault::NotASession, source,
                     QStringLiteral("nothing in it looks like a part of one")};
        return error;
    });
    return report;
}

} // namespace ajar::session
