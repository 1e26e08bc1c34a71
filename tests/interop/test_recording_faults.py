# SPDX-License-Identifier: MIT
"""Recording while its disk fails or is slow, while its folder goes, and while nobody reads what it
prints: what is missing is told, the file opens, and what was printed is in it."""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from harness import AJAR, PATIENCE, InteropTest, environment, run_ajar

FAULTY_DISK = os.environ["AJAR_FAULTY_DISK"]
NOBODY = 65534


class FaultTest(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()

    def on_a_faulty_disk(self, *options, milliseconds=0):
        """A recording of ticks whose disk has the trouble that the file `self.trouble` names."""
        self.trouble = self.folder / "trouble"
        recording = self.start_recording(self.ws.url("/ticks/100000/5"), *options, variables={
            "LD_PRELOAD": FAULTY_DISK, "AJAR_DISK_TROUBLE": str(self.trouble),
            "AJAR_DISK_SYNC": str(milliseconds),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"})
        return self.begun(recording)

    def begun(self, recording):
        recording.wait_for_line(lambda line: '"text":"tick 3"' in line, "tick 3")
        return recording

    def wait_until(self, condition, what):
        deadline = time.monotonic() + 2 * PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.02)

    def wait_for_word(self, recording, text):
        """Until standard error has it."""
        self.wait_until(lambda: text in recording.said(), f"{text!r} in: {recording.said()}")

    def ended(self, recording, exit_code, number=signal.SIGINT):
        recording.signal(number)
        recording.finish()
        self.assertEqual(recording.exit_code, exit_code, recording.printed()[-3000:])
        return recording

    def exported_records(self, file):
        return [json.loads(line) for line in self.exported_lines(file).splitlines()[1:]]

    def assert_ticks(self, file, has_gap):
        """All ticks are there in their order; those that are not are what a gap says is missing."""
        expected = 1
        gaps = 0
        for record in self.exported_records(file):
            if record.get("event") == "gap":
                expected += record["frames"]
                gaps += 1
            elif record["type"] == "frame" and record["opcode"] == "text":
                self.assertEqual(record["text"], f"tick {expected}")
                expected += 1
        self.assertEqual(gaps > 0, has_gap)
        self.assertGreater(expected, 10)

    def assert_self_contained(self, file):
        self.assertEqual([path.name for path in file.parent.glob(file.name + "*")], [file.name])
        self.assertEqual(file.read_bytes()[18:20], b"\x01\x01", "it still is in write-ahead mode")


class FailingDisk(FaultTest):
    def test_a_disk_that_fails_for_a_moment_loses_nothing(self):
        recording = self.on_a_faulty_disk()
        self.trouble.write_text("eio")
        self.wait_for_word(recording, "warning: ")
        self.trouble.unlink()
        self.ended(recording, 0)
        self.assert_ticks(recording.file, has_gap=False)
        self.assert_self_contained(recording.file)

    def test_a_disk_that_fails_for_longer_leaves_a_gap_that_is_told(self):
        for trouble in ("eio", "erofs"):
            with self.subTest(trouble=trouble):
                recording = self.on_a_faulty_disk()
                self.trouble.write_text(trouble)
                self.wait_for_word(recording, f"recording stopped: {recording.file}")
                time.sleep(0.2)  # some ticks that are lost
                self.trouble.unlink()
                self.wait_for_word(recording, "recording goes on in ")
                self.ended(recording, 5)
                self.assertIn("not recorded: ", recording.stderr)
                self.assert_ticks(recording.file, has_gap=True)
                self.assert_self_contained(recording.file)

    def test_a_disk_that_fails_to_the_end_keeps_what_was_printed(self):
        recording = self.on_a_faulty_disk()
        self.trouble.write_text("eio")
        self.wait_for_word(recording, "recording stopped: ")
        self.ended(recording, 5)
        self.assertIn("not recorded: ", recording.stderr)
        self.trouble.unlink()
        shown = run_ajar("show", recording.file, "--json")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        printed = recording.lines[1:]
        self.assertGreater(len(printed), 10)
        self.assertEqual(shown.stdout.splitlines()[1:len(printed) + 1], printed)

    def test_a_limit_on_the_size_of_files_is_told(self):
        script = 'ulimit -f 700; exec "$0" "$@"'
        done = subprocess.run(
            ["sh", "-c", script, AJAR, "record", self.ws.url("/ticks/100000/1"), "-o",
             self.folder / "limit.ajar", "--quiet", "--for", "9s"],
            capture_output=True, text=True, timeout=3 * PATIENCE, env=environment())
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn(f"recording stopped: {self.folder}/limit.ajar", done.stderr)
        self.assertIn("not recorded: ", done.stderr)
        self.assertIn('"tick 10"', self.exported_lines(self.folder / "limit.ajar"))


class FullDisk(FaultTest):
    def test_recording_goes_on_by_itself_once_there_is_room(self):
        place = self.folder / "small"
        place.mkdir()
        url = self.ws.url("/ticks/100000/5")
        script = f"""
            mount -t tmpfs -o size=4m none {place} || exit 77
            until_said() {{
                for i in $(seq 400); do
                    grep -q "$1" {self.folder}/said && return
                    sleep 0.1
                done
                echo "never said: $1"
            }}
            $AJAR_BINARY record '{url}' -o {place}/a.ajar --quiet --min-free 1 2> {self.folder}/said &
            sleep 0.5
            cat /dev/zero > {place}/filler 2> {self.folder}/cat
            until_said 'recording stopped: There is too little space left for'
            rm {place}/filler
            until_said 'recording goes on in'
            sleep 0.2
            kill -INT $!
            wait $!
            echo "record $?"
            cp {place}/* {self.folder}
        """
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True,
                              timeout=150)
        told = done.stdout + done.stderr + (self.folder / "said").read_text()
        self.assertIn("record 5", told)
        self.assertIn("not recorded: ", told)
        self.assertNotIn("never said", told)
        self.assert_ticks(self.folder / "a.ajar", has_gap=True)
        self.assert_self_contained(self.folder / "a.ajar")

    def test_a_file_system_that_is_read_only_is_named_before_anything_is_sent(self):
        place = self.folder / "fixed"
        place.mkdir()
        script = f"""
            mount -t tmpfs -o ro none {place} || exit 77
            $AJAR_BINARY record ws://127.0.0.1:9/ -o {place}/a.ajar
        """
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True,
                              timeout=3 * PATIENCE)
        self.assertIn(done.returncode, (1, 5), done.stdout + done.stderr)
        self.assertIn(f"{place}/a.ajar", done.stderr)
        self.assertIn("ead-only", done.stderr)


class SlowDisk(FaultTest):
    def test_commits_do_not_wait_for_a_disk_that_takes_seconds_to_sync(self):
        """Killed while the log is being moved into the file, which takes longer than all the rest."""
        def killed(recording):
            self.wait_until(lambda: any("tick 800" in line for line in recording.lines), "tick 800")
            time.sleep(random.uniform(1, 2))
            at = time.time()
            recording.signal(signal.SIGKILL)
            recording.finish()
            return at
        recordings = []
        for _ in range(4):
            recordings.append(self.on_a_faulty_disk(milliseconds=5000))
        self.trouble.write_text("slow")
        with ThreadPoolExecutor(4) as pool:
            ends = list(pool.map(killed, recordings))
        for recording, at in zip(recordings, ends):
            self.assert_ticks(recording.file, has_gap=False)
            with sqlite3.connect(recording.file) as database:
                begun, wall = database.execute("SELECT t, wall_ns FROM connection").fetchone()
                last, = database.execute("SELECT max(t) FROM record").fetchone()
            self.assertLess(at - (wall + last - begun) / 1e9, 2)


class Displaced(FaultTest):
    def test_a_deleted_folder_is_told_and_ends_with_exit_code_5(self):
        recording = self.start_in("gone")
        shutil.rmtree(recording.file.parent)
        self.wait_for_word(recording, "it was deleted with its folder; recording goes on in it")
        self.ended(recording, 5)
        self.assertIn(f"{recording.file}", recording.stderr)
        self.assertIn("nothing is left of it", recording.stderr)
        self.assertFalse(recording.file.parent.exists())

    def test_a_replaced_file_is_told_and_the_other_is_left_alone(self):
        recording = self.start_in("taken")
        other = self.folder / "other"
        other.write_text("precious")
        other.rename(recording.file)
        self.wait_for_word(recording, "another file has taken its place")
        self.ended(recording, 5)
        self.assertEqual(recording.file.read_text(), "precious")

    def test_a_folder_that_may_not_be_entered_any_more_loses_nothing(self):
        recording = self.start_in("locked", as_nobody=True)
        folder = recording.file.parent
        folder.chmod(0)
        time.sleep(2.5)  # two looks at the file's name
        recording.signal(signal.SIGINT)
        recording.finish()
        folder.chmod(0o700)
        self.assertNotIn("renamed", recording.stderr)
        self.assertIn("what is recorded can't be printed: You have no permission", recording.stderr)
        self.assertIn(f"You have no permission for {recording.file}", recording.stderr)
        self.assertEqual(recording.exit_code, 5)  # its log could not be removed
        self.assert_ticks(recording.file, has_gap=False)
        texts = [one for one in self.exported_records(recording.file) if one.get("opcode") == "text"]
        self.assertGreater(len(texts), 100)

    def start_in(self, name, as_nobody=False):
        """Records in a folder of its own; as another user if nothing is forbidden to this one."""
        folder = self.folder / name
        folder.mkdir()
        prefix = ()
        if as_nobody and os.geteuid() == 0:
            self.folder.chmod(0o755)
            os.chown(folder, NOBODY, NOBODY)
            prefix = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        return self.begun(self.start_recording(self.ws.url("/ticks/100000/5"), file=folder / "a.ajar",
                                               prefix=prefix))


class NobodyReads(FaultTest):
    def test_a_closed_standard_output_is_told_and_the_recording_is_complete(self):
        file = self.folder / "a.ajar"
        with open(self.folder / "said", "w", encoding="utf-8") as said:
            child = subprocess.Popen([AJAR, "record", self.ws.url("/ticks/300/5"), "-o", file, "--json"],
                                     stdout=subprocess.PIPE, stderr=said, env=environment())
            child.stdout.readline()
            child.stdout.close()
            self.assertEqual(child.wait(3 * PATIENCE), 0)
        self.assertIn("nothing can be printed any more: Broken pipe; recording goes on",
                      (self.folder / "said").read_text())
        self.assert_ticks(file, has_gap=False)
        self.assertIn('"tick 300"', self.exported_lines(file))
        self.assert_self_contained(file)

    def test_a_full_standard_output_is_told_too(self):
        file = self.folder / "a.ajar"
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([AJAR, "record", self.ws.url("/ticks/20/5"), "-o", file], stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=3 * PATIENCE,
                                  env=environment())
        self.assertEqual(done.stderr.count("nothing can be printed any more: No space left"), 1)
        self.assert_ticks(file, has_gap=False)


if __name__ == "__main__":
    unittest.main()
