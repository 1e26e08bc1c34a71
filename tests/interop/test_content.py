# SPDX-License-Identifier: MIT
"""What was compressed on the wire is there in plain words when its file is shown or exported."""
import base64
import json

from harness import InteropTest, payload, run_ajar

# The last ones are hardly anything on the wire, if the context lasts.
TEXTS = ["first", "", "héllo ☃ 𝄞", "the same words again and again, " * 3000,
         "the same words again and again, " * 3000, "first"]
FRAGMENTS = 3


class Content(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws("--deflate")

    def recorded(self, path, *options):
        words = [word for text in TEXTS for word in ("--send", text)]
        run = self.record(self.ws.url(path), *options, *words, "--close", "1000")
        self.assertEqual(run.exit_code, 0, run.printed())
        self.assertIn("permessage-deflate", run.event("handshake-response")["raw"])
        return run

    def shown(self, run, *options):
        done = run_ajar("show", run.file, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def export_of(self, run):
        return self.exported(run.file, "jsonl").read_text(encoding="utf-8").splitlines()

    def messages(self, lines, direction):
        """The texts of a direction, put together from their fragments."""
        texts, parts = [], b""
        for frame in map(json.loads, lines):
            if frame["type"] != "frame" or frame["direction"] != direction \
                    or frame["opcode"] not in ("text", "continuation"):
                continue
            content = frame["inflatedText"].encode() if "inflatedText" in frame \
                else base64.b64decode(frame["inflatedBase64"])
            self.assertEqual(len(content), frame["inflatedLength"])
            self.assertEqual(len(payload(frame)), frame["length"])
            self.assertEqual(frame["rsv"], 4 if frame["opcode"] == "text" else 0)
            parts += content
            if frame["fin"]:
                texts.append(parts.decode())
                parts = b""
        return texts

    def assert_content(self, run):
        for lines in (self.shown(run, "--json")[1:], self.export_of(run)[1:]):
            self.assertEqual(self.messages(lines, "sent"), TEXTS)
            self.assertEqual(self.messages(lines, "received"), TEXTS)

    def test_every_message_is_there_where_the_context_lasts(self):
        run = self.recorded("/mirror")
        self.assert_content(run)
        sizes = [frame["length"] for frame in run.frames("received", "text")]
        self.assertLess(sizes[4], sizes[3], "it lasts")
        lines = self.shown(run)
        self.assertTrue(any("héllo ☃ 𝄞" in line for line in lines))
        self.assertTrue(any("→ 96 000" in line and "the same words" in line for line in lines))

    def test_every_message_is_there_where_each_begins_anew(self):
        self.assert_content(self.recorded(
            "/mirror", "--deflate", "server_no_context_takeover; client_no_context_takeover"))

    def test_messages_in_fragments_are_there_too(self):
        run = self.recorded(f"/fragments/{FRAGMENTS}")
        self.assert_content(run)
        self.assertEqual(len(run.frames("received", "continuation")),
                         (FRAGMENTS - 1) * len(TEXTS))
