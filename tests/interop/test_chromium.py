# SPDX-License-Identifier: MIT
"""HAR with Chromium itself: its network panel takes our exports and shows the session's messages, and
what it and Playwright save of a real connection is, imported, what both ends saw."""
import base64
import json
import subprocess
import unittest

import kinds
from harness import NODE, OPCODES, PATIENCE, SUPPORT, InteropTest, environment, payload, run_ajar


def chromium(*words):
    """What Chromium says (see chromium.mjs)."""
    done = subprocess.run([NODE, SUPPORT / "chromium.mjs", *words], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, encoding="utf-8", timeout=150,
                          env=environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def body_of(frame):
    close = frame.get("close")
    if close and "base64" not in frame:
        return b"" if close["code"] is None else close["code"].to_bytes(2, "big") \
            + close["reason"].encode()
    return payload(frame)


def messages_of(frames):
    """What the panel is to show: whole messages, inflated, as they end, and control frames."""
    found, parts = [], {}
    for frame in frames:
        way = frame["direction"]
        if frame["opcode"] in ("close", "ping", "pong"):
            found.append((way, frame["t"], OPCODES[frame["opcode"]], body_of(frame)))
            continue
        if frame["opcode"] != "continuation":
            parts[way] = (OPCODES[frame["opcode"]], b"")
        opcode, before = parts[way]
        text = frame["inflatedText"].encode() if "inflatedText" in frame else \
            base64.b64decode(frame["inflatedBase64"]) if "inflatedBase64" in frame else payload(frame)
        parts[way] = (opcode, before + text)
        if frame["fin"]:
            found.append((way, frame["t"], *parts[way]))
    return found


class Chromium(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.start_ws("--life", "400")
        cls.deflate = cls.start_ws("--deflate", "--life", "400")
        cls.raw = cls.start_raw()

    def lines(self, file):
        return [json.loads(line) for line in self.exported_lines(file).splitlines()]

    def frames(self, file):
        return [line for line in self.lines(file) if line.get("type") == "frame"]


class NetworkPanel(Chromium):
    def sessions(self):
        return kinds.sessions(self, self.plain, self.deflate, self.raw)

    def assert_shown(self, file, request):
        header, *lines = self.lines(file)
        connection = header["connections"][0]
        self.assertEqual((request["url"], request["method"], request["type"]),
                         (connection["url"], "GET", "websocket"))
        answers = [line["status"] for line in lines if line.get("event") == "handshake-response"]
        self.assertEqual(request["status"], answers[-1] if answers else 0)
        expected = messages_of(line for line in lines if line["type"] == "frame"
                               and line.get("disposition") != "held")
        shown = request["frames"]
        self.assertEqual([(one["type"], one["opCode"], one["mask"]) for one in shown],
                         [("send" if way == "sent" else "receive", opcode, way == "sent")
                          for way, _, opcode, _ in expected])
        for one, (_, t, opcode, body) in zip(shown, expected):
            data = one["data"].encode() if opcode == 1 else base64.b64decode(one["data"], validate=True)
            self.assertEqual(data, body)
            self.assertAlmostEqual(one["time"] - shown[0]["time"], t - expected[0][1], 4)
            self.assertGreaterEqual(one["time"] + 0.001, request["start"])
            self.assertLessEqual(one["time"] - 0.001, request["end"])

    def test_it_shows_the_messages_of_every_kind_of_session(self):
        sessions = dict(self.sessions())
        hars = []
        for name, file in sessions.items():
            hars.append(self.folder / f"{name}.har")
            done = run_ajar("export", file, "--to", "har", "-o", hars[-1], "--with-secrets")
            self.assertEqual(done.returncode, 0, done.stderr)
        wrong = self.folder / "wrong.har"
        text = json.loads(hars[0].read_text(encoding="utf-8"))
        text["log"]["entries"][0]["time"] = "soon"
        wrong.write_text(json.dumps(text), encoding="utf-8")
        *found, refused = chromium("import", *hars, wrong)
        self.assertIn("refused", refused)  # so it does look
        for (name, file), one in zip(sessions.items(), found):
            with self.subTest(name):
                self.assertNotIn("refused", one)
                request, = one["requests"]
                self.assert_shown(file, request)


class RealHars(Chromium):
    def saved(self, program, peer):
        """The HAR that a program saved, the page's and the peer's view, and the URL."""
        url = peer.url("/echo")
        har = self.folder / f"{program}-{peer.port}.har"
        page = chromium(program, url, har)
        peer.report(url, "close")
        return har, page, url

    def assert_same(self, har, page, url, peer):
        """The import has what the page and the peer saw."""
        file = har.with_suffix(".ajar")
        done = run_ajar("import", har, file, timeout=3 * PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        header, *lines = self.lines(file)
        self.assertEqual([one["url"] for one in header["connections"]], [url])
        frames = [line for line in lines if line["type"] == "frame"]
        messages = [frame for frame in frames if frame["opcode"] in ("text", "binary")]
        self.assertEqual(
            [(frame["direction"], frame["opcode"], payload(frame)) for frame in messages],
            [("sent" if one["type"] == "send" else "received", "text" if "text" in one else "binary",
              payload(one)) for one in page["seen"]])
        self.assertEqual([payload(frame) for frame in messages if frame["direction"] == "sent"],
                         [payload(one) for one in peer.reports(url, "message")])
        self.assertEqual((page["code"], page["reason"], page["wasClean"]), (4001, "done", True))
        close = peer.report(url, "close")
        self.assertEqual((close["code"], close["reason"]), (4001, "done"))
        times = [frame["t"] for frame in frames]
        self.assertEqual(times, sorted(times))
        heads = [line for line in lines if line.get("event") == "handshake-response"]
        self.assertEqual([head["status"] for head in heads], [101])
        return header, frames

    def test_what_the_network_panel_saves_is_imported_frame_by_frame(self):
        for peer in (self.plain, self.deflate):
            har, page, url = self.saved("record", peer)
            header, frames = self.assert_same(har, page, url, peer)
            entry, = (one for one in json.loads(har.read_text(encoding="utf-8"))["log"]["entries"]
                      if one["request"]["url"] == url)
            written = entry["_webSocketMessages"]
            self.assertEqual(len(frames), len(written))
            for frame, one in zip(frames, written):
                self.assertEqual(OPCODES[frame["opcode"]], one["opcode"])
                self.assertEqual(frame["direction"], "sent" if one["type"] == "send" else "received")
                self.assertAlmostEqual(frame["t"] - frames[0]["t"],
                                       one["time"] - written[0]["time"], 5)
            self.assertIn("WebInspector", header["connections"][0]["options"]["writer"])

    def test_what_playwright_saves_is_imported(self):
        har, page, url = self.saved("playwright", self.plain)
        self.assert_same(har, page, url, self.plain)


if __name__ == "__main__":
    unittest.main()
