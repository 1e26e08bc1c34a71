// SPDX-License-Identifier: MIT
#include "capture/capturereading.h"
#include "closing/names.h"
#include "fuzz.h"

#include <map>

using namespace ajar;
using namespace ajar::capture;
using fuzz::require;

namespace
{

/// Checks what holds for all that comes out.
class Checked : public CaptureSink
{
public:
    std::uint32_t addConnection(closing::ConnectionInfo info) override
    {
        require(info.t >= 0 && info.wallNanoseconds >= 0, "a connection begins after 1970");
        require(!info.url.empty(), "a connection has a URL");
        return ++m_connections;
    }

    void take(closing::RecordBatch batch) override
    {
        require(batch.connection > 0 && batch.connection <= m_connections,
                "records are of a connection that was told");
        Last &last = m_last[batch.connection];
        for (const closing::Record &record : batch.records) {
            require(!last.ended, "behind an outcome nothing comes");
            const closing::Time t = closing::timeOf(record);
            require(t >= last.t, "times never go back");
            last.t = t;
            if (const auto *frame = std::get_if<closing::FrameRecord>(&record)) {
                require(frame->number == ++last.number, "frames are numbered");
                require(batch.payload(*frame).size() == frame->payloadSize, "payloads are there");
            } else if (const auto *state = std::get_if<closing::StateRecord>(&record)) {
                require(state->previous == last.state, "states follow each other");
                last.state = state->state;
            } else if (const auto *outcome = std::get_if<closing::OutcomeRecord>(&record)) {
                require(outcome->outcome.state == last.state && closing::isFinal(last.state),
                        "an outcome tells the last state");
                last.ended = true;
            }
        }
    }

    std::uint32_t connections() const { return m_connections; }

private:
    struct Last {
        closing::Time t = 0;
        std::uint64_t number = 0;
        closing::LinkState state = closing::LinkState::Connecting;
        bool ended = false;
    };
    std::map<std::uint32_t, Last> m_last;
    std::uint32_t m_connections = 0;
};

} // namespace

/// A capture file of either format.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    CaptureOptions options;
    options.keepGoing = input.byte() & 1;
    const std::size_t atOnce = std::size_t{input.byte()} + 1;
    wire::Bytes rest = input.rest();
    const std::size_t length = rest.size();
    ByteInput bytes([&](std::span<std::uint8_t> into) {
        const std::size_t part = std::min({rest.size(), into.size(), atOnce * 16});
        std::ranges::copy(rest.first(part), into.begin());
        rest = rest.subspan(part);
        return part;
    });
    Checked sink;
    std::uint64_t leftOut = 0;
    options.leftOut = [&](const Problem &problem) {
        ++leftOut;
        require(problem.offset <= length && !problem.text.empty(), "a problem has place and words");
    };
    const CaptureReport report = readCapture(bytes, sink, options);
    require(report.leftOut == leftOut, "what is left out is told");
    require(!report.problem || !options.keepGoing, "who keeps going is not stopped");
    require(!report.problem || report.problem->offset <= length, "a problem stands in the file");
    require(report.counts.webSockets == sink.connections(), "connections are counted");
    return 0;
}
