// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/filter.h"
#include "ui/filter/choicelist.h"
#include "ui/filter/filterstore.h"
#include "ui/frames/framemodel.h"

namespace ajar::ui
{

/// The filter as it is being written: what is wrong with it and where, what could be written next,
/// and setting it. Places are counted in UTF-16 units, as text fields do.
class FilterForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::FrameModel *frames MEMBER m_frames REQUIRED)
    Q_PROPERTY(ajar::ui::FilterStore *store MEMBER m_store REQUIRED)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed) ///< empty: it can be set
    Q_PROPERTY(int problemAt READ problemAt NOTIFY changed)
    Q_PROPERTY(int problemLength READ problemLength NOTIFY changed) ///< 0: something is missing
    Q_PROPERTY(QString expected READ expected NOTIFY changed)       ///< "text, binary, close"
    Q_PROPERTY(ajar::ui::ChoiceList *choices READ choices CONSTANT)

public:
    explicit FilterForm(QObject *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    QString problem() const;
    int problemAt() const;
    int problemLength() const;
    QString expected() const;
    ChoiceList *choices() { return &m_choices; }

    /// Sets what is written; false, with problem(), if it is wrong.
    Q_INVOKABLE bool apply();
    Q_INVOKABLE bool set(const QString &expression); ///< writes and applies it
    Q_INVOKABLE void clear();
    /// Fills `choices` with what could stand at the cursor.
    Q_INVOKABLE void complete(int cursor);
    Q_INVOKABLE void showHistory();
    Q_INVOKABLE void hideChoices() { m_choices.clear(); }
    /// Writes a choice; returns where the cursor stands then.
    Q_INVOKABLE int accept(int index);
    /// Adds a cell's filter to what is set: "replace", "not", "and", "or", "and-not". Prepared ones
    /// are only written.
    Q_INVOKABLE void combine(const QString &how, const QString &expression, bool prepare);

Q_SIGNALS:
    void changed();

private:
    qsizetype unitsUpTo(std::size_t bytes) const;

    FrameModel *m_frames = nullptr;
    FilterStore *m_store = nullptr;
    QString m_text;
    QByteArray m_bytes; ///< of m_text
    std::optional<filter::Problem> m_problem;
    ChoiceList m_choices;
    int m_choicesAt = 0; ///< what a choice replaces
    int m_choicesLength = 0;
};

} // namespace ajar::ui
