"""LanceDB from PyPI in a process of its own: a JSON document a line is asked, and one is answered.

    lancedb_worker.py FOLDER

FOLDER is that of one size, as stores.py makes it. Asked are

    {"make": {...}}                     makes the table, with the index that is told
    {"search": query number, ...}       answers {"ms", "ids"}; options: nprobes, refine, ef
    {"add": "memory" | "file"}          adds all rows to a new table, answers {"ms"}
"""

import json
import pathlib
import shutil
import sys
import time

import lancedb
import numpy
import pyarrow
import pyarrow.parquet
from lancedb import index

HITS = 10
TEXTS = ["id", "text", "type", "project_id", "session_id", "agent", "timestamp", "metadata"]
COLUMNS = ["id", "vector", *TEXTS[1:]]
ROWS_AT_ONCE = 10_000
KINDS = {
    "IVF_PQ": index.IvfPq,
    "IVF_SQ": index.IvfSq,
    "IVF_FLAT": index.IvfFlat,
    "IVF_RQ": index.IvfRq,
    "IVF_HNSW_SQ": index.HnswSq,
}


class Worker:
    def __init__(self, folder):
        self.folder = folder
        self.vectors = None
        self.table = None

    def rows(self):
        """The rows batch by batch, as the shared table has them."""
        file = pyarrow.parquet.ParquetFile(self.folder / "rows.parquet")
        schema = pyarrow.schema([file.schema_arrow.field(name) for name in COLUMNS])
        return schema, file.iter_batches(ROWS_AT_ONCE, columns=COLUMNS)

    def make(self, name, kind=None, **parameters):
        """The table `name`, made once: a copy of the rows, indexed as told."""
        database = lancedb.connect(self.folder / "lancedb")
        # A table whose index was not finished is no use.
        done = self.folder / "lancedb" / f"{name}.done"
        if not done.exists():
            database.drop_table(name, ignore_missing=True)
            reader = pyarrow.RecordBatchReader.from_batches(*self.rows())
            table = database.create_table(name, reader)
            if kind:
                config = KINDS[kind](distance_type="cosine", **parameters)
                table.create_index("vector", config=config)
            done.write_text("")
        self.table = database.open_table(name)
        if kind:
            self.table.prewarm_index("vector_idx")
        asked = json.loads((self.folder / "queries.json").read_text())
        self.vectors = numpy.array(asked["vectors"], dtype=numpy.float32)

    def search(self, number, nprobes=None, refine=None, ef=None, where=None):
        query = self.table.search(self.vectors[number]).distance_type("cosine")
        query = query.select([*TEXTS, "_distance"]).limit(HITS)
        if nprobes:
            query = query.nprobes(nprobes)
        if refine:
            query = query.refine_factor(refine)
        if ef:
            query = query.ef(ef)
        if where:
            query = query.where(where, prefilter=True)
        return query.to_arrow().column("id").to_pylist()

    def add(self, source):
        """All rows into a new empty table, batch by batch."""
        place = self.folder / "added"
        shutil.rmtree(place, ignore_errors=True)
        schema, batches = self.rows()
        if source == "memory":
            batches = list(batches)
        table = lancedb.connect(place).create_table("rows", schema=schema)
        started = time.perf_counter()
        table.add(pyarrow.RecordBatchReader.from_batches(schema, iter(batches)))
        took = time.perf_counter() - started
        shutil.rmtree(place)
        return took


def main():
    worker = Worker(pathlib.Path(sys.argv[1]))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {"ids": []}
        started = time.perf_counter()
        try:
            if "make" in asked:
                worker.make(**asked["make"])
            elif "search" in asked:
                options = {name: value for name, value in asked.items() if name != "search"}
                answer["ids"] = worker.search(asked["search"], **options)
            elif "add" in asked:
                answer["ms"] = worker.add(asked["add"]) * 1000
            answer.setdefault("ms", (time.perf_counter() - started) * 1000)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
