"""Every metric of the model, evaluated by DuckDB for each period and state, is the number that the program says."""

# ruff: noqa: S608 - queries over tables that the test itself has named

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.analysis.run import Run
from carteira_cli.config.resolve import load
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import Wanted, open_sources
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.star.columns import KEYS
from tests.portfolios_of_states import with_states
from tests.running import ROOT, WORKED, carteira, sales
from tests.stars import star
from tests.strategies import cases

FAMILIES = ("churn", "churn-receita", "ticket")
EXAMPLES = ROOT / "examples"


def exactly(folder, period, column="uf", **told):
    """The exact values of every indicator of the model, by state, as the program computes them."""
    config = load({"pasta": str(folder), "periodo": period, "por": [column], **told}, environ={})
    wanted = Wanted.of_indicators(KEYS, config)
    base = CustomerBase(config, open_sources(wanted, config, command="churn-receita"))
    run = Run("churn-receita", base, KEYS)
    return {group[0]: {key: one.exact for key, one in row.items()} for group, row in run.swept.groups[0].items()}


def said(folder, period, column="uf", *words):
    """The same, as its JSON says it."""
    found = {}
    for family in FAMILIES:
        ran = carteira(family, "-C", folder, "-p", period, "--por", column, "--sinal", "nao", "-f", "json", *words)
        assert ran.code == 0, ran.err
        for row in ran.document["tabelas"]["por"]:
            if row[column] != "(total)":
                found.setdefault(row[column], {}).update(row)
    return found


def nothing(key):
    """What nobody's lines come to: a table that has no row for a state says nothing of it."""
    return None if key in {"ticket_cliente", "ticket_pedido", "frequencia"} else 0


def same(made, exact, period):
    """DuckDB's numbers of a period and the program's are the same; who has no row in the star has nothing."""
    parts, values = made.fractions("uf", period), made.values("uf", period)
    keys = set(made.metrics) - {"receita_das_linhas"}
    assert set(parts) <= set(exact)
    for state, row in exact.items():
        if state not in parts:
            assert not any(row[key] for key in keys), (period, state)
            continue
        for key in keys:
            want = None if row[key] is None else Fraction(row[key])
            assert parts[state][key] == want, (period, state, key)
            value = values[state][key]
            assert value == (None if want is None else float(want)), (period, state, key)
            assert isinstance(value, int) or value is None or not catalogue()[key].unit.is_count


@pytest.mark.slow
@pytest.mark.parametrize("folder", [WORKED, EXAMPLES / "minima"])
def test_every_metric_of_every_period_and_state_of_ten_customers(folder, tmp_path):
    made = star(tmp_path / "estrela", "-C", folder)
    assert set(made.metrics) == {*KEYS, "receita_das_linhas"}
    for period in made.periods:
        same(made, exactly(folder, period), period)


@pytest.mark.slow
def test_the_json_of_every_period_and_state_has_the_same_numbers(tmp_path):
    made = star(tmp_path / "estrela", "-C", EXAMPLES / "minima")
    for period in made.periods:
        told = said(EXAMPLES / "minima", period)
        for state, row in made.values("uf", period).items():
            assert row == {key: told[state].get(key, nothing(key)) for key in row}, (period, state)


@pytest.mark.slow
def test_a_distributor_of_two_years(tmp_path):
    folder = EXAMPLES / "distribuidora"
    made = star(tmp_path / "estrela", "-C", folder)
    assert len(made.periods) == 24 + 8 + 2
    for period in ("2023-01", "2023-12", "2024-07", "2024-12", "2023-Q1", "2024-Q3", "2023", "2024"):
        same(made, exactly(folder, period), period)
    for period in ("2024-12", "2024-Q4"):
        told = said(folder, period)
        for state, row in made.values("uf", period).items():
            assert row == {key: told[state].get(key, nothing(key)) for key in row}, (period, state)


@pytest.mark.slow
def test_contracts_say_who_is_active_in_the_star_too(tmp_path):
    folder = EXAMPLES / "assinaturas"
    made = star(tmp_path / "estrela", "-C", folder)
    there = set(made.metrics) & {"churn", "nrr", "receita", "ticket_cliente"}
    assert there == {"churn", "nrr"}  # nothing is sold there
    for period in made.periods[-6:]:
        same(made, exactly(folder, period), period)


def test_before_the_first_sale_revenue_is_not_known_though_contracts_are(tmp_path):
    folder = sales(tmp_path / "dados", "a,2024-02-10,50.00")
    lines = ("a,2023-11-01,,10.00", "b,2023-11-15,2024-02-01,20.00")
    sales(folder, *lines, header="cliente,inicio,fim,valor_mensal", name="assinaturas.csv")
    sales(folder, "a,SP", "b,RJ", header="cliente,uf", name="clientes.csv")
    made = star(tmp_path / "estrela", "-C", folder)
    for period in made.periods:
        same(made, exactly(folder, period), period)
    revenue = "SELECT DISTINCT receita_centavos FROM fato_movimento WHERE cliente = 'a' AND periodo = '{}'"
    assert made.ask(revenue.format("2023-12")) == [(None,)]
    assert made.ask(revenue.format("2024-02")) == [(5000,)]


RULES = """
[[regra_atividade]]
onde = "uf=SP"
inatividade = "30d"

[[regra_atividade]]
inatividade = "120d"
pedidos_min = 2
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--inatividade", "45d"), {"inatividade": "45d"}),
        (("--inatividade", "3m"), {"inatividade": "3m"}),
        (("--devolucoes", "ignorar"), {"devolucoes": "ignorar"}),
        (("--onde", "tipo=PJ"), {"onde": ["tipo=PJ"]}),
        (("--onde", "venda!=V01"), {"onde": ["venda!=V01"]}),
        (("--hoje", "2024-02-15"), {"hoje": "2024-02-15"}),
        (("--consumidor-final", "excluir"), {"consumidor_final": "excluir"}),
    ],
    ids=lambda one: one[-1] if isinstance(one, tuple) else "",
)
def test_under_the_same_rules_the_numbers_are_the_same(words, told, tmp_path):
    folder = EXAMPLES / "minima"
    made = star(tmp_path / "estrela", "-C", folder, *words)
    for period in made.periods:
        same(made, exactly(folder, period, **told), period)


@pytest.mark.slow
def test_rules_of_several_windows_share_a_unit_of_money(tmp_path):
    rules = tmp_path / "regras.toml"
    rules.write_text(RULES, encoding="utf-8")
    folder = EXAMPLES / "minima"
    files = [str(folder / "vendas.csv"), str(folder / "clientes.csv")]
    told = {"config": str(rules), "vendas": files[:1], "clientes": files[1:]}
    made = star(tmp_path / "estrela", "--config", rules, "--vendas", files[0], "--clientes", files[1])
    for period in made.periods:
        same(made, exactly(folder, period, **told), period)


@pytest.mark.slow
@settings(max_examples=12)
@given(case=cases(), states=st.randoms(use_true_random=False))
def test_random_portfolios(case, states, tmp_path_factory):
    folder = with_states(case.portfolio, tmp_path_factory.mktemp("carteira"), states)
    made = star(folder / "estrela", "-C", folder, "--hoje", "2025-12-31")
    for period in (made.periods[0], made.periods[len(made.periods) // 2], made.periods[-1]) if made.periods else ():
        same(made, exactly(folder, period, hoje="2025-12-31"), period)


@pytest.mark.slow
def test_the_query_of_the_guide_is_the_churn_of_each_state(tmp_path, monkeypatch):
    guide = (EXAMPLES / "guias" / "bi.md").read_text(encoding="utf-8")
    query = re.search(r"```sql\n(.*?)```", guide, re.DOTALL)[1]
    monkeypatch.chdir(tmp_path)
    folder = EXAMPLES / "distribuidora"
    made = star(tmp_path / "estrela", "-C", folder)
    told = said(folder, "2024-Q4")
    rows = made.ask(query)
    assert len(rows) > 10
    assert rows == [(state, told[state]["perdidos"], told[state]["churn"]) for state, *_ in rows]


def test_the_revenue_of_the_lines_is_the_revenue_of_the_movement(tmp_path):
    made = star(tmp_path / "estrela", "-C", EXAMPLES / "minima")
    of_lines = dict(
        made.ask(
            f"SELECT periodo_mes, {made.metrics['receita_das_linhas']['expression']['dialects'][0]['expression']} "
            "FROM fato_vendas JOIN dim_calendario USING (data) GROUP BY ALL"
        )
    )
    moved = {
        period: sum(row["receita"] or 0 for row in made.values("uf", period).values())
        for period in made.periods
        if len(period) == len("2024-03") and "Q" not in period
    }
    assert of_lines == {period: value for period, value in moved.items() if value}


def test_money_beyond_32_bits_stays_whole(tmp_path):
    rows = ("a,2024-01-10,99999999.99", "b,2024-01-11,99999999.99", "a,2024-02-10,0.01")
    made = star(tmp_path / "estrela", "-C", sales(tmp_path / "dados", *rows))
    (total,) = made.ask("SELECT SUM(receita_centavos) FROM fato_movimento WHERE periodo = '2024'")
    assert total == (19_999_999_999,)
