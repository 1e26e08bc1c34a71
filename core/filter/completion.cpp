// SPDX-License-Identifier: MIT
#include "filter/completion.h"

#include "filter/operators.h"
#include "filter/scanner.h"
#include "wire/closebody.h"
#include "wire/finding.h"

#include <algorithm>

namespace ajar::filter
{

namespace
{

constexpr std::string_view signCharacters = "=!<>~&|";

/// What is expected behind what has been read so far.
enum class Place : std::uint8_t {
    Test,     ///< a field, a word, not, (
    Operator, ///< behind the name of a field
    Value,    ///< behind an operator or the colon
    Set,      ///< behind `in`
    SetValue, ///< inside the braces
    Joint,    ///< behind a test: and, or, or the next one
    Nothing,  ///< inside a string or a pattern
};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

std::string lowered(std::string_view text)
{
    std::string small(text);
    std::ranges::transform(small, small.begin(), lower);
    return small;
}

/// Reads an expression that need not be right, up to the cursor, and says what stands there.
class Reading
{
public:
    Reading(std::string_view expression, std::size_t cursor)
        : m_cursor(std::min(cursor, expression.size()))
        , m_scanner(expression)
    {
        while (step()) {
        }
    }

    Place place = Place::Test;
    const Field *field = nullptr;
    std::size_t wordAt = 0;
    std::size_t wordEnd = 0;

private:
    bool step();
    bool takeClosed();
    bool takeSign();
    bool takeWord();
    void take(std::string_view word);
    void afterValue() { place = place == Place::SetValue ? Place::SetValue : Place::Joint; }

    std::size_t m_cursor;
    Scanner m_scanner;
};

/// One thing more; false once the cursor is reached.
bool Reading::step()
{
    m_scanner.skipSpace();
    wordAt = wordEnd = m_cursor;
    if (m_scanner.at() >= m_cursor)
        return false;
    const char next = m_scanner.peek();
    if (next == '"' ||
        (next == '/' && (place == Place::Test || place == Place::Value || place == Place::Joint)))
        return takeClosed();
    if (signCharacters.find(next) != std::string_view::npos)
        return takeSign();
    if (next == '(' || next == ')' || next == '{' || next == '}' || next == ',') {
        m_scanner.goTo(m_scanner.at() + 1);
        place = next == '{'   ? Place::SetValue
                : next == ',' ? place
                : next == '(' ? Place::Test
                              : Place::Joint;
        return true;
    }
    return takeWord();
}

/// A string or a pattern.
bool Reading::takeClosed()
{
    std::string text;
    Scanner::Slashed slashed;
    const bool open =
        (m_scanner.peek() == '"' ? m_scanner.takeQuoted(text) : m_scanner.takeSlashed(slashed))
            .has_value();
    if (open || m_scanner.at() >= m_cursor) {
        place = Place::Nothing;
        return false;
    }
    afterValue();
    return true;
}

bool Reading::takeSign()
{
    const std::size_t start = m_scanner.at();
    while (!m_scanner.atEnd() && m_scanner.at() < m_cursor &&
           signCharacters.find(m_scanner.peek()) != std::string_view::npos)
        m_scanner.goTo(m_scanner.at() + 1);
    const std::string_view sign = m_scanner.from(start);
    const auto word = std::ranges::find(operatorWords(), sign, &OperatorWord::name);
    if (word == operatorWords().end()) {
        const bool unfinished = field && place == Place::Operator && m_scanner.at() >= m_cursor;
        if (unfinished) {
            wordAt = start;
            return false;
        }
        place = Place::Test;
        return true;
    }
    place = Place::Value;
    return true;
}

bool Reading::takeWord()
{
    const std::size_t start = m_scanner.at();
    const std::string_view word = m_scanner.takeWord();
    if (word.empty()) { // what no word can hold, such as DEL
        m_scanner.goTo(start + 1);
        return true;
    }
    const std::size_t end = m_scanner.at();
    const std::size_t colon = word.find(':');
    const bool isValue = place == Place::Value || place == Place::SetValue;
    if (!isValue && colon != word.npos) {
        if (const Field *named = findField(word.substr(0, colon));
            named && start + colon < m_cursor) {
            field = named;
            place = Place::Value;
            m_scanner.goTo(start + colon + 1);
            wordAt = wordEnd = m_cursor;
            if (m_scanner.at() >= m_cursor) {
                wordAt = m_cursor;
                wordEnd = end;
                return false;
            }
            return true;
        }
    }
    if (end >= m_cursor) {
        wordAt = start;
        wordEnd = end;
        return false;
    }
    take(word);
    return true;
}

/// A whole word behind which the cursor stands.
void Reading::take(std::string_view word)
{
    if (place == Place::Value || place == Place::SetValue)
        return afterValue();
    const std::string name = lowered(word);
    if (place == Place::Operator) {
        const auto known = std::ranges::find(operatorWords(), name, &OperatorWord::name);
        if (known != operatorWords().end()) {
            place = known->op == Operator::In ? Place::Set : Place::Value;
            return;
        }
        if (name == "not") // of `not in`, or in front of the next test
            return;
    }
    if (name == "and" || name == "or" || name == "not") {
        place = Place::Test;
        return;
    }
    field = findField(word);
    place = field && field->form != Form::Json ? Place::Operator : Place::Joint;
}

std::string numbersOf(const Word &word)
{
    for (int code = 0; code < 64; ++code) {
        if (word.codes == bit(code))
            return std::to_string(code);
    }
    return {};
}

void addValues(const Field &field, std::vector<Choice> &choices)
{
    for (const Word &word : wordsOf(field)) {
        Choice choice{std::string(word.name), {}, ChoiceKind::Value};
        if (field.fact == Fact::Finding) {
            if (const auto finding = wire::findingFromId(word.name))
                choice.about = wire::ruleOf(*finding).title;
        } else if (field.numbers > 0) {
            choice.about = numbersOf(word);
        }
        choices.push_back(std::move(choice));
    }
    if (field.fact != Fact::Code && field.fact != Fact::ToldCode)
        return;
    for (std::uint16_t code = 1000; code < 1016; ++code) { // RFC 6455 7.4.1, IANA
        if (const std::string_view name = wire::closeCodeName(code); !name.empty())
            choices.push_back({std::to_string(code), std::string(name), ChoiceKind::Value});
    }
}

void addFields(std::vector<Choice> &choices)
{
    for (const Field &field : fields()) {
        std::string text(field.name);
        const bool isName = field.form == Form::Word || field.form == Form::Text;
        if (field.form == Form::Json)
            text.append(":$.");
        else if (!text.starts_with("websocket") && (isName || field.fact == Fact::ToldCode))
            text.append(":"); // as one writes it
        choices.push_back({std::move(text), std::string(field.about), ChoiceKind::Field});
    }
}

void addJoints(std::vector<Choice> &choices)
{
    choices.push_back({"and", "both must match", ChoiceKind::Keyword});
    choices.push_back({"or", "one must match", ChoiceKind::Keyword});
}

void addOperators(const Field &field, std::vector<Choice> &choices)
{
    for (const OperatorWord &word : operatorWords()) {
        const bool twice = word.name.size() == 2 && !word.isSign && word.op != Operator::In;
        if (!twice && takesOperator(field, word.op))
            choices.push_back(
                {std::string(word.name), std::string(word.about), ChoiceKind::Operator});
    }
}

std::vector<Choice> allChoices(const Reading &reading)
{
    std::vector<Choice> choices;
    switch (reading.place) {
    case Place::Value:
    case Place::SetValue:
        if (reading.field)
            addValues(*reading.field, choices);
        break;
    case Place::Operator:
        addOperators(*reading.field, choices);
        addJoints(choices);
        break;
    case Place::Set:
        choices.push_back({"{", "one of these values", ChoiceKind::Operator});
        break;
    case Place::Joint:
        addJoints(choices);
        addFields(choices);
        break;
    case Place::Test:
        addFields(choices);
        choices.push_back({"not", "what does not match", ChoiceKind::Keyword});
        break;
    case Place::Nothing:
        break;
    }
    return choices;
}

} // namespace

Completion completionAt(std::string_view expression, std::size_t cursor)
{
    const Reading reading(expression, cursor);
    Completion completion{reading.wordAt, reading.wordEnd - reading.wordAt, {}};
    const std::size_t begun = std::min(cursor, expression.size()) - reading.wordAt;
    const std::string prefix = lowered(expression.substr(reading.wordAt, begun));
    std::vector<Choice> all = allChoices(reading);
    std::erase_if(all, [&](const Choice &choice) {
        return choice.text == prefix || choice.text.find(prefix) == std::string::npos;
    });
    std::stable_partition(all.begin(), all.end(),
                          [&](const Choice &choice) { return choice.text.starts_with(prefix); });
    completion.choices = std::move(all);
    return completion;
}

} // namespace ajar::filter
