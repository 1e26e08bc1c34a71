// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/filterform.h"

#include "filter/combine.h"
#include "session/bytes.h"
#include "ui/text/words.h"

#include <algorithm>

namespace ajar::ui
{

namespace
{

std::optional<filter::Combine> combineNamed(const QString &name)
{
    if (name == QLatin1String("replace"))
        return filter::Combine::Replace;
    if (name == QLatin1String("not"))
        return filter::Combine::Not;
    if (name == QLatin1String("and"))
        return filter::Combine::And;
    if (name == QLatin1String("or"))
        return filter::Combine::Or;
    if (name == QLatin1String("and-not"))
        return filter::Combine::AndNot;
    return std::nullopt;
}

} // namespace

FilterForm::FilterForm(QObject *parent)
    : QObject(parent)
    , m_choices(this)
{
}

void FilterForm::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    m_bytes = text.toUtf8();
    m_problem = filter::parse(session::view(m_bytes)).problem;
    Q_EMIT changed();
}

QString FilterForm::problem() const
{
    return m_problem ? fromCore(m_problem->text) : QString();
}

qsizetype FilterForm::unitsUpTo(std::size_t bytes) const
{
    return QString::fromUtf8(m_bytes.left(static_cast<qsizetype>(bytes))).size();
}

int FilterForm::problemAt() const
{
    return m_problem ? static_cast<int>(unitsUpTo(m_problem->position)) : 0;
}

int FilterForm::problemLength() const
{
    return m_problem
               ? static_cast<int>(unitsUpTo(m_problem->position + m_problem->length)) - problemAt()
               : 0;
}

/// What the problem's own words do not name already.
QString FilterForm::expected() const
{
    constexpr std::size_t most = 8;
    if (!m_problem || m_problem->expected.empty())
        return {};
    QStringList names;
    bool news = false;
    for (std::size_t i = 0; i < std::min(m_problem->expected.size(), most); ++i) {
        names += fromCore(m_problem->expected[i]);
        news = news || m_problem->text.find(m_problem->expected[i]) == std::string::npos;
    }
    if (m_problem->expected.size() > most)
        names += QStringLiteral("…");
    return news ? names.join(QLatin1String(", ")) : QString();
}

bool FilterForm::apply()
{
    m_choices.clear();
    if (!m_frames || m_problem || !m_frames->setFilter(m_text))
        return false;
    if (m_store)
        m_store->remember(m_text);
    return true;
}

bool FilterForm::set(const QString &expression)
{
    setText(expression);
    return apply();
}

void FilterForm::clear()
{
    set({});
}

void FilterForm::complete(int cursor)
{
    const QByteArray before = m_text.left(cursor).toUtf8();
    filter::Completion completion =
        filter::completionAt(session::view(m_bytes), static_cast<std::size_t>(before.size()));
    m_choicesAt = static_cast<int>(unitsUpTo(completion.position));
    m_choicesLength =
        static_cast<int>(unitsUpTo(completion.position + completion.length)) - m_choicesAt;
    m_choices.set(std::move(completion.choices));
}

void FilterForm::showHistory()
{
    m_choices.setWhole(m_store ? m_store->history() : QStringList());
}

int FilterForm::accept(int index)
{
    const filter::Choice *choice = m_choices.at(index);
    if (!choice)
        return static_cast<int>(m_text.size());
    QString written = fromCore(choice->text);
    if (m_choices.isWhole()) {
        m_choices.clear();
        setText(written);
        return static_cast<int>(m_text.size());
    }
    const int end = m_choicesAt + m_choicesLength;
    const QChar last = written.isEmpty() ? QChar() : written.back();
    const bool goesOn = last == u':' || last == u'.' || last == u'{';
    if (!goesOn && (end >= m_text.size() || !m_text[end].isSpace()))
        written += u' ';
    const int cursor = m_choicesAt + static_cast<int>(written.size());
    setText(QString(m_text).replace(m_choicesAt, m_choicesLength, written));
    complete(cursor);
    return cursor;
}

void FilterForm::combine(const QString &how, const QString &expression, bool prepare)
{
    const auto known = combineNamed(how);
    if (!known || !m_frames)
        return;
    const std::string present = m_frames->filter().toStdString();
    setText(fromCore(filter::combined(present, *known, expression.toStdString())));
    if (!prepare)
        apply();
}

} // namespace ajar::ui
