// SPDX-License-Identifier: MIT
#include "session/pageimages.h"

#include "session/files.h"

#include <QFileInfo>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ajar::session
{

namespace
{

constexpr std::size_t largestPage = 65536;
constexpr std::size_t usualPage = 16384;
constexpr std::size_t fileHeader = 100;
constexpr std::size_t logHeader = 32;
constexpr std::size_t frameHeader = 24;

std::uint32_t number32(PageBytes bytes, std::size_t at)
{
    return static_cast<std::uint32_t>(bytes[at]) << 24 |
           static_cast<std::uint32_t>(bytes[at + 1]) << 16 |
           static_cast<std::uint32_t>(bytes[at + 2]) << 8 | bytes[at + 3];
}

/// Closes a descriptor at the end of a scope.
class Descriptor
{
public:
    Descriptor(const QString &path, int flags)
        : m_number(::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, 0600))
    {
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    int number() const { return m_number; }

private:
    int m_number;
};

} // namespace

Result<std::unique_ptr<PageImages>> PageImages::copy(const QString &path, const QString &folder)
{
    if (const Error error = checkRegularFile(path); error)
        return error;
    std::unique_ptr<PageImages> images(
        new PageImages(folder + QStringLiteral("/.ajar-salvage-XXXXXX")));
    if (!images->m_folder.isValid())
        return Error{Fault::Io, folder, images->m_folder.errorString()};
    for (const QLatin1String ending : {QLatin1String(""), QLatin1String("-wal"),
                                       QLatin1String("-shm"), QLatin1String("-journal")}) {
        if (!ending.isEmpty() && !QFileInfo(path + ending).isFile())
            continue;
        if (const Error error = images->copyOne(path + ending, images->path() + ending); error)
            return error;
    }
    Error error = map(images->path(), images->m_fileDevice, images->m_file);
    if (!error)
        error = map(images->path() + QLatin1String("-wal"), images->m_logDevice, images->m_log);
    if (error)
        return error;
    return images;
}

Error PageImages::copyOne(const QString &from, const QString &to)
{
    constexpr std::size_t blockBytes = 65536;
    const Descriptor in(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (in.number() < 0)
        return systemError(errno, from);
    const Descriptor out(to, O_WRONLY | O_CREAT | O_EXCL);
    if (out.number() < 0)
        return systemError(errno, to);
    const qint64 size = QFileInfo(from).size();
    std::vector<char> block(blockBytes);
    for (qint64 at = 0; at < size;) {
        ssize_t got = ::pread(in.number(), block.data(), block.size(), at);
        if (got == 0)
            break;
        if (got < 0) {
            got = static_cast<ssize_t>(std::min<qint64>(size - at, 4096));
            std::fill_n(block.begin(), got, '\0');
            m_unreadable += static_cast<quint64>(got);
        }
        if (::pwrite(out.number(), block.data(), static_cast<std::size_t>(got), at) != got)
            return systemError(errno == 0 ? ENOSPC : errno, to);
        at += got;
    }
    return {};
}

Error PageImages::map(const QString &path, QFile &file, PageBytes &bytes)
{
    file.setFileName(path);
    if (QFileInfo(path).size() <= 0)
        return {};
    const uchar *mapped =
        file.open(QIODevice::ReadOnly) ? file.map(0, file.size()) : static_cast<uchar *>(nullptr);
    if (!mapped)
        return {Fault::Io, path, file.errorString()};
    bytes = {mapped, static_cast<std::size_t>(file.size())};
    return {};
}

bool PageImages::needsLog() const
{
    return m_file.size() >= fileHeader && m_file[18] == 2 && m_file[19] == 2;
}

std::vector<std::size_t> PageImages::pageSizes() const
{
    std::vector<std::size_t> sizes;
    const auto add = [&sizes](std::size_t size) {
        if (size >= 512 && size <= largestPage && std::has_single_bit(size) &&
            std::ranges::find(sizes, size) == sizes.end())
            sizes.push_back(size);
    };
    if (m_file.size() >= fileHeader) {
        const std::size_t said = static_cast<std::size_t>(m_file[16]) << 8 | m_file[17];
        add(said == 1 ? largestPage : said);
    }
    if (m_log.size() >= logHeader)
        add(number32(m_log, 8));
    add(usualPage);
    for (std::size_t size = 512; size <= largestPage; size *= 2)
        add(size);
    return sizes;
}

void PageImages::setPageSize(std::size_t size)
{
    m_pageSize = size;
    m_filePages = static_cast<std::uint32_t>((m_file.size() + size - 1) / size);
    const PageBytes cut = m_file.subspan(m_file.size() / size * size);
    m_cutPage.assign(cut.begin(), cut.end());
    m_cutPage.resize(size);
    const std::size_t frame = frameHeader + size;
    m_logPages = m_log.size() < logHeader + frame
                     ? 0
                     : static_cast<std::uint32_t>((m_log.size() - logHeader) / frame);
    m_latest.clear();
    m_committedPages = 0;
    const auto isOf = [&](std::size_t at, std::size_t salts) {
        return std::equal(m_log.begin() + static_cast<std::ptrdiff_t>(at + 8),
                          m_log.begin() + static_cast<std::ptrdiff_t>(at + 16),
                          m_log.begin() + static_cast<std::ptrdiff_t>(salts));
    };
    // Frames of the log's present turn have its salts; if its header is damaged, those of the
    // first frame.
    bool any = false;
    for (const std::size_t salts : {std::size_t{16}, logHeader + 8}) {
        for (std::uint32_t i = 0; i < m_logPages; ++i) {
            const std::size_t at = logHeader + i * frame;
            if (!isOf(at, salts))
                continue;
            any = true;
            m_latest[number32(m_log, at)] = m_filePages + i;
            if (number32(m_log, at + 4) > 0)
                m_committedPages = number32(m_log, at + 4);
        }
        if (any)
            break;
    }
}

PageBytes PageImages::image(std::uint32_t index) const
{
    if (index < m_filePages) {
        const std::size_t begin = std::size_t{index} * m_pageSize;
        return m_file.size() - begin < m_pageSize ? PageBytes(m_cutPage)
                                                  : m_file.subspan(begin, m_pageSize);
    }
    const std::size_t at =
        logHeader + std::size_t{index - m_filePages} * (frameHeader + m_pageSize);
    return m_log.subspan(at + frameHeader, m_pageSize);
}

std::uint32_t PageImages::pageNumber(std::uint32_t index) const
{
    if (index < m_filePages)
        return index + 1;
    return number32(m_log,
                    logHeader + std::size_t{index - m_filePages} * (frameHeader + m_pageSize));
}

PageBytes PageImages::page(std::uint32_t number, bool onlyFile) const
{
    const auto latest = onlyFile ? m_latest.end() : m_latest.find(number);
    if (latest != m_latest.end())
        return image(latest->second);
    return number > 0 && number <= m_filePages ? image(number - 1) : PageBytes();
}

bool PageImages::isSuperseded(std::uint32_t index) const
{
    const auto latest = m_latest.find(pageNumber(index));
    return latest == m_latest.end() ? index >= m_filePages : latest->second != index;
}

std::uint32_t PageImages::missingPages() const
{
    std::uint32_t wanted = m_committedPages;
    // The count in the header is right if the two change counters are the same.
    if (wanted == 0 && m_file.size() >= fileHeader && number32(m_file, 24) == number32(m_file, 92))
        wanted = number32(m_file, 28);
    constexpr std::uint32_t most = 1U << 30;
    std::uint32_t missing = wanted > m_filePages && wanted < most ? wanted - m_filePages : 0;
    for (const auto &[number, index] : m_latest)
        missing -= missing > 0 && number > m_filePages && number <= wanted ? 1 : 0;
    const bool cut = m_file.size() % m_pageSize != 0; // the last one is there in part
    return missing + (cut ? 1 : 0);
}

std::uint32_t PageImages::freePages() const
{
    const PageBytes first = page(1, false);
    return first.size() < fileHeader ? 0 : number32(first, 36);
}

} // namespace ajar::session
