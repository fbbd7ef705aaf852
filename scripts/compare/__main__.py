"""lore beside what people use instead, on the same data and machine, in alternating runs.

    python3 scripts/compare --lore target/release/lore [--sizes 1k,10k,100k,1M] [--only NAME,...] [--quick]

Installs the yardsticks (npm `vectordb`, PyPI `lancedb` and `onnxruntime`, the terminal UIs lsql and
haiku.rag) into a cache folder, makes the data there, once, and prints a table; the same table and all
figures as JSON go to a file. Needs Python 3.10, npm, and some 15 GB of disk for a million entries. The
machine should do nothing else.
"""

import argparse
import os
import pathlib
import subprocess
import sys

import data
import embedding
import importing
import installing
import large
import processes
import report
import running
import serving
import storing
import terminals

PARTS = {
    "processes": processes,
    "storing": storing,
    "serving": serving,
    "embedding": embedding,
    "large": large,
    "importing": importing,
    "terminals": terminals,
}
UNITS = {"k": report.KILO, "m": report.MEGA}


class Context:
    """What every part needs."""

    def __init__(self, arguments):
        self.lore = str(arguments.lore.resolve())
        self.sizes = arguments.sizes
        self.quick = arguments.quick
        self.rounds = 5 if arguments.quick else arguments.rounds
        self.tools = installing.Tools(arguments.cache)
        self.home = running.Home()
        self.copies = {}
        self.inspected = set()
        asked = subprocess.run([self.lore, "import", "--help"], capture_output=True)
        # Whether this lore has that command.
        self.imports = asked.returncode == 0
        self._data = {}

    def data(self, size):
        if size not in self._data:
            self._data[size] = data.made(self.tools, self.lore, size, self.home)
        return self._data[size]

    @staticmethod
    def say(words):
        print(words, file=sys.stderr, flush=True)


def sizes(text):
    """`1k,1M` as numbers."""

    def size(word):
        unit = UNITS.get(word[-1:].lower())
        return int(word[:-1]) * unit if unit else int(word)

    return [size(word) for word in text.split(",")]


def parts(text):
    unknown = [name for name in text.split(",") if name not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"unknown: {', '.join(unknown)}; known: {', '.join(PARTS)}"
        )
    return text.split(",")


def parsed():
    cache = (
        pathlib.Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "lore/compare"
    )
    parser = argparse.ArgumentParser(
        prog="scripts/compare",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lore", type=pathlib.Path, required=True, help="the program")
    parser.add_argument("--sizes", type=sizes, default=sizes("1k,10k,100k,1M"))
    parser.add_argument("--only", type=parts, default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=15, help="runs of each process")
    parser.add_argument("--quick", action="store_true", help="few runs, and few kinds of index")
    parser.add_argument("--cache", type=pathlib.Path, default=cache, help="default: %(default)s")
    parser.add_argument(
        "--output", help="name without ending [default: comparison in the cache folder]"
    )
    return parser.parse_args()


def main():
    arguments = parsed()
    context = Context(arguments)
    version = [context.lore, "--version"]
    about = {
        "lore": subprocess.run(version, capture_output=True, text=True, check=True).stdout.strip(),
        "machine": report.machine(),
    }
    output = arguments.output or context.tools.cache / "comparison"
    rows = []
    for name in arguments.only:
        context.say(f"# {name}")
        try:
            for row in PARTS[name].compare(context):
                rows.append(row)
                context.say(" | ".join(row.cells()))
        except installing.NotAtHand as missing:
            rows.append(report.Gap(name, str(missing)))
        about["versions"] = context.tools.versions()
        report.write(rows, about, output)
    print(report.markdown(rows, about))


main()
