// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::wire
{

/// A token of RFC 9110 5.6.2, not empty.
bool isToken(std::string_view text);

struct ExtensionParameter {
    std::string name;
    std::optional<std::string> value; ///< without quotes and escapes
    bool operator==(const ExtensionParameter &) const = default;
};

/// One extension as it is offered or chosen in Sec-WebSocket-Extensions (RFC 6455 9.1).
struct Extension {
    std::string name;
    std::vector<ExtensionParameter> parameters;
    bool operator==(const Extension &) const = default;
};

/// Reads the field's value; of several appearances the values joined by commas. nullopt if it does
/// not follow the grammar: a name or value that is no token, a quoted value that is open or is none
/// inside, an empty list. Empty list elements are allowed (RFC 9110 5.6.1). Linear in its length.
std::optional<std::vector<Extension>> parseExtensions(std::string_view field);

/// "permessage-deflate; client_max_window_bits=10, other": the form that parseExtensions() reads.
std::string extensionsText(const std::vector<Extension> &extensions);

} // namespace ajar::wire
