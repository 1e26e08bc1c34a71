// SPDX-License-Identifier: MIT
#include "filter/pattern.h"

namespace ajar::filter
{

namespace
{

constexpr qsizetype slice = 4096; ///< also in the pattern below

// PCRE2 counts the steps of each place anew where a match may begin, and its compiled code does not
// count all of them. So it interprets; a short text has few places; and in a long one the places of
// a slice are part of the pattern, and count together.
constexpr const char *shortLimit = "(*NO_JIT)(*LIMIT_MATCH=20000)(*LIMIT_HEAP=16384)";
constexpr const char *longLimit =
    "(*NO_JIT)(*LIMIT_MATCH=1000000)(*LIMIT_HEAP=16384)(?s:.{0,4095}?)(?:";
constexpr const char *longEnd = ")";

QString words(const char *text)
{
    return QString::fromLatin1(text);
}

QRegularExpression::PatternOptions optionsOf(Pattern::Flags flags)
{
    QRegularExpression::PatternOptions options;
    options.setFlag(QRegularExpression::CaseInsensitiveOption, flags.anyCase);
    options.setFlag(QRegularExpression::MultilineOption, flags.multiline);
    options.setFlag(QRegularExpression::DotMatchesEverythingOption, flags.dotAll);
    return options;
}

} // namespace

Pattern::Pattern(std::string_view pattern, Flags flags)
    : m_source(QString::fromUtf8(pattern.data(), static_cast<qsizetype>(pattern.size())))
    , m_short(words(shortLimit) + m_source, optionsOf(flags))
    , m_long(words(longLimit) + m_source + words(longEnd), optionsOf(flags))
{
}

std::optional<Pattern::Fault> Pattern::fault() const
{
    // They could lift the limits.
    if (m_source.startsWith(QLatin1String("(*")))
        return Fault{"a pattern can't begin with (*", 0};
    if (!m_short.isValid()) {
        const qsizetype at = m_short.patternErrorOffset() - words(shortLimit).size();
        const auto bytes = m_source.left(std::max<qsizetype>(at, 0)).toUtf8().size();
        return Fault{m_short.errorString().toStdString(), static_cast<std::size_t>(bytes)};
    }
    if (!m_long.isValid()) // an open comment or \Q
        return Fault{"the pattern does not end: " + m_long.errorString().toStdString(), 0};
    return std::nullopt;
}

Found Pattern::search(const QString &text) const
{
    // All texts here are made of UTF-8 or Latin-1.
    constexpr auto trusted = QRegularExpression::DontCheckSubjectStringMatchOption;
    if (text.size() <= slice) {
        const auto match = m_short.match(text, 0, QRegularExpression::NormalMatch, trusted);
        return match.hasMatch() ? Found::Yes : match.isValid() ? Found::No : Found::Undecided;
    }
    for (qsizetype at = 0; at <= text.size(); at += slice) {
        const bool inPair = at > 0 && at < text.size() && text[at].isLowSurrogate();
        const auto match = m_long.match(text, inPair ? at - 1 : at, QRegularExpression::NormalMatch,
                                        trusted | QRegularExpression::AnchorAtOffsetMatchOption);
        if (match.hasMatch())
            return Found::Yes;
        if (!match.isValid())
            return Found::Undecided;
    }
    return Found::No;
}

} // namespace ajar::filter
