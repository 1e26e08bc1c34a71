// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/recorder.h"
#include "wire/frameencoder.h"

#include <string>

/// `count` received texts, a millisecond apart: "message 1", "message 2", …
inline ajar::closing::RecordBatch textRecords(quint32 connection, quint64 firstNumber, int count)
{
    ajar::closing::RecordBatch batch;
    batch.connection = connection;
    for (quint64 number = firstNumber; number < firstNumber + quint64(count); ++number) {
        const std::string text = "message " + std::to_string(number);
        ajar::closing::FrameRecord frame;
        frame.t = ajar::closing::Time(number) * 1'000'000;
        frame.number = number;
        frame.header = ajar::wire::makeHeader(ajar::wire::Opcode::Text, text.size());
        frame.payloadOffset = batch.payloads.size();
        frame.payloadSize = text.size();
        batch.payloads.insert(batch.payloads.end(), text.begin(), text.end());
        batch.records.emplace_back(frame);
    }
    return batch;
}
