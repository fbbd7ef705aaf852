"""A process a call: lore's commands beside a Node process that does the same work."""

from data import HERE
from report import Row, entries
from running import alternating, one_shot

MANAGER = HERE / "workers/manager.js"
SEARCH = 1 / 4
SEARCH_MEMORY = 1.2
COUNT = 1 / 10
LARGEST = 10_000
NODE = "Node vectordb, a process"


def compare(context):
    node = context.tools.node()
    for size in context.sizes:
        if size > LARGEST:
            continue
        data = context.data(size)
        words = data.queries[0]
        lore = [context.lore, "--store", data.store]
        manager = ["node", MANAGER, node, data.database]

        def ours(*arguments):
            return lambda: one_shot([*lore, *arguments], context.home.variables)

        def theirs(*arguments):
            return lambda: one_shot([*manager, *arguments], context.home.variables)

        for what, target, command, other in (
            ("search", SEARCH, ("search", words), ("search", words)),
            ("stats", COUNT, ("stats",), ("stats",)),
            ("list", COUNT, ("list", "--limit", "20"), ("list",)),
        ):
            ways = {"ours": ours(*command), "theirs": theirs(*other)}
            for way in ways.values():
                way()
            times = alternating(context.rounds, ways)
            name = f"one-shot `lore {what}`, {entries(size)}"
            yield Row(name, times["ours"], times["theirs"], NODE, target)
            if what == "search":
                note = "lore loads a language model, Node hashes the words"
                memory = (f"{name}: memory", times["ours"], times["theirs"], NODE)
                yield Row(*memory, SEARCH_MEMORY, of_memory=True, note=note)
