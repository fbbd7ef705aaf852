"""Entries imported with their vectors, beside PyPI's `lancedb` adding the same rows."""

import shutil

from data import HERE, REPOSITORY
from report import Gap, Row, entries
from running import Times, Worker, one_shot

SMALLEST = 100_000
TARGET = 1.3


def compare(context):
    for size in context.sizes:
        if size < SMALLEST:
            continue
        what = f"{entries(size)} entries imported with vectors"
        if not context.imports:
            yield Gap(what, "this lore has no import yet")
            continue
        data = context.data(size)
        command = [context.tools.python(), HERE / "workers/lancedb_worker.py", data.folder]
        ours, memory, file = Times(), Times(), Times()
        with Worker(command) as from_memory, Worker(command) as from_file:
            for _ in range(1 if context.quick else 3):
                store = context.home.path("imported")
                shutil.rmtree(store, ignore_errors=True)
                rows = [data.folder / "rows.parquet", "--repo", REPOSITORY]
                ours.add(
                    *one_shot(
                        [context.lore, "--store", store, "import", *rows], context.home.variables
                    )
                )
                memory.add(from_memory.ask(add="memory")["ms"], from_memory.megabytes)
                file.add(from_file.ask(add="file")["ms"], from_file.megabytes)
        shutil.rmtree(store)
        note = "lore reads the file twice, checks every row, and can undo it"
        name = "PyPI lancedb adding batches"
        yield Row(what, ours, memory, f"{name} in memory", TARGET, note=note)
        yield Row(what, ours, file, f"{name} read from the same Parquet file")
