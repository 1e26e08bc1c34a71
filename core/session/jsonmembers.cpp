// SPDX-License-Identifier: MIT
#include "session/jsonmembers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ajar::session
{

namespace
{

/// Walks through JSON that is known to be valid.
class Scanner
{
public:
    explicit Scanner(const QByteArray &json)
        : m_json(json)
    {
    }

    /// The text up to one of `ends` outside of strings, objects and arrays, which is skipped.
    QByteArray takeUntil(const char *ends)
    {
        QByteArray text;
        int depth = 0;
        for (; m_at < m_json.size(); ++m_at) {
            const char c = m_json[m_at];
            if (depth == 0 && std::string_view(ends).find(c) != std::string_view::npos)
                break;
            if (c == '"') {
                text += takeString();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
                text += c;
        }
        ++m_at;
        return text;
    }

private:
    /// Leaves the scanner on the closing quote.
    QByteArray takeString()
    {
        const qsizetype begin = m_at++;
        while (m_at < m_json.size() && m_json[m_at] != '"')
            m_at += m_json[m_at] == '\\' ? 2 : 1;
        return m_json.mid(begin, m_at - begin + 1);
    }

    const QByteArray &m_json;
    qsizetype m_at = 0;
};

} // namespace

QList<std::pair<QByteArray, QByteArray>> jsonMembers(const QByteArray &json)
{
    QList<std::pair<QByteArray, QByteArray>> members;
    if (!QJsonDocument::fromJson(json).isObject())
        return members;
    Scanner scanner(json);
    scanner.takeUntil("{");
    for (;;) {
        const QByteArray name = scanner.takeUntil(":}");
        if (name.isEmpty())
            return members;
        members.emplaceBack(jsonStringValue(name), scanner.takeUntil(",}"));
    }
}

QByteArray jsonStringValue(const QByteArray &json)
{
    return QJsonDocument::fromJson('[' + json + ']').array().at(0).toString().toUtf8();
}

} // namespace ajar::session
