// SPDX-License-Identifier: MIT
#include "session/recorderprivate.h"

#include <utility>

// What the recorder does when its disk is full or its file was moved: retry, stop, count, go on.
namespace ajar::session
{

namespace
{

using namespace std::chrono_literals;

constexpr auto retryEvery = 250ms;

bool mayPass(Fault fault)
{
    return fault == Fault::DiskFull || fault == Fault::Io || fault == Fault::Busy;
}

std::string reasonOf(Fault fault)
{
    switch (fault) {
    case Fault::DiskFull:
        return "disk-full";
    case Fault::NoPermission:
        return "no-permission";
    default:
        return "input-output-error";
    }
}

} // namespace

/// The batch stays in memory meanwhile, and the queue holds up the gate when it is full.
Error Recorder::Private::writeWithRetries()
{
    Error error = write();
    if (!mayPass(error.fault))
        return error;
    warn(error);
    const auto end = Clock::now() + options.retryFor;
    while (mayPass(error.fault) && Clock::now() < end && !queue.isClosed() && !isRequested()) {
        queue.pause(retryEvery);
        error = write();
    }
    return error;
}

void Recorder::Private::watchDisk()
{
    if (Clock::now() < m_nextWatch)
        return;
    m_nextWatch = Clock::now() + options.watchEvery;
    if (const FileFate fate = m_watch.fate(); fate != m_fate) {
        m_fate = fate;
        if (!fate.isInPlace())
            warn(displacement(m_file->path(), fate));
    }
    const auto space = m_watch.freeBytes();
    if (failed) {
        // A quarter more, so that it does not stop again at once.
        if (!space || *space - *space / 5 >= options.stopFreeBytes)
            tryToGoOn();
        return;
    }
    if (space && *space < options.stopFreeBytes) {
        stop({Fault::DiskFull, m_file->path(), {}});
        return;
    }
    const bool low = space && *space < options.warnFreeBytes;
    if (low && !m_lowSpaceTold)
        warn({Fault::DiskFull, m_file->path(), {}});
    m_lowSpaceTold = low;
}

/// What the encoder holds is kept, to be written when it goes on.
void Recorder::Private::stop(const Error &error)
{
    {
        const std::lock_guard lock(m_mutex);
        m_error = error;
    }
    failed = true;
    m_file->checkpoint();
    if (m_callbacks.failed)
        m_callbacks.failed(error);
}

bool Recorder::Private::tryToGoOn()
{
    if (write() || !writeInterruption())
        return false;
    failed = false;
    const Loss loss = std::exchange(m_lossSinceStop, {});
    {
        const std::lock_guard lock(m_mutex);
        m_error = {};
    }
    if (m_callbacks.wentOn)
        m_callbacks.wentOn(path(), loss);
    return true;
}

/// Only behind what had come before: a row that can't be written now stays in the encoder.
bool Recorder::Private::writeInterruption()
{
    const std::string reason = reasonOf(error().fault);
    for (closing::RecordBatch &batch : m_interruption.take(reason))
        m_encoder.add(std::move(batch));
    return !write();
}

/// The file shall tell itself what it lacks, if there is room for that. What then still is in
/// memory is lost.
void Recorder::Private::lastWords()
{
    if (!failed)
        return;
    const Loss kept = m_interruption.kept();
    if (write()) {
        lose(lossOf(m_encoder));
        lose(kept);
    } else if (!writeInterruption()) {
        lose(kept);
    }
}

void Recorder::Private::lose(const Loss &loss)
{
    m_lossSinceStop += loss;
    const std::lock_guard lock(m_mutex);
    m_lost += loss;
}

Loss Recorder::Private::lossOf(const Encoder &encoder)
{
    Loss loss;
    for (const StoredRow &row : encoder.rows()) {
        const bool isFrame = row.kind <= static_cast<int>(Kind::Control);
        loss += {1, isFrame ? std::uint64_t{1} : 0, isFrame ? row.payloadSize : 0};
    }
    return loss;
}

} // namespace ajar::session
