"""The program against an independent plain-Python computation: random portfolios, and a real retailer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from tests.compared import assert_equal, flags_of, read, values_of
from tests.datasets import cdnow_sample, complete_journey_path, load_complete_journey
from tests.reference import Rules, reference
from tests.strategies import Case, cases, write_csv

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_random_portfolios(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    if case.rules.prazo_dias == 0:  # the command line has no deadline of zero days
        case = replace(case, rules=replace(case.rules, prazo_dias=None))
    folder = tmp_path_factory.mktemp("carteira")
    write_csv(case.portfolio, folder)
    report = read("resumo", flags_of(case.rules) | {"pasta": str(folder), "periodo": case.period.label})
    assert_equal(values_of(report), case.expected())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "start", "end", "window"),
    [
        ("2017-11", date(2017, 11, 1), date(2017, 12, 1), "30d"),
        ("2017-05-15..2017-08-20", date(2017, 5, 15), date(2017, 8, 21), "3m"),
    ],
)
def test_a_real_retailer(tmp_path: Path, label: str, start: date, end: date, window: str) -> None:
    sales = load_complete_journey()
    config = tmp_path / "carteira.toml"
    config.write_text(
        f"""
        vendas = "{complete_journey_path()}"
        [colunas.vendas]
        cliente = "household_id"
        data = "transaction_timestamp"
        valor = "sales_value"
        venda = "basket_id"
        """,
        encoding="utf-8",
    )
    report = read("resumo", {"pasta": str(tmp_path), "periodo": label, "inatividade": window, "comparar": "nenhum"})
    assert report.sources[0].lines == len(sales) == 1_469_307
    expected = reference(sales, None, None, None, start, end, Rules(window=window))
    assert_equal(values_of(report), expected)


def test_published_figures_of_cdnow(tmp_path: Path) -> None:
    rows = [(sale.cliente, sale.data, sale.centavos / 100) for sale in cdnow_sample()]
    frame = pl.DataFrame(rows, schema=["cliente", "data", "valor"], orient="row")
    frame.write_parquet(tmp_path / "vendas.parquet")
    flags = {"pasta": str(tmp_path), "comparar": "nenhum", "hoje": "1998-06-30"}
    churn = {
        window: values_of(read("churn", flags | {"periodo": "1998-Q1", "inatividade": window}))
        for window in ("30d", "60d", "90d", "180d")
    }
    assert {window: (found["perdidos"], found["clientes_inicio"]) for window, found in churn.items()} == {
        "30d": (119, 181),
        "60d": (182, 323),
        "90d": (205, 400),
        "180d": (152, 609),
    }
    found = values_of(read("resumo", flags | {"periodo": "1998-Q1"}))
    money = {
        key: round(float(str(found[key])), 2)
        for key in ("churn_receita", "contracao", "expansao", "receita_reativados")
    }
    assert money == {"churn_receita": 3475.08, "contracao": 2048.33, "expansao": 1591.28, "receita_reativados": 3023.61}
    assert (found["reativados"], found["novos"], found["compradores"], found["pedidos"]) == (189, 0, 384, 678)
    assert found["receita"] == 24886.58
    assert round(float(str(found["churn_receita_percentual"])), 5) == 0.37756

    whole = values_of(read("pareto", flags | {"periodo": "1997-01-01..1998-06-30"}))
    assert (round(float(str(whole["receita_top20"])), 5), round(float(str(whole["gini"])), 5)) == (0.67348, 0.62966)
    assert [whole[f"clientes_{name}"] for name in "abc"] == [777, 801, 771]
    assert whole["clientes_80"] == 777 / 2349


def test_the_same_sales_give_17_or_70_per_cent(tmp_path: Path) -> None:
    rows = [(sale.cliente, sale.data, sale.centavos / 100) for sale in cdnow_sample()]
    pl.DataFrame(rows, schema=["cliente", "data", "valor"], orient="row").write_parquet(tmp_path / "vendas.parquet")
    flags = {"pasta": str(tmp_path), "periodo": "1998-03-31..1998-06-29", "hoje": "1998-06-30"}
    found = {w: values_of(read("churn", flags | {"inatividade": w}))["churn"] for w in ("30d", "365d")}
    assert {window: round(float(str(churn)), 2) for window, churn in found.items()} == {"30d": 0.7, "365d": 0.17}
