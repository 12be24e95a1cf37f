"""Many periods out of one pass are those of a pass each: cells and bits against the panel."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.engines import polars
from carteira_cli.engines.masks import Masks
from carteira_cli.engines.panel import CUSTOMER, Measure, collapse
from carteira_cli.engines.timeline import Timeline
from carteira_cli.kpis.customer_measures import MEASURES, Span
from carteira_cli.period import Period, parse_period, parse_window
from tests.engines.engines import DUCKDB

ENGINES = (polars, DUCKDB)
FIRST = parse_period("2023").start
SCHEMA = {
    "cliente": pl.String,
    "data": pl.Int32,
    "valor": pl.Int64,
    "venda": pl.String,
    "cancelada": pl.Boolean,
    "categoria": pl.String,
}
ACTIVITY = ("ativo_inicio", "ativo_fim", "primeira_compra", "comprou_no_periodo")
EVERY = tuple(name for name in MEASURES if name not in {"medida_periodo", "receita_com_custo", "custo_das_vendas"})


@dataclass(frozen=True)
class Case:
    """Lines, and periods under a window."""

    lines: pl.DataFrame
    spans: tuple[Span, ...]


@st.composite
def cases(draw):
    line = st.tuples(
        st.sampled_from("ABCDE"),
        st.integers(FIRST - 40, FIRST + 200),
        st.integers(-500, 900),
        st.none() | st.sampled_from(["V1", "V2", "V3", "V4"]),
        st.booleans(),
        st.sampled_from(["x", "y"]),
    )
    rows = draw(st.lists(line, max_size=40))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    frame = frame.with_columns(compra=(pl.col("valor") > 0) & ~pl.col("cancelada"))
    edges = sorted(draw(st.sets(st.integers(FIRST, FIRST + 150), min_size=2, max_size=9)))
    periods = [Period(start, end, "p") for start, end in pairwise(edges)]
    periods += [Period(edges[0], edges[-1], "all")] * draw(st.booleans())
    window = parse_window(draw(st.sampled_from(["1d", "30d", "90d", "2m"])))
    returns = draw(st.sampled_from(["abater", "ignorar"]))
    return Case(frame, tuple(Span(period, window, returns) for period in periods))


def one_by_one(case: Case, measures: dict[str, Measure], keys: list[str], *, has_orders: bool) -> pl.DataFrame:
    found = collapse(nw.from_native(case.lines.lazy()), measures, has_orders=has_orders, keys=keys)
    return found.to_native().collect().sort(keys)


def reduced(way, lines, keys, engine):
    return engine.rows(way.reduce(engine.lines(lines.lazy()), keys, engine)).collect()


def assert_same(found: pl.DataFrame, expected: pl.DataFrame, measures: dict[str, Measure], keys: list[str]) -> None:
    """Alike for whom the pass of the one period sees; empty for the others."""
    seen = found.join(expected, on=keys, how="semi").select(expected.columns).sort(keys)
    assert seen.cast(dict(expected.schema)).rows() == expected.rows()
    for row in found.join(expected, on=keys, how="anti").iter_rows(named=True):
        assert {name: row[name] for name in measures} == {name: m.empty for name, m in measures.items()}


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(case=cases(), has_orders=st.booleans(), split=st.booleans(), engine=st.sampled_from(ENGINES))
def test_cells_give_each_period_what_a_pass_of_its_own_gives(case, has_orders, split, engine):
    keys = [CUSTOMER, *(["categoria"] if split else [])]
    measures = [{name: MEASURES[name](span) for name in EVERY} for span in case.spans]
    timeline = Timeline(tuple(measures), has_orders)
    panels = list(timeline.panels(reduced(timeline, case.lines, keys, engine)))
    assert len(panels) == len(case.spans)
    for own, panel in zip(measures, panels, strict=True):
        assert_same(panel, one_by_one(case, own, keys, has_orders=has_orders), own, keys)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(case=cases(), split=st.booleans(), engine=st.sampled_from(ENGINES))
def test_bits_give_each_period_what_a_pass_of_its_own_gives(case, split, engine):
    keys = [CUSTOMER, *(["categoria"] if split else [])]
    measures = [{name: MEASURES[name](span) for name in ACTIVITY} for span in case.spans]
    masks = Masks(tuple(measures))
    assert Masks.fits(masks.measures)
    people = reduced(masks, case.lines, keys, engine)
    for own, panel in zip(measures, masks.panels(people), strict=True):
        assert_same(panel, one_by_one(case, own, keys, has_orders=False), own, keys)


def test_more_months_than_one_integer_has_bits():
    months = parse_period("2018..2024").split("mes")
    spans = [Span(month, parse_window("90d")) for month in months]
    measures = tuple({"ativo": span.active(span.period.end)} for span in spans)
    masks = Masks(measures)
    day = months[70].start
    lines = pl.DataFrame({"cliente": ["A"], "data": [day], "compra": [True]}, schema_overrides={"data": pl.Int32})
    people = reduced(masks, lines, ["cliente"], polars)
    active = [panel["ativo"].item() for panel in masks.panels(people)]
    assert len(masks.columns) == 3  # two of bits, and the day
    assert [n for n, seen in enumerate(active) if seen] == [70, 71]  # 30 and 61 days later, not 92


def test_customers_without_lines_have_nothing():
    span = Span(parse_period("2024-01"), parse_window("90d"))
    measures = {name: MEASURES[name](span) for name in EVERY}
    timeline = Timeline((measures,), has_orders=True)
    lines = pl.DataFrame(
        [("A", span.period.start, 5, "V", False, "x", True)], schema={**SCHEMA, "compra": pl.Boolean}, orient="row"
    )
    people = reduced(timeline, lines, ["cliente"], polars)
    people = pl.concat([people, pl.DataFrame({"cliente": ["B"]})], how="diagonal")
    (panel,) = timeline.panels(people)
    row = panel.filter(pl.col("cliente") == "B").row(0, named=True)
    assert {name: row[name] for name in measures} == {name: m.empty for name, m in measures.items()}


@pytest.mark.parametrize("measure", [Measure("max", "compras"), Measure("min", "compras", start=3)])
def test_what_no_running_total_gives_does_not_fit(measure):
    assert not Timeline.fits([Measure("lines"), measure])
    assert Timeline.fits([Measure("lines")])
