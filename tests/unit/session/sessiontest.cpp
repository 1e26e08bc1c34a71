// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "closing/names.h"
#include "session/exporter.h"

#include <QBuffer>
#include <QFile>

#include <sqlite3.h>
#include <unistd.h>

namespace ajar::session::test
{

namespace
{

QString describe(const wire::FrameHeader &header)
{
    const auto key = QByteArray(reinterpret_cast<const char *>(header.maskKey.data()), 4).toHex();
    return QStringLiteral("fin=%1 rsv=%2 opcode=%3 masked=%4 form=%5 key=%6 length=%7")
        .arg(header.fin)
        .arg(header.rsv)
        .arg(static_cast<int>(header.opcode))
        .arg(header.masked)
        .arg(static_cast<int>(header.lengthForm))
        .arg(QString::fromLatin1(key))
        .arg(header.length);
}

template<typename Frame>
QString describeFrame(const Frame &frame, const QByteArray &payload)
{
    return QStringLiteral("n=%1 t=%2 ref=%3 %4 findings=%5 direction=%6 leg=%7 disposition=%8 %9")
        .arg(frame.number)
        .arg(frame.t)
        .arg(frame.ref)
        .arg(describe(frame.header))
        .arg(frame.findings.bits())
        .arg(static_cast<int>(frame.direction))
        .arg(static_cast<int>(frame.leg))
        .arg(static_cast<int>(frame.disposition))
        .arg(QString::fromLatin1(payload.toHex()));
}

int addRow(void *rows, int count, char **values, char **)
{
    QStringList columns;
    for (int i = 0; i < count; ++i)
        columns += values[i] ? QString::fromUtf8(values[i]) : QStringLiteral("NULL");
    *static_cast<QStringList *>(rows) += columns.join(QLatin1Char('|'));
    return 0;
}

} // namespace

Batch &Batch::frame(closing::FrameRecord frame, const QByteArray &payload)
{
    frame.payloadOffset = add(payload);
    frame.payloadSize = static_cast<std::size_t>(payload.size());
    return record(frame);
}

Batch &Batch::text(std::uint64_t number, closing::Time t, const QByteArray &payload)
{
    return frame(frameOf(number, wire::Opcode::Text, static_cast<std::size_t>(payload.size()), t),
                 payload);
}

Batch &Batch::opaque(closing::Time t, closing::Direction direction, const QByteArray &payload)
{
    closing::OpaqueRecord opaque{.t = t, .direction = direction};
    opaque.payloadOffset = add(payload);
    opaque.payloadSize = static_cast<std::size_t>(payload.size());
    return record(opaque);
}

Batch &Batch::record(closing::Record record)
{
    m_batch.records.push_back(std::move(record));
    return *this;
}

Batch &Batch::state(closing::Time t, closing::LinkState state, closing::LinkState previous)
{
    return record(closing::StateRecord{t, state, previous});
}

Batch &Batch::event(closing::Time t, closing::Event event, closing::Attributes attributes)
{
    return record(closing::EventRecord{t, event, std::move(attributes)});
}

Batch &Batch::context(closing::Direction direction, const QByteArray &window)
{
    const std::size_t offset = add(window);
    return record(
        closing::ContextRecord{0, direction, offset, static_cast<std::size_t>(window.size())});
}

Batch &Batch::urgent()
{
    m_batch.urgent = true;
    return *this;
}

std::size_t Batch::add(const QByteArray &payload)
{
    const std::size_t offset = m_batch.payloads.size();
    m_batch.payloads.insert(m_batch.payloads.end(), payload.begin(), payload.end());
    return offset;
}

closing::FrameRecord frameOf(std::uint64_t number, wire::Opcode opcode, std::size_t size,
                             closing::Time t)
{
    closing::FrameRecord frame;
    frame.t = t;
    frame.number = number;
    frame.header.opcode = opcode;
    frame.header.length = size;
    frame.header.lengthForm = wire::minimalForm(size);
    return frame;
}

QString describe(const closing::FrameRecord &frame, const QByteArray &payload)
{
    return describeFrame(frame, payload);
}

QString describe(const Row &row)
{
    return describeFrame(row, row.payload) + (row.damaged ? QStringLiteral(" damaged") : QString());
}

Recording::Recording(Recorder::Options options, const QString &name)
    : m_path(m_folder.filePath(name.isEmpty() ? QStringLiteral("test.ajar") : name))
{
    Recorder::Callbacks callbacks;
    callbacks.recorded = [this](const std::vector<Recorded> &recorded) {
        const std::lock_guard lock(m_mutex);
        m_recorded.insert(m_recorded.end(), recorded.begin(), recorded.end());
    };
    callbacks.warning = [this](const Error &error) {
        const std::lock_guard lock(m_mutex);
        m_warnings.push_back(error);
    };
    callbacks.failed = [this](const Error &error) {
        const std::lock_guard lock(m_mutex);
        m_failures.push_back(error);
        m_called.notify_all();
    };
    callbacks.wentOn = [this](const QString &goesOnIn, const Loss &loss) {
        const std::lock_guard lock(m_mutex);
        m_returns.emplace_back(goesOnIn, loss);
    };
    auto created = Recorder::create(m_path, options, std::move(callbacks));
    if (created)
        m_recorder = std::move(*created.value);
    else
        qWarning("%s", qPrintable(errorText(created.error)));
}

std::uint32_t Recording::connect(const std::string &url)
{
    closing::ConnectionInfo info;
    info.url = url;
    return m_recorder->addConnection(info);
}

void Recording::record(Batch &batch)
{
    std::ignore = m_recorder->submit(batch.take());
    m_recorder->flush();
}

std::unique_ptr<Reader> Recording::reader() const
{
    auto reader = Reader::open(m_path);
    if (!reader)
        qWarning("%s", qPrintable(errorText(reader.error)));
    return reader ? std::move(*reader.value) : nullptr;
}

std::unique_ptr<Reader> Recording::finished()
{
    m_recorder->finish();
    return reader();
}

std::vector<Recorded> Recording::recorded() const
{
    const std::lock_guard lock(m_mutex);
    return m_recorded;
}

std::vector<Error> Recording::warnings() const
{
    const std::lock_guard lock(m_mutex);
    return m_warnings;
}

std::vector<Error> Recording::failures() const
{
    const std::lock_guard lock(m_mutex);
    return m_failures;
}

std::vector<std::pair<QString, Loss>> Recording::returns() const
{
    const std::lock_guard lock(m_mutex);
    return m_returns;
}

void Recording::waitForFailure()
{
    std::unique_lock lock(m_mutex);
    m_called.wait(lock, [this] { return !m_failures.empty(); });
}

Batch &textsInto(Batch &batch, int first, int count)
{
    for (int i = first; i < first + count; ++i)
        batch.text(static_cast<std::uint64_t>(i), i, QByteArray::number(i));
    return batch;
}

QStringList sql(const QString &path, const QByteArray &statements)
{
    sqlite3 *database = nullptr;
    sqlite3_open(QFile::encodeName(path).constData(), &database);
    QStringList rows;
    char *problem = nullptr;
    sqlite3_exec(database, statements.constData(), addRow, &rows, &problem);
    if (problem)
        rows = QStringList{QStringLiteral("error: ") + QString::fromUtf8(problem)};
    sqlite3_free(problem);
    sqlite3_close(database);
    return rows;
}

QString sampleSession(const QString &folder)
{
    using namespace closing;
    using wire::Opcode;
    const QString path = folder + QStringLiteral("/sample.ajar");
    auto created = Recorder::create(path, {.chunkBytes = 1000, .overwrite = true}, {});
    Recorder &recorder = **created.value;
    ConnectionInfo info{.kind = "proxy",
                        .url = "wss://user:pw@example.test/?token=t&a=b",
                        .t = 5,
                        .wallNanoseconds = 1'700'000'000'123'456'789,
                        .options = {{"insecure", true}, {"limit", std::int64_t{7}}}};
    recorder.addConnection(info);
    recorder.addConnection({});

    FrameRecord masked = frameOf(2, Opcode::Text, 5, 2'000'000'000);
    masked.direction = Direction::Sent;
    masked.header.masked = true;
    masked.header.maskKey = {0xDE, 0xAD, 0xBE, 0xEF};
    masked.disposition = Disposition::Held;
    FrameRecord released = masked;
    released.number = 3;
    released.ref = 2;
    released.t = 2'500'000'000;
    released.disposition = Disposition::Released;
    FrameRecord odd = frameOf(4, Opcode{11}, 3, 2'600'000'000);
    odd.header.fin = false;
    odd.header.rsv = 5;
    odd.header.lengthForm = wire::LengthForm::Quad;
    odd.header.length = 99;
    odd.findings.add(wire::Finding::OpcodeReserved);
    odd.findings.add(wire::Finding::LengthNotMinimal);
    Outcome outcome;
    outcome.state = LinkState::Closed;
    outcome.clean = true;
    outcome.firstClose = Side::Peer;
    outcome.tcpEndedBy = Side::Peer;
    outcome.tcpEnd = TcpEnd::Fin;
    outcome.received = CloseSeen{3'000'000'000, 1001, "bye"};
    outcome.sent = CloseSeen{3'000'000'001, std::nullopt, ""};

    Batch first(1);
    first
        .event(10, Event::HandshakeRequest,
               {{"raw", "GET /?token=t HTTP/1.1\r\nCookie: c=1\r\n\r\n"}})
        .state(20, LinkState::Open, LinkState::Connecting)
        .text(1, 1'000'000'000, "hello")
        .frame(masked, "later")
        .frame(released, "later")
        .frame(odd, QByteArray("\x00\xFF\x01", 3))
        .frame(frameOf(5, Opcode::Binary, 2500, 2'700'000'000), QByteArray(2500, 'x'))
        .frame(frameOf(6, Opcode::Close, 5, 3'000'000'000), "\x03\xE9"
                                                            "bye")
        .opaque(3'100'000'000, Direction::Received, "lost")
        .record(OutcomeRecord{4'000'000'000, outcome});
    Batch second(2);
    second.text(1, 1'500'000'000, "other").event(1'600'000'000, Event::TcpConnecting);
    std::ignore = recorder.submit(first.take());
    std::ignore = recorder.submit(second.take());
    recorder.finish();
    return path;
}

qsizetype readEverything(const QString &path)
{
    auto opened = Reader::open(path);
    if (!opened)
        return -1;
    Reader &reader = **opened.value;
    qsizetype count = 0;
    for (const StoredConnection &connection : reader.connections()) {
        const quint32 id = connection.id;
        const Totals totals = reader.totals(id);
        count += reader.rows(id, 1, 1000).size();
        count += reader.rows(id, 1, 1000, 1 << 20).size();
        reader.story(id, 1, 1000);
        reader.payload(id, reader.lastSeq(id), 0, 1 << 20);
        reader.payload(id, 7, 1200, 1000);
        reader.seqOfFrame(id, totals.frames);
        reader.seqAtTime(id, totals.lastT / 2);
        reader.resolutionOf(id, 2);
        reader.rates(id, 0, totals.lastT, 1'000'000'000);
        reader.outcome(id);
    }
    for (const ExportFormat format : {ExportFormat::JsonLines, ExportFormat::Text}) {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        ExportOptions options;
        options.format = format;
        exportSession(reader, buffer, options);
    }
    return count;
}

PlainUser::PlainUser()
{
    constexpr uid_t nobody = 65534;
    if (::getuid() == 0 && ::seteuid(nobody) != 0)
        qFatal("root can't become a plain user");
}

PlainUser::~PlainUser()
{
    if (::seteuid(::getuid()) != 0)
        qFatal("can't become root again");
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(content);
}

} // namespace ajar::session::test
