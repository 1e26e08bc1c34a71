# SPDX-License-Identifier: MIT
"""One recorded session of each kind that an export must tell apart."""


def sessions(test, plain, deflate, raw):
    """Yields names and session files; the peers are two of start_ws, one with deflate, and one of
    start_raw."""
    yield "plain", test.record(plain.url("/ticks/5/5/3"), "--send", "héllo ☃", "--send", "",
                               "--send", "x" * 70000, "--close", "4001:done").file
    yield "compressed", test.record(deflate.url("/fragments/3"), "--send", "abc " * 500,
                                    "--close", "1000").file
    yield "held", test.record(plain.url("/close/1001/held"), "--reply-close", "300ms").file
    yield "pings", test.record(plain.url("/echo"), "--ping-every", "50ms", "--for", "400ms").file
    yield "binary", test.record(raw.url("/hex/820300ff01"), "--for", "200ms").file
    yield "bad", test.record(raw.url("/hex/8182000000006869")).file
    yield "reset", test.record(raw.url("/rst")).file
    yield "refused", test.record("ws://127.0.0.1:9/").file
