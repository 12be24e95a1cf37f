"""Contract lines for tests: from a worked example, from chance, and what plain Python makes of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.kpis.catalogue import of_family
from carteira_cli.kpis.contratos import contract_panel
from carteira_cli.kpis.customer_measures import Span
from carteira_cli.kpis.evaluate import Facts, evaluate
from carteira_cli.period import Period, Window

CONTRACTS = Path(__file__).parent / "worked_examples" / "assinaturas"
SCHEMA = {
    "cliente": pl.String,
    "inicio": pl.Int32,
    "fim": pl.Int32,
    "valor_mensal": pl.Int64,
    "plano": pl.String,
}
FIRST = to_day(date(2024, 1, 1))
KEYS = (
    *of_family("churn"),
    *of_family("churn-receita"),
    *(key for key in of_family("ativos") if key != "positivacao"),
    *("clientes_novos", "churn_mensal", "vida_media_meses", "ltv"),
)


@dataclass(frozen=True)
class Contract:
    """A line, in days and cents."""

    cliente: str
    inicio: int
    fim: int | None
    valor_mensal: int
    plano: str | None

    @property
    def pays(self) -> bool:
        return self.valor_mensal > 0 and (self.fim is None or self.fim > self.inicio)

    def counts(self, moment: int) -> bool:
        """Whether it is in force on the eve of t."""
        return self.pays and self.inicio < moment and (self.fim is None or self.fim >= moment)

    def runs(self, day: int) -> bool:
        return self.pays and self.inicio <= day and (self.fim is None or day < self.fim)


def frame(contracts: list[Contract]) -> pl.LazyFrame:
    rows = [(one.cliente, one.inicio, one.fim, one.valor_mensal, one.plano) for one in contracts]
    return pl.LazyFrame(rows, schema=SCHEMA, orient="row")


def span(start: int, end: int) -> Span:
    return Span(Period(start, end, "p"), Window(90, "d"))


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def worked() -> list[Contract]:
    with (CONTRACTS / "assinaturas.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Contract(
                row["cliente"],
                day(row["inicio"]),
                day(row["fim"]) if row["fim"] else None,
                int(row["valor_mensal"].replace(".", "")),
                row["plano"],
            )
            for row in csv.DictReader(stream)
        ]


@st.composite
def some_contracts(draw: st.DrawFn) -> list[Contract]:
    """Contracts of few customers in few weeks, so that days meet; some of them backwards, free or twice."""
    line = st.builds(
        lambda who, start, length, price, plan: Contract(
            who, FIRST + start, None if length is None else FIRST + start + length, price, plan
        ),
        st.sampled_from("ABCDé"),
        st.integers(0, 60),
        st.one_of(st.none(), st.integers(-2, 40)),
        st.sampled_from([-100, 0, 1, 999, 5000, 5000, 12345]),
        st.sampled_from([None, "Ouro", "Prata"]),
    )
    found = draw(st.lists(line, max_size=14))
    return found + draw(st.lists(st.sampled_from(found), max_size=2)) if found else found


def indicators(contracts: pl.LazyFrame, over: Span, keys: tuple[str, ...] = KEYS) -> dict[str, Any]:
    """The exact values of indicators over the panel of contracts: the functions of sales, unchanged."""
    context = {
        "inicio": over.period.start,
        "fim": over.period.end,
        "meses_periodo": over.period.months,
        "meses_janela": Fraction(1),
        "margem": Fraction(1),
        "limite_estrito": False,
    }
    found = evaluate(keys, Facts({"clientes": contract_panel(contracts, over)}, context))
    return {key: found[key].exact for key in keys}
