# SPDX-License-Identifier: MIT
"""The sessions that the other interop tests recorded (the first of each test, see harness.Kept) are
exported as pcapng, and tshark's own fields equal ours, frame by frame.

Where a frame breaks the protocol, programs differ in how they go on. So of such a session each
direction is compared up to its first frame with a finding, and the number of those is printed; and of
one that was refused nothing is. The exports stand one behind the other in files of many sections: a
tshark for each would take minutes."""
import json
import os
import struct
import subprocess
import unittest
from pathlib import Path

from harness import KEPT, OPCODES, PATIENCE, InteropTest, environment, payload, run_ajar

ALL_OPCODES = {**OPCODES, **{f"reserved-{i}": i for i in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)}}
FIELDS = ["frame.number", "frame.packet_flags_direction", "websocket.opcode", "websocket.fin",
          "websocket.rsv", "websocket.mask", "websocket.masking_key", "websocket.payload_length",
          "websocket.payload_length_ext_16", "websocket.payload_length_ext_64",
          "websocket.payload.close.status_code", "websocket.payload.close.reason",
          "websocket.payload.text", "data.data"]
# What still is a handshake for tshark, and what is not, is no matter of frames; and a message that
# inflates to a gibibyte ends it with a fault of its own.
LEFT_OUT = ("test_bad_handshakes.", "test_limits.Bomb.")
# Of a held frame one record stands for the wire: of what came its coming, of what goes its release.
NOT_ON_THE_WIRE = {"sent": ("held", "dropped"),
                   "received": ("released", "dropped", "edited", "injected")}
BATCH = 40
ENHANCED_PACKET = 6


def packets_in(pcapng):
    """How many packets a file has."""
    at = count = 0
    while at < len(pcapng):
        kind, size = struct.unpack_from("<II", pcapng, at)
        count += kind == ENHANCED_PACKET
        at += size
    return count


def dissected(file):
    words = [word for field in FIELDS for word in ("-e", field)]
    done = subprocess.run(["tshark", "-r", file, "-n", "-T", "json", *words],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          encoding="utf-8", errors="replace", timeout=8 * PATIENCE,
                          env=environment())
    assert done.returncode == 0, (done.returncode, done.stderr)
    for packet in json.loads(done.stdout):
        layers = packet["_source"]["layers"]
        yield {field: layers.get(field, []) for field in FIELDS}



class Dissection(InteropTest):
    def ours(self, file):
        """The frames on the wire of each direction up to the first with a finding, and whether that
        is all of them."""
        # Not splitlines(): a text may hold what Unicode calls a line's end.
        lines = [json.loads(line) for line in self.exported_lines(file).split("\n")[1:] if line]
        frames, stopped = {"sent": [], "received": []}, set()
        if not any(line["type"] == "state" and line["state"] == "open" for line in lines):
            return frames, False  # an answer that is refused here may be good enough for tshark
        for line in lines:
            if line["type"] == "opaque":
                stopped.add(line["direction"])
            if line["type"] != "frame" or line["direction"] in stopped or line["leg"] != "peer" \
                    or line["disposition"] in NOT_ON_THE_WIRE[line["direction"]]:
                continue
            if line["findings"] or line.get("damaged"):
                stopped.add(line["direction"])
                continue
            frames[line["direction"]].append(line)
        return frames, not stopped

    @staticmethod
    def theirs(packets):
        """The frames that tshark saw, of each direction."""
        frames = {"sent": [], "received": []}
        for packet in packets:
            keys, ext16, ext64 = (iter(packet[f"websocket.{name}"]) for name in (
                "masking_key", "payload_length_ext_16", "payload_length_ext_64"))
            alone = len(packet["websocket.opcode"]) == 1
            for at, opcode in enumerate(packet["websocket.opcode"]):
                length = int(packet["websocket.payload_length"][at])
                masked = packet["websocket.mask"][at] == "1"
                if length in (126, 127):
                    length = int(next(ext16 if length == 126 else ext64))
                way = "sent" if int(packet["frame.packet_flags_direction"][0], 0) == 2 else "received"
                frames[way].append({
                    "opcode": int(opcode), "fin": packet["websocket.fin"][at] == "1",
                    "rsv": int(packet["websocket.rsv"][at], 0), "masked": masked, "length": length,
                    "maskKey": next(keys, None) if masked else None,
                    "packet": packet if alone else None})
        return frames

    def assert_payload(self, packet, frame):
        """Of whole messages that are not compressed, and of Closes."""
        close = frame.get("close")
        if close and close["code"] is not None:
            self.assertEqual(packet["websocket.payload.close.status_code"], [str(close["code"])])
            self.assertEqual("".join(packet["websocket.payload.close.reason"]), close["reason"])
        if not frame["fin"] or frame["rsv"] or frame["length"] == 0:
            return
        if frame["opcode"] == "text" and "\0" not in payload(frame).decode():
            self.assertEqual(packet["websocket.payload.text"], [payload(frame).decode()])
        elif frame["opcode"] == "binary":
            self.assertEqual(packet["data.data"], [payload(frame).hex()])

    def compare(self, packets, frames, whole):
        """The number of frames that were compared."""
        seen, count = self.theirs(packets), 0
        for way, expected in frames.items():
            if whole:
                self.assertEqual(len(seen[way]), len(expected), way)
            self.assertGreaterEqual(len(seen[way]), len(expected), way)
            for other, frame in zip(seen[way], expected):
                self.assertEqual(
                    {name: other[name] for name in ("opcode", "fin", "rsv", "masked", "length", "maskKey")},
                    {"opcode": ALL_OPCODES[frame["opcode"]], "maskKey": frame.get("maskKey"),
                     **{name: frame[name] for name in ("fin", "rsv", "masked", "length")}}, frame)
                if other["packet"]:
                    self.assert_payload(other["packet"], frame)
                count += 1
        return count

    def test_tshark_sees_the_frames_of_every_kept_session(self):
        self.assertTrue(KEPT and os.path.isdir(KEPT), "the other interop tests are to run before")
        files = sorted(file for file in Path(KEPT).glob("*.ajar")
                       if not file.name.startswith(LEFT_OUT))
        self.assertTrue(files)
        frames = broken = 0
        for begin in range(0, len(files), BATCH):
            together, parts = self.folder / "together.pcapng", []
            with together.open("wb") as out:
                for file in files[begin:begin + BATCH]:
                    target = self.folder / "one.pcapng"
                    done = run_ajar("export", file, "--to", "pcapng", "-o", target,
                                    "--with-secrets")
                    self.assertEqual(done.returncode, 0, f"{file}: {done.stderr}")
                    content = target.read_bytes()
                    out.write(content)
                    parts.append((file, packets_in(content)))
            packets = list(dissected(together))
            self.assertEqual(len(packets), sum(count for _, count in parts))
            for file, count in parts:
                own, packets = packets[:count], packets[count:]
                with self.subTest(file.name):
                    ours, whole = self.ours(file)
                    frames += self.compare(own, ours, whole)
                    broken += not whole
        print(f"{len(files)} sessions, {frames} frames compared; {broken} sessions only up to a frame "
              "that breaks the protocol")
        self.assertGreater(frames, 0)


if __name__ == "__main__":
    unittest.main()
