// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"

#include <random>
#include <string>

namespace ajar::support
{

/// One connection of a made session: gives its records in their order, batch by batch. It knows no
/// recorder.
class MadeConnection
{
public:
    /// The connection of this index, with so many frames, the two of its end among them.
    MadeConnection(std::uint64_t index, std::uint64_t frames, std::uint64_t seed);

    closing::ConnectionInfo info() const;
    void setNumber(std::uint32_t number) { m_number = number; }

    closing::RecordBatch opening();
    /// About `count` more frames.
    closing::RecordBatch frames(std::size_t count);
    bool atEnd() const { return m_left == 0; }
    closing::RecordBatch ending();

private:
    using Batch = closing::RecordBatch;

    Batch batch() const;
    std::uint64_t below(std::uint64_t bound) { return m_random() % bound; }
    void add(Batch &batch, closing::Direction direction, wire::Opcode opcode, bool fin,
             std::size_t from);
    void quote(Batch &batch, bool fragmented);
    void command(Batch &batch);
    void binary(Batch &batch);
    void pingAndPong(Batch &batch);
    void state(Batch &batch, closing::LinkState state);
    void event(Batch &batch, closing::Event event, closing::Attributes attributes = {});
    closing::CloseSeen close(Batch &batch, closing::Direction direction, std::uint16_t code,
                             const char *reason);

    std::uint64_t m_index;
    std::uint64_t m_left; ///< frames before the two of the end
    std::mt19937_64 m_random;
    std::uint32_t m_number = 0;
    std::uint64_t m_frames = 0;
    closing::Time m_t;
    closing::Time m_opened = 0;
    closing::LinkState m_state = closing::LinkState::Connecting;
};

} // namespace ajar::support
