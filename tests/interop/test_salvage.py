# SPDX-License-Identifier: MIT
"""A damaged recording is salvaged by the command line."""
import json
import unittest

from harness import InteropTest, run_ajar


class Salvage(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()

    def recorded(self):
        return self.record(self.ws.url("/ticks/400/1/1"), "--send", "x" * 20000, "--for", "1s",
                           "--close", "1000").file

    def test_a_file_without_its_header_comes_through_whole(self):
        file = self.recorded()
        good = self.exported_lines(file)
        file.write_bytes(bytes(100) + file.read_bytes()[100:])
        broken = file.read_bytes()
        shown = run_ajar("show", file)
        self.assertEqual(shown.returncode, 5)
        self.assertIn('"ajar salvage" makes a new session', shown.stderr)
        out = self.folder / "out.ajar"
        done = run_ajar("salvage", file, out)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn("the file does not open as it is: file is not a database", done.stdout)
        self.assertIn(f"{out}: all of it came through", done.stdout)
        self.assertEqual(self.exported_lines(out), good)
        self.assertEqual(file.read_bytes(), broken)
        again = run_ajar("salvage", file, out)
        self.assertEqual(again.returncode, 1)
        self.assertIn("exists already", again.stderr)
        self.assertEqual(run_ajar("salvage", file, out, "--overwrite").returncode, 0)
        left = {path.name for path in self.folder.iterdir()}
        self.assertFalse([name for name in left if name.startswith(".")], left)

    def test_what_is_damaged_is_counted_and_marked(self):
        file = self.recorded()
        before = [json.loads(line) for line in self.exported_lines(file).splitlines()[1:]]
        text = file.read_bytes()
        self.assertIn(b"tick 200", text)
        file.write_bytes(text.replace(b"tick 200", b"tock 200"))
        out = self.folder / "out.ajar"
        done = run_ajar("salvage", file, out, "--json")
        self.assertEqual((done.returncode, done.stderr), (5, ""), done.stdout)
        report = json.loads(done.stdout)
        self.assertFalse(report["complete"])
        connection, = report["connections"]
        self.assertEqual((connection["damaged"], connection["missing"]), (1, 0))
        lines = run_ajar("show", out, "--json").stdout.splitlines()[1:]
        after = [json.loads(line) for line in lines]
        damaged, = (line for line in after if line.get("damaged"))
        self.assertEqual(damaged["text"], "tock 200")
        same = [line for line in after if line in before and line["type"] != "verdict"]
        self.assertEqual(len(same), connection["records"])
        self.assertEqual(len(same), len([line for line in before if line["type"] != "verdict"]) - 1)

    def test_what_is_no_session_is_refused(self):
        other = self.folder / "other.ajar"
        for content in (b"", b"hello", bytes(70000)):
            other.write_bytes(content)
            done = run_ajar("salvage", other, self.folder / "out.ajar")
            self.assertEqual((done.returncode, done.stdout), (5, ""))
            self.assertIn("nothing in it looks like a part of one", done.stderr)
            self.assertFalse((self.folder / "out.ajar").exists())
        self.assertEqual(run_ajar("salvage", other).returncode, 1)
        self.assertEqual(run_ajar("salvage", self.folder / "no.ajar", other).returncode, 1)


if __name__ == "__main__":
    unittest.main()
