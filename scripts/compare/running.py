"""Processes that are measured, those that answer line by line, and what their times come to."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field


@dataclass
class Times:
    """Milliseconds of one way to do something, and the most memory that it took, in MB."""

    ms: list = field(default_factory=list)
    megabytes: float = 0.0

    def add(self, ms, megabytes=0.0):
        self.ms.append(ms)
        self.megabytes = max(self.megabytes, megabytes)

    @property
    def median(self):
        return statistics.median(self.ms)

    def at(self, part):
        ordered = sorted(self.ms)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)]

    def summary(self):
        return {
            "median_ms": round(self.median, 3),
            "p10_ms": round(self.at(0.1), 3),
            "p90_ms": round(self.at(0.9), 3),
            "runs": len(self.ms),
            "peak_mb": round(self.megabytes, 1),
        }


def alternating(rounds, ways):
    """Runs each way once a round, so that what else the machine does meets all of them alike. A way gives
    milliseconds, or these and megabytes."""
    times = {name: Times() for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            told = way()
            times[name].add(*(told if isinstance(told, tuple) else (told,)))
    return times


class Home:
    """A folder in place of the user's own, so that nobody's settings count."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="lore-compare-")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LORE_")}
        folders = ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        self.variables = dict(kept, **{name: self.folder.name for name in folders})

    def path(self, name):
        return os.path.join(self.folder.name, name)


def one_shot(command, variables):
    """Runs a program to its end: milliseconds and megabytes."""
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        took = (time.perf_counter() - started) * 1000
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            words = errors.read().decode(errors="replace").strip()
            raise RuntimeError(f"{' '.join(map(str, command))} failed: {words[-2000:]}")
    # macOS counts bytes, Linux kilobytes.
    unit = 1 << 20 if os.uname().sysname == "Darwin" else 1 << 10
    return took, usage.ru_maxrss / unit


def peak_megabytes(pid):
    """The most memory that a running process ever had; none where the system does not tell."""
    try:
        with open(f"/proc/{pid}/status") as status:
            peak = next(line for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0.0
    return int(peak.split()[1]) / 1024


class Worker:
    """A process that answers every line of JSON with one."""

    def __init__(self, command, variables=None):
        self.command = [str(part) for part in command]
        self.process = subprocess.Popen(
            self.command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.command[:2]} ended without an answer")
        return json.loads(line)

    def ask(self, **asked):
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.read()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    @property
    def megabytes(self):
        return peak_megabytes(self.process.pid)
