# SPDX-License-Identifier: MIT
"""`ajar sessions`: what `record` leaves in the sessions folder is listed, found and deleted."""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path

from harness import AJAR, InteropTest, Process, environment, run_ajar


class Library(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()

    def setUp(self):
        super().setUp()
        self.data = self.folder / "data"
        self.sessions = self.data / "ajar" / "sessions"

    def environment(self):
        return {**environment(), "XDG_DATA_HOME": str(self.data)}

    def run_here(self, *arguments, **more):
        return subprocess.run([AJAR, *[str(word) for word in arguments]], env=self.environment(),
                              capture_output=True, text=True, encoding="utf-8", timeout=60, **more)

    def record_one(self, path="/ticks/3/5"):
        url = self.ws.url(path)
        done = self.run_here("record", url, "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        return url, Path(done.stdout.splitlines()[-1].removeprefix("Session saved: "))

    def listed(self, *arguments):
        done = self.run_here("sessions", "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_without_a_folder_the_list_is_empty(self):
        self.assertEqual(self.listed(), [])
        done = self.run_here("sessions")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("0 sessions", done.stderr)

    def test_a_recording_is_listed_with_the_figures_of_its_file(self):
        url, file = self.record_one()
        [session] = self.listed()
        self.assertEqual(session["file"], str(file))
        self.assertEqual(session["urls"], [url])
        self.assertEqual((session["outcome"], session["connections"]), ("closed", 1))
        with sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True) as database:
            frames = database.execute("SELECT count(*) FROM record WHERE kind < 2").fetchone()[0]
        self.assertEqual(session["frames"], frames)
        self.assertEqual(session["bytes"], file.stat().st_size)
        printed = self.run_here("sessions")
        self.assertIn("closed cleanly", printed.stdout)
        self.assertIn("1 session, ", printed.stderr)

    def test_search_takes_names_addresses_and_outcomes(self):
        self.record_one("/ticks/1/5")
        _, file = self.record_one("/ticks/2/5")
        with sqlite3.connect(file) as database:
            database.execute("INSERT INTO session VALUES('name', 'The slow door')")
        self.assertEqual([found["file"] for found in self.listed("--search", "SLOW closed")],
                         [str(file)])
        self.assertEqual(len(self.listed("--search", "/ticks/")), 2)
        self.assertEqual(self.listed("--search", "nowhere"), [])
        self.assertEqual(self.listed("--search", "slow")[0]["name"], "The slow door")

    def test_bad_files_are_listed_as_what_they_are(self):
        _, file = self.record_one()
        (self.sessions / "text.ajar").write_text("no database")
        newer = self.sessions / "newer.ajar"
        shutil.copy(file, newer)
        with sqlite3.connect(newer) as database:
            database.execute("PRAGMA user_version = 9000")
        shown = self.run_here("sessions").stdout
        self.assertIn("not a session", shown)
        self.assertIn("newer version", shown)
        outcomes = {Path(found["file"]).name: found["outcome"] for found in self.listed()}
        self.assertEqual(outcomes, {"text.ajar": "unreadable", "newer.ajar": "unreadable",
                                    file.name: "closed"})

    def test_deleting_needs_a_yes(self):
        _, file = self.record_one()
        done = self.run_here("sessions", "--delete", file.stem, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("--yes", done.stderr)
        self.assertTrue(file.exists())
        done = self.run_here("sessions", "--delete", "nobody", "--yes")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nobody", done.stderr)
        done = self.run_here("sessions", "--delete", file.stem, "--yes", "--permanently")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(file.exists())
        self.assertEqual(self.listed(), [])

    def test_the_terminal_is_asked_and_no_is_no(self):
        _, file = self.record_one()
        for answer, code, stays in (("n", 1, True), ("", 1, True), ("y", 0, False)):
            leader, follower = os.openpty()
            with os.fdopen(leader, "wb", buffering=0) as terminal:
                terminal.write(answer.encode() + b"\n")
                done = self.run_here("sessions", "--permanently", "--delete", file.name,
                                     stdin=follower)
                os.close(follower)
            self.assertEqual((done.returncode, file.exists()), (code, stays), done.stderr)
            self.assertIn("Delete permanently", done.stderr)

    def test_what_is_being_recorded_is_listed_so_and_never_deleted(self):
        child = Process([AJAR, "record", self.ws.url("/ticks/500/50"), "--quiet"], env=self.environment())
        child.wait_for_line(lambda line: "→ open" in line, "open")
        [session] = self.listed()
        self.assertEqual(session["outcome"], "recording")
        done = self.run_here("sessions", "--delete", Path(session["file"]).name, "--yes",
                             "--permanently")
        self.assertEqual(done.returncode, 5)
        self.assertIn("has it open", done.stderr)
        self.assertTrue(Path(session["file"]).exists())
        child.signal(signal.SIGKILL)
        child.wait(20)
        [session] = self.listed()
        self.assertEqual(session["outcome"], "incomplete")

    def test_an_export_is_shown_without_a_display(self):
        _, file = self.record_one()
        export = self.folder / "export.jsonl"
        run_ajar("export", file, "--to", "jsonl", "-o", export)
        no_display = {name: value for name, value in self.environment().items()
                      if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        done = subprocess.run([AJAR, str(export)], env=no_display, capture_output=True, text=True,
                              encoding="utf-8", timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("tick 3", done.stdout)
