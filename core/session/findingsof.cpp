// SPDX-License-Identifier: MIT
#include "session/findingsof.h"

#include "closing/names.h"
#include "closing/reconnects.h"
#include "closing/rulecheck.h"
#include "session/recordof.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace ajar::session
{

namespace
{

using closing::FindingNote;

constexpr int pageRows = 4096;
constexpr qsizetype controlPayload = 125;

/// Gathers notes, each once: a frame's bit, what the checker says and what was recorded may be the
/// same thing.
class Gathering
{
public:
    explicit Gathering(const FindingsOptions &options)
        : m_options(options)
    {
    }

    void add(FindingNote note)
    {
        if (wire::ruleOf(note.finding).level == wire::Level::Strict && !m_options.strict)
            return;
        const Key key{note.finding, note.frame, note.direction ? 1 + int(*note.direction) : 0};
        if (const auto known = m_places.find(key); known != m_places.end()) {
            std::string &text = m_findings.notes[known->second].text;
            if (text.empty())
                text = std::move(note.text);
            return;
        }
        ++m_findings.counts[static_cast<std::size_t>(note.finding)];
        if (m_findings.notes.size() >= m_options.most)
            return;
        m_places.emplace(key, m_findings.notes.size());
        m_findings.notes.append(std::move(note));
    }

    Findings &findings() { return m_findings; }

private:
    using Key = std::tuple<wire::Finding, std::uint64_t, int>;
    const FindingsOptions &m_options;
    Findings m_findings;
    std::map<Key, qsizetype> m_places;
};

void addBits(Gathering &gathering, const closing::FrameRecord &frame)
{
    for (int i = 0; i < wire::findingCount && !frame.findings.empty(); ++i) {
        const auto finding = static_cast<wire::Finding>(i);
        if (frame.findings.has(finding))
            gathering.add({finding, frame.direction, frame.number, {}, frame.t});
    }
}

void check(closing::RuleCheck &rules, Gathering &gathering, const Row &row)
{
    const auto record = recordOf(row);
    if (!record)
        return;
    if (const auto *frame = std::get_if<closing::FrameRecord>(&*record)) {
        addBits(gathering, *frame);
        rules.add(*frame, payloadOf(row));
    } else if (const auto *state = std::get_if<closing::StateRecord>(&*record)) {
        rules.add(*state);
    } else if (const auto *event = std::get_if<closing::EventRecord>(&*record)) {
        if (auto note = closing::findingNoteOf(*event))
            gathering.add(std::move(*note));
        rules.add(*event);
    }
    if (rules.hasFound()) {
        for (FindingNote &note : rules.take())
            gathering.add(std::move(note));
    }
}

bool endedAbnormally(const Row &outcome)
{
    return outcome.details.value(QLatin1String("state")).toString() !=
           QLatin1String(closing::name(closing::LinkState::Closed).data());
}

} // namespace

Findings findingsOf(Reader &reader, const StoredConnection &connection,
                    const FindingsOptions &options)
{
    const bool server = connection.kind == QLatin1String("server");
    closing::RuleCheck rules({server ? wire::Role::Server : wire::Role::Client, options.strict});
    Gathering gathering(options);
    const quint64 last = reader.lastSeq(connection.id);
    for (quint64 next = 1; next <= last;) {
        const auto rows = reader.rows(connection.id, next, pageRows, controlPayload);
        if (rows.isEmpty() || (options.cancelled && *options.cancelled)) {
            gathering.findings().complete = false;
            break;
        }
        for (const Row &row : rows)
            check(rules, gathering, row);
        next = rows.last().seq + 1;
        if (options.progress)
            options.progress(std::min(next - 1, last), last);
    }
    return std::move(gathering.findings());
}

QVector<std::pair<quint32, FindingNote>> reconnectFindings(Reader &reader)
{
    struct End {
        closing::Time t;
        std::string url;
        bool abnormal;
    };
    closing::Reconnects reconnects;
    QVector<std::pair<quint32, FindingNote>> found;
    std::vector<End> ends;
    auto connections = reader.connections();
    std::ranges::stable_sort(connections, {}, &StoredConnection::t);
    for (const StoredConnection &connection : std::as_const(connections)) {
        if (connection.kind == QLatin1String("server"))
            continue;
        // An end that came later than this beginning belongs to another line of tries.
        std::erase_if(ends, [&](const End &end) {
            if (end.t > connection.t)
                return false;
            reconnects.ends(end.url, end.t, end.abnormal);
            return true;
        });
        const std::string url = connection.url.toStdString();
        if (auto note = reconnects.begins(url, connection.t))
            found.append({connection.id, std::move(*note)});
        if (const auto outcome = reader.outcome(connection.id)) {
            ends.push_back({clampedTime(outcome->t), url, endedAbnormally(*outcome)});
        }
    }
    return found;
}

} // namespace ajar::session
