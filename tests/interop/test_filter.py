# SPDX-License-Identifier: MIT
"""Filters over recordings through npm's ws: what they let pass is what the frames themselves say."""
import json
import subprocess

from harness import OPCODES, PATIENCE, InteropTest, environment, payload, run_ajar

TRADES = [f'{{"type":"trade","price":{price},"note":"{"x" * size}"}}'
          for price, size in ((1, 0), (10.5, 40), (200, 3000))]
TEXTS = ["Hello", *TRADES, '{"type":"quote","price":7}', "héllo ☃", ""]


class Filters(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()
        cls.deflating = cls.start_ws("--deflate")

    def conversation(self, peer, *options):
        words = [word for text in TEXTS for word in ("--send", text)]
        run = self.record(peer.url("/mirror"), *options, *words, "--close", "4001:good bye")
        self.assertEqual(run.exit_code, 0, run.printed())
        return run

    def shown(self, run, expression):
        done = run_ajar("show", run.file, "--json", "--filter", expression)
        self.assertEqual((done.returncode, done.stderr), (0, ""), expression)
        return [json.loads(line) for line in done.stdout.splitlines()[1:]]

    def assert_same(self, run, expressions):
        for expression, fits in expressions.items():
            wanted = [record for record in run.records()
                      if record["type"] == "frame" and fits(record)]
            self.assertTrue(wanted, f"{expression} should let something pass")
            self.assertEqual(self.shown(run, expression), wanted, expression)

    def test_headers(self):
        run = self.conversation(self.ws)
        self.assert_same(run, {
            "websocket": lambda frame: True,
            "op:close": lambda frame: frame["opcode"] == "close",
            "websocket.opcode == 1": lambda frame: frame["opcode"] == "text",
            "websocket.opcode == 8 && websocket.payload.close.status_code != 1000":
                lambda frame: frame["opcode"] == "close",
            "websocket.mask == 1": lambda frame: frame["masked"],
            "dir:in not op:close":
                lambda frame: frame["direction"] == "received" and frame["opcode"] != "close",
            "len>1k": lambda frame: frame["length"] > 1024,
            "websocket.payload_length in {0..5, 3000..4000}":
                lambda frame: frame["length"] <= 5 or 3000 <= frame["length"] <= 4000,
            "n in {2 3} or len == 0": lambda frame: frame["n"] in (2, 3) or frame["length"] == 0,
            "code:4001 reason:BYE": lambda frame: frame["opcode"] == "close",
        })

    def test_content_as_it_came_and_inflated(self):
        for run in (self.conversation(self.ws), self.conversation(self.deflating)):
            def text(frame):
                return frame.get("inflatedText", frame.get("text", ""))
            self.assert_same(run, {
                "HELLO": lambda frame: "hello" in text(frame).lower(),
                "\"HÉLLO ☃\"": lambda frame: "héllo" in text(frame),
                "websocket.payload.text contains \"ello\"": lambda frame: "ello" in text(frame),
                "/^h.llo/i": lambda frame: text(frame)[:5].lower() in ("hello", "héllo"),
                "/x{3000}/": lambda frame: "x" * 3000 in text(frame),
                "json:$.type==\"trade\"": lambda frame: '"trade"' in text(frame),
                "json:$.price > 7 and json:$.price <= 10.5": lambda frame: "10.5" in text(frame),
                "op:text !json:$.type": lambda frame: frame["opcode"] == "text"
                and '"type"' not in text(frame),
            })

    def test_compressed_frames(self):
        run = self.conversation(self.deflating)
        self.assert_same(run, {
            "compressed": lambda frame: "inflatedLength" in frame,
            "rsv1": lambda frame: frame["rsv"] & 4,
            "inflated>2k": lambda frame: frame.get("inflatedLength", 0) > 2048,
        })

    def test_the_same_filters_in_tshark_find_the_same_frames(self):
        run = self.conversation(self.ws, "--ping-every", "20ms")
        export = self.folder / "same.pcapng"
        done = run_ajar("export", run.file, "--to", "pcapng", "-o", export)
        self.assertEqual(done.returncode, 0, done.stderr)
        for expression in (
                "websocket", "websocket.opcode == 1", "websocket.opcode in {8, 9}",
                "websocket.fin == 1 && websocket.opcode != 1", "websocket.mask == 1",
                "websocket.mask == 1 && !websocket.masked_payload", "websocket.masked_payload",
                "websocket.masking_key", "websocket.payload_length == 0",
                "websocket.payload_length > 5 and websocket.payload_length <= 79",
                "websocket.payload_length in {0..5, 26}",
                "websocket.payload_length_ext_16 >= 126",
                "websocket.payload.close.status_code == 4001",
                "websocket.payload.close.reason contains \"bye\"",
                "websocket.payload.text contains \"ello\"",
                "websocket.payload.text matches \"^h(el|é)lo\"",
                "websocket && not (websocket.payload.text or websocket.opcode >= 8)"):
            with self.subTest(expression):
                done = subprocess.run(
                    ["tshark", "-r", export, "-n", "-Y", expression, "-T", "fields",
                     "-e", "websocket.opcode", "-e", "websocket.mask", "-e",
                     "websocket.payload_length"], stdin=subprocess.DEVNULL, capture_output=True,
                    text=True, timeout=3 * PATIENCE, env=environment())
                self.assertEqual(done.returncode, 0, done.stderr)
                # tshark's payload_length is what stands in the header's 7 bits (RFC 6455 5.2).
                ours = [f"{OPCODES[frame['opcode']]}\t{int(frame['masked'])}\t"
                        f"{min(frame['length'], 126)}" for frame in self.shown(run, expression)]
                self.assertTrue(ours)
                self.assertEqual(ours, done.stdout.splitlines())

    def test_states_and_events_where_they_match(self):
        run = self.record(self.ws.url("/close/1001/restart"), "--reply-close", "300ms")
        half_closed = self.shown(run, "state:half-closed")
        self.assertEqual(half_closed[0]["state"], "half-closed-remote")
        self.assertEqual([record["disposition"] for record in half_closed
                          if record["type"] == "frame"], ["held", "released"])
        after = self.shown(run, "after:close-received websocket not held")
        self.assertEqual([(frame["direction"], frame["opcode"]) for frame in after],
                         [("sent", "close")])
        self.assertEqual(self.shown(run, "gap>250ms"), after)
        self.assertEqual([event["event"] for event in self.shown(run, "event:fin-received")],
                         ["fin-received"])
        self.assertEqual(self.shown(run, "type:outcome"), [run.outcome()])
        self.assertEqual(self.shown(run, ""), run.records())

    def test_export(self):
        run = self.conversation(self.ws)
        target = self.folder / "trades.jsonl"
        done = run_ajar("export", run.file, "--to", "jsonl", "-o", target, "--filter", "trade dir:in")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        header, *lines = map(json.loads, target.read_text(encoding="utf-8").splitlines())
        self.assertEqual(header["format"], "ajar")
        self.assertEqual([payload(frame).decode() for frame in lines], TRADES)
        done = run_ajar("export", run.file, "--to", "text", "-o", "-", "--filter", "op:close")
        self.assertEqual(sum(not line.startswith("#") for line in done.stdout.splitlines()), 2)

    def test_a_wrong_filter_is_pointed_at(self):
        run = self.conversation(self.ws)
        for command in (["show", run.file], ["export", run.file, "--to", "text", "-o", "-"]):
            done = run_ajar(*command, "--filter", "é☃ op:clos fin")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            first, expression, carets, *_ = done.stderr.splitlines()
            self.assertIn("op has no value \"clos\"", first)
            self.assertEqual(expression, "  é☃ op:clos fin")
            self.assertEqual(carets, "        ^^^^")
        done = run_ajar("show", run.file, "--filter", "(a")
        self.assertEqual(done.stderr.splitlines()[1:3], ["  (a", "  ^"])
        done = run_ajar("show", run.file, "--filter", "op:")
        self.assertEqual(done.stderr.splitlines()[1:3], ["  op:", "     ^"])
