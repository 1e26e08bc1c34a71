// SPDX-License-Identifier: MIT
#include "wire/extension.h"

#include <utility>

namespace ajar::wire
{

namespace
{

/// RFC 9110 5.6.2
bool isTokenCharacter(char c)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.find(c) != std::string_view::npos;
}

class ExtensionReader
{
public:
    explicit ExtensionReader(std::string_view field)
        : m_rest(field)
    {
    }

    bool atEnd() const { return m_rest.empty(); }

    /// Takes white space and then the character, if it comes.
    bool take(char c)
    {
        skipSpace();
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }

    void skipSpace()
    {
        const std::size_t size = m_rest.find_first_not_of(" \t");
        m_rest.remove_prefix(size == std::string_view::npos ? m_rest.size() : size);
    }

    /// Empty: no token comes.
    std::string token()
    {
        skipSpace();
        std::size_t size = 0;
        while (size < m_rest.size() && isTokenCharacter(m_rest[size]))
            ++size;
        std::string text(m_rest.substr(0, size));
        m_rest.remove_prefix(size);
        return text;
    }

    /// Behind the opening quote; nullopt: it is never closed.
    std::optional<std::string> quoted()
    {
        std::string text;
        for (std::size_t i = 0; i < m_rest.size(); ++i) {
            if (m_rest[i] == '"') {
                m_rest.remove_prefix(i + 1);
                return text;
            }
            if (m_rest[i] == '\\' && i + 1 < m_rest.size())
                ++i;
            text += m_rest[i];
        }
        return std::nullopt;
    }

private:
    std::string_view m_rest;
};

/// Behind the semicolon.
std::optional<ExtensionParameter> readParameter(ExtensionReader &reader)
{
    ExtensionParameter parameter{reader.token(), std::nullopt};
    if (parameter.name.empty())
        return std::nullopt;
    if (!reader.take('='))
        return parameter;
    parameter.value = reader.take('"') ? reader.quoted() : reader.token();
    // RFC 6455 9.1: what is quoted is a token too
    if (!parameter.value || !isToken(*parameter.value))
        return std::nullopt;
    return parameter;
}

} // namespace

bool isToken(std::string_view text)
{
    for (const char c : text) {
        if (!isTokenCharacter(c))
            return false;
    }
    return !text.empty();
}

std::optional<std::vector<Extension>> parseExtensions(std::string_view field)
{
    std::vector<Extension> extensions;
    ExtensionReader reader(field);
    for (;;) {
        while (reader.take(',')) {
        }
        if (reader.atEnd())
            break;
        Extension extension{reader.token(), {}};
        if (extension.name.empty())
            return std::nullopt;
        while (reader.take(';')) {
            auto parameter = readParameter(reader);
            if (!parameter)
                return std::nullopt;
            extension.parameters.push_back(std::move(*parameter));
        }
        extensions.push_back(std::move(extension));
        reader.skipSpace();
        if (!reader.atEnd() && !reader.take(','))
            return std::nullopt;
    }
    if (extensions.empty())
        return std::nullopt;
    return extensions;
}

std::string extensionsText(const std::vector<Extension> &extensions)
{
    std::string text;
    for (const Extension &extension : extensions) {
        text.append(text.empty() ? "" : ", ").append(extension.name);
        for (const ExtensionParameter &parameter : extension.parameters) {
            text.append("; ").append(parameter.name);
            if (parameter.value)
                text.append("=").append(*parameter.value);
        }
    }
    return text;
}

} // namespace ajar::wire
