// SPDX-License-Identifier: MIT
#include "session/exportwriter.h"
#include "session/mermaidstory.h"
#include "session/mermaidtext.h"
#include "session/secrets.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr qsizetype mostBytes = 45'000; ///< Mermaid refuses more than 50 000 characters

/// Writes one Mermaid sequence diagram with the story of each connection, one under the other. Of a
/// proxied connection it has the leg to the peer.
class MermaidExport : public ExportWriter
{
public:
    MermaidExport(Reader &reader, const ExportOptions &options)
        : m_reader(reader)
        , m_options(options)
    {
    }

    bool takesOneByOne() const override { return true; }

    QByteArray begin(const QVector<StoredConnection> &connections) override
    {
        m_connections = connections;
        return "sequenceDiagram\n    participant us as Ajar\n    participant peer as Peer\n";
    }

    QByteArray record(quint32 connection, const Row &row) override
    {
        QByteArray out;
        if (!m_current || m_current->id != connection) {
            out = finishStory();
            m_current = *std::ranges::find(m_connections, connection, &StoredConnection::id);
            m_story.emplace(m_options.withSecrets, m_current->t);
        }
        m_story->add(row);
        return out;
    }

    QByteArray end() override
    {
        QByteArray out = finishStory();
        if (m_leftOut > 0)
            out +=
                line("Note over us,peer: connections left out: " + QByteArray::number(m_leftOut));
        return out;
    }

private:
    static QByteArray line(const QByteArray &text) { return "    " + text + '\n'; }

    QByteArray finishStory()
    {
        if (!m_current)
            return {};
        const QByteArray url = m_current->url.toUtf8();
        QByteArray out = line(
            "Note over us,peer: connection " + QByteArray::number(m_current->id) + ", " +
            mermaidText(m_current->kind) + ", " +
            mermaidText(QString::fromUtf8(m_options.withSecrets ? url : withoutUrlSecrets(url))));
        const QList<QByteArray> lines = m_story->lines();
        for (const QByteArray &text : lines)
            out += line(text);
        if (m_options.verdict)
            out += line("Note over us,peer: " +
                        mermaidText(verdictFor(m_reader, *m_current, m_options).headline));
        m_current.reset();
        // What is a whole story fits or is left out; the first one fits always.
        if (m_leftOut > 0 || m_written + out.size() > mostBytes) {
            ++m_leftOut;
            return {};
        }
        m_written += out.size();
        return out;
    }

    Reader &m_reader;
    const ExportOptions &m_options;
    QVector<StoredConnection> m_connections;
    std::optional<StoredConnection> m_current;
    std::optional<MermaidStory> m_story;
    qsizetype m_written = 0;
    quint64 m_leftOut = 0;
};

} // namespace

std::unique_ptr<ExportWriter> makeMermaidExport(Reader &reader, const ExportOptions &options)
{
    return std::make_unique<MermaidExport>(reader, options);
}

} // namespace ajar::session
