#!/usr/bin/env python3
"""The same schools' workbooks merged by huibiao and by what else one might write it with, side by side.

    cargo build --release
    pip install -r tests/bench/peers/requirements.txt
    python3 tests/bench/peers/run.py INBOX          # any folder of .xlsx, e.g. one made by `huibiao sample -o INBOX`

Each is a process of its own, on one core at a time where it can be told so; CPU seconds are user and system time. The
peers do only what `rules.py` says; huibiao does all that it does. The median of three runs each, in turn.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = HERE.parents[2] / "target/release/huibiao"
PEERS = {
    "calamine + xlsxwriter": ("plain.py", "calamine"),
    "polars": ("frames.py", "polars"),
    "pandas": ("frames.py", "pandas"),
    "openpyxl": ("plain.py", "openpyxl"),
}
RUNS = 3


def cost(command):
    """CPU seconds, seconds on the wall, and what the process said."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    quiet = {**os.environ, "POLARS_MAX_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=quiet)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        return None, None, done.stderr.strip().splitlines()[-1]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - began, done.stdout.strip()


def main(inbox):
    with tempfile.TemporaryDirectory() as folder:
        own = [PROGRAM, "run", inbox, "-o", f"{folder}/out", "--quiet", "--no-cache"]
        commands = {
            "huibiao, one core": [*own, "--jobs", "1"],
            "huibiao": own,
            **{name: [sys.executable, HERE / file, peer, inbox, f"{folder}/{peer}.xlsx"] for name, (file, peer) in PEERS.items()},
        }
        taken = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                taken[name].append(cost([str(part) for part in command]))
    least = statistics.median(run[0] for run in taken["huibiao"])
    print(f"{'':<24}{'CPU s':>8}{'wall s':>8}{'CPU / huibiao':>15}   rows by sheet")
    for name, runs in taken.items():
        if runs[0][0] is None:
            print(f"{name:<24}cannot: {runs[0][2]}")
            continue
        cpu, wall = (statistics.median(run[at] for run in runs) for at in (0, 1))
        print(f"{name:<24}{cpu:>8.2f}{wall:>8.2f}{cpu / least:>15.1f}   {runs[0][2]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
