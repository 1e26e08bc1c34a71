// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/recordrun.h"

#include "commands/signals.h"
#include "commands/usage.h"
#include "library/folder.h"
#include "link/network.h"
#include "session/reader.h"
#include "session/recorder.h"

#include <QCoreApplication>
#include <QTimer>

#include <atomic>
#include <cstdio>

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
    std::atomic_bool printQueued = false;
    QObject context; // lives in this thread: what the recorder tells is handled here
    std::function<void()> print;
    int exitCode = Done;

    session::Recorder::Callbacks callbacks;
    callbacks.recorded = [&](const std::vector<session::Recorded> &) {
        if (!printQueued.exchange(true)) {
            QMetaObject::invokeMethod(
                &context,
                [&] {
                    printQueued = false;
                    if (print)
                        print();
                },
                Qt::QueuedConnection);
        }
    };
    callbacks.failed = [&](const session::Error &error) {
        QMetaObject::invokeMethod(
            &context,
            [&exitCode, error] {
                exitCode = fail(QStringLiteral("recording stopped: ") + session::errorText(error),
                                BadFile);
                QCoreApplication::exit(exitCode);
            },
            Qt::QueuedConnection);
    };
    callbacks.warning = [](const session::Error &error) {
        fail(QStringLiteral("warning: ") + session::errorText(error), Done);
    };
    session::Recorder::Options options;
    options.overwrite = plan.overwrite;
    auto recorder = session::Recorder::create(path, options, std::move(callbacks));
    if (!recorder) {
        const bool exists = recorder.error.fault == session::Fault::Exists;
        return fail(session::errorText(recorder.error) +
                        (exists ? QStringLiteral(" --overwrite replaces it.") : QString()),
                    Usage);
    }
    link::Network network;
    auto link = std::make_unique<link::ClientLink>(network, recorder.value->get());
    link->setPolicy(plan.policy);
    Conversation conversation(*link, plan);
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, &conversation,
                     [&] { conversation.interrupt(); });
    QObject::connect(link.get(), &link::ClientLink::disconnected, &context,
                     [] { QCoreApplication::quit(); });
    QObject::connect(link.get(), &link::ClientLink::dataPlaneFailed, &context,
                     [](const QString &text) {
                         fail(QStringLiteral("nothing can be sent any more: ") + text, Unclean);
                     });
    link->open(plan.client);

    auto reader = session::Reader::open(path);
    if (!reader)
        return fail(session::errorText(reader.error), BadFile);
    (*recorder.value)->flush(); // the header lists the connection
    LivePrinter printer(**reader.value, link->connectionId(), plan.style);
    print = [&] { printer.printNew(); };
    QCoreApplication::exec();

    const closing::Outcome outcome = link->outcome();
    link.reset();
    (*recorder.value)->flush();
    printer.printNew();
    reader.value->reset();
    if (const session::Error error = (*recorder.value)->finish())
        return fail(session::errorText(error), BadFile);
    std::fprintf(plan.style == OutputStyle::Json ? stderr : stdout, "Session saved: %s\n",
                 qUtf8Printable(path));
    return exitCode != Done ? exitCode : exitCodeOf(outcome);
}

} // namespace ajar::app
