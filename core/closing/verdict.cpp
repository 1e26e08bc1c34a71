// SPDX-License-Identifier: MIT
#include "closing/verdict.h"

#include "closing/case.h"

#include <array>
#include <utility>

namespace ajar::closing
{

std::string_view name(Confidence confidence)
{
    constexpr std::array<std::string_view, 3> names{"fact", "likely", "possible"};
    return names[static_cast<std::size_t>(confidence)];
}

Verdict verdictOf(const Account &account, const Knowledge &knowledge, std::optional<Time> now)
{
    Case c(account, knowledge, now);
    if (account.state() == LinkState::Refused || !account.opened) {
        sayRefused(c);
    } else {
        sayCloses(c);
        sayCodes(c);
        sayHalfClosed(c);
        sayTcpEnd(c);
        sayMissing(c);
        sayIdle(c);
        sayPings(c);
        sayData(c);
        sayReported(c);
    }
    return {headlineOf(c), std::move(c.sentences)};
}

} // namespace ajar::closing
