// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/payloadsource.h"

#include "session/compressedrows.h"

namespace ajar::ui
{

namespace
{

session::Effort aWhile()
{
    constexpr std::chrono::milliseconds patience(15);
    return {.deadline = std::chrono::steady_clock::now() + patience};
}

} // namespace

void PayloadSource::setConnection(Connection *connection)
{
    m_inflated.reset();
    m_onTheWire.reset();
    m_contents.reset();
    m_reader = connection ? &connection->reader() : nullptr;
    m_connection = connection ? connection->id() : 0;
    if (connection)
        m_contents = std::make_unique<session::ContentReader>(*m_reader, m_connection);
}

void PayloadSource::show(const session::Row &row, quint64 lastSeq)
{
    m_row = row;
    m_inflated.reset();
    m_onTheWire.reset();
    if (lastSeq <= row.seq)
        return;
    m_inflated.emplace(messageIn(Form::Inflated, lastSeq));
    m_onTheWire.emplace(messageIn(Form::OnTheWire, lastSeq));
}

session::MessageContent PayloadSource::messageIn(Form form, quint64 lastSeq)
{
    return {*m_reader, *m_contents, m_connection, m_row, lastSeq, form};
}

bool PayloadSource::isCompressed() const
{
    return session::isCompressed(m_row);
}

session::Content PayloadSource::read(Form form, quint64 offset, qsizetype size)
{
    if (m_inflated) {
        session::Content content = in(form).content.read(offset, size, aWhile());
        if (content.fault != session::ContentFault::Unfinished)
            in(form).size = content.size;
        return content;
    }
    if (form == Form::Inflated)
        return m_contents->read(m_row, offset, size, aWhile());
    session::Content content;
    content.size = m_row.payloadSize;
    content.bytes = m_reader->payload(m_connection, m_row.seq, offset, size);
    return content;
}

std::optional<quint64> PayloadSource::sizeIn(Form form)
{
    if (!m_inflated)
        return form == Form::Inflated && isCompressed() ? m_row.inflated.value_or(0)
                                                        : m_row.payloadSize;
    Message &message = in(form);
    if (!message.size) {
        const session::Content all = message.content.read(0, 0, aWhile());
        if (all.fault != session::ContentFault::Unfinished)
            message.size = all.size;
    }
    return message.size;
}

} // namespace ajar::ui
