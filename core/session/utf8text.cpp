// SPDX-License-Identifier: MIT
#include "session/utf8text.h"

#include "wire/utf8.h"

namespace ajar::session
{

namespace
{

std::size_t lengthFromFirst(unsigned char byte)
{
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

} // namespace

Character firstCharacter(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t wanted = lengthFromFirst(first);
    wire::Utf8Validator validator;
    Character character;
    character.value = wanted == 1 ? first : first & (0xFFU >> (wanted + 1));
    for (std::size_t size = 1; size <= wanted && size <= text.size(); ++size) {
        const auto byte = static_cast<std::uint8_t>(text[size - 1]);
        if (!validator.feed(wire::Bytes(&byte, 1)))
            break;
        character.size = size;
        if (size > 1)
            character.value = character.value << 6 | (byte & 0x3FU);
    }
    character.valid = validator.complete() && character.size == wanted;
    return character;
}

} // namespace ajar::session
