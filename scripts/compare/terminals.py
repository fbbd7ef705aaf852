"""The terminal UIs over LanceDB: from the start to a screen that can be used, from a search to its hits."""

import json
import re
import subprocess

from data import HERE
from installing import NotAtHand
from report import Gap, Row, entries
from running import Times

WORDS = "retry limit of the ingress"
WAITING = ["searching", "loading"]
# So many words of a query fit into the search box.
WORDS_ON_SCREEN = 4
START = 2.0
# What a store of so many entries may add to the UI's memory, in MB.
MEMORY = {100_000: 150, 1_000_000: 400}
NO_SEARCH = (
    "haiku.rag reads only databases of its own, and every search of its inspector asks an embedding "
    "server (Ollama by default), which is no part of it"
)


def compare(context):
    yield from with_others(context)
    yield from with_itself(context)


def with_itself(context):
    """What many entries cost: the same program on a store of one."""
    one = context.home.path("one-entry")
    first = [context.lore, "--store", one, "store", "The only note", "--project", "p"]
    subprocess.run(first, env=context.home.variables, check=True, stdout=subprocess.DEVNULL)
    for size in context.sizes:
        if size not in MEMORY:
            continue
        data = context.data(size)
        ours, alone = Times(), Times()
        for _ in range(max(3, context.rounds // 3)):
            for store, count, times in ((data.store, size, ours), (one, 1, alone)):
                shown = watch(context, lore(context, store, count))
                times.add(shown["ms"][0], shown["megabytes"])
        yardstick = "lore on a store of one entry"
        yield Row(
            f"start of the UI to a usable screen, {entries(size)}", ours, alone, yardstick, START
        )
        allowed = (alone.megabytes + MEMORY[size]) / alone.megabytes
        note = f"at most {MEMORY[size]} MB more"
        what = f"memory of the UI after a search, {entries(size)}"
        yield Row(what, ours, alone, yardstick, allowed, of_memory=True, note=note)


def settled(context, data, size, queries):
    """Milliseconds from each pasted query to its settled hits on screen."""
    plan = lore(context, data.store, size)
    steps = plan["steps"][:2]
    for words in queries:
        # A colon would make a filter of a word.
        words = " ".join(re.findall(r"[\w.-]+", words)[:WORDS_ON_SCREEN])
        steps.append(hits_of(words))
        steps.append({"keys": "\x15", "until": ["newest first"], "absent": WAITING})
    # The first query is asked for nothing but what is read only then.
    return watch(context, dict(plan, steps=steps))["ms"][4::2]


def hits_of(words):
    """A query pasted into the search box; behind a space no completions are offered, which would hide hits."""
    pasted = f"\x1b[200~{words} \x1b[201~"
    return {"keys": pasted, "until": [f"› {words}", "best first"], "absent": WAITING}


def with_others(context):
    for size in context.sizes:
        data = context.data(size)
        started, found = Times(), Times()
        theirs, their_hits, haiku = Times(), Times(), Times()
        failed = {}
        for _ in range(max(3, context.rounds // 3)):
            shown = watch(context, lore(context, data.store, size))
            started.add(shown["ms"][0], shown["megabytes"])
            found.add(shown["ms"][2], shown["megabytes"])
            for name, plan, take in (
                ("lsql", lsql, lambda told: add(told, (theirs, 0), (their_hits, 5))),
                ("haiku.rag", inspector, lambda told: add(told, (haiku, 0))),
            ):
                if name in failed:
                    continue
                try:
                    take(watch(context, plan(context, data, size)))
                except (NotAtHand, RuntimeError) as error:
                    failed[name] = str(error).splitlines()[0]
        what = f"start of the UI to a usable screen, {entries(size)}"
        hits = f"search to its hits on screen, {entries(size)}"
        if "lsql" in failed:
            yield Gap(f"{what}, lsql", failed["lsql"])
        else:
            yield Row(what, started, theirs, "lsql")
            note = "lore: by words and meaning, pasted; lsql: by words, `/search-fts`, index made before"
            yield Row(hits, found, their_hits, "lsql", note=note)
        if "haiku.rag" in failed:
            yield Gap(f"{what}, haiku.rag", failed["haiku.rag"])
        else:
            note = "haiku.rag on an empty database of its own"
            yield Row(what, started, haiku, "haiku.rag inspector", note=note)
    yield Gap("search to its hits on screen, haiku.rag", NO_SEARCH)


def add(told, *places):
    for times, step in places:
        times.add(told["ms"][step], told["megabytes"])


def watch(context, plan):
    worker = [context.tools.python(), HERE / "workers/screens.py"]
    done = subprocess.run(worker, input=json.dumps(plan), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or "the program in the terminal failed")
    shown = json.loads(done.stdout)
    if "error" in shown:
        raise RuntimeError(shown["error"])
    return shown


def lore(context, store, size):
    """Its list with the first entry chosen; then the search box; then the hits of a pasted query."""
    return {
        "command": [context.lore, "--fresh", "--store", str(store)],
        "env": context.home.variables,
        "steps": [
            {"until": ["Results", f" 1/{size:,} "], "absent": WAITING},
            {"keys": "/", "until": ["Enter to the hits"]},
            hits_of(WORDS),
        ],
    }


def lsql(context, data, size):
    """The list of tables; a table chosen; then the hits of a search by words."""
    program = context.tools.lsql()
    return {
        "command": [str(program), str(copy(context, data, size))],
        "env": context.home.variables,
        "steps": [
            {"until": ["orchestra_knowledge"]},
            {"click": "orchestra_knowledge", "until": ["Page 1/1 (100 rows)"]},
            # The keys that reach its command line, and empty it; then the command, and Enter.
            {"keys": "\x0c", "until": ["(100 rows)"]},
            {"keys": "\x05\x15", "until": ["(100 rows)"]},
            {
                "keys": f"/search-fts --query '{WORDS}' --text-column text --limit 10",
                "until": ["--limit 10"],
            },
            {"keys": "\r", "until": ["(10 rows)"]},
        ],
    }


def copy(context, data, size):
    """A copy for lsql, which puts an index of its own on the table; made once a size."""
    known = context.copies.get(size)
    if known is None:
        known = context.copies[size] = data.copy(context.home) / data.database.name
        index = (
            "import lancedb,sys; from lancedb.index import FTS; "
            "lancedb.connect(sys.argv[1]).open_table('orchestra_knowledge')"
            ".create_index('text', config=FTS())"
        )
        subprocess.run([context.tools.python(), "-c", index, known], check=True)
    return known


def inspector(context, data, size):
    """The empty panes of documents and chunks."""
    program = context.tools.haiku()
    database = context.home.path("haiku.lancedb")
    variables = context.home.variables
    if size not in context.inspected:
        context.inspected.add(size)
        subprocess.run([program, "init", "--db", database], env=variables, capture_output=True)
    return {
        "command": [str(program), "inspect", "--db", database],
        "env": variables,
        "steps": [{"until": ["Documents", "Search"]}],
    }
