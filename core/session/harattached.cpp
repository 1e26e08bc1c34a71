// SPDX-License-Identifier: MIT
#include "session/harimport.h"
#include "session/linereader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace ajar::session
{

namespace
{

/// The file that a HAR names, if it is a regular one inside the HAR's folder: a HAR from elsewhere
/// must not reach what else this user can read. Empty otherwise.
QString attachedPath(const QString &folder, const QString &file)
{
    if (folder.isEmpty() || file.isEmpty() || QDir::isAbsolutePath(file) ||
        file.contains(QChar(u'\0')))
        return {};
    const QString root = QFileInfo(folder).canonicalFilePath();
    const QFileInfo info(QFileInfo(folder + u'/' + file).canonicalFilePath());
    const bool inside =
        !root.isEmpty() && info.filePath().startsWith(root.endsWith(u'/') ? root : root + u'/');
    return inside && info.isFile() ? info.filePath() : QString();
}

} // namespace

bool HarImport::readAttached(HarConnection &connection, const std::string &file,
                             const TextPlace &place)
{
    const QString name = QString::fromStdString(file);
    const QString path = attachedPath(m_folder, name);
    QFile lines(path);
    if (path.isEmpty() || !lines.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        std::string shown = file;
        std::replace_if(
            shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; },
            '?');
        return leaveOut({LineFault::Missing, 0,
                         "the messages of this entry are in the file \"" + shown +
                             "\", which is no readable file in the folder of the HAR"},
                        place);
    }
    m_attached = QFileInfo(path).fileName();
    const bool done = readLines(connection, lines);
    m_attached.clear();
    return done;
}

/// Playwright writes one message a line.
bool HarImport::readLines(HarConnection &connection, QIODevice &lines)
{
    LineReader reader(lines, m_options.longestLine, m_options.cancelled);
    for (;;) {
        const LineReader::Got got = reader.next();
        const TextPlace place{.line = reader.number()};
        switch (got) {
        case LineReader::Got::Line:
            if (reader.line().find_first_not_of(" \t\r") != std::string_view::npos &&
                !takeMessage(connection, reader.line(), place))
                return false;
            break;
        case LineReader::Got::TooLong:
            if (!leaveOut({LineFault::TooLong, 0, "the line is too long"}, place))
                return false;
            break;
        case LineReader::Got::End:
            return true;
        case LineReader::Got::Failed:
            m_report.error = {Fault::Io, m_name,
                              m_attached + QStringLiteral(": ") + reader.problem()};
            return false;
        case LineReader::Got::Cancelled:
            m_report.error = {Fault::Cancelled, m_name, {}};
            return false;
        }
    }
}

} // namespace ajar::session
