// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/recordrun.h"

#include "commands/recordingnotes.h"
#include "commands/signals.h"
#include "commands/usage.h"
#include "library/folder.h"
#include "link/network.h"
#include "session/reader.h"
#include "session/recorder.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>
#include <optional>
#include <system_error>

namespace ajar::app
{

namespace
{

using std::chrono::duration_cast;
using std::chrono::milliseconds;

int exitCodeOf(const closing::Outcome &outcome)
{
    if (outcome.state == closing::LinkState::Refused)
        return Refused;
    return outcome.clean && !outcome.timedOut ? Done : Unclean;
}

session::Recorder::Options recorderOptions(const RecordPlan &plan)
{
    constexpr quint64 warnEarlier = 5;
    session::Recorder::Options options;
    options.overwrite = plan.overwrite;
    if (plan.minFree) {
        options.stopFreeBytes = *plan.minFree;
        options.warnFreeBytes = *plan.minFree * warnEarlier;
    }
    return options;
}

/// The acts of a plan, bound to a link's signals.
class Conversation : public QObject
{
public:
    Conversation(link::ClientLink &link, const RecordPlan &plan)
        : m_link(link)
        , m_plan(plan)
    {
        connect(&link, &link::ClientLink::connected, this, &Conversation::onConnected);
        if (plan.recordFor)
            closeLater(*plan.recordFor);
    }

    void interrupt()
    {
        if (closing::isFinal(m_link.state()))
            return;
        const auto state = m_link.state();
        const bool closeSent = state == closing::LinkState::HalfClosedLocal ||
                               state == closing::LinkState::CloseExchanged;
        if (m_interrupted || closeSent || state == closing::LinkState::Connecting) {
            m_link.reset();
        } else {
            std::fputs("ajar: closing with 1001; interrupt again to reset TCP\n", stderr);
            m_link.close(1001);
        }
        m_interrupted = true;
    }

private:
    void onConnected()
    {
        for (const auto &message : m_plan.messages) {
            if (const auto *text = std::get_if<QString>(&message))
                m_link.sendTextMessage(*text);
            else
                m_link.sendRaw(std::get<wire::RawFrame>(message));
        }
        if (m_plan.closeAfter)
            closeLater(*m_plan.closeAfter);
    }

    void closeLater(std::chrono::nanoseconds delay)
    {
        QTimer::singleShot(duration_cast<milliseconds>(delay), Qt::PreciseTimer, this, [this] {
            if (m_plan.closeCode)
                m_link.close(*m_plan.closeCode, m_plan.closeReason);
            else
                m_link.closeWithoutCode();
        });
    }

    link::ClientLink &m_link;
    const RecordPlan &m_plan;
    bool m_interrupted = false;
};

} // namespace

QString newSessionPath()
{
    const QString folder = library::sessionsFolder();
    library::prepareFolder(folder);
    return library::newSessionPath(folder);
}

int runRecord(const RecordPlan &plan)
{
    const QString path = plan.file.isEmpty() ? newSessionPath() : plan.file;
    RecordingNotes notes(plan.continueIn);
    auto recorder = session::Recorder::create(path, recorderOptions(plan), notes.callbacks());
    if (!recorder) {
        const bool exists = recorder.error.fault == session::Fault::Exists;
        return fail(session::errorText(recorder.error) +
                        (exists ? QStringLiteral(" --overwrite replaces it.") : QString()),
                    Usage);
    }
    notes.setRecorder(recorder.value->get());
    std::optional<link::Network> network;
    try {
        network.emplace();
    } catch (const std::system_error &error) { // no file descriptor, or no thread, is left
        return fail(QStringLiteral("no network: ") + QString::fromLocal8Bit(error.what()), Refused);
    }
    auto link = std::make_unique<link::ClientLink>(*network, recorder.value->get());
    link->setPolicy(plan.policy);
    Conversation conversation(*link, plan);
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, &conversation,
                     [&] { conversation.interrupt(); });
    QObject::connect(link.get(), &link::ClientLink::disconnected, &notes,
                     [] { QCoreApplication::quit(); });
    QObject::connect(link.get(), &link::ClientLink::dataPlaneFailed, &notes,
                     [](const QString &text) {
                         fail(QStringLiteral("nothing can be sent any more: ") + text, Unclean);
                     });
    link->open(plan.client);

    auto reader = session::Reader::open(path);
    if (!reader)
        return fail(session::errorText(reader.error), BadFile);
    (*recorder.value)->flush(); // the header lists the connection
    LivePrinter printer(**reader.value, link->connectionId(), plan.style);
    bool isReadable = true;
    QObject::connect(&notes, &RecordingNotes::recorded, &notes, [&] {
        if (isReadable)
            printer.printNew();
    });
    QObject::connect(&notes, &RecordingNotes::displaced, &notes, [&] { isReadable = false; });
    QObject::connect(&notes, &RecordingNotes::wentOn, &notes, [&](const QString &now) {
        isReadable = isReadable || now != path;
        (*reader.value)->moveTo(now);
        if (isReadable)
            printer.printNew();
    });
    QCoreApplication::exec();

    const closing::Outcome outcome = link->outcome();
    link.reset();
    (*recorder.value)->flush();
    if (isReadable)
        printer.printNew();
    (*reader.value)->moveTo(path); // closed: else the file could not become one
    const session::Error error = (*recorder.value)->finish();
    const QString saved = (*recorder.value)->path();
    QCoreApplication::sendPostedEvents(&notes);
    if (!error || error.fault != session::Fault::Displaced) {
        (*reader.value)->moveTo(saved);
        printer.printNew();
    }
    const bool isIncomplete = RecordingNotes::tellLosses(**recorder.value);
    if (error)
        return fail(session::errorText(error), BadFile);
    std::fprintf(plan.style == OutputStyle::Json ? stderr : stdout, "Session saved: %s\n",
                 qUtf8Printable(saved));
    return isIncomplete ? int{BadFile} : exitCodeOf(outcome);
}

} // namespace ajar::app
