#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Demands that the unit tests of core/wire and core/closing take every branch of those two folders,
both ways: each layer by its own tests alone.

usage: check_branches.py BUILD

BUILD is configured with the preset `coverage`. What is missed is printed as FILE:LINE:COLUMN; the exit
code is 1 then. A branch that no input can reach is no branch to keep."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "core" / "wire", ROOT / "core" / "closing"]
TESTS = "^(wire|closing)_"
BRANCH = 4  # llvm-cov's number for the kind of region


def run(*words, **more):
    return subprocess.run([str(word) for word in words], check=True, **more)


def programs(build):
    """The test programs, as paths in the build folder."""
    listed = run("ctest", "--test-dir", build, "-R", TESTS, "--show-only=json-v1",
                 capture_output=True, text=True).stdout
    names = run(sys.executable, ROOT / "packaging" / "test_programs.py", build, input=listed,
                capture_output=True, text=True).stdout.split()
    return [build / name for name in names]


def measure(build):
    """llvm-cov's account of what the tests ran."""
    profiles = build / "profiles"
    profiles.mkdir(exist_ok=True)
    for old in profiles.iterdir():
        old.unlink()
    tested = programs(build)
    run("cmake", "--build", build, "--target", *[path.relative_to(build) for path in tested],
        stdout=subprocess.DEVNULL)
    environment = {**os.environ, "LLVM_PROFILE_FILE": str(profiles / "%p-%m.profraw")}
    run("ctest", "--test-dir", build, "-R", TESTS, "-j2", "--output-on-failure", "--no-tests=error",
        "--timeout", "200", env=environment, stdout=subprocess.DEVNULL)
    merged = profiles / "all.profdata"
    run("llvm-profdata-14", "merge", "-sparse", *profiles.glob("*.profraw"), "-o", merged)
    objects = [word for path in tested[1:] for word in ("-object", path)]
    done = run("llvm-cov-14", "export", tested[0], *objects, "-instr-profile", merged,
               "-skip-expansions", capture_output=True)
    return json.loads(done.stdout)["data"][0]


def branches(account):
    """{file: {(line, column, end line, end column): [times taken, times not taken]}}: an inline
    function stands in many programs, and a template in many shapes."""
    found = {}

    for function in account["functions"]:
        files = [pathlib.Path(name).resolve() for name in function["filenames"]]
        for *place, taken, skipped, number, _, kind in function.get("branches", []):
            file = files[number]
            if kind != BRANCH or not any(file.is_relative_to(folder) for folder in FOLDERS):
                continue
            counts = found.setdefault(file, {}).setdefault(tuple(place), [0, 0])
            counts[0] += taken
            counts[1] += skipped
    return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = branches(measure(pathlib.Path(sys.argv[1]).resolve()))
    missed = total = 0
    for file, regions in sorted(found.items()):
        lines = file.read_text(encoding="utf-8").splitlines()
        for (line, column, end_line, end_column), counts in sorted(regions.items()):
            if lines[line - 1][:column - 1].endswith("switch ("):
                continue  # the way past all cases: compilers see to it that each value has one
            total += 2
            for times, way in zip(counts, ("true", "false")):
                if times:
                    continue
                missed += 1
                end = end_column - 1 if end_line == line else None
                print(f"{file.relative_to(ROOT)}:{line}:{column}: never {way}: "
                      f"{lines[line - 1][column - 1:end]}")
    if total == 0:
        sys.exit("no branch was found: is this build made for coverage?")
    print(f"{total - missed} of {total} branches ran")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
