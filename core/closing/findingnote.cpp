// SPDX-License-Identifier: MIT
#include "closing/findingnote.h"

#include "closing/names.h"

namespace ajar::closing
{

Attributes attributesOf(const FindingNote &note)
{
    const wire::Rule &rule = wire::ruleOf(note.finding);
    Attributes attributes{{"finding", std::string(rule.id)},
                          {"level", std::string(wire::name(rule.level))},
                          {"section", std::string(rule.section)}};
    if (!note.text.empty())
        attributes.emplace_back("text", note.text);
    if (note.direction)
        attributes.emplace_back("direction", std::string(name(*note.direction)));
    if (note.frame > 0)
        attributes.emplace_back("frame", static_cast<std::int64_t>(note.frame));
    return attributes;
}

std::optional<FindingNote> findingNoteOf(const EventRecord &event)
{
    if (event.event != Event::Finding)
        return std::nullopt;
    FindingNote note;
    note.t = event.t;
    bool known = false;
    for (const auto &[key, value] : event.attributes) {
        if (const auto *text = std::get_if<std::string>(&value)) {
            if (key == "finding") {
                const auto finding = wire::findingFromId(*text);
                known = finding.has_value();
                note.finding = finding.value_or(note.finding);
            } else if (key == "text") {
                note.text = *text;
            } else if (key == "direction") {
                note.direction =
                    *text == name(Direction::Sent) ? Direction::Sent : Direction::Received;
            }
        } else if (const auto *frame = std::get_if<std::int64_t>(&value); frame && key == "frame") {
            note.frame = static_cast<std::uint64_t>(*frame);
        }
    }
    return known ? std::optional(note) : std::nullopt;
}

} // namespace ajar::closing
