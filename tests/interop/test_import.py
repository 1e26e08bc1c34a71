# SPDX-License-Identifier: MIT
"""What was exported is imported again, by the command line."""
import json
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

from harness import AJAR, InteropTest, environment, run_ajar


class Imports(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()
        cls.raw = cls.start_raw()

    def export(self):
        """A file of lines, of a recording with texts both ways, control frames and a held reply."""
        run = self.record(self.ws.url("/ticks/5/5/2"), "--send", "héllo ☃", "--send", "x" * 100000,
                          "--header", "Authorization: Bearer s3cret", "--reply-close", "100ms")
        lines = self.folder / "chat.jsonl"
        lines.write_text(self.exported_lines(run.file), encoding="utf-8")
        return lines

    def assert_imported(self, lines, *arguments, **more):
        """The session that an import makes in a folder of its own; its export is the same."""
        folder = self.folder / "in"
        folder.mkdir(exist_ok=True)
        file = folder / f"{len(list(folder.iterdir()))}.ajar"
        done = run_ajar("import", lines, file, *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.exported_lines(file), lines.read_text(encoding="utf-8"))
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        with sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True) as database:
            self.assertEqual(database.execute("PRAGMA quick_check").fetchall(), [("ok",)])
        return file

    def test_recordings_of_all_kinds_are_the_same_after_import(self):
        deflating = self.start_ws("--deflate")
        recordings = {
            "compressed": (deflating.url("/ticks/5/5/1"), "--send", "z" * 5000),
            "plain": (self.ws.url("/ticks/5/5/1"), "--send", "ä☃\x01"),
            "held for ever": (self.ws.url("/ticks/2/1"), "--reply-close", "hold", "--for", "300ms"),
            "reset": (self.raw.url("/never-answers"), "--close", "4000:bye", "--close-timeout", "200ms"),
            "refused": ("ws://127.0.0.1:9/",),
        }
        for name, arguments in recordings.items():
            with self.subTest(name):
                run = self.record(*arguments)
                lines = self.folder / "lines"
                lines.write_text(self.exported_lines(run.file), encoding="utf-8")
                if name == "compressed":
                    self.assertIn('"inflatedText":"tick 1"', lines.read_text(encoding="utf-8"))
                file = self.assert_imported(lines)
                for command in ("show", "verdict", "rules"):
                    before, after = (run_ajar(command, one, "--json") for one in (run.file, file))
                    self.assertEqual((before.returncode, before.stdout), (after.returncode, after.stdout))

    def test_a_sessions_name_comes_along(self):
        run = self.record(self.ws.url("/ticks/1/5"))
        name = 'caf\u00e9 "7"'
        with sqlite3.connect(run.file) as database:
            database.execute("INSERT INTO session VALUES('name', ?)", (name,))
        lines = self.folder / "named.jsonl"
        lines.write_text(self.exported_lines(run.file), encoding="utf-8")
        self.assertEqual(json.loads(lines.read_text(encoding="utf-8").splitlines()[0])["name"], name)
        file = self.assert_imported(lines)
        with sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True) as database:
            self.assertEqual(database.execute("SELECT value FROM session WHERE key = 'name'")
                             .fetchall(), [(name,)])

    def test_names_that_can_not_be_are_refused(self):
        text = self.export().read_text(encoding="utf-8")
        for bad, words in ((f'"{"x" * 4001}"', '"name" has more than 4000 bytes'),
                           ("7", '"name" must be a text')):
            lines = self.folder / "bad.jsonl"
            lines.write_text(text.replace('"connections":', f'"name":{bad},"connections":', 1),
                             encoding="utf-8")
            done = run_ajar("import", lines)
            self.assertEqual(done.returncode, 5)
            self.assertIn(words, done.stderr)

    def test_lines_printed_live_are_an_export_too(self):
        run = self.record(self.ws.url("/ticks/5/5"))
        lines = self.folder / "live.jsonl"
        lines.write_text("\n".join(run.lines) + "\n", encoding="utf-8")
        done = run_ajar("import", lines)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.exported_lines(self.folder / "live.ajar"), self.exported_lines(run.file))

    def test_the_session_stands_beside_the_export_unless_named(self):
        lines = self.export()
        done = run_ajar("import", lines)
        file = self.folder / "chat.ajar"
        records = lines.read_text(encoding="utf-8").count("\n") - 2  # the header and the verdict
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, f"{file}: 1 connection, {records} records\n")
        self.assertEqual(self.exported_lines(file), lines.read_text(encoding="utf-8"))
        named = self.folder / "named.ajar"
        self.assertEqual(run_ajar("import", lines, "-o", named).returncode, 0)
        self.assertTrue(named.exists())

    def test_standard_input_is_read(self):
        lines = self.export()
        file = self.folder / "piped.ajar"
        with lines.open("rb") as text:
            done = subprocess.run([AJAR, "import", "-", file], stdin=text, capture_output=True,
                                  env=environment(), timeout=20)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(self.exported_lines(file), lines.read_text(encoding="utf-8"))

    def test_a_file_that_exists_is_replaced_only_on_request(self):
        lines = self.export()
        file = self.folder / "chat.ajar"
        file.write_text("precious")
        for more in ((), ("--overwrite",)):  # it is no session
            done = run_ajar("import", lines, *more)
            self.assertEqual((done.returncode, done.stdout), (5 if more else 1, ""), done.stderr)
            self.assertEqual(file.read_text(), "precious")
        file.unlink()
        self.assertEqual(run_ajar("import", lines).returncode, 0)
        before = file.read_bytes()
        done = run_ajar("import", lines)
        self.assertEqual(done.returncode, 1)
        self.assertIn("exists already. --overwrite replaces it.", done.stderr)
        self.assertEqual(file.read_bytes(), before)
        self.assertEqual(run_ajar("import", lines, "--overwrite").returncode, 0)

    def test_what_is_no_export_ends_with_5_and_leaves_no_file(self):
        text = self.export().read_text(encoding="utf-8").splitlines()
        (self.folder / "chat.jsonl").unlink()
        recorded = {path.name for path in self.folder.iterdir()}
        bad = {
            "no text at all": "",
            "another program's": '{"log":{"version":"1.2"}}',
            "of a later version": '{"format":"ajar","version":99}',
            "cut off": "\n".join(text)[:-2],
            "with a line of nonsense": "\n".join([*text[:3], "nonsense", *text[3:]]),
            "with a frame twice": "\n".join([*text, next(line for line in text if '"frame"' in line)]),
        }
        lines = self.folder / "bad.jsonl"
        for name, content in bad.items():
            with self.subTest(name):
                lines.write_text(content, encoding="utf-8")
                done = run_ajar("import", lines)
                self.assertEqual((done.returncode, done.stdout), (5, ""))
                self.assertTrue(done.stderr.startswith(f"ajar: {lines} "), done.stderr)
                self.assertEqual({path.name for path in self.folder.iterdir()}, recorded | {"bad.jsonl"})
        self.assertIn(f"line {len(text) + 1}, column ", done.stderr)
        for missing in (self.folder / "missing.jsonl", self.folder):
            self.assertEqual(run_ajar("import", missing, self.folder / "new.ajar").returncode, 5)
        self.assertFalse((self.folder / "new.ajar").exists())

    def test_bad_lines_are_left_out_on_request(self):
        lines = self.export()
        good = lines.read_text(encoding="utf-8")
        lines.write_text(good.replace("\n", "\nnonsense\n", 1), encoding="utf-8")
        done = run_ajar("import", lines, "--keep-going")
        self.assertEqual(done.returncode, 5)
        self.assertIn("left out: line 2, column 1: ", done.stderr)
        self.assertIn("1 line left out", done.stderr)
        self.assertEqual(self.exported_lines(self.folder / "chat.ajar"), good)

    def test_members_of_another_version_are_told(self):
        lines = self.export()
        good = lines.read_text(encoding="utf-8")
        lines.write_text(good.replace('"fin":', '"colour":1,"fin":', 1), encoding="utf-8")
        done = run_ajar("import", lines)
        self.assertEqual(done.returncode, 0)
        self.assertIn('1 line had members that this version does not know', done.stderr)
        self.assertIn('"colour"', done.stderr)

    def test_an_interrupted_import_leaves_no_file(self):
        header, *_ = self.export().read_text(encoding="utf-8").splitlines()
        event = json.dumps({"type": "event", "connection": 1, "t": 1, "event": "x", "y": "z" * 1000})
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number.name):
                folder = self.folder / number.name
                folder.mkdir()
                child = subprocess.Popen([AJAR, "import", "-", folder / "new.ajar"],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, env=environment())
                child.stdin.write((header + "\n" + (event + "\n") * 5000).encode())
                child.stdin.flush()
                deadline = time.monotonic() + 20
                while not list(folder.iterdir()) and time.monotonic() < deadline:
                    time.sleep(0.02)
                self.assertTrue(list(folder.iterdir()))
                child.send_signal(number)
                self.assertEqual(child.wait(20), -number)  # although more text may come
                child.communicate()
                self.assertEqual(list(folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
