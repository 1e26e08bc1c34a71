// SPDX-License-Identifier: MIT
#include "wire/deflateparameters.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

namespace
{

const char *const plainOffer = "permessage-deflate; client_max_window_bits";
const char *const fullOffer = "permessage-deflate; server_no_context_takeover; "
                              "client_no_context_takeover; server_max_window_bits=12; "
                              "client_max_window_bits=11";

/// "server takeover 15, client fresh 10": whether messages share a context, and the window.
QString describe(const std::optional<DeflateParameters> &agreed)
{
    if (!agreed)
        return QStringLiteral("none");
    const auto side = [](bool noTakeover, int bits) {
        return QStringLiteral("%1 %2")
            .arg(noTakeover ? QStringLiteral("fresh") : QStringLiteral("takeover"))
            .arg(bits);
    };
    return QStringLiteral("server %1, client %2")
        .arg(side(agreed->serverNoContextTakeover, agreed->serverMaxWindowBits),
             side(agreed->clientNoContextTakeover, agreed->clientMaxWindowBits));
}

} // namespace

class TestDeflateParameters : public QObject
{
    Q_OBJECT

private slots:
    void offer_isWrittenAndReadBack_data();
    void offer_isWrittenAndReadBack();
    void answer_isCheckedAgainstTheOffer_data();
    void answer_isCheckedAgainstTheOffer();
    void windowBits_areEightToFifteenOnly_data();
    void windowBits_areEightToFifteenOnly();
    void serverAcceptsTheFirstOfferThatItCan_data();
    void serverAcceptsTheFirstOfferThatItCan();
    void serverKeepsItsOwnLimits_data();
    void serverKeepsItsOwnLimits();
    void whatAServerAnswers_itsClientUnderstands();
    void hostileFields_areCheckedInLinearTime();
};

void TestDeflateParameters::offer_isWrittenAndReadBack_data()
{
    QTest::addColumn<DeflateOffer>("offer");
    QTest::addColumn<QString>("text");
    QTest::newRow("the usual one") << DeflateOffer{} << latin(plainOffer);
    QTest::newRow("all four") << DeflateOffer{true, true, 12, true, 11} << latin(fullOffer);
    QTest::newRow("nothing") << DeflateOffer{false, false, std::nullopt, false, std::nullopt}
                             << QStringLiteral("permessage-deflate");
    QTest::newRow("the smallest windows")
        << DeflateOffer{false, false, 8, true, 8}
        << QStringLiteral("permessage-deflate; server_max_window_bits=8; client_max_window_bits=8");
}

void TestDeflateParameters::offer_isWrittenAndReadBack()
{
    QFETCH(DeflateOffer, offer);
    QFETCH(QString, text);
    QCOMPARE(latin(offerText(offer)), text);
    QVERIFY(offerFrom(parseExtensions(text.toStdString())->front()) == offer);
}

void TestDeflateParameters::answer_isCheckedAgainstTheOffer_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<QString>("agreed");
    QTest::addColumn<QString>("findings");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const char *answer, const char *offer, const char *agreed,
                        const char *findings = "", const char *problem = "") {
        QTest::newRow(name) << QByteArray(answer) << QByteArray(offer) << latin(agreed)
                            << latin(findings) << latin(problem);
    };
    row("no answer", "", plainOffer, "none");
    row("another extension", "x-other; a", "permessage-deflate, x-other", "none");
    row("taken as offered", "permessage-deflate", plainOffer,
        "server takeover 15, client takeover 15");
    row("all four parameters",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=9; client_max_window_bits=10",
        plainOffer, "server fresh 9, client fresh 10");
    row("beside another extension", "x-other, permessage-deflate", "x-other, permessage-deflate",
        "server takeover 15, client takeover 15");
    row("a quoted value", "permessage-deflate; server_max_window_bits=\"9\"", plainOffer,
        "server takeover 9, client takeover 15");
    row("as much as was offered",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=12; "
        "client_max_window_bits=11",
        fullOffer, "server fresh 12, client fresh 11");
    row("the client keeps what it said of itself",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=8", fullOffer,
        "server fresh 8, client fresh 11");
    row("the server leaves out what was asked of it", "permessage-deflate", fullOffer,
        "server takeover 15, client fresh 11", "deflate-window deflate-parameters");
    row("the second of two offers", "permessage-deflate",
        "permessage-deflate; server_max_window_bits=16, permessage-deflate",
        "server takeover 15, client takeover 15");
    row("the second of two offers fits", "permessage-deflate; server_max_window_bits=12",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "server takeover 12, client takeover 15");
    row("none of two offers fits", "permessage-deflate; server_max_window_bits=12",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate; "
        "server_max_window_bits=11",
        "none", "deflate-window",
        "the answer's server_max_window_bits is 12, over the 10 that were offered");
    row("an offer that says nonsense counts as a plain one", "permessage-deflate",
        "permessage-deflate; nonsense", "server takeover 15, client takeover 15");

    row("not offered", "permessage-deflate", "", "none", "extension-chosen",
        "the server chose permessage-deflate, which was not offered");
    row("chosen twice", "permessage-deflate, permessage-deflate", plainOffer, "none",
        "extension-chosen", "the answer has permessage-deflate twice");
    row("not to be read", "permessage-deflate;", plainOffer, "none", "extension-chosen",
        "the answer's Sec-WebSocket-Extensions can't be read");
    row("an unknown parameter", "permessage-deflate; constructor=1", plainOffer, "none",
        "deflate-parameters", "the answer has the unknown parameter constructor");
    row("a parameter in capitals", "permessage-deflate; Server_no_context_takeover", plainOffer,
        "none", "deflate-parameters",
        "the answer has the unknown parameter Server_no_context_takeover");
    row("a flag with a value", "permessage-deflate; server_no_context_takeover=true", plainOffer,
        "none", "deflate-parameters", "the answer's server_no_context_takeover has a value");
    row("the client's flag with a value", "permessage-deflate; client_no_context_takeover=1",
        plainOffer, "none", "deflate-parameters",
        "the answer's client_no_context_takeover has a value");
    row("a flag twice",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover", plainOffer,
        "none", "deflate-parameters",
        "the answer has the parameter client_no_context_takeover twice");
    row("bits twice", "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
        plainOffer, "none", "deflate-parameters",
        "the answer has the parameter server_max_window_bits twice");
    row("more than the server was allowed",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=13", fullOffer,
        "none", "deflate-window",
        "the answer's server_max_window_bits is 13, over the 12 that were offered");
    row("more than the client has",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=12; "
        "client_max_window_bits=12",
        fullOffer, "none", "deflate-window",
        "the answer's client_max_window_bits is 12, over the 11 that were offered");
    row("the client's window was not on offer", "permessage-deflate; client_max_window_bits=10",
        "permessage-deflate", "none", "deflate-window",
        "the answer has client_max_window_bits, which was not offered");
    row("the client's window without a value", "permessage-deflate; client_max_window_bits",
        plainOffer, "none", "deflate-window",
        "the answer's client_max_window_bits is \"\", not 8 to 15");
    row("several faults at once, all found",
        "permessage-deflate; x; server_max_window_bits=7; client_no_context_takeover=1", plainOffer,
        "none", "deflate-window deflate-parameters", "the answer has the unknown parameter x");
}

void TestDeflateParameters::answer_isCheckedAgainstTheOffer()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, offer);
    const DeflateAnswer checked = checkDeflateAnswer(answer.toStdString(), offer.toStdString());
    QTEST(describe(checked.parameters), "agreed");
    QTEST(findingIds(checked.findings), "findings");
    QTEST(latin(checked.problem), "problem");
}

void TestDeflateParameters::windowBits_areEightToFifteenOnly_data()
{
    QTest::addColumn<QByteArray>("value"); // as it stands behind the name
    QTest::addColumn<int>("bits");         // 0: refused
    for (int bits = 8; bits <= 15; ++bits)
        QTest::addRow("%d", bits) << "=" + QByteArray::number(bits) << bits;
    QTest::newRow("10 in quotes") << QByteArray("=\"10\"") << 10;
    for (const char *value :
         {"=0", "=7", "=16", "=99", "=-1", "=\"\"", "=1e9", "=\"8;8\"", "=8;8", "=08", "=010",
          "=+9", "=9.0", "=0x9", "=1000000000000000000000009", "= ", "", "=8, 9"})
        QTest::newRow(value) << QByteArray(value) << 0;
}

void TestDeflateParameters::windowBits_areEightToFifteenOnly()
{
    QFETCH(QByteArray, value);
    QFETCH(int, bits);
    for (const QByteArray name : {"server_max_window_bits", "client_max_window_bits"}) {
        const std::string field = ("permessage-deflate; " + name + value).toStdString();
        const DeflateAnswer answer = checkDeflateAnswer(field, plainOffer);
        std::string response = "untouched";
        const auto accepted = acceptDeflate(field, {}, response);
        if (bits == 0 && value != "=8, 9") {
            QVERIFY(!answer.parameters);
            QVERIFY(!answer.findings.empty());
            QVERIFY(!answer.problem.empty());
        } else if (bits != 0) {
            const bool server = name.startsWith("server");
            QCOMPARE(int{server ? answer.parameters->serverMaxWindowBits
                                : answer.parameters->clientMaxWindowBits},
                     bits);
            QVERIFY(answer.problem.empty());
        }
        // A client may offer its window without a value.
        const bool bare = value.isEmpty() && name.startsWith("client");
        QCOMPARE(accepted.has_value(), bits != 0 || bare || value == "=8, 9");
        QCOMPARE(response == "untouched", !accepted.has_value());
    }
}

void TestDeflateParameters::serverAcceptsTheFirstOfferThatItCan_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QString>("agreed");
    QTest::addColumn<QString>("response");
    const auto row = [](const char *name, const char *request, const char *agreed,
                        const char *response) {
        QTest::newRow(name) << QByteArray(request) << latin(agreed) << latin(response);
    };
    row("nothing offered", "", "none", "");
    row("something else offered", "x-other", "none", "");
    row("the usual offer", plainOffer, "server takeover 15, client takeover 15",
        "permessage-deflate");
    row("all four", fullOffer, "server fresh 12, client fresh 11",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=12; client_max_window_bits=11");
    row("15 bits are answered if they were asked for",
        "permessage-deflate; server_max_window_bits=15", "server takeover 15, client takeover 15",
        "permessage-deflate; server_max_window_bits=15");
    row("the first is unacceptable",
        "permessage-deflate; server_max_window_bits=16, permessage-deflate; "
        "server_max_window_bits=10, permessage-deflate",
        "server takeover 10, client takeover 15", "permessage-deflate; server_max_window_bits=10");
    row("none is acceptable", "permessage-deflate; x, permessage-deflate; y=1", "none", "");
    row("a repeated parameter",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9", "none", "");
    row("a flag with a value", "permessage-deflate; client_no_context_takeover=0", "none", "");
    row("a field that can't be read", "permessage-deflate,;", "none", "");
}

void TestDeflateParameters::serverAcceptsTheFirstOfferThatItCan()
{
    QFETCH(QByteArray, request);
    std::string response;
    const auto agreed = acceptDeflate(request.toStdString(), {}, response);
    QTEST(describe(agreed), "agreed");
    QTEST(latin(response), "response");
}

void TestDeflateParameters::serverKeepsItsOwnLimits_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QString>("response");
    const auto row = [](const char *name, const char *request, const char *response) {
        QTest::newRow(name) << QByteArray(request) << latin(response);
    };
    row("no word about windows: only the server's own can be limited", "permessage-deflate",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=11");
    row("the client allows it", plainOffer,
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=11; client_max_window_bits=10");
    row("the client wants less",
        "permessage-deflate; server_max_window_bits=8; "
        "client_max_window_bits=9",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=8; client_max_window_bits=9");
}

void TestDeflateParameters::serverKeepsItsOwnLimits()
{
    QFETCH(QByteArray, request);
    std::string response;
    QVERIFY(acceptDeflate(request.toStdString(), {true, true, 11, true, 10}, response));
    QTEST(latin(response), "response");
}

void TestDeflateParameters::whatAServerAnswers_itsClientUnderstands()
{
    const std::vector<std::optional<std::uint8_t>> bits{std::nullopt, 8, 12, 15};
    for (int flags = 0; flags < 32; ++flags) {
        for (const auto offerBits : bits) {
            for (const auto limitBits : bits) {
                const DeflateOffer offer{(flags & 1) != 0, (flags & 2) != 0, offerBits,
                                         (flags & 16) != 0, flags & 16 ? offerBits : std::nullopt};
                const DeflateOffer limits{(flags & 4) != 0, (flags & 8) != 0, limitBits, true,
                                          limitBits};
                std::string response;
                const auto server = acceptDeflate(offerText(offer), limits, response);
                const DeflateAnswer client = checkDeflateAnswer(response, offerText(offer));
                QVERIFY(server);
                QVERIFY(client.findings.empty());
                QVERIFY(client.problem.empty());
                QCOMPARE(describe(client.parameters), describe(server));
            }
        }
    }
}

void TestDeflateParameters::hostileFields_areCheckedInLinearTime()
{
    // A time that grows with the square, or with the product of both, would take minutes for this.
    const std::string deflate = "permessage-deflate";
    std::string offers = deflate;
    std::string names = deflate;
    for (int i = 0; i < 3'000; ++i)
        offers += "," + deflate + ";server_max_window_bits=8";
    for (int i = 0; i < 20'000; ++i)
        names += ";a";
    for (int i = 0; i < 5; ++i) {
        QVERIFY(!checkDeflateAnswer(names, offers).parameters);
        QVERIFY(checkDeflateAnswer(deflate + ";server_max_window_bits=8", offers).parameters);
        std::string response;
        QVERIFY(!acceptDeflate(names, {}, response));
    }
}

QTEST_APPLESS_MAIN(TestDeflateParameters)
#include "tst_deflateparameters.moc"
