// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/wireoptions.h"

#include "link/urlinput.h"
#include "wire/extension.h"

#include <QFile>

#include <array>

namespace ajar::app
{

namespace
{

constexpr qint64 maxRawFile = 1 << 30;

struct LimitOption {
    const char *name;
    const char *help;
    bool bytes; ///< else a count
    std::uint64_t gate::Limits::*value;
};
constexpr std::array<LimitOption, 8> limitOptions{{
    {"max-frame", "Most payload bytes in one frame (default 64M).", true, &gate::Limits::frame},
    {"max-message", "Most payload bytes in one message (default 64M).", true,
     &gate::Limits::message},
    {"max-inflated", "Most bytes in one message once inflated (default 64M).", true,
     &gate::Limits::inflated},
    {"max-fragments", "Most frames in one message (default 131072).", false,
     &gate::Limits::fragments},
    {"max-pongs", "Most Pongs that wait for a peer that does not read (default 10000).", false,
     &gate::Limits::queuedPongs},
    {"max-queue", "Most bytes that wait for a peer that does not read (default 16M).", true,
     &gate::Limits::sendQueue},
    {"max-held", "Most payload bytes in held frames (default 64M).", true, &gate::Limits::held},
    {"max-held-frames", "Most held frames (default 100000).", false, &gate::Limits::heldFrames},
}};

/// A size, or a count above zero.
std::optional<std::uint64_t> parseLimit(const QString &text, bool bytes)
{
    if (bytes)
        return link::parseSize(text);
    bool ok = false;
    const qulonglong value = text.toULongLong(&ok);
    return ok && value > 0 && value <= 1ull << 40 ? std::optional<std::uint64_t>(value)
                                                  : std::nullopt;
}

bool readLimits(const QCommandLineParser &parser, gate::Limits &limits, QString &problem)
{
    for (const LimitOption &option : limitOptions) {
        const QString name = QLatin1String(option.name);
        if (!parser.isSet(name))
            continue;
        const auto size = parseLimit(parser.value(name), option.bytes);
        if (!size) {
            problem = QStringLiteral("--%1: \"%2\" is no %3 above zero")
                          .arg(name, parser.value(name),
                               option.bytes ? QStringLiteral("size such as 4k, 64M or 1G")
                                            : QStringLiteral("number"));
            return false;
        }
        limits.*option.value = *size;
    }
    return true;
}

/// Window bits of an offer (RFC 7692 7.1.2): 8 to 15.
bool readBits(const wire::ExtensionParameter &parameter, std::optional<std::uint8_t> &bits,
              QString &problem)
{
    bool ok = false;
    const int value = QString::fromStdString(parameter.value.value_or("")).toInt(&ok);
    if (!ok || value < 8 || value > 15) {
        problem = QStringLiteral("--deflate: %1 takes 8 to 15")
                      .arg(QString::fromStdString(parameter.name));
        return false;
    }
    bits = static_cast<std::uint8_t>(value);
    return true;
}

bool readDeflate(const QString &text, wire::DeflateOffer &offer, QString &problem)
{
    offer = {};
    offer.clientMaxWindowBits = false;
    const auto extensions =
        wire::parseExtensions("permessage-deflate; " + text.trimmed().toStdString());
    if (!extensions || extensions->size() != 1) {
        problem = QStringLiteral("--deflate: \"%1\" is no list of parameters such as "
                                 "'server_no_context_takeover; client_max_window_bits=10'")
                      .arg(text);
        return false;
    }
    for (const wire::ExtensionParameter &parameter : extensions->front().parameters) {
        if (parameter.name == "server_no_context_takeover" && !parameter.value) {
            offer.serverNoContextTakeover = true;
        } else if (parameter.name == "client_no_context_takeover" && !parameter.value) {
            offer.clientNoContextTakeover = true;
        } else if (parameter.name == "server_max_window_bits") {
            if (!readBits(parameter, offer.serverMaxWindowBits, problem))
                return false;
        } else if (parameter.name == "client_max_window_bits") {
            offer.clientMaxWindowBits = true;
            if (parameter.value && !readBits(parameter, offer.clientMaxWindowBitsValue, problem))
                return false;
        } else {
            problem = QStringLiteral("--deflate: \"%1\" is no parameter of permessage-deflate, or "
                                     "takes no value")
                          .arg(QString::fromStdString(parameter.name));
            return false;
        }
    }
    return true;
}

} // namespace

void addWireOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("no-deflate"), QStringLiteral("Offer no compression.")},
        {QStringLiteral("deflate"),
         QStringLiteral("Offer permessage-deflate with these parameters (default: "
                        "client_max_window_bits)."),
         QStringLiteral("PARAMETERS")},
        {QStringLiteral("send-plain"),
         QStringLiteral("Send messages uncompressed, whatever was agreed.")},
        {QStringLiteral("lenient"),
         QStringLiteral("Keep listening where RFC 6455 would fail the connection.")},
        {QStringLiteral("strict"),
         QStringLiteral("Note also what breaks rules that implementers read differently.")},
        {QStringLiteral("hold"),
         QStringLiteral("Hold every frame of one direction; may be repeated."),
         QStringLiteral("sent|received")},
    });
    for (const LimitOption &option : limitOptions)
        parser.addOption({QLatin1String(option.name), QLatin1String(option.help),
                          option.bytes ? QStringLiteral("SIZE") : QStringLiteral("N")});
}

bool readWireOptions(const QCommandLineParser &parser, link::ClientOptions &client,
                     gate::Policy &policy, QString &problem)
{
    const bool without = parser.isSet(QStringLiteral("no-deflate"));
    if (parser.isSet(QStringLiteral("deflate"))) {
        if (without) {
            problem = QStringLiteral("--deflate and --no-deflate exclude each other");
            return false;
        }
        if (!readDeflate(parser.value(QStringLiteral("deflate")), *client.deflate, problem))
            return false;
    }
    if (without)
        client.deflate.reset();
    policy.compressSent = !parser.isSet(QStringLiteral("send-plain"));
    policy.strict = parser.isSet(QStringLiteral("strict"));
    policy.lenient = parser.isSet(QStringLiteral("lenient"));
    for (const QString &direction : parser.values(QStringLiteral("hold"))) {
        if (direction == u"sent") {
            policy.holdSent = true;
        } else if (direction == u"received") {
            policy.holdReceived = true;
        } else {
            problem = QStringLiteral("--hold: \"%1\" is neither sent nor received").arg(direction);
            return false;
        }
    }
    return readLimits(parser, client.limits, problem);
}

std::optional<wire::RawFrame> readRawFrame(const QString &text, QString &problem)
{
    const std::string written = text.toStdString();
    wire::RawFrameParse parse = wire::parseRawFrame(written);
    if (!parse.frame) {
        problem = QStringLiteral("--send-raw: %1, at character %2 of \"%3\"")
                      .arg(QString::fromStdString(parse.problem))
                      .arg(QString::fromUtf8(written.c_str(), qsizetype(parse.position)).size() + 1)
                      .arg(text);
        return std::nullopt;
    }
    if (!parse.frame->file.empty()) {
        QFile file(QString::fromStdString(parse.frame->file));
        if (!file.open(QIODevice::ReadOnly) || file.isSequential() || file.size() > maxRawFile) {
            problem = QStringLiteral("--send-raw: %1 %2")
                          .arg(file.fileName(), file.isOpen()
                                                    ? QStringLiteral("is no file of at most 1 GiB")
                                                    : QStringLiteral("can't be read"));
            return std::nullopt;
        }
        const QByteArray bytes = file.readAll();
        parse.frame->payload.assign(bytes.begin(), bytes.end());
    }
    return parse.frame;
}

} // namespace ajar::app
