// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/matcher.h"
#include "session/reader.h"

#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace ajar::ui
{

/// Looks through the records of a connection for those that a filter lets pass, from the first one
/// on; it can go on later with those that came since. One thread at a time.
class FindScan
{
public:
    FindScan(const QString &path, quint32 connection, const filter::Filter &filter);

    /// Hits since the call before, and the record up to which all was looked at.
    using Found = std::function<void(std::vector<quint64> hits, quint64 upTo)>;
    /// Goes on up to `last` and tells every now and then, and at the end.
    session::Error run(quint64 last, const std::atomic_bool &stopped, const Found &found);

private:
    session::Error open();

    QString m_path;
    quint32 m_connection;
    filter::Filter m_filter;
    std::unique_ptr<session::Reader> m_reader;
    std::unique_ptr<filter::Matcher> m_matcher;
    quint64 m_next = 1;
};

} // namespace ajar::ui
