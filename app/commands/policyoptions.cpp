// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/policyoptions.h"

#include "commands/usage.h"
#include "wire/closebody.h"

namespace ajar::app
{

namespace
{

bool readDuration(const QCommandLineParser &parser, const QString &name,
                  std::chrono::nanoseconds &value, QString &problem)
{
    if (!parser.isSet(name))
        return true;
    const auto duration = parseDuration(parser.value(name));
    if (!duration) {
        problem = QStringLiteral("--%1: \"%2\" is no duration such as 250ms, 5s or 2m")
                      .arg(name, parser.value(name));
        return false;
    }
    value = *duration;
    return true;
}

/// auto, hold, never, a close code (four digits) or, for a Pong, text:PAYLOAD, or a delay.
bool readReply(const QCommandLineParser &parser, const QString &name, bool codeAllowed,
               gate::Reply &reply, QString &problem)
{
    if (!parser.isSet(name))
        return true;
    const QString text = parser.value(name);
    using Mode = gate::Reply::Mode;
    if (text == u"auto") {
        reply.mode = Mode::Auto;
    } else if (text == u"hold") {
        reply.mode = Mode::Hold;
    } else if (text == u"never") {
        reply.mode = Mode::Never;
    } else if (!codeAllowed && text.startsWith(u"text:")) {
        const QByteArray payload = text.mid(5).toUtf8();
        reply.mode = Mode::Other;
        reply.payload.assign(payload.begin(), payload.end());
        if (payload.size() > qsizetype(wire::maxControlPayload)) {
            problem = QStringLiteral("--%1: a Pong carries at most 125 bytes").arg(name);
            return false;
        }
    } else if (bool isCode = false; text.size() == 4 && (text.toUShort(&isCode), isCode)) {
        reply.mode = Mode::Other;
        reply.code = text.toUShort();
        if (!codeAllowed || !wire::isSendableCloseCode(reply.code)) {
            problem = QStringLiteral("--%1: %2 can't be sent as a close code").arg(name, text);
            return false;
        }
    } else if (const auto delay = parseDuration(text)) {
        reply.mode = Mode::Delay;
        reply.delay = *delay;
    } else {
        problem =
            QStringLiteral("--%1: \"%2\" is none of auto, hold, never%3 and a delay such as 5s")
                .arg(name, text,
                     codeAllowed ? QStringLiteral(", a close code")
                                 : QStringLiteral(", text:PAYLOAD"));
        return false;
    }
    return true;
}

} // namespace

void addPolicyOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("reply-close"),
         QStringLiteral(
             "Answer to the peer's Close: auto, hold, never, a close CODE, or a delay D."),
         QStringLiteral("auto|hold|never|CODE|D"), QStringLiteral("auto")},
        {QStringLiteral("reply-ping"),
         QStringLiteral(
             "Answer to the peer's Pings: auto, hold, never, another payload, or a delay D."),
         QStringLiteral("auto|hold|never|text:PAYLOAD|D"), QStringLiteral("auto")},
        {QStringLiteral("tcp-end"),
         QStringLiteral(
             "Our end of TCP after both Close frames: auto (wait for the server), fin, never."),
         QStringLiteral("auto|fin|never"), QStringLiteral("auto")},
        {QStringLiteral("close-timeout"),
         QStringLiteral("Reset TCP this long after our Close (default 30s; off)."),
         QStringLiteral("D")},
        {QStringLiteral("handshake-timeout"),
         QStringLiteral("Give up connecting after this long (default 10s; off)."),
         QStringLiteral("D")},
        {QStringLiteral("ping-every"),
         QStringLiteral("Send a Ping at this interval (default off)."), QStringLiteral("D")},
        {QStringLiteral("pong-within"),
         QStringLiteral(
             "Send Close 1011 when a Ping of ours is not answered in time (default 10s; off)."),
         QStringLiteral("D")},
        {QStringLiteral("idle-timeout"),
         QStringLiteral("Send Close 1001 after this long without a byte either way (default off)."),
         QStringLiteral("D")},
    });
}

bool readPolicy(const QCommandLineParser &parser, gate::Policy &policy, QString &problem)
{
    gate::Timeouts &timeouts = policy.timeouts;
    if (!readReply(parser, QStringLiteral("reply-close"), true, policy.replyClose, problem) ||
        !readReply(parser, QStringLiteral("reply-ping"), false, policy.replyPing, problem) ||
        !readDuration(parser, QStringLiteral("close-timeout"), timeouts.close, problem) ||
        !readDuration(parser, QStringLiteral("handshake-timeout"), timeouts.handshake, problem) ||
        !readDuration(parser, QStringLiteral("ping-every"), timeouts.pingInterval, problem) ||
        !readDuration(parser, QStringLiteral("pong-within"), timeouts.pong, problem) ||
        !readDuration(parser, QStringLiteral("idle-timeout"), timeouts.idle, problem))
        return false;
    const QString end = parser.value(QStringLiteral("tcp-end"));
    if (end == u"auto") {
        policy.tcpEnd = gate::TcpEndPolicy::Auto;
    } else if (end == u"fin") {
        policy.tcpEnd = gate::TcpEndPolicy::Fin;
    } else if (end == u"never") {
        policy.tcpEnd = gate::TcpEndPolicy::Never;
    } else {
        problem = QStringLiteral("--tcp-end: \"%1\" is none of auto, fin and never").arg(end);
        return false;
    }
    return true;
}

bool readClose(const QString &text, std::optional<quint16> &code, QString &reason, QString &problem)
{
    code.reset();
    reason.clear();
    if (text == u"empty")
        return true;
    const QString number = text.section(u':', 0, 0);
    reason = text.section(u':', 1);
    bool ok = false;
    code = number.toUShort(&ok);
    if (!ok || !wire::isSendableCloseCode(*code)) {
        problem =
            QStringLiteral("--close: \"%1\" is neither \"empty\" nor a close code that may be "
                           "sent (1000-1003, 1007-1014, 3000-4999)")
                .arg(number);
        return false;
    }
    if (reason.toUtf8().size() > qsizetype(wire::maxReasonBytes)) {
        problem = QStringLiteral("--close: the reason has %1 bytes, 123 are the most")
                      .arg(reason.toUtf8().size());
        return false;
    }
    return true;
}

} // namespace ajar::app
