"""Search in large stores beside PyPI's `lancedb` with the best index it offers."""

import itertools
import time

import terminals
from data import HERE, MODEL_FOLDER
from report import Gap, Row, entries
from running import Times, Worker
from servers import HttpServer, McpServer

SMALLEST = 100_000
TARGET = 1.0
RECALL = 0.95
# Fewer than lore keeps vectors of, so that asked again no query is embedded anew.
ASKED = 50
TUNED_ON = 30
# Settled hits on screen may take so many times what embedding and the raw search take; so many are looked at.
SETTLED = 1.5
SHOWN = 20

# Each index with what can be turned at a search, the cheapest first.
PROBES = [{"nprobes": probes} for probes in (4, 8, 16, 32, 64, 128)]
REFINED = [
    {"nprobes": probes, "refine": refine}
    for refine, probes in itertools.product((2, 4, 10), (4, 8, 16, 32, 64, 128))
]
GRAPH = [
    {"nprobes": probes, "ef": ef, "refine": refine}
    for probes, ef, refine in itertools.product((1, 4, 16), (40, 100, 200), (1, 2))
]
INDEXES = [
    ("flat", None, {}, [{}]),
    ("ivf_flat", "IVF_FLAT", {}, PROBES),
    ("ivf_sq", "IVF_SQ", {}, PROBES + REFINED[:6]),
    ("ivf_pq", "IVF_PQ", {"num_sub_vectors": 96}, REFINED),
    ("ivf_rq", "IVF_RQ", {}, REFINED),
    ("ivf_hnsw_sq", "IVF_HNSW_SQ", {}, GRAPH),
]
QUICK = ("flat", "ivf_flat", "ivf_pq")


def compare(context):
    for size in context.sizes:
        if size >= SMALLEST:
            yield from at_size(context, size)


def at_size(context, size):
    data = context.data(size)
    command = [context.tools.python(), HERE / "workers/lancedb_worker.py", data.folder]
    best, tried = tuned(context, data, command)
    if best is None:
        yield Gap(f"search, {entries(size)}", f"no index reached a recall of {RECALL}: {tried}")
        return
    name, kind, parameters, options = best
    asked = min(ASKED, len(data.queries) // 2)
    again, fresh = range(asked), range(asked, 2 * asked)
    onnx = [context.tools.python(), HERE / "workers/onnx_worker.py", MODEL_FOLDER]
    with (
        HttpServer(context.lore, data.store, context.home) as http,
        McpServer(context.lore, data.store, context.home) as mcp,
        Worker(command) as lancedb,
        Worker(onnx) as embedding,
    ):
        lancedb.ask(make=dict(name=name, kind=kind, **parameters))
        known = {http: Times(), mcp: Times()}
        theirs, hybrid, meant, words, both = Times(), Times(), Times(), Times(), Times()
        started = time.perf_counter()
        http.search(data.queries[0], "semantic")
        first = (time.perf_counter() - started) * 1000
        found = []
        for at in again:
            found.append((at, http.search(data.queries[at], "semantic")[1]))
            mcp.search(data.queries[at], "semantic")
            lancedb.ask(search=at, **options)
        for _ in range(max(2, context.rounds // 5)):
            for at in again:
                theirs.add(lancedb.ask(search=at, **options)["ms"])
                for server, times in known.items():
                    times.add(server.search(data.queries[at], "semantic")[0])
        for at in fresh:
            text = data.queries[at]
            half = at % 2 == 0
            (meant if half else hybrid).add(http.search(text, "semantic" if half else "hybrid")[0])
            words.add(http.search(text, "keyword")[0])
            vector = embedding.ask(query=text)["ms"]
            both.add(vector + lancedb.ask(search=at, **options)["ms"])
        theirs.megabytes = lancedb.megabytes
        for server, times in known.items():
            times.megabytes = server.megabytes
    told = ", ".join(f"{key} {value}" for key, value in options.items())
    yardstick = f"PyPI lancedb, {name} {told}".rstrip()
    note = f"the query's vector known to both; recall@10 of lore {data.recall(found):.3f}; {tried}"
    for server, times in known.items():
        what = f"search by meaning, {entries(size)}, {server.name}"
        yield Row(what, times, theirs, yardstick, TARGET, note=note)
        note = ""
    note = f"a new query each time, embedded; the first search of the process took {first:.0f} ms"
    yardstick = "PyPI lancedb after ONNX Runtime"
    yield Row(
        f"search by meaning and embedding, {entries(size)}", meant, both, yardstick, note=note
    )
    yield Row(f"hybrid search and embedding, {entries(size)}", hybrid, both, yardstick)
    queries = data.queries[-SHOWN - 1 :]
    seen = Times(terminals.settled(context, data, size, queries))
    what = f"settled hits on screen, {entries(size)}"
    yield Row(what, seen, both, "PyPI lancedb after ONNX Runtime", SETTLED, part=0.95)
    yield Row(f"search by words, {entries(size)}", words, theirs, "the same search by meaning")


def tuned(context, data, command):
    """The fastest way that finds enough, and what was tried."""
    best, fastest, tried = None, None, []
    for name, kind, parameters, choices in INDEXES:
        if context.quick and name not in QUICK:
            continue
        with Worker(command) as worker:
            started = time.perf_counter()
            try:
                worker.ask(make=dict(name=name, kind=kind, **parameters))
            except RuntimeError as error:
                tried.append(f"{name}: {str(error)[:80]}")
                continue
            context.say(f"{name} at hand after {time.perf_counter() - started:.0f} s")
            passed = None
            for options in choices:
                times, found = Times(), []
                for at in range(min(TUNED_ON, len(data.queries))):
                    answer = worker.ask(search=at, **options)
                    times.add(answer["ms"])
                    found.append((at, answer["ids"]))
                recall = data.recall(found)
                context.say(f"  {options}: recall {recall:.3f}, {times.median:.2f} ms")
                if recall >= RECALL and (passed is None or times.median < passed):
                    passed = times.median
                    if fastest is None or passed < fastest:
                        fastest, best = passed, (name, kind, parameters, options)
            tried.append(f"{name} {passed:.1f} ms" if passed else f"{name} below {RECALL}")
    return best, "tried " + ", ".join(tried)
