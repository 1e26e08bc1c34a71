// SPDX-License-Identifier: MIT
#include "stories.h"

namespace ajar::closing::test
{

namespace
{

IdleLimit limit(const char *product, Time seconds, std::vector<How> ends,
                Silence silence = Silence::Both, const char *setting = "")
{
    IdleLimit limit;
    limit.product = product;
    limit.limit = seconds * second;
    limit.silence = silence;
    limit.ends = std::move(ends);
    limit.setting = setting;
    limit.evidence = Evidence::Measured;
    return limit;
}

IdleLimit lifetime(const char *product, Time seconds)
{
    IdleLimit row = limit(product, seconds, {How::Fin, How::Close});
    row.lifetime = true;
    return row;
}

Library library(const char *name, std::optional<Time> givesUp, bool client, bool server,
                std::vector<CodeChange> changes = {})
{
    Library library;
    library.name = name;
    library.client = client;
    library.server = server;
    if (givesUp)
        library.givesUp = *givesUp * second;
    library.changes = std::move(changes);
    library.answer = "the same";
    library.tcpEnd = "at once";
    return library;
}

CodeMeaning code(const char *product, std::uint16_t value, const char *meaning,
                 std::optional<bool> reconnect = {}, std::vector<std::string> hosts = {},
                 std::vector<std::string> subprotocols = {})
{
    CodeMeaning row;
    row.product = product;
    row.code = value;
    row.meaning = meaning;
    row.reconnect = reconnect;
    row.hosts = std::move(hosts);
    row.subprotocols = std::move(subprotocols);
    return row;
}

HeaderWitness witness(const char *product, const char *header, const char *contains)
{
    HeaderWitness row;
    row.product = product;
    row.header = header;
    row.contains = contains;
    return row;
}

Knowledge make()
{
    Knowledge known;
    known.idleLimits = {
        limit("Sluice", 60, {How::Fin}, Silence::Both, "sluice_timeout"),
        limit("Weir", 60, {How::Fin}),
        limit("Lock", 61, {How::Fin}, Silence::Client),
        limit("Tide", 90, {How::Fin}, Silence::Server),
        limit("Ford", 59, {How::Fin}),
        limit("Mill", 60, {How::Fin}),
        limit("Dyke", 60, {How::Fin}),
        limit("Pond", 60, {How::Fin}),
        limit("Moat", 240, {How::Silence, How::Reset}),
        limit("Pier", 350, {How::Reset}),
        limit("Quay", 8, {How::Close}),
        lifetime("Ferry", 300),
    };
    known.witnesses = {witness("Weir", "Server", "weir"), witness("Heron", "Server", "heron"),
                       witness("Ferry", "X-Ferry", "")};
    known.libraries = {
        library("Heron", 30, true, true),
        library("Egret", 30, true, true, {{1012, 1014, 1002}}),
        library("Stork", 30, true, false, {{1012, 1014, 1002}, {0, 0, 1000}}),
        library("Ibis", 10, true, true, {{1012, 1014, 1002}}),
        library("Crane", 0, true, true),
        library("Plover", std::nullopt, true, true),
    };
    known.libraries[2].signs = {{1011, "no grain", "the page was left"}};
    known.libraries[0].signs = {{1011, "no grain", "nobody fed it"}};
    known.codes = {
        code("", 1001, "this end goes away", true),
        code("", 1000, "the work is done"),
        code("Ferry", 4000, "no ticket", false, {"ferry.test"}, {"ferry.v1"}),
        code("Barge", 4000, "no cargo"),
        code("Raft", 4000, "no logs", true),
        code("Punt", 4000, "no pole"),
        code("Kayak", 4000, "no paddle"),
    };
    return known;
}

} // namespace

const Knowledge &someKnowledge()
{
    static const Knowledge known = make();
    return known;
}

} // namespace ajar::closing::test
