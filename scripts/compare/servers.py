"""lore as a process that goes on running: over HTTP, and over MCP on standard input and output."""

import http.client
import json
import subprocess
import time

from running import peak_megabytes

TOKEN = "a-token-for-the-comparison-0123456789"
BASE = "/api/knowledge"
READY_WITHIN = 120


class HttpServer:
    """`lore serve` and one client of it, on one connection."""

    name = "lore serve (HTTP)"

    def __init__(self, lore, store, home):
        self.process = subprocess.Popen(
            [
                lore,
                "--json",
                "--store",
                store,
                "serve",
                "--addr",
                "127.0.0.1:0",
                "--rate-limit",
                "0",
            ],
            env=dict(home.variables, LORE_TOKEN=TOKEN),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        told = ""
        while not told.rstrip().endswith("}"):
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("lore serve ended at once")
            told += line
        host, port = json.loads(told)["address"].rsplit(":", 1)
        self.connection = http.client.HTTPConnection(host, int(port), timeout=600)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.process.terminate()
        self.process.wait(60)

    @property
    def megabytes(self):
        return peak_megabytes(self.process.pid)

    def post(self, route, body):
        """The milliseconds until the whole answer is there, and the answer."""
        content = json.dumps(body)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        started = time.perf_counter()
        self.connection.request("POST", BASE + route, content, headers)
        response = self.connection.getresponse()
        answer = response.read()
        took = (time.perf_counter() - started) * 1000
        if response.status not in (200, 201):
            raise RuntimeError(f"{route} answered {response.status}: {answer[:500]}")
        return took, json.loads(answer)

    def search(self, words, mode, **more):
        took, answer = self.post("/search", dict(more, query=words, mode=mode, limit=10))
        return took, [hit["id"] for hit in answer["results"]]

    def store(self, items):
        return self.post("/store-batch", {"items": items})[0]


class McpServer:
    """`lore mcp` and its one client."""

    name = "lore mcp (stdio)"

    def __init__(self, lore, store, home):
        self.process = subprocess.Popen(
            [lore, "--store", store, "mcp"],
            env=home.variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.number = 0
        client = {"name": "compare", "version": "1"}
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}
        self.call("initialize", hello)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)

    @property
    def megabytes(self):
        return peak_megabytes(self.process.pid)

    def send(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def call(self, method, params):
        """The result of a request; what else the server says meanwhile is passed over."""
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        while line := self.process.stdout.readline():
            message = json.loads(line)
            if message.get("id") == self.number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]
        raise RuntimeError("lore mcp ended without an answer")

    def search(self, words, mode, **more):
        arguments = dict(more, query=words, mode=mode, limit=10)
        started = time.perf_counter()
        result = self.call("tools/call", {"name": "search_knowledge", "arguments": arguments})
        took = (time.perf_counter() - started) * 1000
        if result.get("isError"):
            raise RuntimeError(result["content"][0]["text"])
        return took, [hit["id"] for hit in result["structuredContent"]["results"]]
