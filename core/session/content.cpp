// SPDX-License-Identifier: MIT
#include "session/content.h"

#include "session/plaintext.h"

#include <QCoreApplication>
#include <QStringList>

namespace ajar::session
{

namespace
{

QString words(const char *text)
{
    return QCoreApplication::translate("ajar::session", text);
}

QString faultClause(const Content &content)
{
    const QString detail = escaped(content.detail);
    switch (content.fault) {
    case ContentFault::None:
        return detail;
    case ContentFault::Unfinished:
        return words(QT_TRANSLATE_NOOP("ajar::session", "inflating was stopped"));
    case ContentFault::Invalid:
        return words(QT_TRANSLATE_NOOP("ajar::session", "it does not inflate: %1")).arg(detail);
    case ContentFault::TooLarge:
        return words(
                   QT_TRANSLATE_NOOP("ajar::session", "the message inflates to more than %1 bytes"))
            .arg(grouped(content.limit));
    case ContentFault::TooFar:
        return words(QT_TRANSLATE_NOOP("ajar::session",
                                       "over %1 bytes before it would have to be inflated first"))
            .arg(grouped(content.limit));
    case ContentFault::Missing:
        return words(QT_TRANSLATE_NOOP("ajar::session", "the frame is not in the file"));
    }
    return {};
}

} // namespace

QString contentNote(const Content &content)
{
    QStringList clauses;
    if (const QString fault = faultClause(content); !fault.isEmpty())
        clauses += fault;
    if (content.sizeDiffers)
        clauses +=
            words(QT_TRANSLATE_NOOP("ajar::session", "it inflates to %1 bytes, recorded were %2"))
                .arg(grouped(content.inflatedSize), grouped(content.size));
    if (content.damagedFrame > 0)
        clauses +=
            words(QT_TRANSLATE_NOOP("ajar::session", "frame %1 before it is damaged in the file"))
                .arg(content.damagedFrame);
    if (content.assumed)
        clauses += words(QT_TRANSLATE_NOOP("ajar::session",
                                           "the file has no handshake that agrees on "
                                           "compression: a window that lasts is assumed"));
    return clauses.join(QStringLiteral("; "));
}

} // namespace ajar::session
