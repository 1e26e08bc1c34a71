# SPDX-License-Identifier: MIT
"""Recording while its file or its disk goes: killed, full, renamed, deleted, taken twice."""
import os
import random
import signal
import sqlite3
import struct
import subprocess
import time
import unittest
import zlib
from pathlib import Path

from harness import AJAR, InteropTest, Process, run_ajar

BLASTER = os.environ["AJAR_BLASTER"]
ROUNDS = int(os.environ.get("AJAR_KILL_ROUNDS", "60"))


def checksum(row):
    """What the column `crc` must be: see the README."""
    *plain, length, mask, ref, findings, inflated, _crc, payload = row
    optional = [length, mask, ref, findings, inflated]
    present = sum(1 << i for i, value in enumerate(optional) if value is not None)
    columns = struct.pack("<5qB", *plain, present)
    columns += b"".join(struct.pack("<q", value) for value in optional if value is not None)
    data = payload if isinstance(payload, bytes) else (payload or "").encode()
    crc = zlib.crc32(data) << 32 | zlib.crc32(columns)
    return crc - (1 << 64) if crc >= 1 << 63 else crc


def waiting_time(*processes):
    """Seconds that the threads of some processes were ready to run while others ran, on this
    machine's processors and on those that it shares with other machines; and that the disk took."""
    ready = sum(int(file.read_text().split()[1]) for process in processes
                for file in Path(f"/proc/{process}/task").glob("*/schedstat"))
    stolen = Path("/proc/stat").read_text().split(maxsplit=9)[8]
    pressure = Path("/proc/pressure/io")  # not every kernel measures it
    stalled = int(pressure.read_text().split()[4].partition("=")[2]) if pressure.exists() else 0
    return ready / 1e9 + int(stolen) / os.sysconf("SC_CLK_TCK") + stalled / 1e6


class Blaster(Process):
    """Sends so many texts to the one who connects, as fast as they are taken, then Close."""

    def __init__(self, test, count):
        super().__init__([BLASTER, count, 64, 1], stderr=subprocess.DEVNULL)
        test.addCleanup(self.end)
        self.port = self.wait_for_line(lambda line: line.startswith("listening"), "port").split()[1]

    @property
    def pid(self):
        return self._child.pid

    def end(self):
        self._child.kill()
        self._child.communicate()


class Killed(InteropTest):
    def test_sixty_kills_at_full_speed_leave_gapless_prefixes(self):
        random.seed(1006)
        for number in range(ROUNDS):
            with self.subTest(round=number):
                missing, waited = self.killed(self.folder / f"{number}.ajar")
                # 50 ms until a commit is due, the time for a portion of 4 MB, and as much again.
                self.assertLess(missing, 0.4 + waited)
                for file in self.folder.iterdir():
                    file.unlink()

    def killed(self, file):
        """Records, kills and checks; how many seconds before the kill the last record was made, and
        how long it and its peer had to wait for the machine while it recorded."""
        blaster = Blaster(self, 100_000_000)
        port = blaster.port
        child = subprocess.Popen([AJAR, "record", f"ws://127.0.0.1:{port}/", "-o", file, "--quiet"],
                                 stdout=subprocess.PIPE, text=True)
        for line in child.stdout:
            if "connecting → open" in line:
                break
        before = waiting_time(child.pid, blaster.pid)
        time.sleep(random.uniform(0.02, 0.3))
        at = time.time()
        waited = waiting_time(child.pid, blaster.pid) - before
        child.kill()
        child.wait()
        child.stdout.close()
        done = run_ajar("verdict", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        with sqlite3.connect(file) as database:
            database.text_factory = lambda data: data.decode()
            count, first, last = database.execute(
                "SELECT count(*), min(id), max(id) FROM record").fetchone()
            self.assertEqual((first, last), ((1 << 40) + 1, (1 << 40) + count))
            rows = database.execute("SELECT * FROM record WHERE id > ?", (last - 2000,)).fetchall()
            self.assertEqual([row[0] for row in rows if row[10] != checksum(row)], [])
            begun, wall = database.execute("SELECT t, wall_ns FROM connection").fetchone()
        return at - (wall + rows[-1][2] - begun) / 1e9, waited


class DiskFull(InteropTest):
    def test_a_full_disk_is_told_and_the_connection_is_closed_properly(self):
        place = self.folder / "small"
        place.mkdir()
        blaster = Blaster(self, 400_000)
        port = blaster.port
        done = self.on_a_small_disk(place, f"""
            $AJAR_BINARY record ws://127.0.0.1:{port}/ -o {place}/full.ajar --quiet --min-free 1
            echo "record $?"
            $AJAR_BINARY verdict {place}/full.ajar
            echo "verdict $?"
            $AJAR_BINARY show {place}/full.ajar | grep -c text
        """)
        told = done.stdout + done.stderr
        self.assertIn("record 5", told)
        self.assertIn("recording stopped: There is too little space left for", told)
        self.assertIn("not recorded: ", told)
        self.assertIn("verdict 0", told)
        self.assertGreater(int(done.stdout.splitlines()[-1]), 10_000, told)
        blaster.wait_for_line(lambda line: line[0].isdigit(), "the closing handshake")

    def test_a_disk_with_too_little_room_stops_recording_and_the_file_says_so(self):
        place = self.folder / "small"
        place.mkdir()
        url = self.start_ws().url("/ticks/5/5")
        done = self.on_a_small_disk(place, f"""
            $AJAR_BINARY record '{url}' -o {place}/low.ajar --quiet --min-free 100M
            echo "record $?"
            $AJAR_BINARY show {place}/low.ajar
            echo "show $?"
        """)
        self.assertIn("record 5", done.stdout)
        self.assertIn("recording stopped: There is too little space left for", done.stderr)
        self.assertIn("not recorded: ", done.stderr)
        self.assertRegex(done.stdout, "gap  ?reason=.disk-full. records=")
        self.assertIn("close-exchanged", done.stdout)
        self.assertIn("show 0", done.stdout)

    def on_a_small_disk(self, place, script):
        """Runs a script where `place` is a disk of 16 MB."""
        mount = f"mount -t tmpfs -o size=16m none {place} || {{ echo no tmpfs can be mounted; exit; }}"
        done = subprocess.run(["unshare", "-rm", "sh", "-c", mount + "\n" + script],
                              capture_output=True, text=True, timeout=60)
        self.assertNotIn("no tmpfs can be mounted", done.stdout, done.stderr)
        return done

    def test_a_size_that_is_none_is_refused(self):
        done = run_ajar("record", "ws://127.0.0.1:9/", "-o", self.folder / "a", "--min-free", "few")
        self.assertEqual(done.returncode, 1)
        self.assertIn('--min-free: "few" is no size', done.stderr)


class Displaced(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()

    def started(self, *options):
        recording = self.start_recording(self.ws.url("/ticks/100000/5"), *options)
        recording.wait_for_line(lambda line: '"text":"tick 3"' in line, "tick 3")
        return recording

    def texts(self, file):
        done = run_ajar("export", file, "--to", "jsonl", "-o", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.count('"text":"tick ')

    def test_a_renamed_file_is_complete_under_its_new_name(self):
        recording = self.started()
        moved = self.folder / "moved.ajar"
        recording.file.rename(moved)
        time.sleep(1.5)
        recording.signal(signal.SIGINT)
        recording.finish()
        self.assertEqual(recording.exit_code, 0, recording.printed())
        self.assertEqual([path.name for path in self.folder.glob("*.ajar*")], ["moved.ajar"])
        self.assertGreater(self.texts(moved), 100)

    def test_a_deleted_file_goes_on_in_another(self):
        other = self.folder / "other.ajar"
        recording = self.started("--continue-in", other)
        recording.file.unlink()
        recording.wait_for_line(lambda line: '"text":"tick 600"' in line, "tick 600")
        recording.signal(signal.SIGINT)
        recording.finish()
        self.assertEqual(recording.exit_code, 0, recording.printed())
        self.assertEqual([path.name for path in self.folder.glob("*.ajar*")], ["other.ajar"])
        self.assertGreaterEqual(self.texts(other), 600)

    def test_a_deleted_file_without_another_ends_with_exit_code_5(self):
        recording = self.started()
        recording.file.unlink()
        recording.signal(signal.SIGINT)
        recording.finish()
        self.assertEqual(recording.exit_code, 5, recording.printed())

    def test_a_file_that_is_being_recorded_is_not_taken_by_another_program(self):
        export = self.folder / "export.jsonl"
        first = self.record(self.ws.url("/ticks/1/1"))
        run_ajar("export", first.file, "--to", "jsonl", "-o", export)
        recording = self.started()
        url = self.ws.url("/ticks/1/1")
        for command in (("record", url, "-o", recording.file),
                        ("record", url, "-o", recording.file, "--overwrite"),
                        ("import", export, "-o", recording.file, "--overwrite")):
            with self.subTest(command=command):
                done = run_ajar(*command)
                self.assertIn(done.returncode, (1, 5))
                self.assertRegex(done.stderr, "exists already|is in use by another program")
        self.assertEqual(run_ajar("show", recording.file).returncode, 0)
        recording.signal(signal.SIGINT)
        recording.finish()
        self.assertEqual(recording.exit_code, 0, recording.printed())


if __name__ == "__main__":
    unittest.main()
