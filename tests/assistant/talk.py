"""Ask a server of its own process, by the client of the SDK, or by lines on its stdin."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import anyio

from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COMMAND = (sys.executable, "-m", "carteira_cli", "mcp", "-C")
HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "teste", "version": "1"}},
}


def asked(folder: Path, questions: Iterable[tuple[str, dict[str, Any]]], *words: str) -> list[Any]:
    """The results of some questions to one server, which the client holds against the schema that it was told."""
    from mcp import Client, StdioServerParameters

    async def talk() -> list[Any]:
        started = StdioServerParameters(
            command=COMMAND[0], args=[*COMMAND[1:], str(folder), *words], env={"CI": "1"}, cwd=ROOT
        )
        async with Client(started) as client:
            return [await client.call_tool(name, arguments) for name, arguments in questions]

    return anyio.run(talk)


def told(folder: Path, *words: str) -> str:
    """All that a client is told before it asks anything: instructions, tools, resources."""
    from mcp import Client, StdioServerParameters

    async def talk() -> str:
        started = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], str(folder), *words], cwd=ROOT)
        async with Client(started) as client:
            tools, resources = await client.list_tools(), await client.list_resources()
            said = [client.instructions, tools.model_dump_json(), resources.model_dump_json()]
            return json.dumps(said, ensure_ascii=False)

    return anyio.run(talk)


def started(folder: Path) -> subprocess.Popen[str]:
    """A server that has said hello."""
    server = subprocess.Popen(
        [*COMMAND, str(folder)],
        cwd=ROOT,
        text=True,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    send(server, HELLO, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert json.loads(server.stdout.readline())["id"] == 0
    return server


def send(server: subprocess.Popen[str], *messages: dict[str, Any]) -> None:
    """Say something to a server."""
    server.stdin.write("".join(json.dumps(one) + "\n" for one in messages))
    server.stdin.flush()


def call(identity: int, name: str, **arguments: Any) -> dict[str, Any]:
    """A question as the protocol has it."""
    params = {"name": name, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": identity, "method": "tools/call", "params": params}
