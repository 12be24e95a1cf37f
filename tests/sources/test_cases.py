"""Small files of known meaning: each folder in `cases/` is an input, one or more commands, and what must come of them.

`expected.json` is one run or a list of runs, of which only `comando` is required:

- `comando`: the words of the command line, run in a copy of the folder with `-f json`; a `-f` of its own replaces that.
- `saida`: the exit code (0).
- `indicadores`: indicator → value, to half a cent; null for n/d. `indicadores_ausentes`: keys that must not be there.
- `fontes`: source → counts, as in the envelope; those that are named must be equal.
- `tabelas`: table → its rows in order; the columns that are named must be equal.
- `avisos`: texts, each of which must be in a warning or on stderr, whatever the case of its letters.
- `nunca`: texts that must be neither there nor in what is printed.
- `texto`: texts that must be on stdout.
- `porque`: why this is right, for who reads it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.running import Ran, carteira

CASES = Path(__file__).parents[1] / "cases"
KEYS = {
    *("comando", "saida", "indicadores", "indicadores_ausentes", "fontes", "tabelas"),
    *("avisos", "nunca", "texto", "porque"),
}
CENT = 0.006


def runs() -> list[Any]:
    """Every run of every folder."""
    found = []
    for folder in sorted(CASES.iterdir()):
        wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        several = wanted if isinstance(wanted, list) else [wanted]
        found += [
            pytest.param(folder, one, id=f"{folder.name}-{number}-{one['comando'][0]}")
            for number, one in enumerate(several)
        ]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "wanted"), runs())
def test_case(folder: Path, wanted: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(wanted) <= KEYS, f"{folder.name}: {set(wanted) - KEYS}"
    work = shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.chdir(work)
    words = wanted["comando"]
    done = carteira(*words, *([] if {"-f", "--formato"} & set(words) else ["-f", "json"]))
    assert done.code == wanted.get("saida", 0), done.err
    document = done.document if done.out.startswith("{") else {}
    _check_numbers(document, wanted)
    _check_words(done, document, wanted)


def _check_numbers(document: dict[str, Any], wanted: dict[str, Any]) -> None:
    values = {key: one["valor"] for key, one in document.get("indicadores", {}).items()}
    for key, value in wanted.get("indicadores", {}).items():
        right = pytest.approx(value, abs=CENT) if isinstance(value, int | float) else value
        assert values[key] == right, key
    assert not values.keys() & set(wanted.get("indicadores_ausentes", ()))
    for source, counts in wanted.get("fontes", {}).items():
        found = document["fontes"][source]
        assert {key: found.get(key) for key in counts} == counts, source
        assert found["linhas"] == found["validas"] + found["canceladas"] + found["rejeitadas"], source
    for table, rows in wanted.get("tabelas", {}).items():
        found_rows = document["tabelas"][table]
        assert len(found_rows) == len(rows), table
        for number, (found_row, row) in enumerate(zip(found_rows, rows, strict=True)):
            assert {key: found_row.get(key) for key in row} == row, f"{table}, {number}"


def _check_words(done: Ran, document: dict[str, Any], wanted: dict[str, Any]) -> None:
    told = "\n".join([*map(str, document.get("avisos", [])), done.err]).casefold()
    for text in wanted.get("avisos", ()):
        assert text.casefold() in told, told
    for text in wanted.get("nunca", ()):
        assert text.casefold() not in told + done.out.casefold(), text
    for text in wanted.get("texto", ()):
        assert text.casefold() in done.out.casefold(), done.out
