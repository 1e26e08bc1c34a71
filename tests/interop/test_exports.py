# SPDX-License-Identifier: MIT
"""Exports in the formats of other programs are what those programs read: pcapng is given to tshark,
HAR is taken by Chrome's rules, CSV by Python's reader; each must tell what the JSON Lines export
tells."""
import base64
import csv
import io
import json
import subprocess
import unittest

from harness import OPCODES, PATIENCE, InteropTest, environment, payload, run_ajar

FIELDS = ["tcp.stream", "frame.time_epoch", "frame.packet_flags_direction", "tcp.flags.fin",
          "tcp.flags.reset", "websocket.opcode", "websocket.fin", "websocket.rsv", "websocket.mask",
          "websocket.masking_key", "websocket.payload_length",
          "websocket.payload.text", "websocket.payload.continue", "data.data",
          "websocket.payload.close.status_code", "websocket.payload.close.reason",
          "tcp.payload", "frame.comment", "_ws.malformed", "_ws.expert.message", "tcp.dstport"]


def wire_bytes(frame):
    """What stood on the wire, made from a line of the JSON Lines export."""
    close = frame.get("close")
    if close and "base64" not in frame:
        body = b"" if close["code"] is None else close["code"].to_bytes(2, "big") \
            + close["reason"].encode()
    else:
        body = payload(frame)
    head = bytes([frame["fin"] << 7 | frame["rsv"] << 4 | OPCODES[frame["opcode"]]])
    mask = 0x80 if frame["masked"] else 0
    if len(body) < 126:
        head += bytes([mask | len(body)])
    elif len(body) < 0x10000:
        head += bytes([mask | 126]) + len(body).to_bytes(2, "big")
    else:
        head += bytes([mask | 127]) + len(body).to_bytes(8, "big")
    if not frame["masked"]:
        return head + body
    key = bytes.fromhex(frame["maskKey"])
    pad = key * (len(body) // 4 + 1)
    size = len(body)
    masked = int.from_bytes(body, "big") ^ int.from_bytes(pad[:size], "big")
    return head + key + masked.to_bytes(size, "big")


def content(frame):
    """What a frame carries, inflated."""
    if "inflatedText" in frame:
        return frame["inflatedText"].encode()
    if "inflatedBase64" in frame:
        return base64.b64decode(frame["inflatedBase64"])
    return payload(frame)


class Exports(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.start_ws()
        cls.deflate = cls.start_ws("--deflate")
        cls.raw = cls.start_raw()

    def lines(self, file):
        target = self.exported(file, "jsonl", "--with-secrets")
        return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()[1:]]

    def frames(self, file):
        return [line for line in self.lines(file) if line["type"] == "frame"]

    def dissected(self, file):
        """The packets as tshark reads them: a dictionary of lists for each."""
        words = [word for field in FIELDS for word in ("-e", field)]
        done = subprocess.run(
            ["tshark", "-r", file, "-n", "-o", "tcp.check_checksum:TRUE",
             "-o", "ip.check_checksum:TRUE", "-T", "json", *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8",
            timeout=4 * PATIENCE, env=environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        packets = [packet["_source"]["layers"] for packet in json.loads(done.stdout)]
        return [{field: packet.get(field, []) for field in FIELDS} for packet in packets]

    def followed(self, packets, stream=0):
        """The bytes of a stream by direction: 1 received, 2 sent."""
        bytes_by_direction = {1: b"", 2: b""}
        for packet in packets:
            if packet["tcp.stream"] == [str(stream)] and packet["tcp.payload"]:
                direction = int(packet["frame.packet_flags_direction"][0], 0)
                bytes_by_direction[direction] += bytes.fromhex(
                    packet["tcp.payload"][0].replace(":", ""))
        return bytes_by_direction

    def assert_sound(self, packets):
        for packet in packets:
            self.assertEqual(packet["_ws.malformed"], [], packet)
            problems = [text for text in packet["_ws.expert.message"]
                        if "TCP" in text and ("seg" in text or "ACK" in text or "Retrans" in text)
                        or "hecksum" in text]
            self.assertEqual(problems, [], packet)

    def assert_same_frames(self, packets, frames):
        """tshark sees the frames that the JSON Lines export has, in their order."""
        seen = []
        for packet in packets:
            for at, opcode in enumerate(packet["websocket.opcode"]):
                seen.append((packet, at, int(opcode)))
        self.assertEqual([opcode for _, _, opcode in seen],
                         [OPCODES[frame["opcode"]] for frame in frames])
        for (packet, at, _), frame in zip(seen, frames):
            def field(name):
                return packet[f"websocket.{name}"][at]
            self.assertEqual(field("fin"), str(int(frame["fin"])), frame)
            self.assertEqual(int(field("rsv"), 0), frame["rsv"], frame)
            self.assertEqual(field("mask"), str(int(frame["masked"])), frame)
            if frame["masked"]:
                self.assertEqual(packet["websocket.masking_key"], [frame["maskKey"]])
            length = packet["websocket.payload_length"][at]
            shown = min(frame["length"], 127 if frame["length"] > 0xFFFF else 126) \
                if int(length) in (126, 127) and frame["length"] > 125 else frame["length"]
            self.assertEqual(int(length), shown, frame)
            direction = 2 if frame["direction"] == "sent" else 1
            self.assertEqual(int(packet["frame.packet_flags_direction"][0], 0), direction, frame)
            if frame["fin"] and frame["opcode"] == "text" and content(frame):
                self.assertEqual(packet["websocket.payload.text"], [content(frame).decode()])
            if frame["fin"] and frame["opcode"] == "binary":
                self.assertEqual(packet["data.data"], [content(frame).hex()])
            close = frame.get("close")
            if close and close["code"] is not None:
                self.assertEqual(packet["websocket.payload.close.status_code"],
                                 [str(close["code"])])
                if close["reason"]:
                    self.assertEqual(packet["websocket.payload.close.reason"], [close["reason"]])

    def assert_same_bytes(self, packets, frames):
        both = self.followed(packets)
        for number, name in ((1, "received"), (2, "sent")):
            head, _, after = both[number].partition(b"\r\n\r\n")
            self.assertIn(b"HTTP/1.1", head)
            expected = b"".join(wire_bytes(frame) for frame in frames
                                if frame["direction"] == name)
            self.assertEqual(after, expected)

    def checked(self, run):
        """The packets, checked against the frames that were on the wire, and all frames."""
        frames = self.frames(run.file)
        on_the_wire = [frame for frame in frames if frame["direction"] == "received"
                       or frame["disposition"] not in ("held", "dropped")]
        packets = self.dissected(self.exported(run.file, "pcapng", "--with-secrets"))
        self.assert_sound(packets)
        self.assert_same_frames(packets, on_the_wire)
        self.assert_same_bytes(packets, on_the_wire)
        return packets, frames

    def comments(self, packets):
        return [text for packet in packets for text in packet["frame.comment"]]


class Pcapng(Exports):
    def test_plain_messages_of_every_length_form_are_the_same_frames(self):
        texts = ["hello", "", "héllo ☃", "x" * 125, "y" * 126, "z" * 70_000]
        words = [word for text in texts for word in ("--send", text)]
        run = self.record(self.plain.url("/echo"), *words, "--close", "1000:bye")
        packets, frames = self.checked(run)
        self.assertGreater(len(frames), 2 * len(texts))
        self.assertIn(str(self.plain.port), packets[0]["tcp.dstport"])

    def test_a_frame_larger_than_a_packet_is_put_together_again(self):
        run = self.record(self.plain.url("/echo"), "--send", "w" * 120_000, "--close", "1000")
        self.checked(run)

    def test_fragments_are_the_same_frames(self):
        run = self.record(self.plain.url("/fragments/3"), "--no-deflate", "--send", "in three pieces",
                          "--close", "4000:a reason ☃")
        _, frames = self.checked(run)
        self.assertIn("continuation", [frame["opcode"] for frame in frames])

    def test_pings_and_pongs_are_there(self):
        run = self.record(self.plain.url("/echo"), "--ping-every", "100ms", "--for", "1s")
        _, frames = self.checked(run)
        self.assertIn("ping", [frame["opcode"] for frame in frames])
        self.assertIn("pong", [frame["opcode"] for frame in frames])

    def test_compressed_messages_are_exact_and_inflated_on_request(self):
        texts = ["first", "the same words again and again, " * 300,
                 "the same words again and again, " * 300]
        words = [word for text in texts for word in ("--send", text)]
        run = self.record(self.deflate.url("/mirror"), *words, "--close", "1000")
        packets, frames = self.checked(run)
        self.assertEqual({frame["rsv"] for frame in frames if frame["opcode"] == "text"}, {4})
        self.assertIn(b"permessage-deflate", self.followed(packets)[1])

        plain = [dict(frame) for frame in frames]
        for frame in plain:
            if "inflatedLength" in frame:
                body = content(frame)
                frame.pop("text", None)
                frame.update(rsv=0, length=len(body), base64=base64.b64encode(body).decode())
        packets = self.dissected(self.exported(run.file, "pcapng", "--inflated"))
        self.assert_sound(packets)
        self.assert_same_frames(packets, plain)
        self.assert_same_bytes(packets, plain)
        self.assertNotIn(b"permessage-deflate", b"".join(self.followed(packets).values()))

    def test_states_and_the_end_of_tcp_show(self):
        run = self.record(self.plain.url("/echo"), "--close", "1001:away")
        packets, _ = self.checked(run)
        self.assertEqual(sum(packet["tcp.flags.fin"] == ["1"] for packet in packets), 2)
        comments = self.comments(packets)
        self.assertTrue(any("half-closed-local, before open" in text for text in comments), comments)
        self.assertTrue(any(text.startswith("outcome: sent 1001") for text in comments), comments)

    def test_a_held_close_is_no_packet_and_the_state_is_told(self):
        run = self.record(self.plain.url("/close/1001/held"), "--reply-close", "1s")
        packets, frames = self.checked(run)
        self.assertIn("held", [frame["disposition"] for frame in frames])
        self.assertTrue(any("half-closed-remote, before open" in text
                            for text in self.comments(packets)))

    def test_half_closed_tcp_and_a_reset_show(self):
        run = self.record(self.raw.url("/tcp-open/200"), "--close", "1000", "--close-timeout", "1s",
                          "--tcp-end", "never")
        packets, _ = self.checked(run)
        self.assertEqual([packet["frame.packet_flags_direction"] for packet in packets
                          if packet["tcp.flags.fin"] == ["1"]], [["0x00000001"]])
        self.assertEqual(packets[-1]["tcp.flags.reset"], ["1"])
        self.assertEqual(int(packets[-1]["frame.packet_flags_direction"][0], 0), 2)

        run = self.record(self.raw.url("/rst"))
        packets, _ = self.checked(run)
        self.assertEqual([packet["tcp.flags.reset"] for packet in packets][-1], ["1"])
        self.assertEqual(int(packets[-1]["frame.packet_flags_direction"][0], 0), 1)

    def test_each_tcp_connection_of_a_redirected_one_is_a_stream(self):
        run = self.record(self.plain.url("/chain/2"), "--follow", "--close", "1000")
        frames = self.frames(run.file)
        packets = self.dissected(self.exported(run.file, "pcapng"))
        self.assert_sound(packets)
        self.assert_same_frames(packets, frames)
        self.assertEqual({packet["tcp.stream"][0] for packet in packets}, {"0", "1", "2"})

    def test_binary_messages_are_the_same_frames(self):
        run = self.record(self.raw.url("/hex/820300ff01"), "--for", "300ms")
        _, frames = self.checked(run)
        self.assertIn(b"\x00\xff\x01", [payload(frame) for frame in frames
                                        if frame["opcode"] == "binary"])

    def test_sessions_with_python_websockets_and_over_tls_are_the_same_frames(self):
        websockets = self.start_websockets()
        secure = self.start_ws(tls=True)
        for url, *words in ((websockets.url("/echo"), "--send", "a", "--close", "1000"),
                            (websockets.url("/close/4001/done"),),
                            (secure.url("/ticks/3/5/1"), "--send", "héllo ☃"),
                            (self.plain.url("/subprotocol"), "--subprotocol", "chat", "--close", "1000"),
                            (self.plain.url("/empty-close"),)):
            with self.subTest(url):
                self.checked(self.record(url, *words))

    def test_frames_written_by_hand_are_the_same_frames(self):
        run = self.record(self.raw.url("/never-answers"), "--no-deflate",
                          "--send-raw", 'text="in pieces",fragments=3', "--send-raw", "opcode=ping,text=\"p\"",
                          "--send-raw", "opcode=binary,payload=00ff", "--send-raw", "opcode=close,code=1001",
                          "--close-timeout", "300ms", "--for", "500ms")
        _, frames = self.checked(run)
        self.assertIn("injected", [frame["disposition"] for frame in frames])

    def test_bad_frames_are_as_bad_as_they_were(self):
        run = self.record(self.raw.url("/hex/8182000000006869"))
        packets, frames = self.checked(run)
        self.assertIn("server-masked", [rule for frame in frames for rule in frame["findings"]])
        self.assertIn("server-masked", self.comments(packets))

    def test_secrets_are_left_out_unless_they_are_wanted(self):
        run = self.record(self.plain.url("/echo") + "&token=hidden1", "--header", "Cookie: hidden2",
                          "--header", "Authorization: Bearer hidden3", "--close", "1000")
        for form in ("pcapng", "har", "csv", "mermaid"):
            self.assertNotIn(b"hidden", self.exported(run.file, form).read_bytes(), form)
        kept = self.exported(run.file, "pcapng", "--with-secrets").read_bytes()
        for secret in (b"hidden1", b"hidden2", b"hidden3"):
            self.assertIn(secret, kept)
        packets = self.dissected(self.exported(run.file, "pcapng"))
        self.assert_same_frames(packets, self.frames(run.file))


class OtherFormats(Exports):
    def recorded(self):
        texts = ["first", "=1+1", "the same words again and again, " * 30, "quoted \"a\",\r\nb"]
        words = [word for text in texts for word in ("--send", text)]
        run = self.record(self.deflate.url("/fragments/3"), *words, "--close", "4001:done")
        self.assertEqual(run.exit_code, 0, run.printed())
        return run

    def messages(self, frames):
        """What Chrome would show: messages in one piece as they end, and control frames."""
        done, parts = [], {}
        for frame in frames:
            key = frame["direction"]
            if frame["opcode"] in ("close", "ping", "pong"):
                body = wire_bytes({**frame, "masked": False})[2:]
                done.append((key, frame["t"], OPCODES[frame["opcode"]], body))
                continue
            if frame["opcode"] != "continuation":
                parts[key] = (OPCODES[frame["opcode"]], b"")
            opcode, before = parts[key]
            parts[key] = (opcode, before + content(frame))
            if frame["fin"]:
                done.append((key, frame["t"], *parts[key]))
        return done

    def test_har_has_what_chrome_takes(self):
        run = self.recorded()
        log = json.loads(self.exported(run.file, "har").read_text(encoding="utf-8"))["log"]
        self.assertEqual(log["version"], "1.2")
        self.assertEqual(len(log["entries"]), 1)
        entry = log["entries"][0]
        self.assertEqual(entry["_resourceType"], "websocket")
        self.assertEqual(entry["response"]["status"], 101)
        self.assertEqual(entry["request"]["method"], "GET")
        self.assertTrue(any(field["name"] == "Upgrade" for field in entry["request"]["headers"]))
        for name in ("startedDateTime", "time", "cache", "timings"):
            self.assertIn(name, entry)
        timings = [entry["timings"][name] for name in
                   ("blocked", "dns", "ssl", "connect", "send", "wait", "receive")]
        self.assertAlmostEqual(sum(value for value in timings if value > 0), entry["time"], 3)

        expected = self.messages(self.frames(run.file))
        found = entry["_webSocketMessages"]
        self.assertEqual(len(found), len(expected))
        began = found[0]["time"] - expected[0][1]
        for message, (direction, t, opcode, body) in zip(found, expected):
            self.assertIn(message["type"], ("send", "receive"))
            self.assertEqual(message["type"], "send" if direction == "sent" else "receive")
            self.assertEqual(message["opcode"], opcode)
            self.assertAlmostEqual(message["time"], began + t, 4)
            self.assertLess(message["time"], 1e11)  # seconds, not milliseconds
            data = message["data"]
            self.assertEqual(data.encode() if opcode == 1 else base64.b64decode(data), body)
        self.assertEqual(entry["_webSocketClose"]["code"], 4001)
        self.assertEqual(entry["_webSocketClose"]["reason"], "done")

    def test_csv_has_a_row_for_each_record(self):
        run = self.recorded()
        text = self.exported(run.file, "csv").read_bytes().decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        records = [line for line in self.lines(run.file) if line["type"] != "verdict"]
        self.assertEqual([row["type"] for row in rows], [line["type"] for line in records])
        for row, line in zip(rows, records):
            for cell in row.values():
                self.assertFalse(cell.lstrip().startswith(("=", "+", "-", "@")), cell)
            if line["type"] != "frame":
                continue
            self.assertEqual(int(row["n"]), line["n"])
            self.assertEqual(row["opcode"], line["opcode"])
            if line["opcode"] in ("text", "continuation"):
                cell = row["text"][1:] if row["text"].startswith("'") else row["text"]
                self.assertEqual(cell.encode(), content(line))
        self.assertIn("'=1+1", [row["text"] for row in rows])

    def test_mermaid_tells_the_close(self):
        run = self.recorded()
        story = self.exported(run.file, "mermaid").read_text(encoding="utf-8")
        self.assertTrue(story.startswith("sequenceDiagram\n"))
        self.assertIn("us->>peer: Close 4001 #34;done#34;", story)
        self.assertIn("half-closed-local, after ", story)
        self.assertIn("TCP FIN", story)


if __name__ == "__main__":
    unittest.main()
