# SPDX-License-Identifier: MIT
"""HAR both ways: exports are what Chrome's importer and the schema of HAR 1.2 take, and what `ajar
import` makes of them, and of files as other programs write them, is the same connection."""
import base64
import json
import os
import resource
import subprocess
import unittest
from pathlib import Path

import chromerules
import kinds
from harness import AJAR, NODE, PATIENCE, InteropTest, environment, run_ajar

SCHEMA_CHECK = Path(__file__).parent.parent / "support" / "check_har.mjs"
START = 1706702400.5


def entry(messages, **more):
    """An entry as Chrome's network panel saves it."""
    return {
        "_initiator": {"type": "script"}, "_priority": "High", "_resourceType": "websocket",
        "_webSocketMessages": messages, "cache": {}, "connection": "4711",
        "request": {"method": "GET", "url": "wss://example.test/chat", "httpVersion": "HTTP/1.1",
                    "headers": [{"name": "Host", "value": "example.test"},
                                {"name": "Upgrade", "value": "websocket"}],
                    "queryString": [], "cookies": [], "headersSize": 500, "bodySize": 0},
        "response": {"status": 101, "statusText": "Switching Protocols", "httpVersion": "HTTP/1.1",
                     "headers": [{"name": "Upgrade", "value": "websocket"}], "cookies": [],
                     "content": {"size": 0, "mimeType": "x-unknown"}, "redirectURL": "",
                     "headersSize": 129, "bodySize": 0, "_transferSize": 0, "_error": None},
        "serverIPAddress": "93.184.216.34", "startedDateTime": "2024-01-31T12:00:00.500Z",
        "time": 5000, "timings": {"blocked": 1, "dns": -1, "ssl": -1, "connect": 2, "send": 0,
                                  "wait": 3, "receive": 4994}, **more}


def log(*entries, creator="WebInspector"):
    return {"log": {"version": "1.2", "creator": {"name": creator, "version": "537.36"},
                    "pages": [], "entries": list(entries)}}


def message(kind, seconds, data, opcode=1):
    return {"type": kind, "time": seconds, "opcode": opcode, "data": data}


class Har(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.start_ws()
        cls.deflate = cls.start_ws("--deflate")
        cls.raw = cls.start_raw()

    def exported(self, file, form="har"):
        return super().exported(file, form, "--with-secrets")

    def imported(self, har, *options, exit_code=0):
        """The session made of a HAR, as JSON Lines; and what was said."""
        source, file = self.folder / "in.har", self.folder / "in.ajar"
        if not isinstance(har, Path):
            source.write_text(har if isinstance(har, str) else json.dumps(har), encoding="utf-8")
            har = source
        done = run_ajar("import", har, file, "--overwrite", *options)
        self.assertEqual(done.returncode, exit_code, done.stderr)
        if exit_code == 5 and not file.exists():
            return [], done.stderr
        lines = self.exported(file, "jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines], done.stderr

    def frames(self, lines):
        return [line for line in lines if line.get("type") == "frame"]

    def sessions(self):
        return kinds.sessions(self, self.plain, self.deflate, self.raw)

    def test_exports_are_taken_by_chromes_rules_and_the_schema(self):
        files = []
        for name, file in self.sessions():
            with self.subTest(name):
                text = self.exported(file).read_bytes()
                files.append(self.folder / f"{name}.har")
                files[-1].write_bytes(text)
                (shown, kept), = chromerules.shown(json.loads(text))
                self.assertEqual(len(kept), len(shown["_webSocketMessages"]))
                times = [time for _, time, _, _ in kept]
                self.assertEqual(times, sorted(times))
                for kind, time, opcode, data in kept:
                    self.assertGreater(time, 1.6e9)
                    self.assertLess(time, 1e11)  # seconds
                    self.assertIn(opcode, (0, 1, 2, 8, 9, 10))
                    if opcode != 1:
                        base64.b64decode(data, validate=True)
        done = subprocess.run([NODE, SCHEMA_CHECK, *files], capture_output=True, text=True,
                              timeout=PATIENCE, env=environment())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_rules_refuse_what_chrome_refuses(self):
        chromerules.shown(log(entry([])))
        for bad in (entry([], time="soon"), entry([], startedDateTime="today"),
                    entry([], request=None), entry([], timings={"send": 0, "wait": 0})):
            with self.assertRaises(chromerules.Refused):
                chromerules.shown(log(bad))
        (_, kept), = chromerules.shown(log(entry([message("sent", 1, "a"), {"type": "send"},
                                                  message("send", 1, "a")])))
        self.assertEqual(len(kept), 1)
        wrong = self.folder / "wrong.har"
        wrong.write_text(json.dumps(log(entry([], startedDateTime="today"))))
        done = subprocess.run([NODE, SCHEMA_CHECK, wrong], capture_output=True, timeout=PATIENCE,
                              env=environment())
        self.assertEqual(done.returncode, 1)

    def test_our_exports_come_back_as_they_were(self):
        for name, file in self.sessions():
            with self.subTest(name):
                first = self.exported(file).read_bytes()
                har = self.folder / "first.har"
                har.write_bytes(first)
                lines, said = self.imported(har)
                again = self.exported(self.folder / "in.ajar").read_bytes()
                before = [json.loads(line) for line in
                          self.exported(file, "jsonl").read_text(encoding="utf-8").splitlines()]
                if name != "compressed":
                    self.assertEqual(said, "")
                    if name == "held":  # that it was is not in a HAR, so the verdict is another
                        first, again = (text.partition(b'"verdict":')[0] for text in (first, again))
                    else:
                        self.assertEqual(lines, before)
                    self.assertEqual(again, first)
                    continue
                # Compressed bytes and the borders of fragments are not in a HAR.
                self.assertIn("whose bytes on the wire are not in a HAR", said)
                self.assertIn("several frames", said)
                keys = ("type", "opcode", "data", "time")
                messages = [[{key: one[key] for key in keys}
                             for one in json.loads(text)["log"]["entries"][0]["_webSocketMessages"]]
                            for text in (first, again)]
                self.assertEqual(*messages)
                self.assertEqual(*[[line for line in some if line.get("type") in ("state", "event", "outcome")]
                                   for some in (lines, before)])

    def test_chrome_seconds(self):
        lines, said = self.imported(log(
            {"request": {"url": "https://example.test/"}, "response": {"status": 200}},
            entry([message("send", START + 1, "h\u00e9llo"), message("receive", START + 2, "AAH/", 2),
                   message("error", START + 3, "net::ERR_CONNECTION_RESET", -1)])))
        self.assertIn("left out: 1", said)
        sent, received = self.frames(lines)
        self.assertEqual((sent["direction"], sent["text"], sent["masked"]), ("sent", "h\u00e9llo", False))
        self.assertEqual(received["base64"], "AAH/")
        self.assertAlmostEqual(sent["t"], 1, 5)
        self.assertEqual(lines[0]["connections"][0]["options"],
                         {"source": "HAR", "writer": "WebInspector 537.36"})
        self.assertEqual([line["event"] for line in lines if line.get("type") == "event"],
                         ["tcp-connected", "handshake-request", "handshake-response", "error"])

    def test_playwright_milliseconds_and_attached_files(self):
        har = log(entry([message("send", (START + 1) * 1000, "a"), message("receive", -1, "b")]),
                  creator="Playwright")
        lines, said = self.imported(har)
        self.assertIn("whose time the HAR does not tell", said)
        self.assertEqual([round(frame["t"], 3) for frame in self.frames(lines)], [1, 1])
        one = entry([])
        del one["_webSocketMessages"]
        one["response"]["content"]["_file"] = "abc.jsonl"
        (self.folder / "abc.jsonl").write_text(
            "\n".join(json.dumps(message("send", (START + i) * 1000, str(i))) for i in range(5)))
        lines, _ = self.imported(log(one, creator="Playwright"))
        self.assertEqual([frame["text"] for frame in self.frames(lines)], list("01234"))
        one["response"]["content"]["_file"] = "../abc.jsonl"
        (self.folder / "in.ajar").unlink()
        _, said = self.imported(log(one), exit_code=5)
        self.assertIn("no readable file in the folder of the HAR", said)

    def test_http_toolkit_and_gori_closes(self):
        close = {"code": 1001, "reason": "bye", "timestamp": START + 4}
        lines, _ = self.imported(log(entry([message("send", START + 1, "a")], _webSocketClose=close),
                                     entry([], _webSocketClose="aborted"), creator="HTTP Toolkit"))
        self.assertIn({"type": "event", "connection": 1, "t": 4.0, "event": "close-reported",
                       "code": 1001, "reason": "bye"}, lines)
        self.assertIn("aborted", [line.get("state") for line in lines])
        body = base64.b64encode(b"\x03\xe9bye").decode()
        lines, _ = self.imported(log(entry([message("receive", START + 1, "cA==", 9),
                                            message("receive", START + 2, body, 8),
                                            message("send", START + 3, "A+k=", 8)]), creator="gori"))
        self.assertEqual([line["state"] for line in lines if line.get("type") == "state"],
                         ["connecting", "open", "half-closed-remote", "close-exchanged"])
        self.assertEqual(self.frames(lines)[1]["close"], {"code": 1001, "reason": "bye"})
        self.assertNotIn("outcome", [line.get("type") for line in lines])

    def test_a_reported_close_is_exported_again(self):
        for close in ({"code": 1001, "reason": "\u201cbye\u201d", "timestamp": START + 4},
                      {"timestamp": START + 4}, "aborted"):
            with self.subTest(close):
                self.imported(log(entry([message("send", START + 1, "a")], _webSocketClose=close),
                                  creator="HTTP Toolkit"))
                first = self.exported(self.folder / "in.ajar").read_bytes()
                found = json.loads(first)["log"]["entries"][0]["_webSocketClose"]
                self.assertEqual(found, close)
                har = self.folder / "again.har"
                har.write_bytes(first)
                self.imported(har)
                self.assertEqual(self.exported(self.folder / "in.ajar").read_bytes(), first)

    def test_a_har_through_a_pipe(self):
        text = json.dumps(log(entry([message("send", START, "a")]))).encode()
        file = self.folder / "piped.ajar"
        done = subprocess.run([AJAR, "import", "-", file], input=text, capture_output=True,
                              env=environment(), timeout=PATIENCE)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertTrue(file.exists())

    def test_what_is_wrong_is_named_with_its_place(self):
        text = json.dumps(log(entry([message("send", START, "a"), message("send", START, "b")])),
                          indent=1)
        place = text[:text.index('"b"')].count("\n") + 1
        for broken, words in ((text.replace('"b"', "7"), f'line {place}, column 15: "data" must be a text'),
                              (text[:text.index('"b"')], f"line {place}, column "),
                              (text + "]", "expected the end of the file")):
            _, said = self.imported(broken, exit_code=5)
            self.assertIn(words, said)
            self.assertFalse((self.folder / "in.ajar").exists())
        lines, said = self.imported(text.replace('"b"', "7"), "--keep-going", exit_code=5)
        self.assertIn("1 part left out", said)
        self.assertEqual(len(self.frames(lines)), 1)

    def test_a_large_har_needs_little_memory(self):
        har = self.folder / "large.har"
        head, tail = json.dumps(log(entry(["@"]))).split('"@"')
        count, data = 2000, "x" * 100_000  # 200 MB
        with har.open("w", encoding="utf-8") as text:
            text.write(head)
            for i in range(count):
                text.write(("," if i else "") + json.dumps(message("send", START + i, data)))
            text.write(tail)
        def little():
            resource.setrlimit(resource.RLIMIT_DATA, (150 << 20, 150 << 20))
        probe = subprocess.run([AJAR, "--version"], capture_output=True, timeout=PATIENCE,
                               env=environment(), preexec_fn=little)
        limits = None if probe.returncode else little  # the address sanitizer needs far more
        done = subprocess.run(
            [AJAR, "import", har, self.folder / "large.ajar"], capture_output=True, text=True,
            timeout=4 * PATIENCE, env=environment(), preexec_fn=limits)
        os.unlink(har)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f"1 connection, {count + 5} records", done.stdout)


if __name__ == "__main__":
    unittest.main()
