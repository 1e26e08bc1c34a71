// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/words.h"

#include "closing/names.h"
#include "wire/closebody.h"

#include <QCoreApplication>

namespace ajar::ui
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("Words", text);
}

} // namespace

QString fromCore(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString stateKey(closing::LinkState state)
{
    return fromCore(closing::name(state));
}

QString stateWords(closing::LinkState state)
{
    switch (state) {
    case closing::LinkState::Connecting:
        return tr("connecting");
    case closing::LinkState::Open:
        return tr("open");
    case closing::LinkState::HalfClosedLocal:
        return tr("half-closed by us");
    case closing::LinkState::HalfClosedRemote:
        return tr("half-closed by peer");
    case closing::LinkState::CloseExchanged:
        return tr("both Closes exchanged");
    case closing::LinkState::Closed:
        return tr("closed");
    case closing::LinkState::Aborted:
        return tr("aborted");
    case closing::LinkState::Refused:
        return tr("refused");
    }
    return {};
}

QString opcodeWords(wire::Opcode opcode)
{
    switch (opcode) {
    case wire::Opcode::Continuation:
        return tr("Contin.");
    case wire::Opcode::Text:
        return tr("Text");
    case wire::Opcode::Binary:
        return tr("Binary");
    case wire::Opcode::Close:
        return tr("Close");
    case wire::Opcode::Ping:
        return tr("Ping");
    case wire::Opcode::Pong:
        return tr("Pong");
    }
    return QStringLiteral("0x%1").arg(static_cast<int>(opcode), 0, 16);
}

QString timerWords(const QString &timer)
{
    static const QHash<QString, const char *> words{
        {QStringLiteral("handshake"), QT_TRANSLATE_NOOP("Words", "Handshake timeout")},
        {QStringLiteral("close"), QT_TRANSLATE_NOOP("Words", "Close timeout")},
        {QStringLiteral("ping-interval"), QT_TRANSLATE_NOOP("Words", "Next Ping")},
        {QStringLiteral("pong"), QT_TRANSLATE_NOOP("Words", "Pong timeout")},
        {QStringLiteral("idle"), QT_TRANSLATE_NOOP("Words", "Idle timeout")},
        {QStringLiteral("reply-close"), QT_TRANSLATE_NOOP("Words", "Close reply")},
        {QStringLiteral("reply-ping"), QT_TRANSLATE_NOOP("Words", "Ping reply")},
    };
    const auto found = words.find(timer);
    return found == words.end() ? timer : tr(*found);
}

QString codeWords(std::optional<quint16> code)
{
    if (!code)
        return tr("no code");
    const QString name = fromCore(wire::closeCodeName(*code));
    return name.isEmpty() ? QString::number(*code) : QStringLiteral("%1 %2").arg(*code).arg(name);
}

QList<wire::Finding> findingsOf(wire::FindingSet set)
{
    QList<wire::Finding> list;
    for (int i = 0; i < wire::findingCount; ++i) {
        if (set.has(static_cast<wire::Finding>(i)))
            list += static_cast<wire::Finding>(i);
    }
    return list;
}

QString findingWords(wire::Finding finding)
{
    return fromCore(wire::ruleOf(finding).title);
}

QString levelWords(wire::Level level)
{
    switch (level) {
    case wire::Level::Must:
        return tr("MUST");
    case wire::Level::Should:
        return tr("SHOULD");
    case wire::Level::Note:
        return tr("note");
    case wire::Level::Strict:
        return tr("strict");
    }
    return {};
}

QString sectionWords(wire::Finding finding)
{
    QString section = fromCore(wire::findingSection(finding));
    const qsizetype blank = section.lastIndexOf(u' ');
    if (section.startsWith(QLatin1String("RFC")) && blank > 4)
        section.insert(blank + 1, u'§');
    return section;
}

QString bitsWords(const wire::FrameHeader &header)
{
    QString rsv;
    for (int bit = 1; bit <= 3; ++bit) {
        if (header.rsv & (8 >> bit))
            rsv += QString::number(bit);
    }
    return (header.fin ? QStringLiteral("F") : QStringLiteral("·")) +
           (rsv.isEmpty() ? QStringLiteral("·") : rsv) +
           (header.masked ? QStringLiteral("M") : QStringLiteral("·"));
}

} // namespace ajar::ui
