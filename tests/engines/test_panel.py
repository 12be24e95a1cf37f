"""The panel is the same on Polars, on DuckDB and in plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.engines import polars
from carteira_cli.engines.panel import CUSTOMER, Measure, collapse, days_needed
from tests.engines.engines import DUCKDB

SCHEMA = {
    "cliente": pl.String,
    "data": pl.Int32,
    "valor": pl.Int64,
    "venda": pl.String,
    "cancelada": pl.Boolean,
    "compra": pl.Boolean,
}


@dataclass(frozen=True)
class Line:
    cliente: str
    data: int
    valor: int
    venda: str | None
    cancelada: bool

    @property
    def compra(self) -> bool:
        return self.valor > 0 and not self.cancelada


def belongs(line: Line, measure: Measure) -> bool:
    if measure.scope == "compras" and not line.compra:
        return False
    if measure.scope == "validas" and line.cancelada:
        return False
    return (measure.start is None or line.data >= measure.start) and (measure.end is None or line.data < measure.end)


def by_hand(lines, measures, *, has_orders):
    """The panel with loops and dictionaries, for all customers of any line."""
    kept = {name: [line for line in lines if belongs(line, m)] for name, m in measures.items()}
    owners = {}
    for name, chosen in kept.items():
        for line in chosen:
            if line.venda is not None:
                key = (name, line.venda)
                owners[key] = min(owners.get(key, line.cliente), line.cliente)

    def value(name, measure, customer):
        own = [line for line in kept[name] if line.cliente == customer]
        match measure.aggregate:
            case "any":
                return bool(own)
            case "sum":
                return sum(line.valor for line in own)
            case "min" | "max":
                return {"min": min, "max": max}[measure.aggregate]([line.data for line in own], default=None)
            case "orders" if has_orders:
                named = sum(owner == customer for (of, _), owner in owners.items() if of == name)
                return named + sum(line.venda is None for line in own)
            case _:
                return len(own)

    return {c: tuple(value(name, m, c) for name, m in measures.items()) for c in {line.cliente for line in lines}}


def frame_of(lines):
    rows = [(x.cliente, x.data, x.valor, x.venda, x.cancelada, x.compra) for x in lines]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


ENGINES = (polars, DUCKDB)


def collapsed(engine, frame, measures, *, has_orders):
    found = collapse(engine.lines(frame.lazy()), measures, has_orders=has_orders)
    return engine.rows(found).collect()


def table(panel, measures):
    """Customer → values; a customer without lines of a measure has its empty value."""
    found = {}
    for customer, *values in panel.select(CUSTOMER, *measures).rows():
        assert customer not in found
        pairs = zip(measures.values(), values, strict=True)
        found[customer] = tuple(m.empty if value is None else value for m, value in pairs)
    return found


lines_of = st.lists(
    st.builds(
        Line,
        st.sampled_from(["A", "a", "B", "00123", "123", "é"]),
        st.integers(0, 20),
        st.sampled_from([0, 1, -1, 100, 250, -100, 9_999_999_999_999]),
        st.sampled_from([None, "V1", "V2", "V3"]),
        st.booleans(),
    ),
    max_size=30,
)
bounds = st.tuples(st.one_of(st.none(), st.integers(-1, 21)), st.one_of(st.none(), st.integers(-1, 21)))
measures_of = st.dictionaries(
    st.sampled_from(["m0", "m1", "m2", "m3"]),
    st.builds(
        lambda aggregate, scope, days: Measure(aggregate, scope, *days),
        st.sampled_from(["any", "sum", "min", "max", "orders", "lines"]),
        st.sampled_from(["compras", "validas", "todas"]),
        bounds,
    ),
    min_size=1,
)


def told(panel, measures):
    """Only the customers of whom a measure has something to tell."""
    blank = tuple(m.empty for m in measures.values())
    return {customer: values for customer, values in panel.items() if values != blank}


def same(lines, measures, *, has_orders):
    frame = frame_of(lines) if has_orders else frame_of(lines).drop("venda")
    wanted = told(by_hand(lines, measures, has_orders=has_orders), measures)
    for engine in ENGINES:
        found = table(collapsed(engine, frame, measures, has_orders=has_orders), measures)
        assert told(found, measures) == wanted, engine
    return wanted


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(lines=lines_of, measures=measures_of, has_orders=st.booleans())
def test_three_ways_of_collapsing_random_lines_agree(lines, measures, has_orders):
    if any(m.aggregate == "orders" for m in measures.values()):
        measures = measures | {"linhas": Measure("lines", "todas")}  # the customers are those of other measures
    same(lines, measures, has_orders=has_orders)


def test_whoever_has_a_line_in_a_measure_has_a_row_even_of_nothing():
    lines = [Line("A", 1, 100, None, cancelada=False), Line("A", 2, -100, None, cancelada=False)]
    lines += [Line("B", 1, 5, None, cancelada=True), Line("C", 9, 5, None, cancelada=False)]
    measures = {"s": Measure("sum", "validas", 0, 5)}
    for engine in ENGINES:
        assert table(collapsed(engine, frame_of(lines), measures, has_orders=True), measures) == {"A": (0,)}


@pytest.mark.slow
def test_every_aggregate_of_every_scope_by_hand():
    lines = [
        Line("A", 5, 100, "V1", cancelada=False),
        Line("A", 9, -30, "V1", cancelada=False),
        Line("A", 7, 500, "V2", cancelada=True),
        Line("A", 10, 7, None, cancelada=False),
        Line("B", 4, 1, "V9", cancelada=False),
    ]
    found = {}
    for aggregate, scope in product(("any", "lines", "sum", "min", "max", "orders"), ("compras", "validas", "todas")):
        found[aggregate, scope] = same(lines, {"m": Measure(aggregate, scope, 5, 10)}, has_orders=True).get("A", (0,))[
            0
        ]
    assert found == {
        ("any", "compras"): True,
        ("any", "validas"): True,
        ("any", "todas"): True,
        ("lines", "compras"): 1,
        ("lines", "validas"): 2,
        ("lines", "todas"): 3,
        ("sum", "compras"): 100,
        ("sum", "validas"): 70,
        ("sum", "todas"): 570,
        ("min", "compras"): 5,
        ("min", "validas"): 5,
        ("min", "todas"): 5,
        ("max", "compras"): 5,
        ("max", "validas"): 9,
        ("max", "todas"): 9,
        ("orders", "compras"): 1,
        ("orders", "validas"): 1,
        ("orders", "todas"): 2,
    }


def test_an_order_of_two_customers_is_counted_once_for_the_first_of_them():
    lines = [Line(c, 1, 100, "V1", cancelada=False) for c in ("b", "B", "B")]
    assert same(lines, {"m": Measure("orders")}, has_orders=True) == {"B": (1,)}


def test_lines_without_an_order_are_orders_of_their_own():
    lines = [Line("A", 1, 100, venda, cancelada=False) for venda in (None, None, "V1", "V1")]
    assert same(lines, {"m": Measure("orders")}, has_orders=True) == {"A": (3,)}
    assert same(lines, {"m": Measure("orders")}, has_orders=False) == {"A": (4,)}


def test_nobody_is_nobody():
    measures = {"a": Measure("any"), "o": Measure("orders"), "s": Measure("sum", "validas")}
    assert same([], measures, has_orders=True) == {}


def test_integer_customers_stay_integers():
    frame = frame_of([Line(c, 1, 5, None, cancelada=False) for c in ("1", "2", "1")]).cast({"cliente": pl.Int64})
    for engine in ENGINES:
        found = table(collapsed(engine, frame, {"s": Measure("sum")}, has_orders=True), {"s": Measure("sum")})
        assert found == {1: (10,), 2: (5,)}


def test_a_panel_of_nothing_is_refused():
    with pytest.raises(ValueError, match="measure"):
        collapse(nw.from_native(frame_of([]).lazy()), {}, has_orders=True)


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([(1, 5)], (1, 5)),
        ([(1, 5), (3, 9)], (1, 9)),
        ([(None, 5), (3, 9)], (None, 9)),
        ([(1, None), (3, 9)], (1, None)),
        ([(None, None), (3, 9)], (None, None)),
    ],
)
def test_the_days_needed_are_those_of_all_measures_together(spans, wanted):
    assert days_needed(Measure("sum", "compras", *span) for span in spans) == wanted


def test_lines_are_shared_by_the_parts_of_a_query_up_to_a_number():
    read = pl.LazyFrame({"cliente": ["a"]})
    assert "CACHE" in polars.shared(read, polars.SHARED).explain(optimized=False)
    assert polars.shared(read, polars.SHARED + 1) is read
