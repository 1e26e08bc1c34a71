# SPDX-License-Identifier: MIT
"""What Chrome's network panel does with a HAR that is dropped on it, by the rules of its importer
(models/har in its front end): which logs and entries it refuses as a whole, and which messages it
keeps. Stricter where JavaScript would turn a value into another one."""
import datetime
import math


class Refused(Exception):
    """Chrome says that it can't parse the HAR, and shows nothing."""


def need_object(value, name):
    if not isinstance(value, dict):
        raise Refused(f"{name} is no object")
    return value


def need_number(value, name):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        raise Refused(f"{name} is no number")


def numbers(data, name, needed, optional=()):
    for key in needed:
        need_number(data.get(key), f"{name}.{key}")
    for key in optional:
        if key in data:
            need_number(data[key], f"{name}.{key}")


def texts(data, name, needed, optional=()):
    for key in (*needed, *(key for key in optional if key in data)):
        if not isinstance(data.get(key), str):  # it would show "undefined"
            raise Refused(f"{name}.{key} is no text")


def need_date(value, name):
    try:
        datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    except (AttributeError, ValueError) as problem:
        raise Refused(f"{name} is no date") from problem


def pairs(data, name, key):
    if not isinstance(data.get(key), list):
        raise Refused(f"{name}.{key} is no array")
    for pair in data[key]:
        texts(need_object(pair, f"{name}.{key}[]"), f"{name}.{key}[]", ("name", "value"))


def check_message_head(data, name):
    texts(data, name, ("httpVersion",))
    numbers(data, name, ("headersSize", "bodySize"))
    for key in ("cookies", "headers"):
        pairs(data, name, key)


def check_entry(entry):
    need_object(entry, "entry")
    need_date(entry.get("startedDateTime"), "startedDateTime")
    numbers(entry, "entry", ("time",))
    texts(entry, "entry", (), ("serverIPAddress", "connection", "pageref", "_resourceType"))
    request = need_object(entry.get("request"), "request")
    texts(request, "request", ("method", "url"))
    check_message_head(request, "request")
    pairs(request, "request", "queryString")
    response = need_object(entry.get("response"), "response")
    numbers(response, "response", ("status",), ("_transferSize",))
    texts(response, "response", ("statusText", "redirectURL"))
    check_message_head(response, "response")
    content = need_object(response.get("content"), "content")
    numbers(content, "content", ("size",), ("compression",))
    texts(content, "content", ("mimeType",), ("text", "encoding"))
    timings = need_object(entry.get("timings"), "timings")
    numbers(timings, "timings", ("send", "wait", "receive"), ("blocked", "dns", "connect", "ssl"))


def kept_messages(entry):
    """The messages that show in the panel: (type, time, opcode, data)."""
    messages = entry.get("_webSocketMessages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        return []
    kept = []
    for message in messages:
        if message.get("type") not in ("send", "receive", "error"):
            continue
        if any(key not in message for key in ("time", "opcode", "data")):
            continue
        for key in ("time", "opcode"):
            need_number(message[key], key)
        kept.append((message["type"], message["time"], message["opcode"], message["data"]))
    return kept


def shown(har):
    """The entries that Chrome shows, in its order, each with the messages that it keeps."""
    log = need_object(need_object(har, "the file").get("log"), "log")
    creator = need_object(log.get("creator"), "creator")
    texts(creator, "creator", ("name", "version"))
    if not isinstance(log.get("version"), str) or not isinstance(log.get("entries"), list):
        raise Refused("log.version or log.entries")
    for entry in log["entries"]:
        check_entry(entry)
    entries = sorted(log["entries"], key=lambda entry: entry["startedDateTime"])
    return [(entry, kept_messages(entry)) for entry in entries]
