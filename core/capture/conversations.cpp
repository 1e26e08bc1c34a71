// SPDX-License-Identifier: MIT
#include "capture/conversation.h"

#include <algorithm>

namespace ajar::capture
{

using closing::Time;

Conversations::Conversations(CaptureSink &sink)
    : m_sink(sink)
{
}

Conversations::~Conversations() = default;

void Conversations::add(Time t, const Segment &segment)
{
    const Key key{std::min(segment.from, segment.to), std::max(segment.from, segment.to)};
    Conversation *one = find(key, t, segment);
    if (!one)
        return;
    const std::size_t before = one->waitingBytes();
    one->add(t, segment);
    m_waiting += one->waitingBytes();
    m_waiting -= before;
    if (m_waiting > mostWaiting)
        makeRoom();
}

Conversations::Conversation *Conversations::find(const Key &key, Time t, const Segment &segment)
{
    auto found = m_conversations.find(key);
    if (found != m_conversations.end() && found->second->isNewOne(segment)) {
        end(found);
        found = m_conversations.end();
    }
    if (found != m_conversations.end())
        return found->second.get();
    if (m_conversations.size() >= mostConnections)
        sweep(t);
    if (m_conversations.size() >= mostConnections) {
        ++m_counts.tooMany;
        return nullptr;
    }
    auto made = std::make_unique<Conversation>(*this, t, segment);
    return m_conversations.emplace(key, std::move(made)).first->second.get();
}

/// Drops those that are over, which wait only for what may still be repeated of them, and those
/// that are idle and may never be needed again. It takes a while, so a flood of connections that
/// find no room does not ask for it each time.
void Conversations::sweep(Time t)
{
    if (m_untilSweep-- > 0)
        return;
    m_untilSweep = mostConnections / 4;
    for (auto one = m_conversations.begin(); one != m_conversations.end();) {
        const auto next = std::next(one);
        if (one->second->isOver() || one->second->isIdle(t))
            end(one);
        one = next;
    }
}

void Conversations::end(std::map<Key, std::unique_ptr<Conversation>>::iterator one)
{
    Conversation &conversation = *one->second;
    m_waiting -= conversation.waitingBytes();
    conversation.finish();
    if (conversation.isTls())
        ++m_counts.tls;
    else if (!conversation.isWebSocket())
        ++m_counts.others;
    m_conversations.erase(one);
}

/// Gives up all holes, which is rare enough.
void Conversations::makeRoom()
{
    m_waiting = 0;
    for (const auto &[key, conversation] : m_conversations)
        conversation->giveUpHoles();
    for (const auto &[key, conversation] : m_conversations)
        m_waiting += conversation->waitingBytes();
}

void Conversations::finish()
{
    while (!m_conversations.empty())
        end(m_conversations.begin());
}

} // namespace ajar::capture
