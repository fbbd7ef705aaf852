"""100 entries stored: in one call of lore's HTTP API, and one by one in Node."""

import shutil
import subprocess

from data import HERE
from report import Row
from running import Times, Worker, one_shot
from servers import HttpServer

COUNT = 100
SIZE = 1_000
TARGET = 1 / 10
NODE = "Node vectordb, 100 adds in one process"


def compare(context):
    data = context.data(SIZE)
    node = context.tools.node()
    manager = HERE / "workers/manager.js"
    sentences = [
        {
            "text": f"Note {n}: the retry limit of the ingress is 7 in staging.",
            "project_id": "notes",
        }
        for n in range(COUNT)
    ]
    words = [{"text": f"n{n}", "project_id": "notes"} for n in range(COUNT)]
    short, whole, theirs = Times(), Times(), Times()
    for _ in range(max(3, context.rounds // 2)):
        for times, items in ((short, words), (whole, sentences)):
            with HttpServer(context.lore, data.copy(context.home), context.home) as server:
                server.search("warm", "semantic")
                times.add(server.store(items), server.megabytes)
        database = data.copy(context.home) / data.database.name
        command = ["node", manager, node, database, "answer"]
        with Worker(command, context.home.variables) as worker:
            theirs.add(worker.ask(store=COUNT)["ms"], worker.megabytes)
    imported = brought_in(context, data)
    if imported:
        note = "a whole process, with its start, its journal and its undo"
        what = "100 entries with their vectors, `lore import`"
        yield Row(what, imported, theirs, NODE, TARGET, note=note)
    note = "texts of one word; their embedding is still most of it"
    target = None if imported else TARGET
    yield Row("100 entries in one `POST /store-batch`", short, theirs, NODE, target, note=note)
    note = "embedding of sentences included; Node makes hashes instead"
    yield Row("the same with sentences, embedded", whole, theirs, NODE, note=note)


def brought_in(context, data):
    """As many entries that bring their vectors along, where this lore has an import."""
    if not context.imports:
        return None
    some = context.home.path("some.parquet")
    cut = (
        "import pyarrow.parquet as p, sys; "
        "p.write_table(p.read_table(sys.argv[1]).slice(0, int(sys.argv[3])), sys.argv[2], compression='zstd')"
    )
    rows = data.folder / "rows.parquet"
    subprocess.run([context.tools.python(), "-c", cut, rows, some, str(COUNT)], check=True)
    times = Times()
    for _ in range(max(3, context.rounds // 2)):
        store = data.copy(context.home)
        command = [context.lore, "--store", store, "import", some, "--repo", "brought-in"]
        times.add(*one_shot(command, context.home.variables))
        shutil.rmtree(store)
    return times
