"""What a client is told by the protocol, with no process started: annotations, schemas, resources, errors as errors."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("mcp", reason='needs the extra: pip install "carteira-cli[mcp]"')

import anyio
from jsonschema import Draft202012Validator
from mcp import Client, MCPError

from carteira_cli.assistant.asking import Assistant
from carteira_cli.assistant.ceiling import CEILING
from carteira_cli.assistant.server import CONFIGURATION, SCHEMA, server_of
from carteira_cli.library.opened import Carteira
from carteira_cli.render.result_json import schema
from tests.running import ROOT

MINIMA = ROOT / "examples" / "minima"


def talked(talk):
    """What came of talking to a server of this process."""

    async def go():
        async with Client(server_of(Assistant(MINIMA, {}, names_customers=False))) as client:
            return await talk(client)

    return anyio.run(go)


def test_the_tools_only_read_and_promise_what_they_answer():
    tools = talked(lambda client: client.list_tools()).tools
    assert [one.name for one in tools] == ["indicadores", "analisar", "explicar", "verificar", "definicao"]
    for one in tools:
        told = one.annotations
        assert (told.read_only_hint, told.idempotent_hint) == (True, True)
        assert (told.destructive_hint, told.open_world_hint) == (False, False)
        assert told.title == one.title
        Draft202012Validator.check_schema(one.input_schema)
        Draft202012Validator.check_schema(one.output_schema)
        assert {"refazer", "cortado", "indicadores"} <= set(one.output_schema["required"])


def test_the_resources_are_the_configuration_and_the_schema():
    async def talk(client):
        listed = (await client.list_resources()).resources
        read = {one.uri: await client.read_resource(one.uri) for one in listed}
        with pytest.raises(MCPError, match="dica: há carteira://"):
            await client.read_resource("file:///etc/passwd")
        return {uri: one.contents[0] for uri, one in read.items()}

    found = talked(talk)
    assert [*found] == [CONFIGURATION, SCHEMA]
    assert json.loads(found[SCHEMA].text) == schema()
    assert json.loads(found[CONFIGURATION].text)["comando"] == "config"
    assert all(one.mime_type == "application/json" and len(one.text.encode()) <= CEILING for one in found.values())


def test_an_error_is_raised_as_one_with_its_hint_and_without_a_trace_or_a_cell(monkeypatch):
    async def talk(client):
        refused = await client.call_tool("analisar", {"comando": "chrun"})
        monkeypatch.setattr(Carteira, "perguntar", lambda *_: {}["Ana Souza, 123.456.789-09"])
        broken = await client.call_tool("analisar", {"comando": "churn"})
        monkeypatch.undo()
        return refused, broken, await client.call_tool("analisar", {"comando": "churn", "periodo": "2024-Q1"})

    refused, broken, right = talked(talk)
    for one in (refused, broken):
        assert one.is_error
        assert one.structured_content is None
    problem = json.loads(refused.content[0].text)["erro"]
    assert problem["codigo"] == "uso"
    assert problem["dica"].startswith('você quis dizer "churn"?')
    assert json.loads(broken.content[0].text)["erro"]["mensagem"] == "falha interna (KeyError)"
    assert "Ana" not in broken.content[0].text
    assert right.structured_content["indicadores"]["churn"]["valor"] == 0.5


def test_questions_that_come_at_once_each_get_their_answer():
    found = {}

    async def talk(client):
        async def ask(command):
            answer = await client.call_tool("analisar", {"comando": command, "periodo": "2024-Q1"})
            found[command] = answer.structured_content["comando"]

        async with anyio.create_task_group() as group:
            for command in ("churn", "ticket", "ativos", "pareto", "rfm"):
                group.start_soon(ask, command)

    talked(talk)
    assert len(found) == 5
    assert all(asked == told for asked, told in found.items())
