// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/connectform.h"

#include "link/urlinput.h"

#include <QRegularExpression>

namespace ajar::ui
{

void ConnectForm::setUrl(const QString &url)
{
    if (m_url == url)
        return;
    m_url = url;
    m_error.clear();
    Q_EMIT changed();
}

bool ConnectForm::fail(const QString &error)
{
    m_error = error;
    Q_EMIT changed();
    return error.isEmpty();
}

bool ConnectForm::submit()
{
    QString problem;
    link::ClientOptions options;
    options.url = link::urlFromInput(m_url, problem);
    if (options.url.isEmpty())
        return fail(problem);
    for (const Header &header : m_headers.all()) {
        if (const QString mistake = HeaderTable::problemOf(header); !mistake.isEmpty())
            return fail(mistake);
        if (!header.name.isEmpty())
            options.headers.append({header.name, header.value});
    }
    static const QRegularExpression separator(QStringLiteral("[,\\s]+"));
    options.subprotocols = m_subprotocols.split(separator, Qt::SkipEmptyParts);
    for (const QString &name : std::as_const(options.subprotocols)) {
        if (!HeaderTable::isToken(name))
            return fail(tr("%1 can't be a subprotocol's name.").arg(name));
    }
    if (problem = m_opening.fill(options); !problem.isEmpty())
        return fail(problem);
    if (problem = m_wire.fill(options); !problem.isEmpty())
        return fail(problem);
    fail({});
    return m_sessions->connectTo(options, m_controls->draft()) != nullptr;
}

} // namespace ajar::ui
