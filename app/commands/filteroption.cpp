// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/filteroption.h"

#include "commands/usage.h"
#include "filter/before.h"
#include "session/markcursor.h"
#include "session/plaintext.h"

#include <algorithm>
#include <cstdio>

namespace ajar::app
{

namespace
{

constexpr qsizetype shownBefore = 60; ///< characters of a long expression
constexpr qsizetype shownAfter = 40;

/// How many places a terminal takes for a text, if each character takes one.
qsizetype widthOf(const QString &text)
{
    return text.toUcs4().size();
}

/// The expression, or what stands around the place, with a line of carets below it.
void printPlace(const QByteArray &expression, const filter::Problem &problem)
{
    const auto shown = [&](std::size_t from, std::size_t to) {
        return session::escaped(
            std::string_view(expression.constData(), static_cast<std::size_t>(expression.size()))
                .substr(from, to - from));
    };
    const std::size_t end = problem.position + problem.length;
    QString before = shown(0, problem.position);
    QString there = shown(problem.position, end);
    QString after = shown(end, std::max(end, static_cast<std::size_t>(expression.size())));
    if (before.size() > shownBefore)
        before = QStringLiteral("…") + before.right(shownBefore);
    if (there.size() > shownAfter)
        there = there.left(shownAfter) + QStringLiteral("…");
    if (after.size() > shownAfter)
        after = after.left(shownAfter) + QStringLiteral("…");
    const QString carets(std::max<qsizetype>(widthOf(there), 1), u'^');
    std::fprintf(stderr, "  %s\n  %s%s\n", qUtf8Printable(before + there + after),
                 qUtf8Printable(QString(widthOf(before), u' ')), qUtf8Printable(carets));
}

} // namespace

void FilterOption::addTo(QCommandLineParser &parser)
{
    parser.addOption(
        {QStringLiteral("filter"),
         QStringLiteral(
             "Only the records that match, such as 'op:close code!=1000', 'len>1k or "
             "trade' or a filter of Wireshark. States, events and outcomes are there "
             "where they match too: they have type, state, after, t, conn and marks, but "
             "nothing that a frame has. An empty filter matches all."),
         QStringLiteral("EXPR")});
}

bool FilterOption::read(const QCommandLineParser &parser, const QString &command)
{
    const QByteArray expression = parser.value(QStringLiteral("filter")).toUtf8();
    filter::Parse parsed =
        filter::parse({expression.constData(), static_cast<std::size_t>(expression.size())});
    m_filter = std::move(parsed.filter);
    if (!parsed.problem)
        return true;
    fail(QStringLiteral("--filter: ") + session::escaped(parsed.problem->text), Usage);
    printPlace(expression, *parsed.problem);
    std::fprintf(stderr, "Try 'ajar %s --help'.\n", qUtf8Printable(command));
    return false;
}

void FilterOption::apply(session::Reader &reader, session::ExportOptions &options)
{
    if (m_filter.isEmpty())
        return;
    const auto answers = [](const std::shared_ptr<filter::Matcher> &matcher) {
        return [matcher](quint32 connection, const session::Row &row) {
            return matcher->matches(connection, row);
        };
    };
    options.keep = answers(newMatcher(reader));
    options.keepFrom = [this, answers](session::Reader &source, quint32 connection,
                                       quint64 firstSeq) {
        const auto matcher = newMatcher(source);
        filter::countInBefore(*matcher, source, connection, firstSeq);
        return answers(matcher);
    };
    options.keepReadsPayloads = m_filter.readsPayload();
    options.keepsStoryOnly = m_filter.isAboutStory();
}

std::shared_ptr<filter::Matcher> FilterOption::newMatcher(session::Reader &reader)
{
    auto matcher = std::make_shared<filter::Matcher>(m_filter, filter::contentOf(reader),
                                                     session::marksOf(reader));
    const std::lock_guard lock(m_mutex);
    m_matchers.push_back(matcher);
    return matcher;
}

void FilterOption::report() const
{
    quint64 undecided = 0;
    for (const auto &matcher : m_matchers)
        undecided += matcher->undecided();
    if (undecided == 0)
        return;
    fail(QStringLiteral(
             "--filter: a pattern or a path is too costly to be searched for in %1 records, which "
             "are left out")
             .arg(undecided),
         Done);
}

} // namespace ajar::app
