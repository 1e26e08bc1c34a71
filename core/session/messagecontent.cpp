// SPDX-License-Identifier: MIT
#include "session/messagecontent.h"

#include "session/compressedrows.h"
#include "session/contentwork.h"

#include <algorithm>
#include <utility>

namespace ajar::session
{

namespace
{

constexpr int rowsAtOnce = 1000;

void addClauses(Content &whole, Content &&part)
{
    whole.compressed |= part.compressed;
    whole.assumed |= part.assumed;
    whole.limit = part.limit;
    if (part.fault != ContentFault::None)
        whole.fault = part.fault;
    if (!part.detail.empty())
        whole.detail = std::move(part.detail);
    if (whole.damagedFrame == 0)
        whole.damagedFrame = part.damagedFrame;
    if (part.sizeDiffers) {
        whole.sizeDiffers = true;
        whole.inflatedSize = whole.size - part.size + part.inflatedSize;
    }
}

} // namespace

MessageContent::MessageContent(Reader &reader, ContentReader &contents, quint32 connection,
                               const Row &head, quint64 lastSeq, Form form)
    : m_reader(reader)
    , m_contents(contents)
    , m_connection(connection)
    , m_head(head)
    , m_lastSeq(lastSeq)
    , m_form(form)
    , m_nextSeq(head.seq)
{
}

bool MessageContent::isPart(const Row &row) const
{
    const bool isData = row.kind == Kind::Data && !wire::isReserved(row.header.opcode) &&
                        closing::onTheWire(row.direction, row.disposition);
    return isData && row.direction == m_head.direction && row.leg == m_head.leg &&
           (row.seq == m_head.seq || row.header.opcode == wire::Opcode::Continuation);
}

/// False if the effort ended before the last one.
bool MessageContent::findFragments(const Effort &effort)
{
    ContentWork work(effort);
    while (m_nextSeq <= m_lastSeq) {
        if (!work.goesOn())
            return false;
        const auto rows = m_reader.rows(m_connection, m_nextSeq, rowsAtOnce, 0);
        for (const Row &row : rows) {
            if (row.seq > m_lastSeq || !isPart(row))
                continue;
            const bool inflated = m_form == Form::Inflated && isCompressed(row);
            const quint64 size = inflated ? row.inflated.value_or(0) : row.payloadSize;
            m_fragments.push_back({row.seq, m_size, size});
            m_size += size;
        }
        m_nextSeq = rows.isEmpty() ? m_lastSeq + 1 : rows.last().seq + 1;
    }
    return true;
}

Content MessageContent::readFragment(const Fragment &fragment, quint64 offset, qsizetype size,
                                     const Effort &effort)
{
    if (m_form == Form::OnTheWire) {
        Content content;
        content.bytes = m_reader.payload(m_connection, fragment.seq, offset, size);
        return content;
    }
    const auto rows = m_reader.rows(m_connection, fragment.seq, 1, 0);
    if (rows.isEmpty() || rows.first().seq != fragment.seq) {
        Content content;
        content.fault = ContentFault::Missing;
        return content;
    }
    return m_contents.read(rows.first(), offset, size, effort);
}

Content MessageContent::read(quint64 offset, qsizetype size, const Effort &effort)
{
    Content whole;
    if (!findFragments(effort)) {
        whole.fault = ContentFault::Unfinished;
        return whole;
    }
    whole.size = m_size;
    if (m_partAt == offset)
        whole.bytes = std::exchange(m_part, {});
    m_part.clear();
    const auto at = [&] { return offset + static_cast<quint64>(whole.bytes.size()); };
    auto fragment = std::ranges::upper_bound(m_fragments, at(), {}, &Fragment::begin);
    if (fragment != m_fragments.begin())
        --fragment;
    ContentWork work(effort);
    for (; fragment != m_fragments.end() && whole.bytes.size() < size; ++fragment) {
        const quint64 skipped = at() > fragment->begin ? at() - fragment->begin : 0;
        if (skipped >= fragment->size && fragment->size > 0)
            continue;
        if (!work.goesOn()) {
            whole.fault = ContentFault::Unfinished;
            break;
        }
        const auto wanted = static_cast<qsizetype>(
            std::min(static_cast<quint64>(size - whole.bytes.size()), fragment->size - skipped));
        Content part = readFragment(*fragment, skipped, wanted, effort);
        if (part.fault != ContentFault::Unfinished)
            whole.bytes += part.bytes;
        addClauses(whole, std::move(part));
        if (whole.fault != ContentFault::None)
            break;
    }
    if (whole.fault == ContentFault::Unfinished) {
        m_partAt = offset;
        m_part = whole.bytes;
    }
    return whole;
}

} // namespace ajar::session
