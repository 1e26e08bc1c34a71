// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/matcher.h"
#include "session/exporter.h"

#include <QCommandLineParser>

#include <memory>
#include <mutex>
#include <vector>

namespace ajar::app
{

/// The option --filter of commands that write the records of a session.
class FilterOption
{
public:
    static void addTo(QCommandLineParser &parser);

    /// False, with a message on standard error that points at the place, if the expression is
    /// wrong.
    bool read(const QCommandLineParser &parser, const QString &command);

    /// There is an expression that leaves something out.
    bool isSet() const { return !m_filter.isEmpty(); }

    /// Lets `options` keep what passes; this must live as long as they are used.
    void apply(session::Reader &reader, session::ExportOptions &options);
    /// Says on standard error what could not be decided.
    void report() const;

private:
    /// Any thread.
    std::shared_ptr<filter::Matcher> newMatcher(session::Reader &reader);

    filter::Filter m_filter;
    std::mutex m_mutex;
    std::vector<std::shared_ptr<filter::Matcher>> m_matchers;
};

} // namespace ajar::app
