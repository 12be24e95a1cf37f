"""Inadimplência, positivação and worth as other analyses have them, where these are there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from carteira_cli.errors import DataError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Column, Reading, Table
from carteira_cli.studies.comparar_definicoes import others
from carteira_cli.studies.comparar_definicoes.others import OtherDefinitions
from carteira_cli.studies.study import Study
from carteira_cli.units import Better, Unit
from tests.running import Q1, carteira, sales

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.customers.customers import CustomerBase

PARTS = {"indice_vencidos": (2250, 2550), "inadimplencia_periodo": (1350, 3350), "over_90": (900, 2550)}


def reading(key: str, over: float, under: float) -> Reading:
    return Reading(
        key, key, Unit.FRACTION, Better.LOWER, "credito", value=over / under, numerator=over, denominator=under
    )


WORTH = Table("valor", "Valor", (Column("metodo", "Método"),), (("múltiplo",),))
ANSWERS = {
    "credito": Study(readings=tuple(reading(key, *parts) for key, parts in PARTS.items())),
    "agenda": Study(readings=(reading("efetividade", 26, 40),)),
    "valor": Study(tables=(WORTH,)),
}


def base(*tables: str) -> CustomerBase:
    found: Any = SimpleNamespace(ledgers=dict.fromkeys(tables), period=SimpleNamespace(end=19_814))
    return found  # type: ignore[no-any-return]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, int]]]:
    """The other analyses answer, and what they were asked is kept."""
    asked: list[tuple[str, dict[str, int]]] = []

    def studied(_: CustomerBase, name: str, **meanings: int) -> Study:
        asked.append((name, meanings))
        return ANSWERS[name]

    monkeypatch.setattr(others, "commands", lambda: ANSWERS)
    monkeypatch.setattr(others, "studied", studied)
    monkeypatch.setattr(others, "BY_KEY", {"em": None})
    return asked


def test_three_inadimplencias_of_one_file(answering: list[tuple[str, dict[str, int]]]) -> None:
    (table,) = OtherDefinitions(base("titulos", "vendas")).owed()
    assert table.key == "definicoes_inadimplencia"
    assert [(row[2], row[3]) for row in table.rows] == list(PARTS.values())
    assert [round(float(row[1] or 0), 3) for row in table.rows] == [0.882, 0.403, 0.353]
    assert ("credito", {"em": 19_813}) in answering  # of the last day of the period


@pytest.mark.usefixtures("answering")
def test_the_other_two_and_what_is_not_there() -> None:
    found = OtherDefinitions(base("vendas", "contatos"))
    assert [row[1:] for row in found.visited()] == [(0.65, 26, 40)]
    (worth,) = found.worth()
    assert (worth.key, worth.rows) == ("definicoes_valor", WORTH.rows)
    assert not [*found.owed()]
    assert not [*found.warnings()]
    assert not [*OtherDefinitions(base("vendas")).visited()]


def test_a_refusal_is_told_of_titles_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> Study:
        raise DataError("nada vence no período", "use outro período")

    monkeypatch.setattr(others, "commands", lambda: ANSWERS)
    monkeypatch.setattr(others, "studied", refused)
    found = OtherDefinitions(base("titulos", "vendas"))
    assert [*found.warnings()] == ["inadimplência: nada vence no período"]
    assert not [*found.owed(), *found.worth()]


def test_positivation_of_the_portfolios_of_sellers(tmp_path: Path) -> None:
    sales(tmp_path, "a,2024-01-02,1.00", "c,2024-01-02,1.00", "d,2024-03-31,1.00")
    register = ("a,Ana", "b,Ana", "c,")
    sales(tmp_path, *register, header="cliente,vendedor", name="clientes.csv")
    found = carteira("comparar-definicoes", *Q1, "-C", tmp_path, "-f", "json").document["tabelas"]
    rows = {row["quem"]: (row["numerador"], row["denominador"]) for row in found["definicoes_positivacao"]}
    # House: a, c and d of a, b, c and d. Of sellers: a of a and b.
    assert rows["carteira, como Checkmob"] == (3, 4)
    assert rows["carteira dos vendedores"] == (1, 2)


def test_what_is_compared_of_activity_are_indicators() -> None:
    assert set(others.ACTIVITY_KEYS) <= set(catalogue())


def test_the_portfolio_is_worth_what_was_told_of_it(tmp_path: Path) -> None:
    sales(tmp_path, "A,2023-11-10,100.00", "A,2024-01-10,100.00", "B,2024-03-31,50.00")
    words = ("comparar-definicoes", *Q1, "-C", tmp_path, "--ebitda", "150000", "--honorarios", "R$ 50.000,00")
    rows = carteira(*words, "-f", "json").document["tabelas"]["definicoes_valor"]
    assert [(one["minimo"], one["maximo"]) for one in rows[:2]] == [(1_050_000, 1_500_000), (400_000, 700_000)]
    out = carteira(*words).out
    for one in ("Positivação por cada definição", "Valor da carteira por cada método"):
        assert one in out
