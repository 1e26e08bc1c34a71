// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/filterparts.h"

#include "filter/combine.h"
#include "filter/numbers.h"
#include "filter/parts.h"
#include "ui/text/words.h"

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr std::string_view control = "op:control";

std::string durationOf(quint64 nanoseconds)
{
    return filter::numberText(nanoseconds, filter::Form::Duration);
}

} // namespace

void FilterParts::setFrames(FrameModel *frames)
{
    if (m_frames == frames)
        return;
    if (m_frames)
        m_frames->disconnect(this);
    m_frames = frames;
    if (frames)
        connect(frames, &FrameModel::filterChanged, this, &FilterParts::changed);
    Q_EMIT changed();
}

void FilterParts::set(const std::string &expression)
{
    m_form->set(fromCore(expression));
}

bool FilterParts::isControlOnly() const
{
    return filter::holdsPart(present(), control);
}

void FilterParts::setControlOnly(bool on)
{
    if (on != isControlOnly())
        set(on ? filter::combined(present(), filter::Combine::And, control)
               : filter::withoutPart(present(), control));
}

std::optional<std::pair<quint64, quint64>> FilterParts::times() const
{
    const auto range = filter::rangeOf(present(), filter::Fact::Time);
    if (!range)
        return std::nullopt;
    return std::pair{range->low, range->high};
}

double FilterParts::from() const
{
    const auto range = times();
    return range ? static_cast<double>(range->first) : -1;
}

double FilterParts::to() const
{
    const auto range = times();
    return range ? static_cast<double>(range->second) : -1;
}

QString FilterParts::timeText() const
{
    const auto range = times();
    return range ? tr("%1 to %2")
                       .arg(fromCore(durationOf(range->first)), fromCore(durationOf(range->second)))
                 : QString();
}

void FilterParts::setTimes(double one, double other)
{
    const double from = std::max(0.0, std::min(one, other));
    const double to = std::max(0.0, std::max(one, other));
    const double step = std::pow(10.0, std::max(0.0, std::floor(std::log10((to - from) / 100))));
    const auto low = static_cast<quint64>(std::floor(from / step) * step);
    const auto high = static_cast<quint64>(std::ceil(to / step) * step);
    const std::string range = "t in {" + durationOf(low) + ".." + durationOf(high) + "}";
    set(filter::combined(filter::withoutRange(present(), filter::Fact::Time), filter::Combine::And,
                         range));
}

void FilterParts::clearTimes()
{
    if (times())
        set(filter::withoutRange(present(), filter::Fact::Time));
}

} // namespace ajar::ui
