// SPDX-License-Identifier: MIT
#include "wire/rawframe.h"

#include "wire/closebody.h"
#include "wire/frameencoder.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace ajar::wire
{

namespace
{

constexpr std::string_view hexDigits = "0123456789abcdef";

struct OpcodeName {
    std::string_view name;
    Opcode opcode;
};
constexpr OpcodeName opcodeNames[] = {
    {"continuation", Opcode::Continuation},
    {"text", Opcode::Text},
    {"binary", Opcode::Binary},
    {"close", Opcode::Close},
    {"ping", Opcode::Ping},
    {"pong", Opcode::Pong},
};

int hexValue(char c)
{
    if (c >= 'A' && c <= 'F')
        c = static_cast<char>(c - 'A' + 'a');
    const std::size_t value = hexDigits.find(c);
    return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

std::optional<std::vector<std::uint8_t>> fromHex(std::string_view text)
{
    if (text.size() % 2 != 0)
        return std::nullopt;
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hexValue(text[i]);
        const int low = hexValue(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return bytes;
}

std::string toHex(Bytes bytes)
{
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += hexDigits[byte >> 4];
        text += hexDigits[byte & 15];
    }
    return text;
}

std::optional<std::uint64_t> toNumber(std::string_view text, std::uint64_t most)
{
    std::uint64_t value = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || value > most)
        return std::nullopt;
    return value;
}

/// Reads the pairs one by one. The first fault ends it.
class RawFrameReader
{
public:
    explicit RawFrameReader(std::string_view text)
        : m_text(text)
    {
    }

    RawFrameParse read()
    {
        skipSpace();
        while (m_problem.empty()) {
            readPair();
            skipSpace();
            if (!m_problem.empty() || m_at == m_text.size())
                break;
            if (m_text[m_at] != ',')
                fail("a comma is due");
            ++m_at;
            skipSpace();
        }
        if (m_problem.empty())
            finish();
        if (!m_problem.empty())
            return {std::nullopt, std::move(m_problem), m_faultAt};
        return {std::move(m_frame), {}, 0};
    }

private:
    void fail(std::string problem) { failAt(m_at, std::move(problem)); }
    void failAt(std::size_t at, std::string problem)
    {
        m_faultAt = at;
        m_problem = std::move(problem);
    }

    void skipSpace()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
    }

    /// Up to the next comma or the end, without the blanks before it.
    std::string_view bareValue()
    {
        const std::size_t end = std::min(m_text.find(',', m_at), m_text.size());
        std::string_view value = m_text.substr(m_at, end - m_at);
        m_at = end;
        while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
            value.remove_suffix(1);
        return value;
    }

    void readPair()
    {
        const std::size_t nameAt = m_at;
        const std::size_t equals = m_text.find('=', m_at);
        if (equals == std::string_view::npos)
            return fail("a name with = is due, such as opcode=text");
        std::string_view name = m_text.substr(m_at, equals - m_at);
        while (!name.empty() && (name.back() == ' ' || name.back() == '\t'))
            name.remove_suffix(1);
        if (std::ranges::find(m_names, name) != m_names.end())
            return failAt(nameAt, std::string(name) + " stands here twice");
        m_names.push_back(name);
        m_at = equals + 1;
        skipSpace();
        readValue(nameAt, name);
    }

    void readValue(std::size_t nameAt, std::string_view name)
    {
        if (name == "text" || name == "reason")
            readText(name == "text" ? m_quoted : m_reason);
        else if (name == "file")
            readFile();
        else if (name == "fin")
            readFlag(name, [this](bool on) { m_frame.fin = on; });
        else if (name == "compress")
            readFlag(name, [this](bool on) { m_frame.compress = on; });
        else if (name == "rsv1" || name == "rsv2" || name == "rsv3")
            readFlag(name, [this, bit = 4 >> (name[3] - '1')](bool on) {
                if (on)
                    m_frame.rsv = static_cast<std::uint8_t>(m_frame.rsv | bit);
            });
        else if (name == "rsv")
            readNumber(0, 7, "0 to 7 is due", [this](std::uint64_t value) {
                m_frame.rsv = static_cast<std::uint8_t>(m_frame.rsv | value);
            });
        else if (name == "opcode")
            readOpcode();
        else if (name == "mask")
            readMask();
        else if (name == "payload")
            readPayload();
        else if (name == "length")
            readNumber(0, ~0ull, "a number of bytes is due",
                       [this](std::uint64_t value) { m_frame.length = value; });
        else if (name == "form")
            readForm();
        else if (name == "fragments")
            readNumber(1, maxRawFragments, "1 to 1000000 is due", [this](std::uint64_t value) {
                m_frame.fragments = static_cast<std::uint32_t>(value);
            });
        else if (name == "code")
            readNumber(0, 0xFFFF, "a close code of 0 to 65535 is due",
                       [this](std::uint64_t value) { m_code = value; });
        else
            failAt(nameAt, "the names are opcode, fin, rsv, rsv1, rsv2, rsv3, mask, length, form, "
                           "fragments, compress, payload, text, code, reason and file");
    }

    template<typename Take>
    void readNumber(std::uint64_t least, std::uint64_t most, const char *due, Take take)
    {
        const std::size_t at = m_at;
        const auto value = toNumber(bareValue(), most);
        if (!value || *value < least)
            return failAt(at, due);
        take(*value);
    }

    template<typename Take>
    void readFlag(std::string_view name, Take take)
    {
        const std::string due = std::string(name) + " is 0 or 1";
        readNumber(0, 1, due.c_str(), [&take](std::uint64_t value) { take(value == 1); });
    }

    void readOpcode()
    {
        const std::size_t at = m_at;
        const std::string_view value = bareValue();
        const auto *const named = std::ranges::find(opcodeNames, value, &OpcodeName::name);
        if (named != std::end(opcodeNames)) {
            m_frame.opcode = named->opcode;
            return;
        }
        const auto number = toNumber(value, 15);
        if (!number)
            return failAt(at,
                          "an opcode is due: continuation, text, binary, close, ping, pong, or 0 "
                          "to 15");
        m_frame.opcode = static_cast<Opcode>(*number);
    }

    void readMask()
    {
        const std::size_t at = m_at;
        const std::string_view value = bareValue();
        if (value == "0" || value == "1") {
            m_frame.masked = value == "1";
            return;
        }
        const auto key = fromHex(value);
        if (!key || key->size() != 4)
            return failAt(at, "mask is 0, 1, or a key of 8 hex digits");
        m_frame.masked = true;
        m_frame.maskKey.emplace();
        std::ranges::copy(*key, m_frame.maskKey->begin());
    }

    void readForm()
    {
        const std::size_t at = m_at;
        const std::string_view value = bareValue();
        if (value == "7")
            m_frame.lengthForm = LengthForm::Short;
        else if (value == "16")
            m_frame.lengthForm = LengthForm::Word;
        else if (value == "64")
            m_frame.lengthForm = LengthForm::Quad;
        else
            failAt(at, "form is 7, 16 or 64");
    }

    void readPayload()
    {
        const std::size_t at = m_at;
        auto bytes = fromHex(bareValue());
        if (!bytes)
            return failAt(at, "hex digits in pairs are due; text goes as text=\"…\"");
        m_payload = std::move(*bytes);
    }

    void readFile()
    {
        m_frame.file = m_text.substr(m_at);
        if (m_frame.file.empty())
            return fail("a path is due");
        m_at = m_text.size();
    }

    void readText(std::optional<std::vector<std::uint8_t>> &bytes)
    {
        if (m_at == m_text.size() || m_text[m_at] != '"')
            return fail("a text in double quotes is due");
        const std::size_t start = m_at++;
        bytes.emplace();
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\') {
                if (!readEscape(*bytes))
                    return;
            } else {
                bytes->push_back(static_cast<std::uint8_t>(m_text[m_at++]));
            }
        }
        if (m_at == m_text.size())
            return failAt(start, "the quote that opens here is never closed");
        ++m_at;
    }

    bool readEscape(std::vector<std::uint8_t> &bytes)
    {
        constexpr std::string_view letters = "\"\\nrt0";
        constexpr std::string_view meanings{"\"\\\n\r\t\0", 6};
        const char letter = m_at + 1 < m_text.size() ? m_text[m_at + 1] : ' ';
        if (const std::size_t known = letters.find(letter); known != std::string_view::npos) {
            bytes.push_back(static_cast<std::uint8_t>(meanings[known]));
            m_at += 2;
            return true;
        }
        if (letter == 'x') {
            const auto byte = fromHex(m_text.substr(m_at + 2, 2));
            if (byte && byte->size() == 1) {
                bytes.push_back(byte->front());
                m_at += 4;
                return true;
            }
        }
        fail("escapes are \\\" \\\\ \\n \\r \\t \\0 and \\xNN");
        return false;
    }

    /// One payload, out of the ways to write it.
    void finish()
    {
        const bool close = m_code || m_reason;
        const int ways =
            m_payload.has_value() + m_quoted.has_value() + close + !m_frame.file.empty();
        if (ways > 1)
            return failAt(0, "payload, text, code with reason, and file exclude each other");
        if (m_reason && !m_code)
            return failAt(0, "a reason needs a code before it (RFC 6455 5.5.1)");
        if (m_payload)
            m_frame.payload = std::move(*m_payload);
        if (m_quoted)
            m_frame.payload = std::move(*m_quoted);
        if (m_code)
            m_frame.payload = {static_cast<std::uint8_t>(*m_code >> 8),
                               static_cast<std::uint8_t>(*m_code & 0xFF)};
        if (m_reason)
            m_frame.payload.insert(m_frame.payload.end(), m_reason->begin(), m_reason->end());
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    RawFrame m_frame;
    std::vector<std::string_view> m_names;
    std::optional<std::vector<std::uint8_t>> m_payload;
    std::optional<std::vector<std::uint8_t>> m_quoted;
    std::optional<std::vector<std::uint8_t>> m_reason;
    std::optional<std::uint64_t> m_code;
    std::string m_problem;
    std::size_t m_faultAt = 0;
};

std::string opcodeText(Opcode opcode)
{
    const auto *const named = std::ranges::find(opcodeNames, opcode, &OpcodeName::opcode);
    return named == std::end(opcodeNames) ? std::to_string(static_cast<int>(opcode))
                                          : std::string(named->name);
}

/// In quotes, if it is plain ASCII; nullopt: hex says it better.
std::optional<std::string> quoted(Bytes bytes)
{
    std::string text = "\"";
    for (const std::uint8_t byte : bytes) {
        if (byte < 0x20 || byte > 0x7E)
            return std::nullopt;
        if (byte == '"' || byte == '\\')
            text += '\\';
        text += static_cast<char>(byte);
    }
    return text + '"';
}

std::string payloadText(const RawFrame &frame)
{
    if (!frame.file.empty())
        return ",file=" + frame.file;
    if (frame.payload.empty())
        return {};
    if (frame.opcode == Opcode::Text) {
        if (const auto text = quoted(frame.payload))
            return ",text=" + *text;
    }
    return ",payload=" + toHex(frame.payload);
}

} // namespace

RawFrameParse parseRawFrame(std::string_view text)
{
    return RawFrameReader(text).read();
}

std::string rawFrameText(const RawFrame &frame)
{
    std::string text = "opcode=" + opcodeText(frame.opcode);
    if (!frame.fin)
        text += ",fin=0";
    for (int bit = 1; bit <= 3; ++bit) {
        if (frame.rsv & (8 >> bit))
            text += ",rsv" + std::to_string(bit) + "=1";
    }
    if (frame.maskKey && frame.masked.value_or(true))
        text += ",mask=" + toHex(*frame.maskKey);
    else if (frame.masked)
        text += *frame.masked ? ",mask=1" : ",mask=0";
    if (frame.length)
        text += ",length=" + std::to_string(*frame.length);
    if (frame.lengthForm)
        text += *frame.lengthForm == LengthForm::Short  ? ",form=7"
                : *frame.lengthForm == LengthForm::Word ? ",form=16"
                                                        : ",form=64";
    if (frame.fragments != 1)
        text += ",fragments=" + std::to_string(frame.fragments);
    if (frame.compress)
        text += ",compress=1";
    return text + payloadText(frame);
}

std::vector<RawPart> partsOf(const RawFrame &frame, bool mask,
                             const std::function<std::array<std::uint8_t, 4>()> &freshKey)
{
    std::vector<RawPart> parts;
    const std::size_t count = std::max<std::size_t>(frame.fragments, 1);
    const Bytes payload = frame.payload;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = payload.size() / count * i + std::min(i, payload.size() % count);
        const std::size_t size = payload.size() / count + (i < payload.size() % count);
        const bool last = i + 1 == count;
        RawPart part{
            makeHeader(i == 0 ? frame.opcode : Opcode::Continuation, size, last && frame.fin),
            payload.subspan(begin, size)};
        if (i == 0)
            part.header.rsv = frame.rsv;
        part.header.masked = frame.masked.value_or(mask);
        if (part.header.masked)
            part.header.maskKey = frame.maskKey ? *frame.maskKey : freshKey();
        if (last && frame.length) {
            part.header.length = *frame.length;
            part.header.lengthForm = minimalForm(*frame.length);
        }
        if (frame.lengthForm)
            part.header.lengthForm = *frame.lengthForm;
        parts.push_back(part);
    }
    return parts;
}

} // namespace ajar::wire
