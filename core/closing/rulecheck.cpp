// SPDX-License-Identifier: MIT
#include "closing/rulecheck.h"

#include <utility>

namespace ajar::closing
{

namespace
{
constexpr std::uint32_t mostOfOneRule = 100;
}

void RuleCheck::add(const FrameRecord &frame, wire::Bytes payload)
{
    // A held frame is on its way, a dropped one never was; the application's leg is no wire of
    // ours.
    if (frame.leg != Leg::Peer || !onTheWire(frame.direction, frame.disposition))
        return;
    m_pings.pass(frame.t, m_found);
    m_closes.add(frame, payload, m_found);
    if (wire::isControl(frame.header.opcode))
        m_pings.add(frame, payload, m_found);
    else
        m_opening.add(frame, m_found);
    sift();
}

void RuleCheck::add(const StateRecord &state)
{
    m_opening.add(state);
    m_closes.add(state, m_found);
    if (isFinal(state.state))
        m_pings.end(state.t, m_found);
    sift();
}

void RuleCheck::add(const EventRecord &event)
{
    m_opening.add(event, m_found);
    m_closes.add(event, m_found);
    m_pings.add(event, m_found);
    sift();
}

/// Leaves out what was not asked for, and what would go on for ever.
void RuleCheck::sift()
{
    if (m_found.size() == m_sifted)
        return;
    std::vector<FindingNote> kept(m_found.begin(),
                                  m_found.begin() + static_cast<std::ptrdiff_t>(m_sifted));
    for (std::size_t i = m_sifted; i < m_found.size(); ++i) {
        FindingNote &note = m_found[i];
        if (wire::ruleOf(note.finding).level == wire::Level::Strict && !m_options.strict)
            continue;
        const std::uint32_t count = ++m_counts[static_cast<std::size_t>(note.finding)];
        if (count > mostOfOneRule)
            continue;
        if (count == mostOfOneRule)
            note.text +=
                note.text.empty() ? "further ones are not told" : "; further ones are not told";
        kept.push_back(std::move(note));
    }
    m_found = std::move(kept);
    m_sifted = m_found.size();
}

std::vector<FindingNote> RuleCheck::take()
{
    m_sifted = 0;
    return std::exchange(m_found, {});
}

} // namespace ajar::closing
