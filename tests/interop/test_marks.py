# SPDX-License-Identifier: MIT
"""Marks and notes by the command line: imported, shown, filtered, exported, read by other programs."""
import csv
import io
import json
import sqlite3
import subprocess

from harness import InteropTest, run_ajar

NOTE = 'ask "them"\nabout ☃'


class Marks(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()

    def exported(self, file, form, *options):
        out = self.folder / f"out.{form}"
        out.unlink(missing_ok=True)
        done = run_ajar("export", file, "--to", form, "-o", out, *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return out

    def marked(self):
        """A recording whose third frame and whose outcome have a mark; the lines it was made of."""
        run = self.record(self.ws.url("/ticks/5/5"))
        lines = []
        export = self.exported(run.file, "jsonl", "--with-secrets").read_text(encoding="utf-8")
        for line in export.splitlines():
            lines.append(line)
            record = json.loads(line)
            time = line.partition('"t":')[2].partition(",")[0]
            if record.get("type") == "frame" and record["n"] == 3:
                note = json.dumps(NOTE, ensure_ascii=False)
                lines.append(f'{{"type":"mark","n":3,"connection":1,"t":{time},"colour":"red","note":{note}}}')
            elif record.get("type") == "outcome":
                lines.append(f'{{"type":"mark","connection":1,"t":{time},"colour":"none"}}')
        text = "\n".join(lines) + "\n"
        source = self.folder / "marked.jsonl"
        source.write_text(text, encoding="utf-8")
        file = self.folder / "marked.ajar"
        file.unlink(missing_ok=True)
        done = run_ajar("import", source, file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return file, text

    def test_import_and_export_give_the_same_lines(self):
        file, text = self.marked()
        again = self.exported(file, "jsonl", "--with-secrets").read_text(encoding="utf-8")
        self.assertEqual(again, text)

    def test_the_view_has_them(self):
        file, _ = self.marked()
        with sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True) as database:
            self.assertEqual(database.execute("PRAGMA user_version").fetchone(), (1001,))
            rows = database.execute("SELECT connection, n, colour, note FROM marks").fetchall()
        self.assertEqual(rows, [(1, 3, "red", NOTE), (1, None, "none", "")])

    def test_show_prints_notes_and_filters_by_them(self):
        file, _ = self.marked()
        shown = run_ajar("show", file).stdout
        self.assertEqual(shown.count("(marked"), 2)
        self.assertIn('  (marked red: "ask \\"them\\"\\nabout ☃")\n', shown)
        for expression, count in {"marked": 2, "colour:red": 1, 'note contains "about"': 1,
                                  "marked op:text": 1, "colour:none": 1, "note:nothing": 0}.items():
            done = run_ajar("show", file, "--filter", expression)
            self.assertEqual(done.stderr, "", expression)
            lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
            self.assertEqual(len(lines), count, expression)
        done = run_ajar("show", file, "--filter", "colour:pink")
        self.assertEqual(done.returncode, 1)
        self.assertIn("colour", done.stderr)

    def test_a_filtered_export_keeps_the_marks_and_is_imported(self):
        file, _ = self.marked()
        source = self.exported(file, "jsonl", "--with-secrets", "--filter", "marked")
        again = self.folder / "again.ajar"
        again.unlink(missing_ok=True)
        done = run_ajar("import", source, again)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.exported(again, "jsonl", "--with-secrets").read_bytes(), source.read_bytes())

    def test_other_programs_read_the_notes(self):
        file, _ = self.marked()
        rows = list(csv.DictReader(io.StringIO(self.exported(file, "csv").read_text(encoding="utf-8"), newline="")))
        self.assertEqual([(row["n"], row["colour"], row["note"]) for row in rows if row["colour"]],
                         [("3", "red", NOTE), ("", "none", "")])
        har = json.loads(self.exported(file, "har").read_text(encoding="utf-8"))
        marks = [message["_ajar"]["marks"] for message in har["log"]["entries"][0]["_webSocketMessages"]
                 if "marks" in message["_ajar"]]
        self.assertEqual(marks, [[{"n": 3, "colour": "red", "note": NOTE}]])
        done = subprocess.run(["tshark", "-r", self.exported(file, "pcapng"), "-n", "-Y",
                               'frame.comment contains "marked red"', "-T", "fields", "-e", "frame.comment"],
                              capture_output=True, text=True, timeout=60, check=True)
        self.assertEqual(done.stdout.count("marked red: "), 1)
        self.assertIn("about", done.stdout)

    def test_a_mark_on_another_record_is_named(self):
        _, text = self.marked()
        wrong = self.folder / "wrong.jsonl"
        wrong.write_text(text.replace('"mark","n":3', '"mark","n":4'), encoding="utf-8")
        done = run_ajar("import", wrong, self.folder / "wrong.ajar")
        self.assertEqual(done.returncode, 5)
        self.assertIn('"n" must be that of the frame before, which is 3', done.stderr)
