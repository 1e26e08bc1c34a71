// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

namespace ajar::ui
{

/// One line of the closing's story.
struct WhyStep {
    enum class Marker : quint8 { Filled, Hollow, Expected };
    Marker marker = Marker::Filled;
    QString key; ///< of the colour: a state's, "held", "finding" or empty
    QString text;
    QString right; ///< "#14205" or a duration
    quint64 frame = 0;
};

/// What has happened on the way from open to closed, in its order, and what comes next.
QList<WhyStep> whySteps(const Connection &connection);

/// What the state means here, as sentences.
QString whySentence(const Connection &connection);

/// What will happen if nobody does anything; empty if that is not known.
QString whatToExpect(const Connection &connection);

} // namespace ajar::ui
