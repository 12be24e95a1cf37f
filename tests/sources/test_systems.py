"""The exports of every known system, read with no option at all, give the numbers worked out by hand."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from carteira_cli.errors import DataError
from carteira_cli.sources.finding.told import Told
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.reading_rules import Rules
from tests.running import carteira

FOLDER = Path(__file__).parents[1] / "systems"
SYSTEMS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
READABLE = {name: system for name, system in SYSTEMS.items() if "erro" not in system}
REFUSED = {name: system for name, system in SYSTEMS.items() if "erro" in system}


def opened(system, **told) -> Ledger:
    rules = Rules(DEFAULT_CANCELLED, optional=None, told=Told(**told))
    return open_ledger(TABLES[system["tabela"]], [FOLDER / system["arquivo"]], {}, rules)


def cents(reais):
    return int(Fraction(reais) * 100)


@pytest.mark.slow
@pytest.mark.parametrize("name", READABLE)
def test_lines_are_counted_and_void_ones_named_as_by_hand(name):
    system = SYSTEMS[name]
    ledger = opened(system)
    audit = ledger.proven.audit
    assert ledger.proven.parts[0].matched.profile.name == system["perfil"]
    assert (audit.lines, audit.cancelled, audit.rejected) == (system["linhas"], system.get("anuladas", 0), 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if system["tabela"] == "vendas"])
def test_revenue_orders_and_customers_are_those_by_hand(name):
    system = SYSTEMS[name]
    lines = opened(system).proven.lines().filter(~pl.col("cancelada")).collect()
    assert lines["valor"].sum() == cents(system["receita"])
    assert lines["cliente"].n_unique() == system["clientes"]
    if "pedidos" in system and "venda" in lines.columns:
        assert lines.filter(pl.col("compra"))["venda"].drop_nulls().n_unique() == system["pedidos"]


@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if "custo" in system])
def test_costs_are_those_by_hand(name):
    system = SYSTEMS[name]
    assert opened(system).proven.lines().collect()["valor"].sum() == cents(system["custo"])


@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if "leads" in system])
def test_leads_and_conversions_are_those_by_hand(name):
    system = SYSTEMS[name]
    lines = opened(system).proven.lines().collect()
    assert lines["lead"].n_unique() == system["leads"]
    if "data_conversao" in lines.columns:
        assert lines["data_conversao"].count() == system["convertidos"]
    else:
        assert system["convertidos"] == 0


@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if system["tabela"] == "titulos"])
def test_receivables_and_what_was_paid_of_them_are_those_by_hand(name):
    system = SYSTEMS[name]
    lines = opened(system).proven.lines().collect()
    assert lines["valor"].sum() == cents(system["valor"])
    amounts = lines["valor_pago"].to_list() if "valor_pago" in lines.columns else [None] * lines.height
    rows = zip(lines["pagamento"], amounts, lines["valor"], strict=True)
    assert sum((amount if told is None else told) for day, told, amount in rows if day is not None) == cents(
        system["pago"]
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_an_export_that_cannot_serve_says_what_to_do(name):
    system = SYSTEMS[name]
    with pytest.raises(DataError) as refused:
        _ = opened(system).proven.audit
    assert re.search("falta a coluna|faltam as colunas", refused.value.message)
    assert "colunas." in refused.value.hint


@pytest.mark.slow
@pytest.mark.parametrize("name", READABLE)
def test_a_forced_profile_is_the_one_that_is_used(name):
    system = SYSTEMS[name]
    assert opened(system, profile=system["perfil"]).proven.audit == opened(system).proven.audit


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, system in READABLE.items() if system["tabela"] == "vendas"])
def test_the_command_reads_it_with_no_option_and_says_what_it_is(name):
    system = SYSTEMS[name]
    ran = carteira("ticket", "--vendas", FOLDER / system["arquivo"], "-f", "json", "-p", "2000-01-01..2026-01-31")
    if ran.code:
        ran = carteira("ticket", "--vendas", FOLDER / system["arquivo"], "-f", "json", "-p", "2020..2029")
    assert ran.code == 0, ran.err
    source = ran.document["fontes"]["vendas"]
    assert source["linhas"] == source["validas"] + source["canceladas"] + source["rejeitadas"]
    assert any("perfil" in note for note in ran.document["notas"])
