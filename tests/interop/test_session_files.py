# SPDX-License-Identifier: MIT
"""What `record` printed live is what its file keeps: shown, exported, killed and interrupted."""
import json
import os
import random
import signal
import sqlite3
import stat
import time
import unittest
from pathlib import Path

from harness import InteropTest, run_ajar


class SessionFiles(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()
        cls.raw = cls.start_raw()

    def recorded(self):
        """A recording with texts both ways, control frames and a held reply."""
        return self.record(self.ws.url("/ticks/5/5/2"), "--send", "héllo ☃", "--send", "x" * 100000,
                           "--header", "Authorization: Bearer s3cret-token", "--reply-close", "100ms")

    def assert_self_contained(self, file):
        beside = [path.name for path in file.parent.glob(file.name + "*")]
        self.assertEqual(beside, [file.name], "no -wal and no -shm may stay")
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        with sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True) as database:
            self.assertEqual(database.execute("PRAGMA quick_check").fetchall(), [("ok",)])
            self.assertNotEqual(database.execute("PRAGMA application_id").fetchone(), (0,))

    def shown(self, file):
        """The lines of `ajar show FILE --json`."""
        done = run_ajar("show", file, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_the_file_of_a_finished_recording_is_one_self_contained_file(self):
        run = self.recorded()
        self.assertEqual(run.exit_code, 0, run.printed())
        self.assert_self_contained(run.file)

    def test_show_prints_the_lines_that_were_printed_live(self):
        run = self.recorded()
        self.assertEqual(self.shown(run.file)[1:], run.lines[1:])
        header = json.loads(self.shown(run.file)[0])
        self.assertEqual((header["format"], header["version"]), ("ajar", 1))

    def test_the_jsonl_export_has_the_lines_that_were_printed_live(self):
        run = self.recorded()
        target = self.folder / "out.jsonl"
        done = run_ajar("export", run.file, "--to", "jsonl", "-o", target, "--with-secrets")
        self.assertEqual(done.returncode, 0, done.stderr)
        *exported, verdict = target.read_text(encoding="utf-8").splitlines()[1:]
        self.assertEqual(exported, run.lines[1:])
        self.assertEqual(json.loads(verdict)["type"], "verdict")
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o600)

    def test_the_export_leaves_secrets_out_and_all_else_as_it_was(self):
        run = self.recorded()
        self.assertIn("s3cret-token", "\n".join(run.lines))
        done = run_ajar("export", run.file, "--to", "jsonl", "-o", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("s3cret-token", done.stdout)
        *exported, verdict = done.stdout.splitlines()[1:]
        self.assertEqual(json.loads(verdict)["type"], "verdict")
        self.assertEqual(len(exported), len(run.lines) - 1)
        different = [live for live, out in zip(run.lines[1:], exported) if live != out]
        self.assertEqual([json.loads(line)["event"] for line in different], ["handshake-request"])

    def test_the_text_export_has_a_line_for_each_record(self):
        run = self.recorded()
        target = self.folder / "out.txt"
        done = run_ajar("export", run.file, "--to", "text", "-o", target)
        self.assertEqual(done.returncode, 0, done.stderr)
        text = target.read_text(encoding="utf-8")
        for word in ("tick 1", "tick 5", "héllo ☃", "half-closed-remote", "1000", "closed"):
            self.assertIn(word, text)
        self.assertGreaterEqual(len(text.splitlines()), len(run.records()))
        self.assertIn("# connection 1: Closed cleanly: ", text)

    def test_show_prints_text_for_people(self):
        run = self.recorded()
        done = run_ajar("show", run.file)
        self.assertEqual(done.returncode, 0, done.stderr)
        for word in ("tick 1", "half-closed-remote", "closed"):
            self.assertIn(word, done.stdout)

    def test_the_verdict_is_printed_for_people_and_for_programs(self):
        run = self.recorded()
        done = run_ajar("verdict", run.file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("connection 1: Closed cleanly: "), done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)
        done = run_ajar("verdict", run.file, "--json")
        verdict, = map(json.loads, done.stdout.splitlines())
        self.assertEqual((verdict["type"], verdict["connection"]), ("verdict", 1))
        close, = run.frames("received", "close")
        first = next(one for one in verdict["sentences"] if one["id"] == "first-close")
        self.assertEqual((first["confidence"], first["frames"]), ("fact", [close["n"]]))

    def test_a_users_own_knowledge_is_used_and_a_bad_file_named_and_skipped(self):
        run = self.recorded()
        folder = self.folder / "ajar" / "knowledge"
        folder.mkdir(parents=True)
        row = {"code": 1000, "meaning": "tea is ready", "source": "us", "confidence": "measured"}
        (folder / "good.json").write_text(json.dumps(
            {"format": "ajar-knowledge", "version": 1, "closeCodes": [row]}))
        (folder / "bad.json").write_text('{"format": "ajar-knowledge",\n "version": }')
        done = run_ajar("verdict", run.file, XDG_CONFIG_HOME=str(self.folder))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("tea is ready", done.stdout)
        self.assertIn(f"{folder}/bad.json: line 2, column ", done.stderr)

    def test_reading_a_file_does_not_change_it(self):
        run = self.recorded()
        before = run.file.read_bytes()
        self.shown(run.file)
        run_ajar("export", run.file, "--to", "text", "-o", "-")
        self.assertEqual(run.file.read_bytes(), before)
        self.assert_self_contained(run.file)

    def test_a_file_that_exists_is_not_overwritten(self):
        file = self.folder / "precious.ajar"
        file.write_text("precious")
        done = run_ajar("record", self.ws.url("/ticks/1/1"), "-o", file)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(file.read_text(), "precious")
        self.assertTrue(done.stderr)

    def test_files_that_are_not_ours_are_refused_with_exit_code_5(self):
        text, empty, foreign = (self.folder / name for name in ("text", "empty", "foreign"))
        text.write_text("this is no session\n" * 100)
        empty.touch()
        with sqlite3.connect(foreign) as database:
            database.execute("CREATE TABLE frames (id INTEGER)")
        pipe = self.folder / "pipe"  # nobody writes to it
        os.mkfifo(pipe)
        for file in (text, empty, foreign, self.folder, self.folder / "missing.ajar", pipe,
                     Path("/dev/zero")):
            for command in (("show", file), ("show", file, "--json"), ("verdict", file),
                            ("rules", file), ("salvage", file, self.folder / "out.ajar"),
                            ("export", file, "--to", "jsonl", "-o", "-")):
                with self.subTest(file=file.name, command=command[0]):
                    done = run_ajar(*command)
                    self.assertEqual(done.returncode, 5, done.stdout + done.stderr)
                    self.assertIn(str(file), done.stderr)

    def test_a_file_of_a_future_version_is_named_as_such(self):
        file = self.recorded().file
        with sqlite3.connect(file) as database:
            database.execute("PRAGMA user_version = 2000")
        for command in (("show", file), ("verdict", file), ("export", file, "--to", "jsonl", "-o", "-")):
            done = run_ajar(*command)
            self.assertEqual((done.returncode, done.stdout), (5, ""))
            self.assertRegex(done.stderr, "newer")

    def test_an_empty_log_beside_a_finished_file_changes_nothing(self):
        run = self.recorded()
        run.file.with_name(run.file.name + "-wal").touch()
        self.assertEqual(self.shown(run.file)[1:], run.lines[1:])

    def test_a_file_cut_at_any_page_is_told_and_salvaged_without_a_crash(self):
        whole = self.recorded().file.read_bytes()
        page = int.from_bytes(whole[16:18], "big")
        file, out = self.folder / "cut.ajar", self.folder / "out.ajar"
        for size in range(page, len(whole), page):
            with self.subTest(size=size):
                file.write_bytes(whole[:size])
                self.assertEqual(run_ajar("show", file, "--json").returncode, 5)
                done = run_ajar("salvage", file, out, "--overwrite")
                self.assertEqual(done.returncode, 5, done.stderr)
                self.assertRegex(done.stdout + done.stderr,
                                 "a part is lost|nothing in it looks like a part of one")

    def test_a_truncated_file_never_shows_less_without_exit_code_5(self):
        run = self.recorded()
        whole = run.file.read_bytes()
        file = self.folder / "short.ajar"
        for missing in (4096, 8192, 20000, len(whole) // 2, len(whole) - 4096, len(whole) - 100):
            with self.subTest(missing=missing):
                file.write_bytes(whole[:-missing])
                done = run_ajar("show", file, "--json")
                if done.returncode == 0:
                    self.assertEqual(done.stdout.splitlines()[1:], run.lines[1:])
                else:
                    self.assertEqual(done.returncode, 5, done.stderr)
                    self.assertIn("damaged", done.stderr)
        self.assertEqual(run_ajar("show", file).returncode, 5)

    def test_after_kill_all_printed_frames_are_in_the_file(self):
        for _ in range(4):
            recording = self.start_recording(self.ws.url("/ticks/100000/1"))
            recording.wait_for_line(lambda line: '"text":"tick 10"' in line, "tick 10")
            time.sleep(random.uniform(0, 0.4))
            recording.signal(signal.SIGKILL)
            recording.finish()
            shown = self.shown(recording.file)
            whole = recording.lines[1:]
            if whole and not whole[-1].endswith("}"):
                whole.pop()  # killed in the middle of a line
            self.assertGreater(len(whole), 10)
            self.assertEqual(shown[1:len(whole) + 1], whole)
            texts = [json.loads(line)["text"] for line in shown if '"text":"tick' in line]
            self.assertEqual(texts, [f"tick {n}" for n in range(1, len(texts) + 1)])
            exported = run_ajar("export", recording.file, "--to", "jsonl", "-o", "-")
            self.assertEqual(exported.returncode, 0, exported.stderr)

    def test_signals_close_the_connection_and_complete_the_file(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number.name):
                url = self.ws.url("/ticks/100000/5")
                recording = self.start_recording(url)
                recording.wait_for_line(lambda line: '"text":"tick 3"' in line, "tick 3")
                recording.signal(number)
                self.check(recording.finish())
                self.assert_states(recording, "open", "half-closed-local", "close-exchanged", "closed")
                self.assertEqual(recording.exit_code, 0, recording.printed())
                code = recording.outcome()["sent"]["code"]
                self.assertEqual(self.ws.report(url, "close")["code"], code)
                self.assert_self_contained(recording.file)
                self.assertEqual(self.shown(recording.file)[1:], recording.lines[1:])

    def test_a_second_signal_resets_tcp_when_the_peer_does_not_answer(self):
        url = self.raw.url("/never-answers")
        recording = self.start_recording(url)
        recording.wait_for_line(lambda line: '"state":"open"' in line, "open")
        recording.signal(signal.SIGINT)
        recording.wait_for_line(lambda line: '"state":"half-closed-local"' in line, "half-closed-local")
        recording.signal(signal.SIGINT)
        self.check(recording.finish())
        self.assert_ended(recording, 3, "aborted", "us", "reset")
        self.assert_self_contained(recording.file)

    def test_a_signal_while_connecting_ends_the_attempt(self):
        recording = self.start_recording(self.raw.url("/stalls"))
        recording.wait_for_line(lambda line: '"event":"handshake-request"' in line, "handshake-request")
        recording.signal(signal.SIGTERM)
        self.check(recording.finish())
        self.assertEqual(recording.exit_code, 2)
        self.assertEqual(recording.event("handshake-failed")["kind"], "cancelled")
        self.assert_self_contained(recording.file)


class Usage(InteropTest):
    """Command lines that can't be understood: exit code 1, a sentence on standard error, no file."""

    def test_each_mistake_is_told(self):
        file = self.folder / "none.ajar"
        url = "ws://127.0.0.1:9/"
        mistakes = [
            ("record",), ("record", "-o", file), ("record", url, url, "-o", file),
            ("record", "ftp://127.0.0.1/", "-o", file), ("record", "ws://", "-o", file),
            ("record", url, "-o", file, "--for", "soon"),
            ("record", url, "-o", file, "--close-after", "5 parsecs"),
            ("record", url, "-o", file, "--close-timeout", "-1s"),
            ("record", url, "-o", file, "--reply-close", "perhaps"),
            ("record", url, "-o", file, "--reply-ping", "perhaps"),
            ("record", url, "-o", file, "--tcp-end", "perhaps"),
            ("record", url, "-o", file, "--header", "no colon"),
            ("record", url, "-o", file, "--ca", self.folder / "missing.pem"),
            ("record", url, "-o", file, "--close", "1000:" + "x" * 124),
            ("record", url, "-o", file, "--no-such-option"),
            ("show",), ("show", "--no-such-option", file), ("show", file, file),
            ("export", file), ("export", file, "--to", "text"),
            ("export", file, "--to", "png", "-o", "-"),
            ("import",), ("import", "-"), ("import", file), ("import", "-o", file),
            ("import", "a.jsonl", file, file), ("import", "a.jsonl", file, "-o", file),
            ("--no-such-option",), ("no-such-command", "two", "words"),
        ]
        for arguments in mistakes:
            with self.subTest(arguments=" ".join(map(str, arguments))):
                done = run_ajar(*arguments)
                self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
                self.assertTrue(done.stderr.startswith("ajar: "), done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_help_is_no_mistake(self):
        for arguments in (("--help",), ("record", "--help"), ("show", "--help"), ("export", "--help"),
                          ("import", "--help")):
            with self.subTest(arguments=arguments):
                done = run_ajar(*arguments)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("ajar", done.stdout)


if __name__ == "__main__":
    unittest.main()
