"""Search in a process that goes on running, at sizes that Node's `vectordb` was used with."""

from data import HERE
from report import Row, entries
from running import Times, Worker
from servers import HttpServer, McpServer

LARGEST = 10_000
TARGET = 1 / 3
NODE = "Node vectordb, in its process"
# Fewer than lore keeps vectors of, so that asked again no query is embedded anew.
ASKED = 50


def compare(context):
    node, manager = context.tools.node(), HERE / "workers/manager.js"
    for size in context.sizes:
        if size > LARGEST:
            continue
        data = context.data(size)
        asked = min(ASKED, len(data.queries) // 2)
        again, fresh = range(asked), range(asked, 2 * asked)
        command = ["node", manager, node, data.database, "answer"]
        with (
            HttpServer(context.lore, data.store, context.home) as http,
            McpServer(context.lore, data.store, context.home) as mcp,
            Worker(command, context.home.variables) as worker,
        ):
            theirs, hybrid = Times(), Times()
            known = {http: Times(), mcp: Times()}
            for at in again:
                worker.ask(vector=data.vectors[at])
                for server in known:
                    server.search(data.queries[at], "semantic")
            for _ in range(max(2, context.rounds // 4)):
                for at in again:
                    theirs.add(worker.ask(vector=data.vectors[at])["ms"])
                    for server, times in known.items():
                        times.add(server.search(data.queries[at], "semantic")[0])
            for at in fresh:
                hybrid.add(http.search(data.queries[at], "hybrid")[0])
            theirs.megabytes = worker.megabytes
            hybrid.megabytes = http.megabytes
            for server, times in known.items():
                times.megabytes = server.megabytes
                what = f"search by meaning, {entries(size)}, {server.name}"
                note = "the query's vector known to both"
                yield Row(what, times, theirs, NODE, TARGET, note=note)
            what = f"hybrid search, {entries(size)}, {http.name}"
            note = "a new query each time, embedded; Node is given a vector"
            yield Row(what, hybrid, theirs, NODE, note=note)
