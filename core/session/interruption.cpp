// SPDX-License-Identifier: MIT
#include "session/interruption.h"

#include <utility>

namespace ajar::session
{

namespace
{

constexpr std::uint64_t mostKept = 10'000;
constexpr std::size_t longestControl = 125;

Loss lossOf(const closing::Record &record)
{
    if (std::holds_alternative<closing::ContextRecord>(record))
        return {};
    if (const auto *frame = std::get_if<closing::FrameRecord>(&record))
        return {1, 1, frame->header.size() + frame->payloadSize};
    if (const auto *opaque = std::get_if<closing::OpaqueRecord>(&record))
        return {1, 0, opaque->payloadSize};
    return {1, 0, 0};
}

closing::Attributes attributesOf(const Loss &loss, closing::Time from, closing::Time to,
                                 std::uint64_t firstFrame, std::uint64_t lastFrame,
                                 const std::string &reason)
{
    constexpr double second = 1e9;
    const auto integer = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    closing::Attributes attributes{{"reason", reason},
                                   {"records", integer(loss.records)},
                                   {"frames", integer(loss.frames)},
                                   {"bytes", integer(loss.bytes)},
                                   {"from", static_cast<double>(from) / second},
                                   {"to", static_cast<double>(to) / second}};
    if (loss.frames > 0) {
        attributes.emplace_back("firstFrame", integer(firstFrame));
        attributes.emplace_back("lastFrame", integer(lastFrame));
    }
    return attributes;
}

} // namespace

Loss &Loss::operator+=(const Loss &other)
{
    records += other.records;
    frames += other.frames;
    bytes += other.bytes;
    return *this;
}

Loss Interruption::add(const closing::RecordBatch &batch)
{
    Story &story = m_stories[batch.connection];
    story.batch.connection = batch.connection;
    Loss lost;
    for (const closing::Record &record : batch.records) {
        const Loss loss = lossOf(record);
        if (!loss)
            continue;
        if (keep(story, batch, record)) {
            m_kept += loss;
        } else {
            widenGap(story, record, loss);
            lost += loss;
        }
    }
    return lost;
}

bool Interruption::keep(Story &story, const closing::RecordBatch &batch,
                        const closing::Record &record)
{
    if (std::holds_alternative<closing::OpaqueRecord>(record) || m_kept.records >= mostKept)
        return false;
    if (const auto *frame = std::get_if<closing::FrameRecord>(&record)) {
        if (!wire::isControl(frame->header.opcode) || frame->payloadSize > longestControl)
            return false;
        closing::FrameRecord copy = *frame;
        std::vector<std::uint8_t> &payloads = story.batch.payloads;
        copy.payloadOffset = payloads.size();
        const wire::Bytes payload = batch.payload(*frame);
        payloads.insert(payloads.end(), payload.begin(), payload.end());
        story.batch.records.emplace_back(copy);
    } else {
        story.batch.records.push_back(record);
    }
    story.inGap = false;
    return true;
}

void Interruption::widenGap(Story &story, const closing::Record &record, const Loss &loss)
{
    const closing::Time t = closing::timeOf(record);
    if (!story.inGap) {
        story.inGap = true;
        story.gaps.push_back({.loss = {}, .from = t});
        story.batch.records.emplace_back(closing::EventRecord{t, closing::Event::Gap, {}});
    }
    Gap &gap = story.gaps.back();
    gap.loss += loss;
    gap.to = t;
    if (const auto *frame = std::get_if<closing::FrameRecord>(&record)) {
        gap.firstFrame = gap.firstFrame ? gap.firstFrame : frame->number;
        gap.lastFrame = frame->number;
    }
}

std::vector<closing::RecordBatch> Interruption::take(const std::string &reason)
{
    std::vector<closing::RecordBatch> batches;
    for (auto &[connection, story] : m_stories) {
        auto gap = story.gaps.begin();
        for (closing::Record &record : story.batch.records) {
            auto *event = std::get_if<closing::EventRecord>(&record);
            // Gaps of this interruption have no attributes yet; others' are as they came.
            if (!event || event->event != closing::Event::Gap || !event->attributes.empty())
                continue;
            event->attributes = attributesOf(gap->loss, gap->from, gap->to, gap->firstFrame,
                                             gap->lastFrame, reason);
            ++gap;
        }
        if (!story.batch.empty())
            batches.push_back(std::move(story.batch));
    }
    *this = {};
    return batches;
}

} // namespace ajar::session
