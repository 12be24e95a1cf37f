"""Each group and each period of a series has the numbers of a portfolio of its own: against plain Python."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load
from tests.compared import assert_equal, flags_of
from tests.reference import as_of_date, first_days, reference
from tests.strategies import Case, cases, reaching

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from carteira_cli.report import Report
    from tests.reference import Sale, Values

STATES = ("SP", "RJ", None)
CATEGORIES = ("bebidas", "limpeza", None)
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def state_of(customer: str) -> str | None:
    return STATES[sum(customer.encode()) % len(STATES)]


def category_of(sale: Sale) -> str | None:
    return CATEGORIES[(sale.data.toordinal() + sale.centavos) % len(CATEGORIES)]


def settled(case: Case) -> Case:
    """The case with its as-of date written down, orders of one customer each, and no leads or costs."""
    p = case.portfolio
    rules = replace(case.rules, as_of=as_of_date(p.sales, p.leads, p.costs, case.rules), prazo_dias=None)
    sales = tuple(replace(sale, venda=f"{sale.cliente}/{sale.venda}" if sale.venda else None) for sale in p.sales)
    portfolio = reaching(replace(p, sales=sales, leads=None, costs=None), case.period)
    return replace(case, rules=rules, portfolio=portfolio)


def write(case: Case, folder: Path) -> None:
    with (folder / "vendas.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["cliente", "data", "valor", "venda", "status", "categoria"])
        for sale in case.portfolio.sales:
            money = f"{sale.centavos / 100:.2f}"
            writer.writerow([sale.cliente, sale.data, money, sale.venda, sale.status, category_of(sale)])
    if case.portfolio.register is not None:
        with (folder / "clientes.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["cliente", "uf", "data_cadastro"])
            writer.writerows([name, state_of(name), day] for name, day in sorted(case.portfolio.register.items()))


def run(case: Case, folder: Path, **flags: object) -> Report:
    told = flags_of(case.rules) | {"pasta": str(folder), "periodo": case.period.label} | flags
    return analyse("resumo", load(told, environ={}))


def rows_of(report: Report, table: str, *heads: str) -> dict[object, dict[str, object]]:
    found = next(one for one in report.tables if one.key == table)
    names = [column.key for column in found.columns]
    rows = [dict(zip(names, row, strict=True)) for row in found.rows]
    keyed = {tuple(row.pop(head) for head in heads): row for row in rows}
    return {key[0] if len(heads) == 1 else key: row for key, row in keyed.items()}


def expected(case: Case, customers: Callable[[str], bool], sales: Callable[[Sale], bool]) -> Values:
    p = case.portfolio
    register = None if p.register is None else {c: day for c, day in p.register.items() if customers(c)}
    lines = [sale for sale in p.sales if customers(sale.cliente) and sales(sale)]
    begun = first_days(p.sales, None, None)
    return reference(lines, register, None, None, case.period.start, case.period.end, case.rules, begun)


def registered_state(case: Case, customer: str) -> str | None:
    return state_of(customer) if customer in (case.portfolio.register or ()) else None


@pytest.mark.slow
@SLOW
@given(case=cases())
def test_each_group_of_customers_is_a_portfolio_of_its_own(case, tmp_path_factory):
    case = settled(case)
    if case.portfolio.register is None:
        case = replace(case, portfolio=replace(case.portfolio, register={"ana": None}))
    folder = tmp_path_factory.mktemp("carteira")
    write(case, folder)
    found = rows_of(run(case, folder, por=["uf"]), "por", "uf")
    everybody = {sale.cliente for sale in case.portfolio.sales} | set(case.portfolio.register or ())
    states = {registered_state(case, customer) for customer in everybody}
    assert set(found) == states | {"(total)"}
    for state in states:
        own = expected(case, lambda c, state=state: registered_state(case, c) == state, lambda _: True)
        assert_equal(found[state], own)
    assert_equal(found["(total)"], expected(case, lambda _: True, lambda _: True))


@pytest.mark.slow
@SLOW
@given(case=cases())
def test_each_group_of_sales_is_a_portfolio_of_its_lines(case, tmp_path_factory):
    case = settled(case)
    folder = tmp_path_factory.mktemp("carteira")
    write(case, folder)
    found = rows_of(run(case, folder, por=["vendas.categoria"]), "por", "vendas.categoria")
    categories = {category_of(sale) for sale in case.portfolio.sales}
    assert set(found) == categories | {"(total)"}
    for category in categories:
        own = expected(case, lambda _: True, lambda sale, category=category: category_of(sale) == category)
        assert_equal(found[category], own)


@pytest.mark.slow
@SLOW
@given(case=cases())
def test_each_period_of_a_series_is_a_run_of_its_own(case, tmp_path_factory):
    case = settled(case)
    folder = tmp_path_factory.mktemp("carteira")
    write(case, folder)
    year = case.period.start.year
    first = first_days(case.portfolio.sales, None, None).get("vendas", date.min)
    if not first.year <= year <= case.rules.as_of.year:
        return
    found = rows_of(run(case, folder, periodo=str(year), serie="mes"), "serie", "periodo")
    months = [date(year, month, 1) for month in range(1, 13)]
    there = [
        month for month in months if (first.year, first.month) <= (year, month.month) and month <= case.rules.as_of
    ]
    assert list(found) == [f"{month:%Y-%m}" for month in there]
    for month in there:
        end = (month + timedelta(days=31)).replace(day=1)
        own = replace(case, period=case.period._replace(start=month, end=end))
        row = found[f"{month:%Y-%m}"]
        missed = [month + timedelta(days=n) for n in range((min(first, end) - month).days)]
        working = [day for day in missed if day.weekday() < 5 and (day.month, day.day) != (1, 1)]
        assert row.pop("completo") == (end - timedelta(days=1) <= case.rules.as_of and not working)
        assert_equal(row, expected(own, lambda _: True, lambda _: True))


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_periods_and_groups_together(case, tmp_path_factory):
    case = settled(case)
    folder = tmp_path_factory.mktemp("carteira")
    write(replace(case, portfolio=replace(case.portfolio, register={"ana": None})), folder)
    year = case.rules.as_of.year
    first = first_days(case.portfolio.sales, None, None).get("vendas", date.min)
    if first.year > year:
        return
    report = run(case, folder, periodo=str(year), serie="trimestre", por=["uf,vendas.categoria"])
    found = rows_of(report, "serie", "periodo", "uf", "vendas.categoria")
    for quarter in range((case.rules.as_of.month + 2) // 3):
        label = f"{year}-Q{quarter + 1}"
        if (first.year, first.month) > (year, 3 * quarter + 3):
            assert label not in {key[0] for key in found}
            continue
        alone = rows_of(run(case, folder, periodo=label, por=["uf,vendas.categoria"]), "por", "uf", "vendas.categoria")
        for group, row in alone.items():
            if group != ("(total)", "(total)"):
                other = dict(found[label, *group])
                other.pop("completo")
                assert other == row


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_rows_does_not_matter(order, tmp_path):
    lines = [
        "A,2024-01-05,10,bebidas",
        "B,2024-02-05,20,limpeza",
        "B,2024-03-05,30,bebidas",
        "C,2023-12-01,5,",
        "D,2023-12-01,5,limpeza",
    ]
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente,data,valor,categoria", *lines[::order]]), encoding="utf-8")
    config = load({"pasta": str(tmp_path), "periodo": "2024-Q1", "por": ["categoria"], "serie": "mes"}, environ={})
    report = analyse("churn", config)
    (por, serie) = report.tables
    assert [row[0] for row in por.rows] == ["bebidas", "limpeza", None, "(total)"]
    assert [row[:3] for row in serie.rows[:3]] == [
        ("2024-01", True, "bebidas"),
        ("2024-01", True, "limpeza"),
        ("2024-01", True, None),
    ]
