"""The data of each size, made once and kept."""

import json
import pathlib
import shutil
import subprocess
import sys
import time

from servers import HttpServer

HERE = pathlib.Path(__file__).resolve().parent
MODEL_FOLDER = HERE.parent.parent / "assets/model"
REPOSITORY = "notes"
# lore makes an index of words from this many entries on.
INDEXED = 5_000
INDEXED_WITHIN = 600


class Data:
    """One size: a store, rows for others, and queries."""

    def __init__(self, folder):
        self.folder = folder
        self.store = folder / "store"
        self.database = self.store / REPOSITORY
        asked = json.loads((folder / "queries.json").read_text())
        self.queries, self.vectors, self.nearest = (
            asked[name] for name in ("queries", "vectors", "nearest")
        )

    def copy(self, home):
        """The store again, to write into."""
        place = home.path(f"copy-{time.monotonic_ns()}")
        shutil.copytree(self.store, place)
        return pathlib.Path(place)

    def recall(self, found):
        """How much of the ten nearest was found, over the queries that `found` answers by number."""
        shares = [
            len(set(ids) & set(self.nearest[at])) / len(self.nearest[at]) for at, ids in found
        ]
        return sum(shares) / len(shares)


def made(tools, lore, size, home):
    """The data of a size."""
    folder = tools.cache / "data" / str(size)
    done = folder / "made"
    if not done.exists():
        print(f"making {size} entries in {folder}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        worker = HERE / "workers/stores.py"
        command = [tools.python(), worker, folder, str(size), lore, MODEL_FOLDER]
        subprocess.run(command, check=True)
        if size >= INDEXED:
            index_words(lore, folder / "store", home)
        done.write_text("")
    return Data(folder)


def index_words(lore, store, home):
    """Lets a server run until it has made the index of words, as one does that runs all day."""
    index = store / REPOSITORY / "lore_text.lance"
    with HttpServer(lore, store, home) as server:
        server.search("retry limit", "keyword")
        deadline = time.monotonic() + INDEXED_WITHIN
        while not index.is_dir() and time.monotonic() < deadline:
            time.sleep(0.2)
    if not index.is_dir():
        raise RuntimeError(f"lore serve made no index in {store} within {INDEXED_WITHIN} s")
