// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/headscan.h"

#include "session/reader.h"

namespace ajar::ui
{

namespace
{

constexpr int sliceRows = 8192;

} // namespace

RowHead headOf(const session::Row &row)
{
    RowHead head;
    head.seq = row.seq;
    head.data = row.kind == session::Kind::Data &&
                row.disposition != closing::Disposition::Dropped &&
                (row.disposition != closing::Disposition::Held ||
                 row.direction == closing::Direction::Received);
    head.first = row.header.opcode != wire::Opcode::Continuation;
    head.fin = row.header.fin;
    head.direction = row.direction;
    head.leg = row.leg;
    head.length = row.header.length;
    head.inflated = row.inflated;
    return head;
}

class HeadScan::Worker : public QObject
{
public:
    std::vector<RowHead> read(const QString &path, quint32 connection, quint64 first)
    {
        if (!m_reader || m_reader->path() != path) {
            auto opened = session::Reader::open(path);
            m_reader = opened ? std::move(*opened.value) : nullptr;
        }
        std::vector<RowHead> heads;
        if (!m_reader)
            return heads;
        for (const session::Row &row : m_reader->rows(connection, first, sliceRows, 0))
            heads.push_back(headOf(row));
        return heads;
    }

private:
    std::unique_ptr<session::Reader> m_reader;
};

HeadScan::HeadScan(QObject *parent)
    : QObject(parent)
{
}

HeadScan::~HeadScan()
{
    if (!m_thread)
        return;
    m_thread->quit();
    m_thread->wait();
}

void HeadScan::start(const QString &path, quint32 connection)
{
    stop();
    m_path = path;
    m_connection = connection;
    if (m_thread)
        return;
    m_thread = std::make_unique<QThread>();
    m_worker = std::make_unique<Worker>();
    m_worker->moveToThread(m_thread.get());
    m_thread->start();
}

void HeadScan::stop()
{
    ++m_generation;
    m_path.clear();
    m_next = 1;
    m_last = 0;
    m_asked = false;
}

void HeadScan::upTo(quint64 lastSeq)
{
    m_last = lastSeq;
    ask();
}

void HeadScan::ask()
{
    if (!isStarted() || m_asked || m_next > m_last)
        return;
    m_asked = true;
    Worker *worker = m_worker.get();
    QMetaObject::invokeMethod(worker, [this, worker, path = m_path, connection = m_connection,
                                       first = m_next, generation = m_generation] {
        auto heads = worker->read(path, connection, first);
        QMetaObject::invokeMethod(
            this, [this, generation, heads = std::move(heads)] { take(generation, heads); },
            Qt::QueuedConnection);
    });
}

void HeadScan::take(quint64 generation, const std::vector<RowHead> &heads)
{
    if (generation != m_generation)
        return;
    m_asked = false;
    if (heads.empty()) {
        m_next = m_last + 1; // the file can't be read any more: don't ask again and again
        return;
    }
    m_next = heads.back().seq + 1;
    Q_EMIT scanned(heads);
    ask();
}

} // namespace ajar::ui
