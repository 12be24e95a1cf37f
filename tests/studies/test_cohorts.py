"""Cohorts by first purchase: by hand, against plain Python, and on a published data set."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.chart import Curve, HeatMap
from carteira_cli.config.resolve import load
from carteira_cli.customers.customers import CustomerBase
from carteira_cli.customers.open import open_sources
from carteira_cli.days import to_day
from carteira_cli.engines import polars
from carteira_cli.studies.coortes import study as coortes
from carteira_cli.studies.coortes.formulas import Cohorts, cohorts, counts, monthly, months_of_days, placed, weighted
from carteira_cli.studies.run import wanted_of
from tests.datasets import cdnow_sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from carteira_cli.kpis.customer_measures import Returns
    from carteira_cli.rows import Cell
    from carteira_cli.studies.study import Study

EXAMPLE = "tests/worked_examples/dez-clientes"


class Line(NamedTuple):
    cliente: str
    data: date
    centavos: int
    cancelada: bool = False

    @property
    def compra(self) -> bool:
        return self.centavos > 0 and not self.cancelada


def frame(lines: Sequence[Line]) -> pl.LazyFrame:
    rows = [(x.cliente, to_day(x.data), x.centavos, x.compra, x.cancelada) for x in lines]
    types = {"cliente": pl.String, "data": pl.Int32, "valor": pl.Int64, "compra": pl.Boolean, "cancelada": pl.Boolean}
    return pl.DataFrame(rows, schema=types, orient="row").lazy()


def grouped(lines: pl.LazyFrame, last: int, months: int = 1, returns: Returns = "abater") -> Cohorts:
    calendar = polars.table(months_of_days(to_day(date(1990, 1, 1)), last, months=months))
    by_month = polars.rows(monthly(polars.lines(lines), calendar, last, returns=returns)).collect()
    return cohorts(counts(placed(by_month)), last, months=months)


def cells(lines: Sequence[Line], last: date, months: int = 1, returns: Returns = "abater") -> list[tuple[object, ...]]:
    return grouped(frame(lines), to_day(last), months=months, returns=returns).cells.rows()


def index(day: date, months: int = 1) -> int:
    return (day.year * 12 + day.month - 1) // months


JAN, FEB, MAR, APR = (index(date(2024, month, 1)) for month in (1, 2, 3, 4))
BY_HAND = [
    Line("a", date(2024, 1, 5), 100_00),
    Line("a", date(2024, 1, 31), 50_00),
    Line("a", date(2024, 3, 1), 30_00),
    Line("b", date(2024, 1, 10), 200_00),
    Line("b", date(2024, 2, 10), -20_00),  # a return is revenue, no purchase
    Line("c", date(2024, 1, 2), 500_00, cancelada=True),  # does not make her a customer of January
    Line("c", date(2024, 2, 29), 70_00),
    Line("d", date(2024, 1, 20), -5_00),  # before her first purchase: in no cell
    Line("d", date(2024, 3, 31), 10_00),
    Line("e", date(2024, 2, 1), 0),  # a gift makes no customer
]


def test_by_hand() -> None:
    found = grouped(frame(BY_HAND), to_day(date(2024, 3, 31)))
    assert found.cells.rows() == [
        (JAN, 0, JAN, 2, 350_00, 2, 350_00, False),
        (JAN, 1, FEB, 0, -20_00, 2, 350_00, False),
        (JAN, 2, MAR, 1, 30_00, 2, 350_00, False),
        (FEB, 0, FEB, 1, 70_00, 1, 70_00, False),
        (FEB, 1, MAR, 0, 0, 1, 70_00, False),
        (MAR, 0, MAR, 1, 10_00, 1, 10_00, False),
    ]
    assert found.outside == -5_00
    assert weighted(found.cells).rows() == [
        (0, 3, 4, 4, 430_00, 430_00),
        (1, 2, 0, 3, -20_00, 420_00),
        (2, 1, 1, 2, 30_00, 350_00),
    ]


def test_returns_ignored() -> None:
    found = grouped(frame(BY_HAND), to_day(date(2024, 3, 31)), returns="ignorar")
    assert found.outside == 0
    assert found.cells.row(1) == (JAN, 1, FEB, 0, 0, 2, 350_00, False)


def test_a_month_that_has_not_begun_has_no_cell_and_an_unfinished_one_is_out_of_the_average() -> None:
    found = grouped(frame(BY_HAND), to_day(date(2024, 3, 30)))  # d has not bought yet
    assert [(row[0], row[1], row[-1]) for row in found.cells.iter_rows()] == [
        (JAN, 0, False),
        (JAN, 1, False),
        (JAN, 2, True),
        (FEB, 0, False),
        (FEB, 1, True),
    ]
    assert found.partial
    assert weighted(found.cells)["idade"].to_list() == [0, 1]
    assert weighted(found.cells).row(1) == (1, 1, 0, 2, -20_00, 350_00)  # January alone: February is not through it


def test_a_month_in_which_nobody_bought_is_an_observed_zero() -> None:
    found = cells([Line("a", date(2024, 1, 5), 1)], date(2024, 4, 30))
    assert [row[1:5] for row in found] == [(0, JAN, 1, 1), (1, FEB, 0, 0), (2, MAR, 0, 0), (3, APR, 0, 0)]


def test_quarters() -> None:
    lines = [Line("a", date(2023, 12, 31), 10), Line("a", date(2024, 1, 1), 20), Line("b", date(2024, 3, 31), 5)]
    first = index(date(2023, 12, 1), 3)
    assert cells(lines, date(2024, 3, 31), 3) == [
        (first, 0, first, 1, 10, 1, 10, False),
        (first, 1, first + 1, 1, 20, 1, 10, False),
        (first + 1, 0, first + 1, 1, 5, 1, 5, False),
    ]
    assert cells(lines, date(2024, 3, 30), 3)[-1] == (first, 1, first + 1, 1, 20, 1, 10, True)


def test_without_purchases_there_is_no_cohort() -> None:
    found = grouped(frame([Line("a", date(2024, 1, 1), -7)]), to_day(date(2024, 2, 1)))
    assert found.cells.is_empty()
    assert found.outside == -7
    assert not found.partial
    assert weighted(found.cells).is_empty()


# --- against plain Python -----------------------------------------------------------------------------------


def by_loops(lines: Sequence[Line], last: date, months: int, returns: Returns) -> tuple[list[tuple[object, ...]], int]:
    """The same cells with dictionaries and sets, and what belongs to none."""
    lines = [x for x in lines if x.data <= last and not x.cancelada and (returns == "abater" or x.centavos > 0)]
    first: dict[str, int] = {}
    for x in lines:
        if x.centavos > 0:
            first[x.cliente] = min(index(x.data, months), first.get(x.cliente, 10**9))
    bought: dict[tuple[int, int], set[str]] = defaultdict(set)
    money: dict[tuple[int, int], int] = defaultdict(int)
    outside = 0
    for x in lines:
        month = index(x.data, months)
        if x.cliente not in first or month < first[x.cliente]:
            outside += x.centavos
            continue
        money[first[x.cliente], month] += x.centavos
        if x.centavos > 0:
            bought[first[x.cliente], month].add(x.cliente)
    current = index(last, months)
    last_month = (current + 1) * months - 1
    year, month = divmod(last_month, 12)
    unfinished = last < date(year, month + 1, monthrange(year, month + 1)[1])
    return [
        (c, p - c, p, len(bought[c, p]), money[c, p], len(bought[c, c]), money[c, c], unfinished and p == current)
        for c in sorted(set(first.values()))
        for p in range(c, current + 1)
    ], outside


DAYS = st.one_of(
    st.dates(date(2023, 10, 1), date(2024, 7, 1)),
    st.sampled_from((date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 1))),
)
LINES = st.lists(
    st.builds(Line, st.sampled_from("abcdé"), DAYS, st.sampled_from((-300, -1, 0, 1, 999)), st.booleans()), max_size=40
)


@pytest.mark.slow
@settings(max_examples=35, deadline=None)
@given(lines=LINES, last=DAYS, months=st.sampled_from((1, 3)), returns=st.sampled_from(("abater", "ignorar")))
def test_equals_plain_python(lines: list[Line], last: date, months: int, returns: Returns) -> None:
    found = grouped(frame(lines), to_day(last), months=months, returns=returns)
    expected, outside = by_loops(lines, last, months, returns)
    assert found.cells.rows() == expected
    assert found.outside == outside
    for age, count, customers, size, cents, first in weighted(found.cells).iter_rows():
        whole = [row for row in expected if row[1] == age and not row[-1]]
        assert (count, customers, cents) == (len(whole), sum(r[3] for r in whole), sum(r[4] for r in whole))
        assert (size, first) == (sum(r[5] for r in whole), sum(r[6] for r in whole))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(lines=LINES, data=st.data())
def test_the_order_of_rows_does_not_matter(lines: list[Line], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(lines))
    assert cells(lines, date(2024, 6, 30)) == cells(shuffled, date(2024, 6, 30))


@settings(max_examples=25, deadline=None)
@given(lines=LINES)
def test_cells_and_what_is_outside_make_the_whole_revenue(lines: list[Line]) -> None:
    found = grouped(frame(lines), to_day(date(2024, 7, 1)))
    assert found.cells["receita"].sum() + found.outside == sum(x.centavos for x in lines if not x.cancelada)


# --- CDNOW --------------------------------------------------------------------------------------------------

PUBLISHED = [781, 124, 95, 70, 65, 77, 65, 53, 52, 45, 62, 59, 45, 47, 63, 37, 37, 33]


def test_cdnow_as_published_with_rows_of_value_0_counted() -> None:
    """Published counts are of rows; by our definitions a purchase has a value."""
    sales = [Line(sale.cliente, sale.data, sale.centavos) for sale in cdnow_sample()]
    counted = frame(sales).with_columns(compra=pl.lit(value=True))
    found = grouped(counted, to_day(date(1998, 6, 30))).cells
    january = found.filter(pl.col("coorte") == index(date(1997, 1, 1)))
    assert january["clientes"].to_list() == PUBLISHED
    assert found["receita"].sum() == 244_091_94


def test_cdnow_by_purchases_with_a_value() -> None:
    sales = [Line(sale.cliente, sale.data, sale.centavos) for sale in cdnow_sample()]
    found = grouped(frame(sales), to_day(date(1998, 6, 30)))
    january = found.cells.filter(pl.col("coorte") == index(date(1997, 1, 1)))
    assert january["clientes"].to_list() == [777, *PUBLISHED[1:]]  # DuckDB says the same
    assert found.cells.rows() == by_loops(sales, date(1998, 6, 30), 1, "abater")[0]


# --- as a study ---------------------------------------------------------------------------------------------


def study(**flags: str) -> Study:
    config = load({"pasta": EXAMPLE, "periodo": "2024-Q1"} | flags, environ={})
    return coortes.study(CustomerBase(config, open_sources(wanted_of("coortes", config), config, command="coortes")))


def table(found: Study, key: str) -> list[dict[str, Cell]]:
    (only,) = (each for each in found.tables if each.key == key)
    return [dict(zip((column.key for column in only.columns), row, strict=True)) for row in only.rows]


def test_worked_example() -> None:
    found = study()
    rows = {(row["coorte"], row["idade"]): row for row in table(found, "coortes")}
    october = rows["2023-10", 2]  # C01, C05 and C06 began; C01 came back in December
    assert october["periodo"] == "2023-12"
    assert (october["tamanho"], october["clientes"], october["receita"]) == (3, 1, 800.0)
    assert october["fracao"] == 1 / 3
    assert october["fracao_receita"] == 800 / 2100
    assert ("2024-03", 1) not in rows
    assert all(row["completo"] is True for row in rows.values())
    assert table(found, "curva")[3] == {
        "idade": 3,
        "coortes": 4,
        "tamanho": 6,
        "clientes": 2,
        "fracao": 2 / 6,
        "receita": 850.0,
        "fracao_receita": 850 / 3750,
    }
    assert not found.warnings


def test_maps_leave_what_is_not_observed_empty() -> None:
    (customers, money, curve, _) = study().charts
    assert isinstance(customers, HeatMap)
    assert isinstance(money, HeatMap)
    assert isinstance(curve, Curve)
    assert customers.rows[0] == "2023-05 (1)"
    assert customers.columns == tuple(str(age) for age in range(11))
    assert customers.values[-1] == (1.0, *(None,) * 10)  # 2024-03
    assert money.values[1] == (1.0, 0.0, 800 / 2100, 600 / 2100, 1500 / 2100, 0.0, *(None,) * 5)
    assert curve.lines[0].points[3] == (3.0, 2 / 6)


def test_an_unfinished_month_is_told_and_left_out_of_maps_and_curve() -> None:
    found = study(hoje="2024-03-20")
    assert "2024-03 só vai até 20/03/2024" in found.warnings[0]
    rows = {(row["coorte"], row["idade"]): row for row in table(found, "coortes")}
    assert rows["2024-03", 0]["completo"] is False
    assert rows["2024-01", 2]["completo"] is False
    assert rows["2024-01", 1]["completo"] is True
    heat, _, curve, _ = found.charts
    assert isinstance(heat, HeatMap)
    assert isinstance(curve, Curve)
    assert heat.rows[-1] == "2024-01 (1)"
    assert heat.values[-1][:3] == (1.0, 0.0, None)
    assert max(x for x, _ in curve.lines[0].points) == 9


def test_quarters_are_named_and_their_ages_are_drawn_in_months() -> None:
    found = study(coorte="trimestre")
    assert [(row["coorte"], row["idade"], row["clientes"]) for row in table(found, "coortes")] == [
        ("2023-Q2", 0, 1),
        ("2023-Q2", 1, 0),
        ("2023-Q2", 2, 0),
        ("2023-Q2", 3, 1),
        ("2023-Q4", 0, 5),
        ("2023-Q4", 1, 3),
        ("2024-Q1", 0, 2),
    ]
    assert isinstance(found.charts[2], Curve)
    assert found.charts[2].lines[0].points[3] == (9.0, 1.0)


def test_what_is_in_no_cohort_is_told(tmp_path: Path) -> None:
    rows = "cliente,data,valor\na,2024-01-05,-80.00\na,2024-02-01,10.00\nb,2024-02-29,-1.50\n"
    (tmp_path / "vendas.csv").write_text(rows, encoding="utf-8")
    found = study(pasta=str(tmp_path), periodo="2024-02")
    assert found.warnings[0].startswith("-R$ 81,50 não estão em coorte nenhuma")


def test_no_purchase_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\na,2024-01-05,-80.00\n", encoding="utf-8")
    found = study(pasta=str(tmp_path), periodo="2024-01")
    assert found.warnings[0] == "nenhuma compra até 05/01/2024: não há coortes"
    assert found.charts == ()


def test_the_map_of_a_screen_has_the_average_first_and_quarters_where_months_are_too_many() -> None:
    first = study().charts[-1]  # eleven months fit
    assert isinstance(first, HeatMap)
    assert first.rows[:2] == ("média", "2023-05 (1)")
    assert first.columns == tuple(str(age) for age in range(11))
    assert first.values[0][3] == 2 / 6  # the row of the average table
    later = study(periodo="2024-06", hoje="2024-06-30").charts[-1]
    assert isinstance(later, HeatMap)
    assert later.rows == ("média", "2023-Q2 (1)", "2023-Q4 (5)", "2024-Q1 (2)")
    assert later.columns == tuple(str(age) for age in range(5))
    assert later.title.startswith("Clientes que compraram, por trimestres")
    assert later.values[3] == (1.0, 0.0, None, None, None)


@pytest.mark.parametrize("months", [1, 3])
def test_only_the_newest_cohorts_are_drawn(tmp_path: Path, months: int) -> None:
    days = [date(2015 + n // 12, n % 12 + 1, 1) for n in range(100)]
    rows = "".join(f"c{n},{day},10.00\n" for n, day in enumerate(days))
    (tmp_path / "vendas.csv").write_text("cliente,data,valor\n" + rows, encoding="utf-8")
    found = study(pasta=str(tmp_path), periodo="2023-03", coorte="mes" if months == 1 else "trimestre")
    heat = found.charts[0]
    assert isinstance(heat, HeatMap)
    assert len(heat.rows) == coortes.MAP_COHORTS == len(heat.columns)
    assert (
        len({row["coorte"] for row in table(found, "coortes")}) == 99 // months
    )  # the hundredth month is after the period
    assert any("os mapas mostram as últimas 24" in note for note in found.notes)
