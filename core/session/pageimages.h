// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"
#include "session/sqliteleaf.h"

#include <QFile>
#include <QTemporaryDir>

#include <unordered_map>

namespace ajar::session
{

/// The pages of a private copy of an SQLite file and of its write-ahead log, every image of each:
/// nothing is repaired, and nothing of the original is opened for writing.
class PageImages
{
public:
    /// Copies the file and what stands beside it into a folder of its own in `folder`. What the
    /// disk can't give becomes zeros.
    static Result<std::unique_ptr<PageImages>> copy(const QString &path, const QString &folder);

    /// The copy, for those who want to open it.
    QString path() const { return m_folder.filePath(QStringLiteral("copy.ajar")); }
    /// Bytes that could not be read.
    quint64 unreadable() const { return m_unreadable; }
    bool hasLog() const { return m_log.size() > 0; }
    /// The file says that it is in write-ahead mode.
    bool needsLog() const;

    /// The sizes that pages may have, the likeliest first.
    std::vector<std::size_t> pageSizes() const;
    void setPageSize(std::size_t size);
    std::size_t pageSize() const { return m_pageSize; }

    /// Images, those of the file first: of page 1, 2, 3…
    std::uint32_t count() const { return m_filePages + m_logPages; }
    std::uint32_t filePages() const { return m_filePages; }
    PageBytes image(std::uint32_t index) const;
    std::uint32_t pageNumber(std::uint32_t index) const;
    /// The image that counts of a page: the last one in the log, else that in the file; empty if
    /// there is none. With `onlyFile` that in the file.
    PageBytes page(std::uint32_t number, bool onlyFile) const;
    /// Whether an image in the file is out of date.
    bool isSuperseded(std::uint32_t index) const;
    /// Pages that the file should have and that are not there.
    std::uint32_t missingPages() const;
    /// Pages in use by nothing.
    std::uint32_t freePages() const;

private:
    PageImages(const QString &folder)
        : m_folder(folder)
    {
    }
    Error copyOne(const QString &from, const QString &to);
    static Error map(const QString &path, QFile &file, PageBytes &bytes);

    QTemporaryDir m_folder;
    QFile m_fileDevice;
    QFile m_logDevice;
    PageBytes m_file;
    PageBytes m_log;
    std::vector<std::uint8_t> m_cutPage; ///< the last one of the file, filled up with zeros
    quint64 m_unreadable = 0;
    std::size_t m_pageSize = 0;
    std::uint32_t m_filePages = 0;
    std::uint32_t m_logPages = 0;
    std::uint32_t m_committedPages = 0; ///< what the last commit in the log says
    std::unordered_map<std::uint32_t, std::uint32_t> m_latest; ///< page to image in the log
};

} // namespace ajar::session
