"""Rows of the comparison, as a Markdown table and as JSON."""

import json
import os
import platform
from dataclasses import dataclass

from running import Times

KILO, MEGA = 1_000, 1_000_000


@dataclass
class Row:
    """One figure of lore beside that of a yardstick."""

    what: str
    ours: Times
    theirs: Times
    yardstick: str
    # lore may need at most so many times what the yardstick needs; none where nothing was promised.
    target: float = None
    of_memory: bool = False
    note: str = ""
    # Which of the sorted times counts; half of them are shorter than the median.
    part: float = 0.5

    @property
    def ratio(self):
        if self.of_memory:
            return self.ours.megabytes / self.theirs.megabytes if self.theirs.megabytes else None
        if self.part == 0.5:
            return self.ours.median / self.theirs.median
        return self.ours.at(self.part) / self.theirs.at(self.part)

    @property
    def verdict(self):
        if self.target is None:
            return ""
        if self.ratio is None:
            return "not known"
        return "ok" if self.ratio <= self.target else f"missed {self.ratio / self.target:.1f} x"

    def cells(self):
        ratio = "?" if self.ratio is None else shown(self.ratio)
        target = "" if self.target is None else f"≤ {self.target:.3g}"
        target += f", p{self.part:.0%}".rstrip("%") if self.part != 0.5 else ""
        figure = memory if self.of_memory else span
        cells = [self.what, figure(self.ours), f"{self.yardstick}: {figure(self.theirs)}"]
        return [*cells, ratio, target, self.verdict, self.note]

    def document(self):
        return {
            "what": self.what,
            "lore": self.ours.summary(),
            "yardstick": self.yardstick,
            "theirs": self.theirs.summary(),
            "of": "memory" if self.of_memory else "time",
            "ratio": self.ratio and round(self.ratio, 4),
            "target": self.target,
            "verdict": self.verdict,
            "note": self.note,
        }


@dataclass
class Gap:
    """What was not compared, and why."""

    what: str
    why: str

    def cells(self):
        return [self.what, "", "", "", "", "not compared", self.why]

    def document(self):
        return {"what": self.what, "not_compared": self.why}


def shown(number):
    return f"{number:.0f}" if number >= 100 else f"{number:.2g}" if number < 10 else f"{number:.1f}"


def duration(ms):
    return f"{shown(ms / 1000)} s" if ms >= 1000 else f"{shown(ms)} ms"


def span(times):
    """The median and what lies in the middle eight tenths, and the memory."""
    told = duration(times.median)
    if len(times.ms) > 2:
        told += f" ({duration(times.at(0.1))} to {duration(times.at(0.9))})"
    return told + (f", {times.megabytes:.0f} MB" if times.megabytes else "")


def memory(times):
    return f"{times.megabytes:.0f} MB"


def entries(count):
    if count >= MEGA:
        return f"{count // MEGA}M"
    return f"{count // KILO}k"


def machine():
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as cpus:
            model = next(line.split(":")[1].strip() for line in cpus if "model name" in line)
    except (OSError, StopIteration):
        pass
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }


HEAD = ["what", "lore", "yardstick", "lore ÷ yardstick", "target", "verdict", "note"]


def markdown(rows, about):
    told = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    machine = about["machine"]
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; {about['lore']}; {told}.",
        "Medians, in brackets the middle eight tenths; memory is the most that the process ever had.",
        "",
        "| " + " | ".join(HEAD) + " |",
        "|" + "---|" * len(HEAD),
    ]
    for row in rows:
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row.cells()) + " |")
    return "\n".join(lines) + "\n"


def write(rows, about, path):
    """PATH.md and PATH.json."""
    with open(f"{path}.md", "w") as file:
        file.write(markdown(rows, about))
    with open(f"{path}.json", "w") as file:
        json.dump(dict(about, rows=[row.document() for row in rows]), file, indent=1)
