// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/contentpreviews.h"

namespace ajar::ui
{

namespace
{

constexpr qsizetype previewBytes = 400;
constexpr std::chrono::milliseconds patience(5); ///< of 16 that a picture has

} // namespace

void ContentPreviews::clear()
{
    m_contents.reset();
    m_known.clear();
    m_waiting = false;
}

session::Content ContentPreviews::of(session::Reader &reader, quint32 connection,
                                     const session::Row &row)
{
    if (const session::Content *known = m_known.object(row.seq))
        return *known;
    session::Content content;
    content.compressed = true;
    content.fault = session::ContentFault::Unfinished;
    if (m_waiting)
        return content;
    if (!m_contents)
        m_contents = std::make_unique<session::ContentReader>(reader, connection);
    content = m_contents->read(row, 0, previewBytes,
                               {.deadline = std::chrono::steady_clock::now() + patience});
    m_waiting = content.fault == session::ContentFault::Unfinished;
    if (!m_waiting)
        m_known.insert(row.seq, new session::Content(content));
    return content;
}

} // namespace ajar::ui
