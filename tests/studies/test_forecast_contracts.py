"""`prever` where contracts say who is active: by hand, in plain Python, and with nothing known from later."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from carteira_cli.days import add_months, iso, to_day
from tests.running import ROOT, carteira, sales

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

EXAMPLE = ROOT / "examples" / "assinaturas"
HEADER = "cliente,inicio,fim,valor_mensal,plano"
NUMBERS = ("churn", "clientes_fim", "receita_mensal_fim")
# By hand, as of 30 April 2024. A leaves at her third renewal, B at her fourth, C came back once, F's end is on record.
LINES = (
    "A,2023-10-05,2024-01-05,100.00,Ouro",
    "B,2023-11-10,2024-03-10,100.00,Ouro",
    "C,2023-10-20,2023-12-20,50.00,Ouro",
    "C,2024-02-20,,50.00,Ouro",
    "D,2023-10-01,,200.00,Ouro",
    "E,2024-04-15,,80.00,Ouro",
    "F,2023-12-10,2024-05-25,70.00,Ouro",
)


def folder(where: Path, lines: Iterable[str] = LINES, today: str = "2024-04-30") -> Path:
    sales(where, *lines, header=HEADER, name="assinaturas.csv")
    (where / "carteira.toml").write_text(f'hoje = "{today}"\n', encoding="utf-8")
    return where


def tables(where: Path, *words: str) -> dict[str, list[dict[str, object]]]:
    ran = carteira("prever", "-C", where, "-f", "json", *words)
    assert ran.code == 0, ran.err
    found: dict[str, list[dict[str, object]]] = ran.document["tabelas"]
    return found


def said(where: Path, *words: str) -> dict[tuple[str, str], object]:
    rows = tables(where, *words)["metodos"]
    return {(str(row["indicador"]), str(row["metodo"])): row["previsto"] for row in rows}


def test_by_hand(tmp_path: Path) -> None:
    found = said(folder(tmp_path), "-p", "2024-04")
    # Renewals that they came to: A 3, B 4, C 2 and 2, D 6 (1 November … 1 April), E 0, F 4; three times somebody left.
    stays = 1 - 3 / 21
    # In May C, D, E and F each have one renewal. In April E came, with R$ 80; nobody paid more, or less.
    churn = 1 - stays
    assert found["Churn", "modelo"] == pytest.approx(churn, abs=1e-8)
    assert found["Clientes no fim", "modelo"] == pytest.approx(4 * stays + 1, abs=1e-8)
    assert found["Receita mensal", "modelo"] == pytest.approx(400 * stays + 80, abs=1e-3)
    # F's end is on record, and of the contracts that came to an end none was renewed.
    on_record = "modelo e fins"
    assert found["Churn", on_record] == pytest.approx((1 + 3 * churn) / 4, abs=1e-8)
    assert found["Receita mensal", on_record] == pytest.approx(330 * stays + 80, abs=1e-3)
    naive = "ingênuo"
    assert (found["Churn", naive], found["Clientes no fim", naive]) == (0.0, 4.0)
    assert found["Receita mensal", naive] == 400.0


def test_what_is_on_record_is_said(tmp_path: Path) -> None:
    ran = carteira("prever", "-C", folder(tmp_path), "-p", "2024-04", "-f", "json")
    codes = [row["codigo"] for row in ran.document["tabelas"]["diagnostico"]]
    assert [one for one in codes if one != "cliente_concentra"][:2] == ["poucos_fins", "fins_registrados"]
    assert any("1 cliente tem o fim do contrato registrado em 2024-05" in one for one in ran.document["avisos"])
    assert ran.document["regras"]["modelo"] is None


def portfolio(count: int = 60) -> list[str]:
    """Customers of two sellers who begin in 2023 and leave after some months, or don't; a fixed seed."""
    draw, rows = Random(5), []  # noqa: S311 - a portfolio
    first = to_day_of("2023-01-10")
    for number in range(count):
        start = add_months(first, draw.randrange(14)) + draw.randrange(15)
        length = draw.randrange(2, 30)
        end = iso(add_months(start, length)) if length < 20 else ""
        rows.append(f"K{number:02},{iso(start)},{end},{draw.randrange(50, 300)}.00,Ouro")
    return rows


def to_day_of(text: str) -> int:
    from datetime import date

    return to_day(date.fromisoformat(text))


@pytest.mark.slow
def test_earlier_forecasts_know_nothing_later(tmp_path: Path) -> None:
    """The portfolio as an export of the eve of each earlier period would have had it says the same."""
    rows = portfolio()
    whole = tables(folder(tmp_path / "a", rows), "-p", "2024-04", "--validar", "--origens", "2")
    for label, eve in (("2024-04", "2024-03-31"), ("2024-03", "2024-02-29")):
        told = {
            row["indicador"]: row["previsto"]
            for row in whole["origens"]
            if (row["origem"], row["metodo"]) == (label, "modelo")
        }
        then = []
        for row in rows:
            who, start, end, *more = row.split(",")
            if start <= eve:
                then.append(",".join((who, start, end if end and end <= eve else "", *more)))
        found = said(folder(tmp_path / label, then, eve), "-p", eve[:7])
        assert told == {name: value for (name, method), value in found.items() if method == "modelo"}
        assert len(told) == len(NUMBERS)


def test_sellers_add_up(tmp_path: Path) -> None:
    where = folder(tmp_path, portfolio())
    register = [f"K{number:02},{('Rui', 'Ana')[number % 2]}" for number in range(60)]
    sales(where, *register, header="cliente,vendedor", name="clientes.csv")
    found = tables(where, "-p", "2024-04", "--por", "vendedor")
    by_seller, total = found["por"], {row["indicador"]: row["previsto"] for row in found["previsao"]}
    assert len(by_seller) == 2
    assert sum(row["clientes_fim"] for row in by_seller) == pytest.approx(total["Clientes no fim"])  # type: ignore[misc]
    assert sum(row["receita_mensal_fim"] for row in by_seller) == pytest.approx(  # type: ignore[misc]
        total["Receita mensal"]
    )


def test_what_is_validated(tmp_path: Path) -> None:
    found = tables(folder(tmp_path, portfolio()), "-p", "2024-04", "--validar", "--origens", "3")
    every, *each = found["pessoas"]
    assert every["sairam"] == sum(row["sairam"] for row in each)  # type: ignore[misc]
    assert every["clientes"] == sum(row["clientes"] for row in found["calibracao"])  # type: ignore[misc]
    # Who left is whom `churn` counts as lost.
    for row in each:
        ran = carteira("churn", "-C", tmp_path, "-p", str(row["origem"]), "-f", "json")
        assert ran.values["perdidos"] == row["sairam"]


def test_a_scenario_moves_the_bridge(tmp_path: Path) -> None:
    rows = tables(folder(tmp_path, portfolio()), "-p", "2024-04", "--cenario", "novos=+100%")["cenario"]
    by = {row["o_que"]: row for row in rows}
    assert by["Clientes ativos no fim"]["diferenca"] == by["Novos"]["previsto"]


def test_what_is_told_of_purchases_changes_nothing_and_is_said(tmp_path: Path) -> None:
    for command in ("prever", "ltv"):
        ran = carteira(command, "-C", folder(tmp_path), "-p", "2024-04", "-f", "json", "--k", "2", "--modelo", "bgnbd")
        said = [*ran.document["avisos"], *ran.document["notas"]]
        assert sum(one.startswith("modelo, k: do modelo das compras") for one in said) == 1


def test_a_goal_is_of_monthly_revenue(tmp_path: Path) -> None:
    rows = tables(folder(tmp_path), "-p", "2024-04", "--meta", "R$ 600,00")["meta"]
    # The naive speaks: R$ 400 a month, R$ 80 of it of one new customer; three like her are needed.
    assert [row["valor"] for row in rows] == [600.0, 320.0, 280.0, 80.0, 4, 1]


def test_what_is_refused(tmp_path: Path) -> None:
    ran = carteira("prever", "-C", folder(tmp_path / "b", LINES[4:5]), "-p", "2024-04", "--validar")
    assert ran.error[0].startswith("não há história para validar")
    ran = carteira("prever", "-C", tmp_path, "-p", "2024-04", "--atividade", "compras")
    assert ran.code == 2
    assert "vendas" in ran.error[0]


def test_nobody_ever_left(tmp_path: Path) -> None:
    found = tables(folder(tmp_path, LINES[4:6]), "-p", "2024-04")
    assert [row["metodo"] for row in found["previsao"]] == ["ingênuo"] * 3
    assert "nenhum cliente deixou de ter contrato" in str(found["diagnostico"][0]["mensagem"])


def test_the_example() -> None:
    ran = carteira("prever", "-C", EXAMPLE, "-p", "2024-Q4", "-f", "json")
    assert ran.code == 0, ran.err
    assert list(ran.values) == ["previsao_churn", "previsao_clientes_fim", "previsao_receita_mensal_fim"]
    assert ran.document["regras"]["origens"] == 4
