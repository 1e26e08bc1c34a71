// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/interruption.h"

#include "commands/usage.h"

#include <csignal>

namespace ajar::app
{

namespace
{

std::atomic_bool cancelled = false;
std::atomic_int lastSignal = 0;

void cancel(int number)
{
    lastSignal = number;
    cancelled = true;
}

} // namespace

const std::atomic_bool &cancelOnSignals()
{
    struct sigaction action {
    };
    action.sa_handler = &cancel;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        ::sigaction(number, &action, nullptr);
    return cancelled;
}

int endBySignal()
{
    std::raise(lastSignal); // its handler is the usual one again
    return Usage;
}

} // namespace ajar::app
