"""What the report to hand over adds to the tables of other analyses, against those analyses and the files."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta

import pytest

from carteira_cli.api import report_of
from carteira_cli.config.resolve import load
from carteira_cli.report import Column, Table
from carteira_cli.studies.relatorio.course_parts import _movement
from carteira_cli.units import Unit
from tests.running import ROOT

EXAMPLE = ROOT / "examples" / "distribuidora"
END = date(2024, 12, 31)


def of(command, **more):
    return report_of(command, load({"pasta": str(EXAMPLE), "periodo": "2024-12", **more}, environ={}))


def rows(table):
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


@pytest.fixture(scope="module")
def tables():
    return {table.key: table for table in of("relatorio").tables}


@pytest.mark.slow
def test_customers_are_told_with_their_town_their_segment_and_the_day_of_their_last_purchase(tables):
    with (EXAMPLE / "clientes.csv").open(encoding="utf-8") as file:
        register = {row["cliente"]: row for row in csv.DictReader(file)}
    late = rows(tables["em_risco"])
    assert len(late) == 25
    for row in late:
        known = register.get(row["cliente"], {"segmento": None, "cidade": None})
        assert (row["segmento"], row["cidade"]) == (known["segmento"] or None, known["cidade"] or None)
        assert row["ultima_compra"] == (END - timedelta(days=row["dias_sem_comprar"])).isoformat()
    alone = {table.key: table for table in of("risco").tables}
    width = len(alone["em_risco"].columns)
    assert [row[:width] for row in tables["em_risco"].rows] == list(alone["em_risco"].rows)
    assert tables["em_risco"].rows[:3] == tuple(tables["em_risco"].rows)[:3]
    gone = rows(tables["inativos"])
    assert all(row["ultima_compra"] == (END - timedelta(days=row["dias_sem_comprar"])).isoformat() for row in gone)


@pytest.mark.slow
def test_a_seller_is_told_with_what_her_churn_is_of_and_what_is_at_stake(tables):
    told = rows(tables["vendedores"])
    churn = {row["vendedor"]: row for row in rows(next(t for t in of("churn", por=["vendedor"]).tables))}
    stakes = Counter()
    for row in rows(tables["em_risco"]):
        stakes[row["vendedor"]] += round(row["receita_mensal"] * 300)
    for row in told[:-1]:
        if row["vendedor"] in churn:
            assert row["clientes_inicio"] == churn[row["vendedor"]]["clientes_inicio"]
            assert row["churn"] == churn[row["vendedor"]]["churn"]
        assert round(row["receita_em_risco"] * 300) == stakes[row["vendedor"]]
    assert sum(row["clientes_fim"] for row in told[:-1]) == told[-1]["clientes_fim"] == 209
    assert told[-1]["clientes_inicio"] == 206
    assert round(told[-1]["receita_em_risco"] * 300) == sum(stakes.values())


@pytest.mark.slow
def test_the_largest_are_told_with_what_they_brought_before(tables):
    before = {
        row["cliente"]: row["receita"]
        for row in rows(next(t for t in of("pareto", periodo="2024-11").tables if t.key == "maiores"))
    }
    told = rows(tables["maiores"])
    for row in told:
        then = before.get(row["cliente"], row["receita_anterior"] if row["receita_anterior"] <= 0 else 0.0)
        assert row["receita_anterior"] == pytest.approx(then)
        assert row["variacao"] == (pytest.approx(row["receita"] / then - 1) if then > 0 else None)
    assert sum(row["receita_anterior"] > 0 for row in told) > 50
    half = {table.key: table for table in of("relatorio", hoje="2024-12-15").tables}["maiores"]
    assert "variacao" not in {column.key for column in half.columns}


@pytest.mark.slow
def test_the_funnel_is_of_leads_that_had_their_time(tables):
    """Of the leads of a year, those of 44 days or more ago: nine in ten conversions take no longer."""
    created, converted = Counter(), Counter()
    with (EXAMPLE / "leads.csv").open(encoding="utf-8") as file:
        for lead in csv.DictReader(file):
            day = date.fromisoformat(lead["data"])
            if day.year == 2024 and (END - day).days >= 44:
                created[lead["origem"]] += 1
                when = lead["data_conversao"] and date.fromisoformat(lead["data_conversao"])
                converted[lead["origem"]] += bool(when) and (when - day).days <= 44
    told = rows(tables["por_origem"])
    assert {row["origem"]: (row["maduros"], row["convertidos"]) for row in told} == {
        origin: (created[origin], converted[origin]) for origin in created
    }


@pytest.mark.slow
def test_who_came_and_went_adds_up_to_the_migration(tables):
    moves = rows(tables["migracao"])
    for row in rows(tables["movimento"]):
        name = row["segmento"]
        assert row["eram"] == sum(one["clientes"] for one in moves if one["de"] == name)
        assert row["sao"] == sum(one["clientes"] for one in moves if one["para"] == name)
        assert row["eram"] + row["entraram"] - row["sairam"] == row["sao"]


def test_comings_and_goings_worked_by_hand():
    columns = (Column("de", "Antes"), Column("para", "Agora"), Column("clientes", "Clientes", Unit.CUSTOMERS))
    moves = (
        ("Campeões", "Campeões", 5), ("Campeões", "Leais", 2), ("Campeões", "Em risco", 2), ("Leais", "Campeões", 1),
        ("Novos", "Campeões", 3), ("Em risco", "Em risco", 4),
    )  # fmt: skip
    assert _movement(Table("migracao", "Migração", columns, moves)).rows == (
        ("Campeões", 9, 4, "Novos (3)", 4, "Em risco (2)", 9),
        ("Em risco", 4, 2, "Campeões (2)", 0, "", 6),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("window", "marks"),
    [
        ("90d", {"61–90 dias": "prazo sugerido, em uso"}),
        ("40d", {"61–90 dias": "prazo sugerido", "31–45 dias": "prazo em uso"}),
    ],
)
def test_the_window_in_use_is_marked_among_the_days_between_purchases(window, marks):
    bins = {one.label: one.mark for one in of("ciclo", inatividade=window).charts[0].bins}
    assert {label: bins[label] for label in marks} == marks
