// SPDX-License-Identifier: GPL-3.0-or-later
// The view models without a window: rules of QAbstractItemModel, and what their rows say.
#include "recordtexts.h"
#include "session/recorder.h"
#include "ui/act/headertable.h"
#include "ui/act/rawform.h"
#include "ui/act/wireform.h"
#include "ui/detail/findinglist.h"
#include "ui/detail/framedetail.h"
#include "ui/detail/why.h"
#include "ui/frames/framemodel.h"
#include "ui/sessions/findingcheck.h"
#include "ui/text/eventwords.h"
#include "ui/text/jsonindent.h"
#include "wire/deflater.h"
#include "wire/frameencoder.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ajar;

class ModelTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<session::Recorder> m_recorder;
    std::shared_ptr<ui::SessionFile> m_file;
    quint32 m_id = 0;
    int m_made = 0;
    quint64 m_parts = 0;

    /// `count` received texts: "message 1", "message 2", …
    void record(int count, quint64 firstNumber)
    {
        (void)m_recorder->submit(textRecords(m_id, firstNumber, count));
        QVERIFY(!m_recorder->flush());
    }

    static QString summary(const ui::FrameModel &model, int row)
    {
        return model.data(model.index(row), ui::FrameModel::SummaryRole).toString();
    }

    /// One frame of a received message.
    void recordPart(wire::Opcode opcode, bool fin, const std::string &text)
    {
        closing::RecordBatch batch;
        batch.connection = m_id;
        closing::FrameRecord frame;
        frame.number = ++m_parts;
        frame.t = closing::Time(m_parts) * 1'000'000;
        frame.header = wire::makeHeader(opcode, text.size());
        frame.header.fin = fin;
        frame.payloadSize = text.size();
        batch.payloads.assign(text.begin(), text.end());
        batch.records.emplace_back(frame);
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
    }

    /// One compressed frame of a received message; `more` are bytes that don't belong there.
    void recordDeflated(wire::Deflater &deflater, wire::Opcode opcode, bool fin,
                        const std::string &text, const std::string &more = {})
    {
        closing::RecordBatch batch;
        batch.connection = m_id;
        deflater.feed({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, fin,
                      batch.payloads);
        batch.payloads.insert(batch.payloads.end(), more.begin(), more.end());
        closing::FrameRecord frame;
        frame.number = ++m_parts;
        frame.t = closing::Time(m_parts) * 1'000'000;
        frame.header = wire::makeHeader(opcode, batch.payloads.size());
        frame.header.fin = fin;
        frame.header.rsv = opcode == wire::Opcode::Continuation ? 0 : 4;
        frame.payloadSize = batch.payloads.size();
        frame.inflated = text.size();
        batch.records.emplace_back(frame);
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
    }

    /// The answer that agrees on compression.
    void recordAgreement()
    {
        closing::RecordBatch batch;
        batch.connection = m_id;
        const std::string field = "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
        batch.records.emplace_back(closing::EventRecord{
            0, closing::Event::HandshakeRequest, {{"raw", "GET / HTTP/1.1\r\n" + field}}});
        batch.records.emplace_back(closing::EventRecord{
            0, closing::Event::HandshakeResponse, {{"raw", "HTTP/1.1 101 OK\r\n" + field}}});
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
    }

    /// The rows, each as its sequence number.
    static QList<int> seqs(const ui::FrameModel &model)
    {
        QList<int> list;
        for (int row = 0; row < model.rowCount(); ++row)
            list += model.data(model.index(row), ui::FrameModel::SeqRole).toInt();
        return list;
    }

private Q_SLOTS:
    void init()
    {
        m_parts = 0;
        const QString path = m_folder.filePath(QStringLiteral("%1.ajar").arg(++m_made));
        auto made = session::Recorder::create(path, {}, {});
        QVERIFY(made);
        m_recorder = std::move(*made.value);
        m_id = m_recorder->addConnection({"client", "ws://x/", 0, 0, {}});
        QVERIFY(!m_recorder->flush());
        auto opened = ui::SessionFile::open(path);
        QVERIFY(opened);
        m_file = *opened.value;
    }

    void cleanup()
    {
        m_file.reset();
        m_recorder.reset();
    }

    void frames_showAWindowOverAllRows()
    {
        ui::FrameModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        model.setVisibleRows(10);
        model.setConnection(&connection);
        QCOMPARE(model.rowCount(), 0);
        record(1000, 1);
        connection.refresh();
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(summary(model, 9), QStringLiteral("message 1000"));
        model.scrollTo(500);
        QCOMPARE(summary(model, 0), QStringLiteral("message 501"));
        QVERIFY(!model.isFollowing());
        record(5, 1001);
        connection.refresh();
        QCOMPARE(summary(model, 0), QStringLiteral("message 501"));
        QCOMPARE(model.newRows(), 5.0);
        model.follow();
        QCOMPARE(summary(model, 9), QStringLiteral("message 1005"));
    }

    void frames_selectionStaysInSight()
    {
        ui::FrameModel model;
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        record(100, 1);
        connection.refresh();
        model.setVisibleRows(10);
        model.setConnection(&connection);
        model.selectFirst();
        QCOMPARE(model.firstRow(), 0.0);
        model.moveCurrent(10);
        QCOMPARE(model.currentSeq(), 11.0);
        QCOMPARE(model.firstRow(), 1.0);
        model.showFrame(57);
        QCOMPARE(model.currentSeq(), 57.0);
        model.selectLast();
        QVERIFY(model.isFollowing());
    }

    void messages_foldTheirFragments()
    {
        ui::FrameModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        recordPart(wire::Opcode::Text, true, "alone");
        recordPart(wire::Opcode::Text, false, "one ");
        recordPart(wire::Opcode::Continuation, false, "two ");
        recordPart(wire::Opcode::Ping, true, "between");
        recordPart(wire::Opcode::Continuation, true, "three");
        recordPart(wire::Opcode::Continuation, true, "of nothing");
        connection.refresh();
        model.setVisibleRows(20);
        model.setConnection(&connection);
        model.select(5);
        QCOMPARE(seqs(model), QList<int>({1, 2, 3, 4, 5, 6}));

        model.setMessages(true);
        QTRY_VERIFY(!model.isFolding());
        QCOMPARE(seqs(model), QList<int>({1, 2, 4, 6}));
        QCOMPARE(summary(model, 1), QStringLiteral("3 fragments · one two three"));
        QCOMPARE(model.data(model.index(1), ui::FrameModel::LengthRole).toString(),
                 QStringLiteral("13"));
        QCOMPARE(model.currentSeq(), 5.0);

        model.setExpanded(2, true);
        QCOMPARE(seqs(model), QList<int>({1, 2, 3, 4, 5, 6}));
        QVERIFY(model.data(model.index(2), ui::FrameModel::PartRole).toBool());
        model.setExpanded(2, false);
        QCOMPARE(seqs(model), QList<int>({1, 2, 4, 6}));
        model.showFrame(3); // what is folded opens
        QCOMPARE(seqs(model), QList<int>({1, 2, 3, 4, 5, 6}));
        model.setExpanded(2, false);

        recordPart(wire::Opcode::Binary, false, "a");
        recordPart(wire::Opcode::Continuation, false, "b");
        connection.refresh();
        QTRY_COMPARE(seqs(model), QList<int>({1, 2, 4, 6, 7}));
        QCOMPARE(summary(model, 4), QStringLiteral("2 fragments so far · 61 62"));
        model.setExpanded(7, true);
        recordPart(wire::Opcode::Continuation, true, "c");
        connection.refresh();
        QTRY_COMPARE(seqs(model), QList<int>({1, 2, 4, 6, 7, 8, 9}));

        model.setMessages(false);
        QCOMPARE(model.total(), 9.0);
    }

    void compressedFrames_areShownInflated()
    {
        ui::FrameModel model;
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        wire::Deflater deflater({});
        recordAgreement();
        recordDeflated(deflater, wire::Opcode::Text, true, "a long word, a long word");
        recordDeflated(deflater, wire::Opcode::Text, false, "a long word");
        recordDeflated(deflater, wire::Opcode::Continuation, true, " and its end");
        recordDeflated(deflater, wire::Opcode::Binary, true, "\x01\x02");
        recordDeflated(deflater, wire::Opcode::Text, true, "torn", "\xFF\xFF");
        connection.refresh();
        model.setVisibleRows(20);
        model.setConnection(&connection);
        const auto rows = [&] {
            QStringList rows;
            for (int row = 2; row < model.rowCount(); ++row)
                rows += model.data(model.index(row), ui::FrameModel::InflatedRole).toString() +
                        QStringLiteral(": ") + summary(model, row);
            return rows;
        };
        QTRY_COMPARE(rows(), (QStringList{QStringLiteral("24: a long word, a long word"),
                                          QStringLiteral("11: first fragment · a long word"),
                                          QStringLiteral("12: last fragment ·  and its end"),
                                          QStringLiteral("2: 01 02"),
                                          QStringLiteral("4: torn · it does not inflate: "
                                                         "the message ends inside a block")}));
        model.setMessages(true);
        QTRY_VERIFY(!model.isFolding());
        QTRY_COMPARE(summary(model, 3), QStringLiteral("2 fragments · a long word and its end"));
        QCOMPARE(model.data(model.index(3), ui::FrameModel::InflatedRole).toString(),
                 QStringLiteral("23"));
    }

    void whatTakesLongToInflate_comesLater()
    {
        ui::FrameModel model;
        ui::FrameDetail detail;
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        wire::Deflater deflater({});
        recordAgreement();
        const std::string words(1 << 20, 'x');
        for (int i = 0; i < 60; ++i)
            recordDeflated(deflater, wire::Opcode::Text, true, words);
        recordDeflated(deflater, wire::Opcode::Text, true, "the last");
        connection.refresh();
        model.setVisibleRows(1);
        model.setConnection(&connection);
        QCOMPARE(summary(model, 0), QStringLiteral("inflating …"));
        QTRY_COMPARE(summary(model, 0), QStringLiteral("the last"));
        detail.setFrames(&model);
        model.selectLast();
        QCOMPARE(detail.note(), QStringLiteral("inflating …"));
        QTRY_COMPARE(detail.text(), QStringLiteral("the last"));
        QCOMPARE(detail.note(), QString());
    }

    void detail_hasBothForms()
    {
        ui::FrameModel model;
        ui::FrameDetail detail;
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        wire::Deflater deflater({});
        recordAgreement();
        recordDeflated(deflater, wire::Opcode::Text, true, "{\"a\":1}");
        recordDeflated(deflater, wire::Opcode::Text, false, std::string(60'000, 'x'));
        recordPart(wire::Opcode::Ping, true, "between");
        recordDeflated(deflater, wire::Opcode::Continuation, true, "\xC3\xA4 end");
        recordDeflated(deflater, wire::Opcode::Text, true, "torn", "\xFF\xFF");
        connection.refresh();
        model.setVisibleRows(20);
        model.setConnection(&connection);
        detail.setFrames(&model);
        model.showFrame(1);
        QVERIFY(detail.isCompressed());
        QTRY_COMPARE(detail.text(), QStringLiteral("{\n  \"a\": 1\n}"));
        QVERIFY(detail.isJson());
        QCOMPARE(detail.sizesText(), QStringLiteral("7 B inflated · 9 B on the wire"));
        detail.setOnTheWire(true);
        QVERIFY(detail.isAsHex());
        QVERIFY2(detail.hex().contains(QStringLiteral("aa 56 4a 54")), qPrintable(detail.hex()));
        model.showFrame(3); // a Ping has one form only
        QVERIFY(!detail.isOnTheWire());
        QCOMPARE(detail.text(), QStringLiteral("between"));
        detail.setOnTheWire(false);

        model.setMessages(true);
        QTRY_VERIFY(!model.isFolding());
        model.select(4);
        QVERIFY(detail.title().endsWith(QStringLiteral("with all its fragments")));
        QTRY_VERIFY(detail.isParted());
        detail.showMore();
        QTRY_VERIFY(detail.text().endsWith(QStringLiteral("xä end")));
        QVERIFY2(detail.sizesText().startsWith(QStringLiteral("60.0 kB inflated")),
                 qPrintable(detail.sizesText()));

        model.showFrame(5);
        QTRY_COMPARE(detail.text(), QStringLiteral("torn"));
        QTRY_COMPARE(detail.note(),
                     QStringLiteral("it does not inflate: the message ends inside a block"));
        detail.setOnTheWire(true);
        QVERIFY2(detail.hex().contains(QStringLiteral("ff ff")), qPrintable(detail.hex()));
    }

    void messages_followAndKeepTheirPlace()
    {
        ui::FrameModel model;
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        record(50, 1);
        m_parts = 50;
        for (int i = 0; i < 100; ++i) {
            recordPart(wire::Opcode::Text, false, "begin");
            recordPart(wire::Opcode::Continuation, true, "end");
        }
        connection.refresh();
        model.setVisibleRows(10);
        model.setConnection(&connection);
        model.setMessages(true);
        QTRY_VERIFY(!model.isFolding());
        QCOMPARE(model.total(), 150.0);
        QVERIFY(model.isFollowing());
        QCOMPARE(seqs(model).last(), 249);
        recordPart(wire::Opcode::Text, true, "more");
        connection.refresh();
        QTRY_COMPARE(seqs(model).last(), 251);
        model.select(100); // the end of a message
        QCOMPARE(model.currentSeq(), 100.0);
        QVERIFY(seqs(model).contains(99));
        const int place = static_cast<int>(seqs(model).indexOf(99));
        model.setMessages(false);
        QCOMPARE(seqs(model).indexOf(100), place);
    }

    /// Ten million frames, three to a message, cost no more than a list of numbers.
    void messages_mapManyRowsFast()
    {
        ui::RowMap map;
        const quint64 count = 10'000'000;
        for (quint64 seq = 1; seq <= count; ++seq) {
            const bool first = seq % 100 == 1;
            ui::RowHead head;
            head.seq = seq;
            head.data = true;
            head.first = seq % 100 != 2 && seq % 100 != 3;
            head.fin = !first && seq % 100 != 2;
            map.append(head);
        }
        QCOMPARE(map.size(), count / 100 * 98);
        QCOMPARE(map.messageAt(1)->fragments, 3u);
        map.expand(5'000'001, {5'000'002, 5'000'003});
        QCOMPARE(map.size(), count / 100 * 98 + 2);
        QVERIFY(map.isShown(5'000'002));
        QCOMPARE(map.seqAt(map.positionOf(9'999'999)), quint64(9'999'999));
        map.collapse(5'000'001);
        QCOMPARE(map.size(), count / 100 * 98);
        QVERIFY(!map.isShown(5'000'002));
    }

    void headers_keepAnEmptyRow()
    {
        ui::HeaderTable table;
        QAbstractItemModelTester tester(&table,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.setName(0, QStringLiteral("Cookie"));
        QCOMPARE(table.rowCount(), 2);
        table.setName(0, QStringLiteral("Bad name"));
        QVERIFY(!ui::HeaderTable::problemOf(table.all().first()).isEmpty());
        table.removeRow(0);
        QCOMPARE(table.rowCount(), 1);
    }

    void why_keepsTheRules()
    {
        ui::Why why;
        QAbstractItemModelTester tester(&why,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        why.setConnection(&connection);
        closing::RecordBatch batch;
        batch.connection = m_id;
        batch.records.emplace_back(
            closing::StateRecord{1000, closing::LinkState::Open, closing::LinkState::Connecting});
        batch.records.emplace_back(closing::StateRecord{2000, closing::LinkState::HalfClosedRemote,
                                                        closing::LinkState::Open});
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
        connection.refresh();
        QCOMPARE(why.data(why.index(0), ui::Why::TextRole).toString(), QStringLiteral("Open"));
        why.setConnection(nullptr);
        QCOMPARE(why.rowCount(), 0);
    }

    void findings_areGroupedByRule()
    {
        using wire::Finding;
        ui::FindingList list;
        QAbstractItemModelTester tester(&list,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        list.setConnection(&connection);
        closing::RecordBatch batch;
        batch.connection = m_id;
        const auto event = [&](Finding finding, closing::Attributes more) {
            closing::Attributes attributes{{"finding", std::string(wire::findingId(finding))}};
            attributes.insert(attributes.end(), more.begin(), more.end());
            batch.records.emplace_back(
                closing::EventRecord{1000, closing::Event::Finding, std::move(attributes)});
        };
        for (quint64 number = 1; number <= 8; ++number) {
            closing::FrameRecord frame;
            frame.number = number;
            frame.header = wire::makeHeader(wire::Opcode::Text, 0);
            frame.findings.add(Finding::OpcodeReserved);
            if (number == 3)
                frame.findings.add(Finding::DeflateInflates);
            batch.records.emplace_back(frame);
        }
        event(Finding::DeflateInflates,
              {{"text", std::string("a block is broken")}, {"frame", std::int64_t{3}}});
        event(Finding::SimultaneousClose, {});
        event(Finding::PingAfterOwnClose, {{"direction", std::string("received")}});
        event(Finding::TcpLeftOpen,
              {{"direction", std::string("sent")}, {"frame", std::int64_t{0}}});
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
        connection.refresh();

        const auto text = [&list](int row, int role) {
            return list.data(list.index(row), role).toString();
        };
        QStringList ids;
        for (int row = 0; row < list.rowCount(); ++row)
            ids += text(row, ui::FindingList::IdRole);
        QCOMPARE(ids, QStringList(
                          {QStringLiteral("opcode-reserved"), QStringLiteral("deflate-inflates"),
                           QStringLiteral("tcp-left-open"), QStringLiteral("simultaneous-close")}));
        QCOMPARE(text(0, ui::FindingList::WhoRole), QStringLiteral("received · 8 times"));
        QCOMPARE(list.data(list.index(0), ui::FindingList::NumbersRole).toList().size(), 5);
        QCOMPARE(text(1, ui::FindingList::DetailRole), QStringLiteral("a block is broken"));
        QCOMPARE(text(1, ui::FindingList::WhoRole), QStringLiteral("received"));
        QCOMPARE(list.data(list.index(1), ui::FindingList::SeqRole).toInt(), 3);
        QCOMPARE(text(2, ui::FindingList::WhoRole), QStringLiteral("sent by us"));
        QCOMPARE(text(3, ui::FindingList::LevelRole), QStringLiteral("note"));
        QCOMPARE(list.strictRows(), 1);
        QCOMPARE(connection.findingCount(), 11);
        QCOMPARE(connection.findingLevel(), QStringLiteral("MUST"));
        list.setStrict(true);
        QCOMPARE(list.rowCount(), 5);

        list.setSeq(3);
        QCOMPARE(list.rowCount(), 2);
        QCOMPARE(text(1, ui::FindingList::DetailRole), QStringLiteral("a block is broken"));
        list.setSeq(10);
        QCOMPARE(list.rowCount(), 1);
        QCOMPARE(text(0, ui::FindingList::IdRole), QStringLiteral("simultaneous-close"));
        const auto rows = m_file->reader().rows(m_id, 9, 1);
        QCOMPARE(
            ui::eventLine(rows.first()),
            QStringLiteral("MUST · payload does not inflate · RFC 7692 §7.2.2 · #3: a block is "
                           "broken"));
    }

    void findings_ofAFileAreFoundAnew()
    {
        record(4000, 1);
        closing::RecordBatch batch;
        batch.connection = m_id;
        batch.records.emplace_back(
            closing::StateRecord{1, closing::LinkState::Open, closing::LinkState::Connecting});
        closing::FrameRecord frame; // far behind what the window looks at by itself
        frame.number = 4001;
        frame.t = 5'000'000'000;
        frame.header = wire::makeHeader(wire::Opcode::Text, 0);
        frame.findings.add(wire::Finding::RsvNotNegotiated);
        batch.records.emplace_back(frame);
        batch.records.emplace_back(
            closing::EventRecord{6'000'000'000, closing::Event::FinReceived, {}});
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        ui::FindingList list;
        list.setConnection(&connection);
        while (connection.refresh())
            ;
        QCOMPARE(list.rows(), 0); // the recorder has noted nothing

        ui::FindingCheck check(m_file->path());
        QSignalSpy finished(&check, &ui::FindingCheck::finished);
        connect(&check, &ui::FindingCheck::checked, &connection,
                [&](quint32, const QList<ui::FindingMark> &marks) {
                    connection.addFindings(marks);
                    connection.addFindings(marks); // what is known already is not doubled
                });
        QVERIFY(finished.wait());
        QCOMPARE(list.rows(), 2);
        const auto text = [&list](int row, int role) { return list.data(list.index(row), role); };
        using List = ui::FindingList;
        QCOMPARE(text(0, List::IdRole).toString(), QStringLiteral("rsv-not-negotiated"));
        QCOMPARE(text(0, List::SeqRole).toInt(), 4002);
        QCOMPARE(text(1, List::IdRole).toString(), QStringLiteral("fin-before-close"));
        QCOMPARE(text(1, List::WhoRole).toString(), QStringLiteral("received"));
        QCOMPARE(text(1, List::SeqRole).toInt(), 4003);
    }

    void limits_areReadAsTheyAreWritten()
    {
        ui::WireForm form;
        ui::LimitTable &limits = *form.limits();
        QAbstractItemModelTester tester(&limits,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        link::ClientOptions options;
        QCOMPARE(form.fill(options), QString());
        QVERIFY(options.limits == gate::Limits{});
        QCOMPARE(form.chosen(), 0);
        limits.setValue(0, QStringLiteral("4k"));
        limits.setValue(3, QStringLiteral("7"));
        form.setClientBits(2);
        form.setServerBits(8);
        QCOMPARE(form.fill(options), QString());
        QCOMPARE(options.limits.frame, quint64(4096));
        QCOMPARE(options.limits.fragments, quint64(7));
        QCOMPARE(form.chosen(), 3);
        QCOMPARE(form.offer(), QStringLiteral("permessage-deflate; server_max_window_bits=15; "
                                              "client_max_window_bits=8"));
        QCOMPARE(form.clientBits(), 2);
        form.setDeflate(false);
        limits.setValue(7, QStringLiteral("3k")); // a count, not a size
        QVERIFY(form.fill(options).contains(QStringLiteral("Held frames")));
        QVERIFY(!options.deflate);
    }

    void rawFrames_fieldsAndTextStayInStep_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("canonical");
        QTest::addColumn<QString>("preview");
        const auto row = [](const char *typed, const char *canonical, const char *preview) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(canonical)
                                 << QString::fromUtf8(preview);
        };
        row("opcode=close, code=1001, reason=\"bye\", mask=0",
            "opcode=close,mask=0,payload=03e9627965", "88 05 03 e9 62 79 65");
        row("text=\"Hi\",mask=37fa213d,length=300,form=64",
            "opcode=text,mask=37fa213d,length=300,form=64,text=\"Hi\"",
            "81 ff 00 00 00 00 00 00 01 2c 37 fa 21 3d 7f 93");
        row("opcode=11,rsv=5,fin=0", "opcode=11,fin=0,rsv1=1,rsv3=1",
            "5b 80, a fresh key, the masked payload");
        row("payload=ff00,mask=0,fragments=2", "opcode=text,mask=0,fragments=2,payload=ff00",
            "01 01 ff (first of 2)");
        row("text=\"aaaa\",compress=1", "opcode=text,compress=1,text=\"aaaa\"",
            "c1, then length and payload as they deflate");
    }
    void rawFrames_fieldsAndTextStayInStep()
    {
        QFETCH(QString, typed);
        QFETCH(QString, canonical);
        ui::RawForm form;
        form.setWritten(typed);
        QCOMPARE(form.problem(), QString());
        QTEST(form.preview(), "preview");
        QCOMPARE(form.written(), typed);
        // A field that is set as it is rewrites the line and changes nothing.
        form.setFin(form.fin());
        QCOMPARE(form.written(), canonical);
        ui::RawForm again;
        again.setWritten(canonical);
        QVERIFY(again.frame() == form.frame());
        QCOMPARE(again.payload(), form.payload());
    }

    void rawFrames_sayWhatIsWrongAndWhere()
    {
        ui::RawForm form;
        form.setWritten(QStringLiteral("text=\"ä\",fin=2"));
        QCOMPARE(form.problem(), QStringLiteral("At character 14: fin is 0 or 1."));
        form.setWritten(QStringLiteral("file=/nowhere/at/all"));
        QVERIFY(form.problem().contains(QStringLiteral("/nowhere/at/all")));
        QVERIFY(!form.complete());
        form.setPayloadKind(int(ui::RawForm::Payload::Hex));
        form.setPayload(QStringLiteral("0"));
        QVERIFY(!form.problem().isEmpty());
        form.setPayload(QStringLiteral("00"));
        QCOMPARE(form.problem(), QString());
        form.setFragments(QStringLiteral("0"));
        QVERIFY(!form.problem().isEmpty());
    }

    void json_isIndentedAndNotChanged_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::newRow("numbers as sent")
            << QByteArray("{\"b\":1.0,\"a\":1E400,\"b\":[ ]}")
            << QByteArray("{\n  \"b\": 1.0,\n  \"a\": 1E400,\n  \"b\": []\n}");
        QTest::newRow("string with braces")
            << QByteArray("[\"{,}\\\"\"]") << QByteArray("[\n  \"{,}\\\"\"\n]");
        QTest::newRow("not quite JSON") << QByteArray("{a b}") << QByteArray("{\n  a b\n}");
    }
    void json_isIndentedAndNotChanged()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        QCOMPARE(ui::indentJson(in, 1000), out);
    }
};

QTEST_GUILESS_MAIN(ModelTest)
#include "test_models.moc"
