// SPDX-License-Identifier: MIT
#pragma once

#include "closing/findingnote.h"
#include "wire/httphead.h"

#include <vector>

namespace ajar::closing
{

/// The rules of the opening handshake (RFC 6455 4.1, 4.2), from the heads as they were recorded.
class OpeningRules
{
public:
    explicit OpeningRules(wire::Role role)
        : m_role(role)
    {
    }

    void add(const EventRecord &event, std::vector<FindingNote> &found);
    void add(const StateRecord &state)
    {
        m_opened = m_opened || state.state != LinkState::Connecting;
    }
    /// A data frame before the answer (RFC 6455 4.1).
    void add(const FrameRecord &frame, std::vector<FindingNote> &found);

private:
    void checkRequest(Time t, const std::string &raw, std::vector<FindingNote> &found);
    void checkResponse(Time t, const std::string &raw, std::vector<FindingNote> &found);
    Direction of(wire::Role role) const
    {
        return role == m_role ? Direction::Sent : Direction::Received;
    }

    wire::Role m_role;
    wire::HttpHead m_request;
    bool m_opened = false;
};

} // namespace ajar::closing
