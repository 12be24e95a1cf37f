"""Portfolios with limits, and what `carteira verificar` says about them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from carteira_cli.checks.run import verify as examine
from carteira_cli.config.resolve import load
from carteira_cli.render.result_json import RESULT
from tests.running import WORKED, Ran, carteira

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'periodo = "2024-Q1"\n'


def limit(indicator: str = "churn", **fields: object) -> str:
    """A `[[limites]]` as TOML, ten lines at most."""
    lines = [f"{key} = {_toml(value)}" for key, value in {"indicador": indicator, **fields}.items()]
    return "\n".join(("[[limites]]", *lines, ""))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def ruled(folder: Path, *limits: str, head: str = HEAD, name: str = "carteira.toml") -> Path:
    """Write the configuration of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(head + "\n".join(limits), encoding="utf-8")
    return folder


def worked(folder: Path, *limits: str, head: str = HEAD, without: str = "") -> Path:
    """A copy of the ten customers with limits, without one of their tables."""
    ruled(folder, *limits, head=head)
    for source in WORKED.glob("*.csv"):
        if source.stem != without:
            shutil.copy(source, folder)
    return folder


def moved(folder: Path, *, before: tuple[int, int], now: tuple[int, int]) -> Path:
    """A portfolio whose churn is `before` of 2023-Q4 and `now` of 2024-Q1, as (lost, customers) of each."""
    (lost, start), (gone, middle) = before, now
    kept = start - lost
    early = [f"a{n},2023-09-15,1" for n in range(start)]
    between = [f"a{n},2023-12-15,1" for n in range(kept)] + [f"b{n},2023-12-15,1" for n in range(middle - kept)]
    late = [line.replace("2023-12-15", "2024-03-31") for line in between[gone:]]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vendas.csv").write_text("\n".join(("cliente,data,valor", *early, *between, *late, "")), encoding="utf-8")
    return folder


def verify(folder: Path, *words: str) -> Ran:
    """Hold the limits of a folder against its portfolio, as JSON."""
    return carteira("verificar", "-C", folder, "-f", "json", "-q", *words)


def judged(folder: Path, **flags: Any) -> list[dict[str, Any]]:
    """The verdicts of a folder, without the command around them, which takes longer than they do."""
    found: list[dict[str, Any]] = RESULT.of(examine(load({"pasta": str(folder), **flags}, environ={})))["verificacoes"]
    return found


def checks(ran: Ran) -> list[dict[str, Any]]:
    """The verdicts, of a run that could run."""
    assert ran.code in {0, 1}, (ran.err, ran.out)
    found: list[dict[str, Any]] = ran.document["verificacoes"]
    assert ran.code == int(any(check["nivel"] == "erro" for check in found))
    return found


def words(found: list[dict[str, Any]]) -> list[str]:
    """The words of verdicts alone."""
    return [check["veredito"] for check in found]
