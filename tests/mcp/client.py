"""Lists and calls every tool of lore with the official Python SDK, as an agent would.

    client.py stdio LORE STORE     starts `lore mcp` and speaks to it
    client.py http URL TOKEN       speaks to a running `lore serve`

Ends with 0 when everything was as it should be. The SDK itself checks every answer against the schema
that the tool declares.
"""

import asyncio
import sys
from contextlib import asynccontextmanager

import httpx2
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

TOOLS = {
    "search_knowledge",
    "store_knowledge",
    "get_entry",
    "list_knowledge",
    "project_stats",
    "edit_knowledge",
    "delete_knowledge",
    "cleanup_knowledge",
}

# The handshake of the protocol before 2026-07-28, and what came after it.
MODES = ["legacy", "auto"]

HOSTILE = [
    "'; DROP TABLE entries; -- %_\\",
    "日本語 🚫 \u202e right to left",
    "\x1b[31mred\x1b[0m\r\n\ttab",
    "a long text " * 20_000,
]


def transport(arguments):
    """How to reach the server, as often as it is entered."""
    if arguments[0] == "stdio":
        _, lore, store = arguments
        return stdio_client(StdioServerParameters(command=lore, args=["--store", store, "mcp"]))
    _, url, token = arguments
    return over_http(url, token)


@asynccontextmanager
async def over_http(url, token):
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as client:
        async with streamable_http_client(url, http_client=client) as streams:
            yield streams


class Agent:
    """Calls tools, and remembers which."""

    def __init__(self, client):
        self.client = client
        self.called = set()

    async def call(self, tool, **arguments):
        result = await self.client.call_tool(tool, arguments)
        assert not result.is_error, f"{tool}: {result.content}"
        assert result.content[0].text, tool
        self.called.add(tool)
        return result.structured_content

    async def refused(self, tool, code, **arguments):
        """What an agent is told that asks for something that cannot be."""
        result = await self.client.call_tool(tool, arguments)
        assert result.is_error, f"{tool} took {arguments}"
        text = result.content[0].text
        assert text.startswith(f"{code}: ") and "\n" not in text, text
        assert result.structured_content["code"] == code
        return text


async def look_at_tools(client):
    tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS, tools
    for tool in tools:
        assert tool.title and len(tool.description) > 40, tool
        assert tool.input_schema["type"] == "object", tool
        assert tool.output_schema["type"] == "object", tool
        assert tool.annotations.open_world_hint is False, tool
    read_only = {tool.name for tool in tools if tool.annotations.read_only_hint}
    assert read_only == {"search_knowledge", "get_entry", "list_knowledge", "project_stats"}
    destructive = {tool.name for tool in tools if tool.annotations.destructive_hint}
    assert destructive == {"edit_knowledge", "delete_knowledge", "cleanup_knowledge"}


async def write_and_find(agent, project):
    text = "Sessions are kept in Redis, since tokens cannot be taken back"
    stored = await agent.call(
        "store_knowledge",
        text=text,
        type="decision",
        project_id=project,
        agent="architect",
        session_id="s-1",
        metadata={"ticket": 7, "nested": {"a": [1, None, "x"]}},
    )
    assert stored["project_id"] == project and stored["repository"] == project, stored
    assert stored["credentials"] == [], stored
    entry = (await agent.call("get_entry", id=stored["id"]))["entry"]
    assert entry["text"] == text and entry["revision"] == stored["revision"], entry
    assert entry["metadata"]["nested"] == {"a": [1, None, "x"]}, entry
    found = await agent.call("search_knowledge", query="where do sessions live?", project_id=[project])
    assert found["results"][0]["id"] == stored["id"], found
    assert 0 < found["results"][0]["score"] <= 1, found
    # A text where a list belongs is taken for one.
    for mode in ["semantic", "keyword", "fuzzy"]:
        found = await agent.call(
            "search_knowledge", query="sessions Redis", mode=mode, project_id=project, limit=1
        )
        assert found["results"][0]["id"] == stored["id"], (mode, found)
    return stored


async def edit(agent, stored):
    revision = stored["revision"]
    edited = await agent.call(
        "edit_knowledge", id=stored["id"], revision=revision, text="Sessions are kept in memory"
    )
    assert edited["changed"] and edited["entry"]["revision"] != revision, edited
    same = await agent.call("edit_knowledge", id=stored["id"], type="decision")
    assert not same["changed"], same
    await agent.refused(
        "edit_knowledge", "CONFLICT", id=stored["id"], revision=revision, text="too late"
    )


async def hostile_texts(agent, project):
    ids = []
    for text in HOSTILE:
        stored = await agent.call("store_knowledge", text=text, project_id=project, type="pattern")
        entry = (await agent.call("get_entry", id=stored["id"]))["entry"]
        assert entry["text"] == text, text[:60]
        ids.append(stored["id"])
        await agent.call("search_knowledge", query=text[:2_000], project_id=[project])
    listed = await agent.call("list_knowledge", project_id=[project], type=["pattern"])
    assert [entry["id"] for entry in listed["entries"]] == ids[::-1], listed
    assert len(listed["entries"][0]["text"]) < len(HOSTILE[-1]) == listed["entries"][0]["text_length"]
    return ids


async def list_in_pages(agent, project, total):
    seen, offset = [], 0
    while offset is not None:
        page = await agent.call(
            "list_knowledge", project_id=[project], limit=2, offset=offset, sort="oldest"
        )
        assert page["total"] == total, page
        seen += [entry["id"] for entry in page["entries"]]
        offset = page.get("next_offset")
    assert len(seen) == len(set(seen)) == total, seen


async def at_once(agent, project):
    texts = [f"note {n} of many that are stored at once" for n in range(16)]
    stored = await asyncio.gather(
        *(agent.call("store_knowledge", text=text, project_id=project, type="issue") for text in texts)
    )
    assert len({one["id"] for one in stored}) == len(texts)
    stats = await agent.call("project_stats", project_id=[project])
    assert stats["by_type"]["issue"] == len(texts), stats
    return len(texts)


async def resources(client, stored):
    templates = (await client.list_resource_templates()).resource_templates
    assert [template.uri_template for template in templates] == ["lore://entry/{id}"]
    listed = (await client.list_resources()).resources
    mine = next(one for one in listed if one.name == stored["id"])
    contents = (await client.read_resource(str(mine.uri))).contents
    assert '"Sessions are kept in memory"' in contents[0].text
    assert contents[0].mime_type == "application/json"
    for wrong in ["lore://entry/none-1", "lore://other/x", "file:///etc/passwd"]:
        try:
            await client.read_resource(wrong)
        except MCPError as error:
            assert "NOT_FOUND" in error.message, error
        else:
            raise AssertionError(f"{wrong} was read")


async def refusals(agent):
    told = await agent.refused("search_knowledge", "INVALID_REQUEST", query="x", project="typo")
    assert "`project`" in told and "project_id" in told, told
    await agent.refused("search_knowledge", "INVALID_REQUEST", query="x", limit=10**9)
    await agent.refused("search_knowledge", "INVALID_REQUEST", query="x", mode="magic")
    await agent.refused("search_knowledge", "INVALID_REQUEST", query=" ")
    await agent.refused("search_knowledge", "INVALID_REQUEST", query="x", before="soon")
    await agent.refused("search_knowledge", "NOT_FOUND", query="x", repository="none")
    # A project may begin with a search.
    nothing = await agent.call("search_knowledge", query="x", project_id="none")
    assert nothing["results"] == [] and "none" in nothing["notes"][0], nothing
    await agent.refused("store_knowledge", "INVALID_REQUEST", text=" ")
    await agent.refused("store_knowledge", "INVALID_REQUEST", text="x", metadata=[1])
    await agent.refused("store_knowledge", "INVALID_REQUEST", text="x", repository="../x")
    await agent.refused("edit_knowledge", "INVALID_REQUEST", id="x")
    await agent.refused("get_entry", "NOT_FOUND", id="' OR 1=1 --")
    await agent.refused("delete_knowledge", "NOT_FOUND", ids=["none-1"])
    await agent.refused("delete_knowledge", "INVALID_REQUEST", ids=[])
    await agent.refused("cleanup_knowledge", "INVALID_REQUEST", older_than="m")
    try:
        await agent.client.call_tool("drop_tables", {})
    except MCPError as error:
        assert "search_knowledge" in error.message, error
    else:
        raise AssertionError("a tool that is none was called")


async def take_away(agent, stored, project, total):
    deleted = await agent.call("delete_knowledge", ids=[stored["id"]])
    assert deleted["deleted"] == [{"id": stored["id"], "repository": project}], deleted
    await agent.refused("get_entry", "NOT_FOUND", id=stored["id"])
    plan = await agent.call("cleanup_knowledge", older_than="0d", project_id=[project], protect=["pattern"])
    assert not plan["applied"] and plan["total"] == total and plan["deleted"] == 0, plan
    assert plan["spared"]["protected"] == len(HOSTILE), plan
    done = await agent.call(
        "cleanup_knowledge", older_than="0d", project_id=[project], protect=["pattern"], apply=True
    )
    assert done["applied"] and done["deleted"] == total and done["change"], done
    left = await agent.call("list_knowledge", project_id=[project])
    assert left["total"] == len(HOSTILE), left


async def scenario(arguments, mode):
    async with Client(transport(arguments), mode=mode) as client:
        assert client.server_info.name == "lore", client.server_info
        assert "search_knowledge" in client.instructions, client.instructions
        agent, project = Agent(client), f"shop-{mode}"
        await look_at_tools(client)
        stored = await write_and_find(agent, project)
        await edit(agent, stored)
        await hostile_texts(agent, project)
        many = await at_once(agent, project)
        await list_in_pages(agent, project, 1 + len(HOSTILE) + many)
        await resources(client, stored)
        await refusals(agent)
        await take_away(agent, stored, project, many)
        assert agent.called == TOOLS, TOOLS - agent.called
        return client.protocol_version


async def main(arguments):
    for mode in MODES:
        version = await asyncio.wait_for(scenario(arguments, mode), timeout=300)
        print(f"{arguments[0]}, {version}: every tool and resource as it should be")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
