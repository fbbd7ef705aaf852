#!/usr/bin/env python3
"""Many clients store and search for a while; then it is counted whether every entry is there once.

    LORE_TOKEN=... scripts/load-http.py http://127.0.0.1:8303 --clients 64 --seconds 60

Python's own library is enough. Ends with 1 when an entry that was answered with 201 is missing or
doubled, or an answer was neither a success nor 429.
"""

import argparse
import asyncio
import collections
import json
import os
import random
import sys
import time
import urllib.parse
import uuid

BASE = "/api/knowledge"
WORDS = (
    "queue retry token cache index migration rollback schema latency payment login search build "
    "release worker batch stream cursor deploy backup lock commit vector shard proxy timeout"
).split()


class Connection:
    """One connection that is kept, one request after the other."""

    def __init__(self, url, token):
        self.host, self.port, self.token = url.hostname, url.port, token
        self.reader = self.writer = None

    async def request(self, method, path, body):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        content = json.dumps(body).encode()
        head = (
            f"{method} {BASE}{path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\n"
            f"authorization: Bearer {self.token}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(content)}\r\n\r\n"
        )
        self.writer.write(head.encode() + content)
        await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.writer.close()
            self.writer = None
        return status, headers, json.loads(body or b"null")


class Tally:
    """What was asked, what came back, and how long that took."""

    def __init__(self):
        self.seconds = collections.defaultdict(list)
        self.statuses = collections.Counter()
        self.stored = {}

    def report(self, elapsed):
        for kind, seconds in sorted(self.seconds.items()):
            seconds.sort()
            at = lambda part: seconds[min(int(len(seconds) * part), len(seconds) - 1)] * 1000
            print(
                f"{kind:7} {len(seconds):6}  {len(seconds) / elapsed:7.1f}/s  "
                f"p50 {at(0.5):7.1f} ms  p90 {at(0.9):7.1f} ms  p99 {at(0.99):7.1f} ms  "
                f"max {seconds[-1] * 1000:7.1f} ms"
            )
        for (kind, status), times in sorted(self.statuses.items()):
            print(f"{kind:7} {status}: {times}")


def sentence(chance):
    return " ".join(chance.choices(WORDS, k=chance.randint(8, 30)))


async def client(number, arguments, url, token, until, tally):
    chance = random.Random(number)
    connection = Connection(url, token)
    while time.monotonic() < until:
        stores = chance.random() < arguments.stores
        kind = "store" if stores else "search"
        marker = uuid.uuid4().hex
        body = (
            {
                "text": f"{marker} {sentence(chance)}",
                "type": "decision",
                "project_id": arguments.project,
                "agent": f"client-{number}",
            }
            if stores
            else {"query": sentence(chance)[:60], "limit": 10}
        )
        started = time.monotonic()
        try:
            status, headers, answer = await connection.request("POST", f"/{kind}", body)
        except (OSError, asyncio.IncompleteReadError) as error:
            tally.statuses[kind, f"no answer ({type(error).__name__})"] += 1
            connection.writer = None
            continue
        tally.statuses[kind, status] += 1
        if status == 429:
            await asyncio.sleep(float(headers.get("retry-after", 1)))
            continue
        tally.seconds[kind].append(time.monotonic() - started)
        if stores and status == 201:
            tally.stored[marker] = answer["id"]


async def listed(url, token, project):
    """How often each marker is in the store."""
    connection, seen = Connection(url, token), collections.Counter()
    while True:
        page = {"project_id": project, "limit": 500, "offset": seen.total()}
        page["order_by"] = "timestamp ASC"
        status, _, answer = await connection.request("POST", "/query", page)
        if status != 200:
            raise SystemExit(f"the entries cannot be listed: {status} {answer}")
        seen.update(entry["text"].split(" ", 1)[0] for entry in answer["results"])
        if not answer["results"] or seen.total() >= answer["total"]:
            return seen


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--stores", type=float, default=0.5, help="part of the requests that store")
    parser.add_argument("--project", default="load")
    arguments = parser.parse_args()
    url, token = urllib.parse.urlsplit(arguments.url), os.environ["LORE_TOKEN"]

    before = (await listed(url, token, arguments.project)).total()
    tally, started = Tally(), time.monotonic()
    until = started + arguments.seconds
    clients = (
        client(number, arguments, url, token, until, tally) for number in range(arguments.clients)
    )
    await asyncio.gather(*clients)
    tally.report(time.monotonic() - started)

    seen = await listed(url, token, arguments.project)
    lost = [marker for marker in tally.stored if not seen[marker]]
    doubled = [marker for marker, times in seen.items() if times > 1]
    unasked = seen.total() - before - len(tally.stored)
    print(
        f"answered with 201: {len(tally.stored)}; lost: {len(lost)}; doubled: {len(doubled)}; "
        f"there without an answer: {unasked}"
    )
    bad = [
        status
        for (_, status), _ in tally.statuses.items()
        if status not in (200, 201, 429)
    ]
    sys.exit(1 if lost or doubled or bad else 0)


asyncio.run(main())
