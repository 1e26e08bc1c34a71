// SPDX-License-Identifier: MIT
#include "session/importorder.h"
#include "session/jsonheader.h"

#include <QtTest>

using namespace ajar;
using namespace ajar::session;

namespace
{

/// Lines are written with ' for ", which reads better; none of them has a ' of its own.
std::string line(const QByteArray &text)
{
    return QByteArray(text).replace('\'', '"').toStdString();
}

/// A frame of the text "hi" with one member replaced; an empty `value` leaves it out, an unknown
/// name puts it at the end.
QByteArray frame(const QByteArray &name = {}, const QByteArray &value = {})
{
    const std::pair<QByteArray, QByteArray> usual[] = {{"type", "'frame'"},
                                                       {"n", "1"},
                                                       {"connection", "1"},
                                                       {"t", "1.5"},
                                                       {"leg", "'peer'"},
                                                       {"direction", "'sent'"},
                                                       {"opcode", "'text'"},
                                                       {"fin", "true"},
                                                       {"rsv", "0"},
                                                       {"masked", "false"},
                                                       {"length", "2"},
                                                       {"wireLength", "4"},
                                                       {"disposition", "'passed'"},
                                                       {"text", "'hi'"},
                                                       {"findings", "[]"}};
    QByteArrayList members;
    bool known = name.isEmpty();
    for (const auto &[usualName, usualValue] : usual) {
        known = known || usualName == name;
        const QByteArray &chosen = usualName == name ? value : usualValue;
        if (!chosen.isEmpty())
            members += '\'' + usualName + "':" + chosen;
    }
    if (!known)
        members += '\'' + name + "':" + value;
    return '{' + members.join(',') + '}';
}

QByteArray header(const QByteArray &connection)
{
    return "{'format':'ajar','version':1,'connections':[" + connection + "]}";
}

const QByteArray client = "{'id':1,'kind':'client','url':'ws://a/','wallTime':"
                          "'2024-01-31T23:59:59Z','t':0,'options':{}}";

QByteArray without(QByteArray text, const QByteArray &part, const QByteArray &instead = {})
{
    Q_ASSERT(text.contains(part));
    return text.replace(part, instead);
}

void addColumns()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<LineFault>("fault");
    QTest::addColumn<QByteArray>("place"); // what stands there; the first one
    QTest::addColumn<QString>("words");
}

void row(const char *name, const QByteArray &text, LineFault fault, const QByteArray &place,
         const char *words)
{
    QTest::newRow(name) << text << fault << place << QString::fromUtf8(words);
}

} // namespace

Q_DECLARE_METATYPE(LineFault)

class TestImportLines : public QObject
{
    Q_OBJECT

    static void compare(const std::optional<LineProblem> &problem, const std::string &text)
    {
        QFETCH(const LineFault, fault);
        QFETCH(const QByteArray, place);
        QFETCH(const QString, words);
        QVERIFY(problem);
        QCOMPARE(QString::fromStdString(problem->text), words);
        QCOMPARE(problem->fault, fault);
        QCOMPARE(problem->at, place.isEmpty() ? 0 : text.find(line(place)));
    }

private slots:
    void header_isRead()
    {
        const QByteArray second = "{'id':9,'kind':'proxy','url':'\\u0000','wallTime':"
                                  "'1970-01-01T00:00:00.000000001Z','t':-0.5,"
                                  "'options':{ 'b' : 1 , 'a' : [ ] }}";
        const ImportedHeader read = importedHeader(line(header(client + ',' + second)));
        QVERIFY(!read.problem);
        QCOMPARE(read.unknownMember, std::string());
        QCOMPARE(read.connections.size(), 2u);
        const NewConnection &connection = read.connections[1];
        QCOMPARE(connection.id, 9u);
        QCOMPARE(connection.info.kind, std::string("proxy"));
        QCOMPARE(connection.info.url, std::string("\0", 1));
        QCOMPARE(connection.info.wallNanoseconds, 1);
        QCOMPARE(connection.info.t, -500'000'000);
        QCOMPARE(connection.options, QByteArray(R"({"b":1,"a":[]})"));
        QVERIFY(!importedHeader(line(header({}))).problem);
    }

    void headerThatCantBeTaken_isTold_data()
    {
        using enum LineFault;
        addColumns();
        row("no format", "{}", NotOurs, "", "\"format\" is missing");
        row("another format", "{'format':'har'}", NotOurs, "'har'", "\"format\" is not \"ajar\"");
        row("broken, not ours", "{'log':x", NotOurs, "x", "expected a value, found \"x\"");
        row("broken, ours", "{ 'format' : 'ajar', x", NotJson, "x",
            "expected a name in quotes, found \"x\"");
        row("newer", "{'format':'ajar','version':2,'what':[]}", NewerVersion, "2",
            "version 2 of the export, where this Ajar knows 1");
        row("no version", "{'format':'ajar'}", Missing, "", "\"version\" is missing");
        row("version 0", "{'format':'ajar','version':0}", OutOfRange, "0",
            "\"version\" must be a whole number from 1 to 2147483647, not \"0\"");
        row("version as text", "{'format':'ajar','version':'1'}", WrongType, "'1'",
            "\"version\" must be a number, not a text");
        row("no connections", "{'format':'ajar','version':1}", Missing, "",
            "\"connections\" is missing");
        row("connections that are none", "{'format':'ajar','version':1,'connections':{}}",
            WrongType, "{}", "\"connections\" must be an array");
        row("a connection that is none", header("7"), WrongType, "7",
            "a connection must be an object");
        row("no id", header(without(client, "'id':1,")), Missing, "{'kind'", "\"id\" is missing");
        row("id 0", header(without(client, "'id':1", "'id':0")), OutOfRange, "0,'kind'",
            "\"id\" must be a whole number from 1 to 8388606, not \"0\"");
        row("id out of range", header(without(client, "'id':1", "'id':8388607")), OutOfRange,
            "8388607", "\"id\" must be a whole number from 1 to 8388606, not \"8388607\"");
        row("an id twice", header(client + ", " + client), Twice, " {'id'",
            "connection 1 is there twice");
        row("no kind", header(without(client, "'kind':'client',")), Missing, "{'id'",
            "\"kind\" is missing");
        row("url as number", header(without(client, "'ws://a/'", "7")), WrongType, "7",
            "\"url\" must be a text, not a number");
        row("no time of day", header(without(client, "2024-01-31T23:59:59Z", "yesterday")),
            OutOfRange, "'yesterday'",
            "\"wallTime\" must be a time from 1677 to 2262 such as "
            "2024-01-31T23:59:59.000000000Z, not \"yesterday\"");
        row("a time as text", header(without(client, "'t':0", "'t':'0'")), WrongType, "'0'",
            "\"t\" must be a number of seconds, not a text");
        row("options that are none", header(without(client, "{}", "[1]")), WrongType, "[1]",
            "\"options\" must be an object, not an array");
        row("options beyond doubles", header(without(client, "{}", "{'a':1e999}")), OutOfRange,
            "{'a'", "\"options\" has a value that can't be stored: illegal number");
    }
    void headerThatCantBeTaken_isTold()
    {
        QFETCH(const QByteArray, text);
        const std::string json = line(text);
        const ImportedHeader read = importedHeader(json);
        QVERIFY(read.connections.empty());
        if (QByteArray(QTest::currentDataTag()) == "an id twice") {
            QCOMPARE(read.problem->at, json.rfind("{\"id\""));
            QCOMPARE(read.problem->fault, LineFault::Twice);
            return;
        }
        compare(read.problem, json);
    }

    void lineThatCantBeTaken_isTold_data()
    {
        using enum LineFault;
        addColumns();
        row("no JSON", "{'type':'frame'", EndsEarly, "",
            "the line ends where \",\" or \"}\" was expected");
        row("no type", "{'n':1}", Missing, "", "\"type\" is missing");
        row("another type", "{'type':'cookie\\u001b'}", UnknownWord, "'cookie",
            "\"type\" is \"cookie\\x1b\", which this version does not know");
        row("type as number", "{'type':7}", WrongType, "7",
            "\"type\" must be a text, not a number");
        row("a member twice", frame("fin", "true,'fin':false"), Twice, "'fin':false",
            "\"fin\" is there twice");
        row("type twice", "{'type':'state','type':'frame'}", Twice, "'type':'frame'",
            "\"type\" is there twice");
        for (const char *name : {"n", "connection", "t", "leg", "direction", "opcode", "fin", "rsv",
                                 "masked", "length", "wireLength", "disposition", "findings"}) {
            QTest::addRow("no %s", name)
                << frame(name) << Missing << QByteArray()
                << QStringLiteral("\"%1\" is missing").arg(QLatin1String(name));
        }
        row("no payload", frame("text"), Missing, "",
            "the payload is missing: \"text\" or \"base64\"");
        row("payload twice", frame("base64", "'aGk='"), Twice, "'base64'",
            "the payload is there twice, as \"text\" and as \"base64\"");
        row("base64 that is none", frame("text", "'','base64':'a-b='").replace("'text':'',", ""),
            WrongType, "'a-b='", "\"base64\" is no base64");
        row("half a pair in the payload", frame("text", "'a\\ud800'"), NotUtf8, "\\ud800",
            "\"text\" has half a surrogate pair, which is no character");
        row("frame number 0", frame("n", "0"), OutOfRange, "0,",
            "\"n\" must be a whole number from 1 to 9223372036854775807, not \"0\"");
        row("frame number with a point", frame("n", "1.0"), OutOfRange, "1.0",
            "\"n\" must be a whole number from 1 to 9223372036854775807, not \"1.0\"");
        row("huge frame number", frame("n", "99999999999999999999"), OutOfRange, "99999",
            "\"n\" must be a whole number from 1 to 9223372036854775807, not "
            "\"99999999999999999999\"");
        row("null as number", frame("n", "null"), WrongType, "null",
            "\"n\" must be a number, not null");
        row("connection 0", frame("connection", "0"), OutOfRange, "0,",
            "\"connection\" must be a whole number from 1 to 8388606, not \"0\"");
        row("time below a nanosecond", frame("t", "1e-10"), OutOfRange, "1e-10",
            "\"t\" must be seconds with at most nine decimals, within 292 years of 0, not "
            "\"1e-10\"");
        row("another leg", frame("leg", "'wooden'"), UnknownWord, "'wooden'",
            "\"leg\" is \"wooden\", which this version does not know");
        row("another direction", frame("direction", "'up'"), UnknownWord, "'up'",
            "\"direction\" is \"up\", which this version does not know");
        row("another opcode", frame("opcode", "'reserved-1'"), UnknownWord, "'reserved-1'",
            "\"opcode\" is \"reserved-1\", which this version does not know");
        row("another disposition", frame("disposition", "'lost'"), UnknownWord, "'lost'",
            "\"disposition\" is \"lost\", which this version does not know");
        row("fin as number", frame("fin", "1"), WrongType, "1,'rsv'",
            "\"fin\" must be true or false, not a number");
        row("rsv of 8", frame("rsv", "8"), OutOfRange, "8",
            "\"rsv\" must be a whole number from 0 to 7, not \"8\"");
        row("negative length", frame("length", "-2"), OutOfRange, "-2",
            "\"length\" must be a whole number from 0 to 18446744073709551615, not \"-2\"");
        row("masked without a key", frame("masked", "true"), Contradiction, "",
            "\"masked\" is true, but \"maskKey\" is missing");
        row("key without a mask", frame("maskKey", "'deadbeef'"), Contradiction, "'deadbeef'",
            "\"maskKey\" stands where \"masked\" is false");
        row("short key", frame("masked", "true,'maskKey':'deadbee'"), WrongType, "'deadbee'",
            "\"maskKey\" must be eight hexadecimal figures");
        row("long key", frame("masked", "true,'maskKey':'deadbeef0'"), WrongType, "'deadbeef0'",
            "\"maskKey\" must be eight hexadecimal figures");
        row("key that is none", frame("masked", "true,'maskKey':'deadbeeg'"), WrongType,
            "'deadbeeg'", "\"maskKey\" must be eight hexadecimal figures");
        row("wireLength that does not fit", frame("wireLength", "5"), Contradiction, "5,'disp",
            "\"wireLength\" does not fit a payload of 2 bytes and its header");
        row("ref 0", frame("ref", "0"), OutOfRange, "0}",
            "\"ref\" must be a whole number from 1 to 9223372036854775807, not \"0\"");
        row("negative inflatedLength", frame("inflatedLength", "-1"), OutOfRange, "-1",
            "\"inflatedLength\" must be a whole number from 0 to 9223372036854775807, not \"-1\"");
        row("findings that are none", frame("findings", "{}"), WrongType, "{}}",
            "\"findings\" must be an array, not an object");
        row("a finding that is none", frame("findings", "[7]"), WrongType, "7]",
            "\"findings\" must be a text, not a number");
        row("another finding", frame("findings", "['close-twice','sun-spots']"), UnknownWord,
            "'sun-spots'", "\"findings\" is \"sun-spots\", which this version does not know");

        const auto closing = [](const QByteArray &value) {
            return frame("opcode", "'close'").replace("'text':'hi'", "'close':" + value);
        };
        row("a Close that is no object", closing("1000"), WrongType, "1000",
            "\"close\" must be an object");
        row("a Close without a code", closing("{'reason':''}"), Missing, "{'reason'",
            "\"code\" is missing");
        row("a Close without a reason", closing("{'code':1}"), Missing, "{'code'",
            "\"reason\" is missing");
        row("a code out of range", closing("{'code':65536,'reason':''}"), OutOfRange, "65536",
            "\"code\" must be a whole number from 0 to 65535, not \"65536\"");
        row("a reason without a code", closing("{'code':null,'reason':'x'}"), Contradiction,
            "{'code'", "a Close has a reason but no code");
        row("close of a text frame", frame("text").replace("'findings'", "'close':{},'findings'"),
            Missing, "", "the payload is missing: \"text\" or \"base64\"");

        const QByteArray common = "'connection':1,'t':1";
        row("event without its name", "{'type':'event'," + common + "}", Missing, "",
            "\"event\" is missing");
        row("event with a number as name", "{'type':'event'," + common + ",'event':7}", WrongType,
            "7", "\"event\" must be a text, not a number");
        row("another state", "{'type':'state'," + common + ",'state':'ajar','previous':'open'}",
            UnknownWord, "'ajar'", "\"state\" is \"ajar\", which this version does not know");
        row("no previous state", "{'type':'state'," + common + ",'state':'open'}", Missing, "",
            "\"previous\" is missing");
        row("outcome without a state", "{'type':'outcome'," + common + "}", Missing, "",
            "\"state\" is missing");
        row("number beyond doubles",
            "{'type':'event'," + common + ",'event':'x','a':1,'\\nb':1e999}", OutOfRange, "1e999",
            "\"\\nb\" has a value that can't be stored: illegal number");
        row("damaged as number", "{'type':'event'," + common + ",'event':'x','damaged':1}",
            WrongType, "1}", "\"damaged\" must be true or false, not a number");
        row("event too long",
            "{'type':'event'," + common + ",'event':'" + QByteArray(4194304, 'x') + "'}", TooLong,
            "", "a record without a payload has more than 4194304 bytes");
        row("opaque bytes of another length",
            "{'type':'opaque'," + common + ",'direction':'sent','length':3,'base64':'aGk='}",
            Contradiction, "3,", "\"length\" must be that of the bytes in \"base64\", which is 2");
        row("no opaque bytes", "{'type':'opaque'," + common + ",'direction':'sent','length':3}",
            Missing, "", "\"base64\" is missing");
        row("opaque bytes without a length",
            "{'type':'opaque'," + common + ",'direction':'sent','base64':''}", Missing, "",
            "\"length\" is missing");
    }
    void lineThatCantBeTaken_isTold()
    {
        QFETCH(const QByteArray, text);
        const std::string json = line(text);
        const ImportedLine read = importedLine(json);
        QVERIFY(!read.record);
        if (read.problem && read.problem->fault == LineFault::EndsEarly) {
            QCOMPARE(read.problem->at, json.size());
            return;
        }
        compare(read.problem, json);
    }

    void frame_isRead()
    {
        const ImportedLine read = importedLine(line(frame("findings", " [ 'close-twice' ] ")));
        QVERIFY(!read.problem && read.record);
        QCOMPARE(read.unknownMember, std::string());
        const auto &frame = std::get<closing::FrameRecord>(read.record->record);
        QCOMPARE(read.record->payload, std::string("hi"));
        QCOMPARE(frame.payloadSize, 2u);
        QCOMPARE(frame.number, 1u);
        QCOMPARE(frame.t, 1'500'000'000);
        QCOMPARE(frame.direction, closing::Direction::Sent);
        QVERIFY(frame.findings.has(wire::Finding::CloseTwice));
        QVERIFY(!frame.inflated);
    }

    void lengthForm_followsFromTheBytesOnTheWire_data()
    {
        QTest::addColumn<QByteArray>("wireLength");
        QTest::addColumn<int>("form");
        QTest::newRow("7 bits") << QByteArray("4") << 0;
        QTest::newRow("16 bits") << QByteArray("6") << 1;
        QTest::newRow("64 bits") << QByteArray("12") << 2;
    }
    void lengthForm_followsFromTheBytesOnTheWire()
    {
        QFETCH(const QByteArray, wireLength);
        QFETCH(const int, form);
        const ImportedLine read = importedLine(line(frame("wireLength", wireLength)));
        QVERIFY(read.record);
        const auto &header = std::get<closing::FrameRecord>(read.record->record).header;
        QCOMPARE(static_cast<int>(header.lengthForm), form);
    }

    void inflatedContent_isKnownButFollowsFromTheBytes()
    {
        for (const QByteArray &content :
             {QByteArray("'inflatedText':'hello'"), QByteArray("'inflatedBase64':'aGVsbG8='")}) {
            QByteArray text = frame("inflatedLength", "5," + content);
            const ImportedLine read =
                importedLine(line(text.replace("'text':'hi'", "'base64':'aGk='")));
            QVERIFY(!read.problem && read.record);
            QCOMPARE(read.unknownMember, std::string());
            QCOMPARE(read.record->payload, std::string("hi"));
            const auto &frame = std::get<closing::FrameRecord>(read.record->record);
            QCOMPARE(frame.inflated, std::optional<std::uint64_t>(5));
        }
    }

    void unknownMembers_areTold_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("unknown");
        QTest::newRow("frame") << frame("colour", "[{}],'smell':1") << QByteArray("\"colour\"");
        QTest::newRow("hostile name") << frame("\\u001b[2J", "1") << QByteArray("\"\\x1b[2J\"");
        QTest::newRow("no name") << frame("", "1").replace("'findings'", "'':1,'findings'")
                                 << QByteArray("\"\"");
        QTest::newRow("Close") << frame("opcode", "'close'")
                                      .replace("'text':'hi'",
                                               "'close':{'code':1000,'reason':'','x':1}")
                               << QByteArray("\"x\"");
        QTest::newRow("opaque") << QByteArray("{'type':'opaque','connection':1,'t':1,'direction':"
                                              "'sent','length':2,'base64':'aGk=','event':1}")
                                << QByteArray("\"event\"");
        QTest::newRow("event keeps all")
            << QByteArray("{'type':'event','connection':1,'t':1,'event':'new','colour':[1]}")
            << QByteArray();
        QTest::newRow("event without a name")
            << QByteArray("{'type':'event','connection':1,'t':1,'event':'new','':[1]}")
            << QByteArray("\"\"");
        QTest::newRow("verdict") << QByteArray("{'type':'verdict','colour':1}") << QByteArray();
    }
    void unknownMembers_areTold()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, unknown);
        const ImportedLine read = importedLine(line(text));
        QVERIFY2(!read.problem, read.problem ? read.problem->text.c_str() : "");
        QCOMPARE(QByteArray::fromStdString(read.unknownMember), unknown);
    }

    void unknownMembersOfTheHeader_areTold()
    {
        QCOMPARE(
            importedHeader(line(header(without(client, "'t':0", "'t':0,'x':1")))).unknownMember,
            std::string("\"x\""));
        QCOMPARE(
            importedHeader(line("{'format':'ajar','version':1,'application':'A','connections':[],"
                                "'y':1}"))
                .unknownMember,
            std::string("\"y\""));
    }

    void verdict_isNoRecord()
    {
        const ImportedLine read = importedLine(line("{'type':'verdict','connection':7}"));
        QVERIFY(!read.problem && !read.record);
    }

    void details_areKeptAsTheyStand()
    {
        const ImportedLine read = importedLine(
            line("{'type':'event', 'event' : 'new', 'connection':1,'t':1,'b':1.0,'a':[ 1E5 ]}"));
        QVERIFY(read.record);
        QCOMPARE(QByteArray::fromStdString(read.record->payload),
                 QByteArray(R"({"event":"new","b":1.0,"a":[1E5]})"));
    }

    void damagedRecord_maySayAnything()
    {
        const auto damaged = [](QByteArray text) {
            text.chop(1);
            return importedLine(line(text + ",'damaged':true}"));
        };
        for (const QByteArray &text :
             {frame("n", "0"), frame("n", "18446744073709551615"), frame("wireLength", "77"),
              frame("ref", "18446744073709551615"), frame("inflatedLength", "18446744073709551615"),
              QByteArray("{'type':'state','connection':1,'t':1,'state':7}"),
              QByteArray("{'type':'event','connection':1,'t':1}"),
              QByteArray("{'type':'opaque','connection':1,'t':1,'direction':'sent','length':9,"
                         "'base64':''}")}) {
            const ImportedLine read = damaged(text);
            QVERIFY2(!read.problem && read.record && read.record->damaged, text);
        }
        const ImportedLine bytes =
            damaged("{'type':'event','connection':1,'t':1,'base64':'bm90aGluZw=='}");
        QVERIFY(bytes.record);
        QCOMPARE(bytes.record->payload, std::string("nothing"));
        // Bytes that would have been exported as members.
        const ImportedLine members =
            damaged("{'type':'event','connection':1,'t':1,'base64':'eyJhIjoxfQ=='}");
        QVERIFY(members.record);
        QCOMPARE(members.record->payload, std::string(R"({"base64":"eyJhIjoxfQ=="})"));
        QVERIFY(!importedLine(line(frame("damaged", "false"))).record->damaged);
    }

    void order_isCheckedInEachConnection()
    {
        ImportOrder order;
        order.add(1);
        order.add(2);
        const auto take = [&](const QByteArray &text) -> QString {
            const ImportedLine read = importedLine(line(text));
            const auto problem = order.check(*read.record);
            if (!problem)
                order.note(*read.record);
            return problem ? QString::fromStdString(problem->text) : QString();
        };
        const auto at = [](const char *n, const char *connection, const char *t) {
            QByteArray text = frame("n", n);
            return text.replace("'connection':1", QByteArray("'connection':") + connection)
                .replace("'t':1.5", QByteArray("'t':") + t);
        };
        QCOMPARE(take(at("3", "1", "-1")), QString());
        QCOMPARE(take(at("1", "2", "-9")), QString());
        QCOMPARE(take(at("4", "1", "-1")), QString());
        QCOMPARE(take(at("4", "1", "0")), QStringLiteral("\"n\" must be more than 4, that of the "
                                                         "frame before in this connection"));
        QCOMPARE(take(at("5", "1", "-1.1")),
                 QStringLiteral("\"t\" must not be before -1.000000000, the time of the record "
                                "before in this connection"));
        QCOMPARE(take(at("1", "3", "0")),
                 QStringLiteral("connection 3 is not among those of the header"));
        // What is damaged is not looked at, nor is what follows measured by it.
        QCOMPARE(take(at("1", "1", "-5").replace("'fin'", "'damaged':true,'fin'")), QString());
        QCOMPARE(take(at("900", "1", "900").replace("'fin'", "'damaged':true,'fin'")), QString());
        QCOMPARE(take(at("1", "3", "0").replace("'fin'", "'damaged':true,'fin'")),
                 QStringLiteral("connection 3 is not among those of the header"));
        QCOMPARE(take("{'type':'event','connection':1,'t':0,'event':'x'}"), QString());
        QCOMPARE(take(at("5", "1", "0")), QString());
    }
};

QTEST_GUILESS_MAIN(TestImportLines)
#include "tst_importlines.moc"
