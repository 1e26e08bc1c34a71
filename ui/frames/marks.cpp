// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/marks.h"

#include "ui/text/plain.h"

#include <QFileInfo>

#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr int marksInPage = 256;
constexpr qsizetype mostMarks = 200000; ///< of one connection, that are looked at
constexpr qsizetype mostPlaces = 400;

quint64 seqOf(double seq)
{
    return static_cast<quint64>(std::llround(std::fmax(seq, 0)));
}

} // namespace

Marks::Marks(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // in the order in which they were made
}

Marks::~Marks()
{
    flush();
    if (m_sessions)
        m_sessions->setUnsavedMarks({});
    if (m_frames)
        m_frames->setUnsavedMarks({});
}

void Marks::setSessions(Sessions *sessions)
{
    m_sessions = sessions;
    if (sessions)
        sessions->setUnsavedMarks([this](const QString &path) { return unsavedMarks(path); });
    Q_EMIT changed();
}

void Marks::setFrames(FrameModel *frames)
{
    if (m_frames) {
        m_frames->disconnect(this);
        m_frames->setUnsavedMarks({});
    }
    m_frames = frames;
    if (frames) {
        connect(frames, &FrameModel::connectionChanged, this, &Marks::takeConnection);
        connect(frames, &FrameModel::currentChanged, this, &Marks::changed);
        frames->setUnsavedMarks([this](const QString &path) { return unsavedMarks(path); });
    }
    takeConnection();
}

QString Marks::path() const
{
    return connection() ? connection()->file()->path() : QString();
}

const Marks::ConnectionMarks &Marks::marks() const
{
    static const ConnectionMarks none;
    const auto file = m_files.constFind(path());
    if (!connection() || file == m_files.constEnd())
        return none;
    const auto found = file->connections.constFind(connection()->id());
    return found == file->connections.constEnd() ? none : *found;
}

quint64 Marks::current() const
{
    return connection() ? seqOf(m_frames->currentSeq()) : 0;
}

/// Reads the marks of a connection when it is shown for the first time.
void Marks::takeConnection()
{
    Connection *shown = connection();
    if (shown && !m_files[path()].connections.contains(shown->id())) {
        ConnectionMarks &marks = m_files[path()].connections[shown->id()];
        quint64 next = 1;
        for (bool more = true; more && marks.size() < mostMarks;) {
            const auto page = shown->reader().marks(shown->id(), next, marksInPage);
            for (const session::StoredMark &stored : page)
                marks.insert(stored.seq, stored.mark);
            more = page.size() == marksInPage;
            next = more ? page.last().seq + 1 : next;
        }
    }
    tell();
}

void Marks::tell()
{
    ++m_revision;
    Q_EMIT marksChanged();
    Q_EMIT changed();
}

int Marks::colour(double seq) const
{
    const auto found = marks().constFind(seqOf(seq));
    return found == marks().constEnd() ? -1 : static_cast<int>(found->colour);
}

QString Marks::note(double seq) const
{
    const auto found = marks().constFind(seqOf(seq));
    return found == marks().constEnd() ? QString() : QString::fromUtf8(found->note);
}

int Marks::currentColour() const
{
    return colour(static_cast<double>(current()));
}

QString Marks::currentNote() const
{
    return note(static_cast<double>(current()));
}

QList<double> Marks::places() const
{
    QList<double> places;
    if (!connection() || connection()->lastSeq() == 0 || marks().size() > mostPlaces)
        return places;
    for (auto mark = marks().cbegin(); mark != marks().cend(); ++mark)
        places +=
            static_cast<double>(mark.key() - 1) / static_cast<double>(connection()->lastSeq());
    return places;
}

QList<int> Marks::placeColours() const
{
    QList<int> colours;
    if (marks().size() > mostPlaces)
        return colours;
    for (const session::Mark &mark : marks())
        colours += static_cast<int>(mark.colour);
    return colours;
}

void Marks::toggle()
{
    const quint64 seq = current();
    if (seq == 0)
        return;
    ConnectionMarks &removed = m_files[path()].removed[connection()->id()];
    const auto there = marks().constFind(seq);
    if (there == marks().constEnd())
        return change(removed.value(seq));
    removed.insert(seq, *there);
    change(std::nullopt);
}

void Marks::setColour(int colour)
{
    const quint64 seq = current();
    if (seq == 0 || colour < 0 || colour >= static_cast<int>(session::markColourNames.size()))
        return;
    if (colour == 0 && !marks().contains(seq))
        return;
    session::Mark mark = marks().value(seq);
    mark.colour = static_cast<session::MarkColour>(colour);
    mark.damaged = false;
    change(mark);
}

QString Marks::setNote(const QString &note)
{
    const quint64 seq = current();
    if (seq == 0 || (note.isEmpty() && !marks().contains(seq)))
        return {};
    session::Mark mark = marks().value(seq);
    mark.note = note.toUtf8();
    mark.note.replace('\0', "");
    mark.damaged = false;
    if (mark.note.size() > session::longestNote)
        return tr("A note has at most %1 bytes; this one has %2.")
            .arg(session::longestNote)
            .arg(mark.note.size());
    change(mark);
    return {};
}

bool Marks::go(int step)
{
    const ConnectionMarks &all = marks();
    if (all.isEmpty() || !connection())
        return false;
    auto found = step > 0 ? all.upperBound(current()) : all.lowerBound(current());
    if (step > 0)
        found = found == all.cend() ? all.cbegin() : found;
    else
        found = std::prev(found == all.cbegin() ? all.cend() : found);
    m_frames->showRecord(static_cast<double>(found.key()));
    return true;
}

void Marks::change(std::optional<session::Mark> mark)
{
    const quint64 seq = current();
    const QString path = this->path();
    ConnectionMarks &marks = m_files[path].connections[connection()->id()];
    if (mark)
        marks.insert(seq, *mark);
    else
        marks.remove(seq);
    if (!m_unsaved.contains(path)) {
        m_pool.start(
            [this, path, change = session::MarkChange{connection()->id(), seq, std::move(mark)}] {
                const session::Error error = session::writeMarks(path, {&change, 1});
                QMetaObject::invokeMethod(this, [this, path, error] { written(path, error); });
            });
    } else if (m_frames) {
        m_frames->takeMarks();
    }
    tell();
}

void Marks::written(const QString &path, const session::Error &error)
{
    const bool isNew = error && !m_unsaved.contains(path);
    if (isNew)
        m_unsaved.insert(path);
    if (m_frames && path == this->path())
        m_frames->takeMarks();
    if (!isNew)
        return;
    if (m_sessions)
        m_sessions->setError(
            tr("Marks and notes on %1 stay in this window only: %2 “Save as…” "
               "keeps them in a copy.")
                .arg(plain(QFileInfo(path).fileName(), false, 200), session::errorText(error)));
    tell();
}

/// All marks of a file that can't be written.
std::vector<session::MarkChange> Marks::unsavedMarks(const QString &path) const
{
    std::vector<session::MarkChange> changes;
    const auto file = m_files.constFind(path);
    if (file == m_files.constEnd() || !m_unsaved.contains(path))
        return changes;
    for (auto one = file->connections.cbegin(); one != file->connections.cend(); ++one) {
        const ConnectionMarks removed = file->removed.value(one.key());
        for (auto mark = removed.cbegin(); mark != removed.cend(); ++mark)
            changes.push_back({one.key(), mark.key(), std::nullopt});
        for (auto mark = one->cbegin(); mark != one->cend(); ++mark)
            changes.push_back({one.key(), mark.key(), *mark});
    }
    return changes;
}

} // namespace ajar::ui
