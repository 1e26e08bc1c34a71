// SPDX-License-Identifier: MIT
#include "wire/handshake.h"

#include "wire/sha1.h"

#include <algorithm>
#include <span>

namespace ajar::wire
{

namespace
{
using namespace std::string_view_literals;

constexpr std::string_view base64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(std::span<const std::uint8_t> data)
{
    std::string text;
    text.reserve((data.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < data.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, data.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < count ? data[i + j] : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += j <= count ? base64Digits[group >> (18 - 6 * j) & 63] : '=';
    }
    return text;
}

std::string safeName(std::string_view name)
{
    std::string safe(name);
    std::erase_if(safe, [](char c) { return !isToken({&c, 1}); });
    return safe;
}

std::string safeValue(std::string_view value)
{
    std::string safe(value);
    std::erase_if(safe, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return safe;
}

/// A space would end the target inside the start line, a control character might end the line.
std::string safeTarget(std::string_view target)
{
    std::string safe;
    for (const char c : target) {
        if (c == ' ')
            safe += "%20";
        else if (static_cast<unsigned char>(c) > 0x20 && c != 0x7F)
            safe += c;
    }
    return safe.empty() ? "/" : safe;
}

void appendField(std::string &out, std::string_view name, std::string_view value)
{
    const std::string safe = safeName(name);
    if (!safe.empty())
        out.append(safe).append(": ").append(safeValue(value)).append("\r\n");
}

/// The standard fields, each replaced where it stands by the user's of that name, then the rest.
void appendFields(std::string &out, const std::vector<HeaderField> &standard,
                  const std::vector<HeaderField> &own)
{
    const auto appendNamed = [&out](const std::vector<HeaderField> &fields, std::string_view name) {
        bool any = false;
        for (const HeaderField &field : fields) {
            if (equalsIgnoringCase(safeName(field.name), name)) {
                appendField(out, field.name, field.value);
                any = true;
            }
        }
        return any;
    };
    for (const HeaderField &field : standard) {
        if (!appendNamed(own, field.name))
            appendField(out, field.name, field.value);
    }
    for (const HeaderField &field : own) {
        const bool replaces =
            std::any_of(standard.begin(), standard.end(), [&field](const HeaderField &other) {
                return equalsIgnoringCase(safeName(field.name), other.name);
            });
        if (!replaces)
            appendField(out, field.name, field.value);
    }
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts)
        text.append(text.empty() ? "" : ", ").append(part);
    return text;
}

/// All values of a field, as one list (RFC 9110 5.3).
std::string allValues(const HttpHead &head, std::string_view name)
{
    std::vector<std::string> values;
    for (const HeaderField &field : head.fields) {
        if (equalsIgnoringCase(field.name, name))
            values.push_back(field.value);
    }
    return joined(values);
}

/// The names in a Sec-WebSocket-Extensions list; empty also if it can't be read.
std::vector<std::string> extensionNames(std::string_view field)
{
    std::vector<std::string> names;
    for (const Extension &extension : parseExtensions(field).value_or(std::vector<Extension>{}))
        names.push_back(extension.name);
    return names;
}

/// The fields of a request as its server sees them.
HttpHead sentFields(const HandshakeRequest &request)
{
    const std::string bytes = buildRequest(request);
    HttpHeadParser parser({bytes.size(), bytes.size()});
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()}, consumed);
    return parser.head();
}

bool contains(const std::vector<std::string> &list, const std::string &item)
{
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// Base64 of 16 bytes (RFC 6455 4.2.1): 22 digits and the padding.
bool isKey(std::string_view key)
{
    return key.size() == 24 && key.ends_with("==") &&
           key.find_first_not_of(base64Digits) == key.size() - 2;
}

ResponseCheck failed(ResponseProblem problem, std::string expected, std::string found)
{
    ResponseCheck check;
    check.problem = problem;
    check.expected = std::move(expected);
    check.found = std::move(found);
    return check;
}

ResponseCheck checkSubprotocol(const HttpHead &response, const HttpHead &sent)
{
    constexpr std::string_view name = "Sec-WebSocket-Protocol";
    ResponseCheck check;
    if (response.count(name) == 0)
        return check;
    const std::vector<std::string> offered = fieldTokens(sent, name);
    const std::vector<std::string> chosen = fieldTokens(response, name);
    // RFC 6455 11.3.4: once in a response; 4.2.2 /subprotocol/: an empty value is not "none"
    if (response.count(name) != 1 || chosen.size() != 1 || !contains(offered, chosen.front()))
        return failed(ResponseProblem::Subprotocol, joined(offered), allValues(response, name));
    check.subprotocol = chosen.front();
    return check;
}

/// The first extension in the answer's list that is not in the offer's; nullopt: there is none.
std::optional<std::string> unoffered(std::string_view chosen, std::string_view offered)
{
    std::vector<std::string> names = extensionNames(offered);
    std::ranges::sort(names);
    for (const std::string &name : extensionNames(chosen)) {
        if (!std::ranges::binary_search(names, name))
            return name;
    }
    return std::nullopt;
}

ResponseCheck checkExtensions(const HttpHead &response, const HttpHead &sent)
{
    constexpr std::string_view name = "Sec-WebSocket-Extensions";
    const std::string chosen = allValues(response, name);
    const std::string offered = allValues(sent, name);
    if (const auto extension = unoffered(chosen, offered))
        return failed(ResponseProblem::Extension, joined(extensionNames(offered)), *extension);
    const DeflateAnswer deflate = checkDeflateAnswer(chosen, offered);
    if (!deflate.problem.empty())
        return failed(ResponseProblem::Extension, offered, deflate.problem);
    ResponseCheck check;
    check.deflate = deflate.parameters;
    return check;
}
} // namespace

std::string encodeKey(const std::array<std::uint8_t, 16> &nonce)
{
    return base64(nonce);
}

std::string buildRequest(const HandshakeRequest &request)
{
    std::vector<HeaderField> standard{
        {"Host", request.host},          {"Upgrade", "websocket"},
        {"Connection", "Upgrade"},       {"Sec-WebSocket-Key", request.key},
        {"Sec-WebSocket-Version", "13"},
    };
    if (!request.subprotocols.empty())
        standard.push_back({"Sec-WebSocket-Protocol", joined(request.subprotocols)});
    if (request.deflate)
        standard.push_back({"Sec-WebSocket-Extensions", offerText(*request.deflate)});
    std::string out = "GET " + safeTarget(request.target) + " HTTP/1.1\r\n";
    appendFields(out, standard, request.headers);
    return out += "\r\n";
}

std::string acceptFor(std::string_view key)
{
    constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return base64(sha1(std::string(key).append(guid)));
}

std::string_view responseProblemId(ResponseProblem problem)
{
    constexpr std::string_view ids[] = {"none",        "status",         "upgrade",
                                        "connection",  "accept-missing", "accept-wrong",
                                        "subprotocol", "extension"};
    return ids[static_cast<std::size_t>(problem)];
}

ResponseCheck checkResponse(const HttpHead &response, const HandshakeRequest &request)
{
    // The steps of RFC 6455 4.1 for the server's answer, in their order.
    if (response.status() != 101) {
        const bool known = response.status() != 0;
        return failed(ResponseProblem::Status, "101",
                      known ? response.startLine.substr(9) : response.startLine);
    }
    const std::string upgrade = allValues(response, "Upgrade");
    if (!equalsIgnoringCase(upgrade, "websocket"))
        return failed(ResponseProblem::Upgrade, "websocket", upgrade);
    if (!response.hasToken("Connection", "Upgrade"))
        return failed(ResponseProblem::Connection, "Upgrade", allValues(response, "Connection"));

    const HttpHead sent = sentFields(request);
    constexpr std::string_view acceptName = "Sec-WebSocket-Accept";
    const std::string right = acceptFor(sent.field("Sec-WebSocket-Key").value_or(""));
    if (response.count(acceptName) == 0)
        return failed(ResponseProblem::AcceptMissing, right, {});
    // RFC 6455 11.3.3: once in a response, so a doubled right one is wrong as well
    if (const std::string found = allValues(response, acceptName); found != right)
        return failed(ResponseProblem::AcceptWrong, right, found);

    const ResponseCheck extensions = checkExtensions(response, sent);
    if (extensions.problem != ResponseProblem::None)
        return extensions;
    ResponseCheck check = checkSubprotocol(response, sent);
    check.deflate = extensions.deflate;
    return check;
}

std::string_view requestProblemId(RequestProblem problem)
{
    constexpr std::string_view ids[] = {"none",       "request-line", "host", "upgrade",
                                        "connection", "version",      "key"};
    return ids[static_cast<std::size_t>(problem)];
}

RequestProblem checkRequest(const HttpHead &request)
{
    // The list of RFC 6455 4.2.1, in its order.
    const std::string &line = request.startLine;
    if (!line.starts_with("GET ") || requestTarget(request).empty() || line.ends_with("HTTP/1.0"))
        return RequestProblem::RequestLine;
    if (request.count("Host") != 1)
        return RequestProblem::Host;
    if (!request.hasToken("Upgrade", "websocket"))
        return RequestProblem::Upgrade;
    if (!request.hasToken("Connection", "Upgrade"))
        return RequestProblem::Connection;
    if (allValues(request, "Sec-WebSocket-Version") != "13")
        return RequestProblem::Version;
    if (!isKey(allValues(request, "Sec-WebSocket-Key")))
        return RequestProblem::Key;
    return RequestProblem::None;
}

FindingSet requestFindings(const HttpHead &request)
{
    FindingSet findings;
    const std::string &line = request.startLine;
    if (!line.starts_with("GET ") || requestTarget(request).empty() || line.ends_with("HTTP/1.0"))
        findings.add(Finding::RequestLine);
    if (request.count("Host") != 1 || !request.hasToken("Upgrade", "websocket") ||
        !request.hasToken("Connection", "Upgrade") ||
        allValues(request, "Sec-WebSocket-Version") != "13")
        findings.add(Finding::RequestHeaders);
    if (!isKey(allValues(request, "Sec-WebSocket-Key")))
        findings.add(Finding::KeyLength);
    std::vector<std::string> offered = fieldTokens(request, "Sec-WebSocket-Protocol");
    std::ranges::sort(offered);
    if ((request.count("Sec-WebSocket-Protocol") > 0 && offered.empty()) ||
        std::ranges::adjacent_find(offered) != offered.end() ||
        std::ranges::any_of(offered, [](const std::string &name) { return !isToken(name); }))
        findings.add(Finding::SubprotocolOffer);
    return findings;
}

FindingSet responseFindings(const HttpHead &response, const HttpHead &request)
{
    FindingSet findings;
    if (response.status() == 426 && response.count("Sec-WebSocket-Version") == 0)
        findings.add(Finding::VersionAnswer);
    if (response.status() != 101) {
        findings.add(Finding::ResponseStatus);
        return findings;
    }
    if (!equalsIgnoringCase(allValues(response, "Upgrade"), "websocket") ||
        !response.hasToken("Connection", "Upgrade"))
        findings.add(Finding::ResponseStatus);
    if (allValues(response, "Sec-WebSocket-Accept") !=
        acceptFor(request.field("Sec-WebSocket-Key").value_or("")))
        findings.add(Finding::ResponseAccept);
    if (checkSubprotocol(response, request).problem != ResponseProblem::None)
        findings.add(Finding::SubprotocolChosen);
    const std::string chosen = allValues(response, "Sec-WebSocket-Extensions");
    const std::string offered = allValues(request, "Sec-WebSocket-Extensions");
    if (unoffered(chosen, offered))
        findings.add(Finding::ExtensionChosen);
    findings.add(checkDeflateAnswer(chosen, offered).findings);
    return findings;
}

std::string requestTarget(const HttpHead &request)
{
    const std::string &line = request.startLine;
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string::npos || last == first || line.starts_with("HTTP/") ||
        line.compare(last + 1, 7, "HTTP/1.") != 0)
        return {};
    return line.substr(first + 1, last - first - 1);
}

std::vector<std::string> fieldTokens(const HttpHead &head, std::string_view name)
{
    std::vector<std::string> tokens;
    for (const HeaderField &field : head.fields) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        std::string_view rest = field.value;
        while (!rest.empty()) {
            const std::size_t comma = rest.find(',');
            if (const std::string_view token = trimmed(rest.substr(0, comma)); !token.empty())
                tokens.emplace_back(token);
            rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        }
    }
    return tokens;
}

std::string buildResponse(std::string_view key, std::string_view subprotocol,
                          const std::vector<HeaderField> &headers)
{
    std::vector<HeaderField> standard{
        {"Upgrade", "websocket"},
        {"Connection", "Upgrade"},
        {"Sec-WebSocket-Accept", acceptFor(key)},
    };
    if (!subprotocol.empty())
        standard.push_back({"Sec-WebSocket-Protocol", std::string(subprotocol)});
    std::string out = "HTTP/1.1 101 Switching Protocols\r\n";
    appendFields(out, standard, headers);
    return out += "\r\n";
}

} // namespace ajar::wire
