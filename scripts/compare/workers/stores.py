"""Makes the data of one size, the same in every run: a store for lore and Node, rows for LanceDB, queries.

    stores.py FOLDER ENTRIES LORE MODEL_FOLDER

The notes are those of `lore demo`. Up to 10,000 have the vectors that the bundled model makes of them. Of
larger stores the vectors lie around these, each with noise of its own: they crowd as vectors of notes
do, and need no hours of embedding. lore's records say that the model made them, so it searches them.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import blake3
import lancedb
import numpy
import pyarrow
import pyarrow.parquet

import onnx

WIDTH = 384
EMBEDDED = 10_000
# Length of the noise beside a vector of length one: the cosine with where it came from is 0.89.
NOISE = 0.5
SEED = 7
ROWS_AT_ONCE = 100_000
QUERIES = 200
QUERY_WORDS = 9
NEAREST = 10
MODEL = "all-MiniLM-L6-v2-int8"
REPOSITORY = "notes"
# lore's clock: the same notes whenever they are made.
CLOCK = dict(os.environ, LORE_NOW="2026-03-31T10:00:00Z")
TEXTS = ["id", "text", "type", "project_id", "session_id", "agent", "timestamp", "metadata"]
VECTOR = pyarrow.list_(pyarrow.field("item", pyarrow.float32(), True), WIDTH)


def notes(folder, entries, lore):
    """The texts of a sample store of that size, oldest first, as one table without vectors."""
    demo = folder / "demo"
    shutil.rmtree(demo, ignore_errors=True)
    command = [lore, "demo", "--no-tui", "--path", demo, "--entries", str(entries)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, env=CLOCK, **quiet)
    tables = []
    for repository in sorted(path for path in demo.iterdir() if path.is_dir()):
        table = lancedb.connect(repository).open_table("orchestra_knowledge")
        query = table.search().where("type != 'system'").select(TEXTS).limit(entries)
        tables.append(query.to_arrow().select(TEXTS))
    shutil.rmtree(demo)
    merged = pyarrow.concat_tables(tables).combine_chunks()
    return merged.sort_by([("timestamp", "ascending"), ("id", "ascending")])


def real_vectors(folder, texts, model):
    """What the model makes of texts; kept, since it is the slow part."""
    kept = folder / "embedded.npy"
    if kept.exists():
        vectors = numpy.load(kept)
        if len(vectors) == len(texts):
            return vectors
    vectors = model.side_by_side(texts)
    numpy.save(kept, vectors)
    return vectors


def vectors_around(centres, count, chance):
    """Unit vectors, each near to one of the centres."""
    of = chance.integers(0, len(centres), count)
    noise = chance.standard_normal((count, WIDTH), dtype=numpy.float32)
    noise *= NOISE / numpy.linalg.norm(noise, axis=1, keepdims=True)
    vectors = centres[of] + noise
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def batch(table, vectors):
    """Rows as the shared table has them."""
    numbers = pyarrow.array(numpy.ascontiguousarray(vectors, dtype=numpy.float32).ravel())
    column = pyarrow.FixedSizeListArray.from_arrays(numbers, type=VECTOR)
    columns = [table.column("id"), column] + [table.column(name) for name in TEXTS[1:]]
    fields = [pyarrow.field("id", pyarrow.string(), False), pyarrow.field("vector", VECTOR, False)]
    fields += [pyarrow.field(name, pyarrow.string(), False) for name in TEXTS[1:]]
    return pyarrow.table(columns, schema=pyarrow.schema(fields))


def digest(text, vector):
    text = text.encode()
    return blake3.blake3(len(text).to_bytes(8, "little") + text + vector.tobytes()).hexdigest()


def records(table, vectors):
    """lore's records: the model made these vectors of these texts."""
    count = len(table)
    pairs = zip(table.column("text").to_pylist(), vectors)
    text = lambda name: pyarrow.field(name, pyarrow.string(), False)
    schema = [text("id"), text("model"), text("digest")]
    schema.append(pyarrow.field("parts", pyarrow.int32(), False))
    digests = [digest(words, vector) for words, vector in pairs]
    columns = [table.column("id"), [MODEL] * count, digests, numpy.zeros(count, numpy.int32)]
    return pyarrow.table(columns, schema=pyarrow.schema(schema))


def exported(rows):
    """Rows as `lore export --format parquet --vectors` writes them: with who made the vectors."""
    model = pyarrow.array([MODEL] * len(rows), pyarrow.string())
    parts = pyarrow.array(numpy.zeros(len(rows), numpy.uint32))
    return rows.append_column("model", model).append_column("parts", parts)


def queries(table, model):
    """Beginnings of notes all over the store, with their vectors."""
    step = max(1, len(table) // QUERIES)
    texts = table.column("text").to_pylist()[::step]
    wanted = dict.fromkeys(" ".join(text.split()[1 : 1 + QUERY_WORDS]) for text in texts)
    wanted = [words for words in wanted if words][:QUERIES]
    return wanted, numpy.stack([model.one(words) for words in wanted])


class Truth:
    """The exact nearest rows of every query, found by looking at all."""

    def __init__(self, asked):
        self.asked = asked
        self.best = [[] for _ in asked]

    def look_at(self, ids, vectors):
        for best, cosines in zip(self.best, self.asked @ vectors.T):
            some = numpy.argpartition(-cosines, min(NEAREST, len(ids) - 1))[:NEAREST]
            best.extend((float(cosines[at]), ids[at]) for at in some)
            best.sort(reverse=True)
            del best[NEAREST:]


def main():
    folder, entries = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    lore, model = sys.argv[3], onnx.Model(sys.argv[4], 1)
    folder.mkdir(parents=True, exist_ok=True)
    base = folder.parent / "base"
    base.mkdir(exist_ok=True)

    all_notes = notes(folder, entries, lore)
    chance = numpy.random.default_rng(SEED)
    if entries <= EMBEDDED:
        known = real_vectors(folder, all_notes.column("text").to_pylist(), model)
    else:
        centres = notes(base, EMBEDDED, lore).column("text").to_pylist()
        centres = real_vectors(base, centres, model)
    words, asked = queries(all_notes, model)
    truth = Truth(asked)

    # lore makes the tables, so that they are as it makes them; the first entry goes out again.
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    made = [lore, "--store", store, "store", "The first", "--repo", REPOSITORY]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    database = lancedb.connect(store / REPOSITORY)
    shared, known_by = map(database.open_table, ("orchestra_knowledge", "lore_embeddings"))
    rows = folder / "rows.parquet"
    writer = None
    for at in range(0, entries, ROWS_AT_ONCE):
        some = all_notes.slice(at, ROWS_AT_ONCE)
        if entries <= EMBEDDED:
            vectors = known[at : at + len(some)]
        else:
            vectors = vectors_around(centres, len(some), chance).astype(numpy.float32)
        truth.look_at(some.column("id").to_pylist(), vectors)
        whole = batch(some, vectors)
        shared.add(whole)
        known_by.add(records(some, vectors))
        whole = exported(whole)
        writer = writer or pyarrow.parquet.ParquetWriter(rows, whole.schema, compression="zstd")
        writer.write_table(whole)
    writer.close()
    shared.delete("text = 'The first'")
    about = {
        "queries": words,
        "vectors": [[float(number) for number in vector] for vector in asked],
        "nearest": [[name for _, name in best] for best in truth.best],
    }
    (folder / "queries.json").write_text(json.dumps(about))


main()
