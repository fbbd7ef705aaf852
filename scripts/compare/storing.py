"""100 entries stored: in one call of lore's HTTP API, and one by one in Node."""

from data import HERE
from report import Row
from running import Times, Worker
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
    note = "texts of one word, so that embedding is little of it"
    yield Row("100 entries in one `POST /store-batch`", short, theirs, NODE, TARGET, note=note)
    note = "embedding of sentences included; Node makes hashes instead"
    yield Row("the same with sentences, embedded", whole, theirs, NODE, note=note)
