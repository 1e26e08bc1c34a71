// SPDX-License-Identifier: MIT
#include "session/jsonparts.h"

#include "wire/closebody.h"

namespace ajar::session
{

void writeClose(JsonWriter &json, wire::Bytes body)
{
    const wire::CloseBody close = wire::parseCloseBody(body);
    json.beginObject("close");
    if (close.code)
        json.integer("code", *close.code);
    else
        json.null("code");
    json.string("reason", close.reason).endObject();
}

void writeFindings(JsonWriter &json, wire::FindingSet findings)
{
    json.beginArray("findings");
    for (int i = 0; i < wire::findingCount; ++i) {
        if (findings.has(static_cast<wire::Finding>(i)))
            json.element(wire::findingId(static_cast<wire::Finding>(i)));
    }
    json.endArray();
}

} // namespace ajar::session
