// SPDX-License-Identifier: MIT
//
// Makes a session file of any size, for tests and benchmarks:
// make_session FILE FRAMES [--connections N] [--seed N]
#include "madesession.h"

#include <QFile>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>

namespace
{

std::optional<std::uint64_t> number(const char *text)
{
    std::uint64_t value = 0;
    const char *end = text + std::strlen(text);
    const auto read = std::from_chars(text, end, value);
    if (read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    return value;
}

std::optional<ajar::support::MadeOptions> optionsIn(int argc, char **argv)
{
    if (argc < 3 || argc % 2 == 0)
        return std::nullopt;
    ajar::support::MadeOptions options;
    const auto frames = number(argv[2]);
    if (!frames)
        return std::nullopt;
    options.frames = *frames;
    for (int i = 3; i < argc; i += 2) {
        const auto value = number(argv[i + 1]);
        if (value && std::strcmp(argv[i], "--connections") == 0 && *value <= 10'000)
            options.connections = static_cast<std::uint32_t>(*value);
        else if (value && std::strcmp(argv[i], "--seed") == 0)
            options.seed = *value;
        else
            return std::nullopt;
    }
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    const auto options = optionsIn(argc, argv);
    if (!options) {
        std::fprintf(stderr, "usage: %s FILE FRAMES [--connections N] [--seed N]\n", argv[0]);
        return 1;
    }
    const auto error = ajar::support::makeSession(QFile::decodeName(argv[1]), *options);
    if (error)
        std::fprintf(stderr, "%s\n", qUtf8Printable(ajar::session::errorText(error)));
    return error ? 2 : 0;
}
