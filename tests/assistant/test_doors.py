"""Every door gives the same numbers: the command line, Python, a receipt, an assistant."""

from __future__ import annotations

import pytest

import carteira_cli
from carteira_cli.assistant.asking import Assistant
from carteira_cli.assistant.tools import askable
from carteira_cli.commands import CommandKind, commands
from carteira_cli.quoted import discretion_of_a_run
from tests.assistant.random_sales import random_folder
from tests.running import ROOT, carteira

pytestmark = pytest.mark.slow

FOLDERS = {"minima": "2024-Q1", "distribuidora": "2024-Q3", "assinaturas": "2024-Q3", "1": "2024-Q2", "2": "2024-Q3"}
FAMILIES = [one for one in askable(names_customers=False) if commands()[one].kind is CommandKind.INDICATORS]


@pytest.mark.parametrize("name", FOLDERS)
def test_every_indicator_is_the_same_by_every_door(name, tmp_path):
    folder = random_folder(tmp_path, int(name)) if name.isdigit() else ROOT / "examples" / name
    period, compared = FOLDERS[name], 0
    with discretion_of_a_run(), carteira_cli.abrir(folder) as portfolio:
        assistant = Assistant(folder, {}, names_customers=False)
        for command in FAMILIES:
            ran = carteira(command, "-C", folder, "-p", period, "-f", "json")
            if ran.code:  # its source is not in the folder
                continue
            found = portfolio.perguntar(command, {"periodo": period})
            answer = assistant.ask("analisar", {"comando": command, "periodo": period})
            assert {key: found.valor(key) for key in found.indicadores} == ran.values
            assert {key: one["valor"] for key, one in answer["indicadores"].items()} == ran.values
            assert {key: one["valor"] for key, one in found.recibo()["valores"].items()} == ran.values
            compared += len(ran.values)
        assistant.close()
    assert compared > (8 if name == "assinaturas" else 20)
