"""Embedding beside ONNX Runtime, on the same model file and cores."""

import json
import shutil
import subprocess

from data import HERE, MODEL_FOLDER
from report import Row
from running import Times, Worker, one_shot
from servers import HttpServer

SIZE = 1_000
TARGET = 1.0
RUNTIME = "ONNX Runtime"
BATCH = 1_000


def compare(context):
    data = context.data(SIZE)
    command = [context.tools.python(), HERE / "workers/onnx_worker.py", MODEL_FOLDER]
    with (
        HttpServer(context.lore, data.store, context.home) as server,
        Worker(command) as runtime,
    ):
        server.search("warm", "semantic")
        runtime.ask(query="warm")
        ours, theirs = Times(), Times()
        for text in data.queries[: 100 if not context.quick else 30]:
            fresh = server.search(text, "semantic")[0]
            # Asked again, all is the same but for the embedding.
            again = min(server.search(text, "semantic")[0] for _ in range(3))
            ours.add(max(fresh - again, 0.0))
            theirs.add(runtime.ask(query=text)["ms"])
        ours.megabytes, theirs.megabytes = server.megabytes, runtime.megabytes
        note = "lore: a search with a new query less the same search asked again"
        yield Row("embedding a query", ours, theirs, RUNTIME, TARGET, note=note)

        texts = listed(context, data)
        ways = {way: Times() for way in ("padded", "side by side")}
        whole = Times()
        for _ in range(3):
            for way, times in ways.items():
                times.add(runtime.ask(batch=texts, way=way)["ms"])
            whole.add(*again_from_nothing(context, data))
        best = min(ways, key=lambda way: ways[way].median)
        ways[best].megabytes = runtime.megabytes
        what = f"{len(texts):,} entries embedded"
        note = (
            f"lore: all of `lore reembed`, its start and its writing included; ONNX Runtime: {best}"
        )
        yield Row(what, whole, ways[best], RUNTIME, TARGET, note=note)


def listed(context, data):
    """The texts of the store."""
    command = [context.lore, "--store", data.store, "--json", "list", "--limit", str(BATCH)]
    listed = subprocess.run(command, env=context.home.variables, capture_output=True, check=True)
    return [entry["text"] for entry in json.loads(listed.stdout)["entries"]]


def again_from_nothing(context, data):
    """All vectors made where nothing tells that there are any."""
    store = data.copy(context.home)
    shutil.rmtree(store / data.database.name / "lore_embeddings.lance")
    took = one_shot([context.lore, "--store", store, "reembed"], context.home.variables)
    shutil.rmtree(store)
    return took
