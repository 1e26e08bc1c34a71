// SPDX-License-Identifier: MIT
#include "filter/matcher.h"
#include "fuzz.h"
#include "wire/utf8.h"

using namespace ajar;
using fuzz::require;

namespace
{

bool isUtf8(std::string_view text)
{
    return wire::isUtf8({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

void checkProblem(const filter::Parse &parsed, std::string_view expression)
{
    const filter::Problem &problem = *parsed.problem;
    require(parsed.filter.isEmpty(), "a filter is good or bad");
    require(!problem.text.empty() && isUtf8(problem.text), "a problem has words");
    require(problem.position <= expression.size(), "a problem stands in its expression");
    require(problem.length <= expression.size() - problem.position, "and ends there");
    if (!isUtf8(expression))
        return;
    require(isUtf8(expression.substr(0, problem.position)) &&
                isUtf8(expression.substr(problem.position, problem.length)),
            "it begins and ends on the edge of a character");
}

/// A row whose traits follow from the bytes given.
session::Row rowOf(fuzz::Input &input)
{
    session::Row row;
    row.kind = static_cast<session::Kind>(input.byte() % 6);
    row.t = input.byte() * 1'000'000;
    row.header.opcode = static_cast<wire::Opcode>(input.byte() & 15);
    const std::uint8_t bits = input.byte();
    row.header.fin = bits & 1;
    row.header.masked = bits & 2;
    row.header.rsv = bits >> 2 & 7;
    row.direction = bits & 32 ? closing::Direction::Sent : closing::Direction::Received;
    row.disposition = static_cast<closing::Disposition>(input.byte() % 6);
    row.state = static_cast<closing::LinkState>(input.byte() % closing::linkStateCount);
    row.findings = wire::FindingSet(bits & 64 ? input.byte() : 0);
    const wire::Bytes payload = input.take(input.byte());
    row.payload = QByteArray(reinterpret_cast<const char *>(payload.data()),
                             static_cast<qsizetype>(payload.size()));
    row.payloadSize = row.header.length = payload.size();
    return row;
}

} // namespace

/// An expression, and behind a zero byte records that it is asked of.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::uint8_t *end = std::find(data, data + size, std::uint8_t{0});
    // A copy, so that a sanitizer sees who reads beyond it.
    const std::vector<char> copy(data, end);
    const std::string_view expression(copy.data(), copy.size());
    const filter::Parse parsed = filter::parse(expression);
    if (parsed.problem) {
        checkProblem(parsed, expression);
        return 0;
    }
    const std::string text = parsed.filter.text();
    const filter::Parse again = filter::parse(text);
    // Numbers and parentheses may take more place in the one spelling.
    if (again.problem) {
        require(text.size() > filter::longestExpression ||
                    again.problem->text.find("nested") != std::string::npos,
                "what is written can be read");
        return 0;
    }
    require(again.filter.text() == text, "what is written reads as the same");

    filter::Matcher first(parsed.filter);
    filter::Matcher second(again.filter);
    fuzz::Input input(end, static_cast<std::size_t>(data + size - end));
    input.byte();
    while (!input.empty()) {
        const session::Row row = rowOf(input);
        require(first.matches(1, row) == second.matches(1, row),
                "what reads as the same lets the same pass");
    }
    return 0;
}
