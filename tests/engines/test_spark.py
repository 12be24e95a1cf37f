"""Spark gives what Polars and plain Python give, to the integer; what it found comes home whole, however large."""

from __future__ import annotations

import random
from itertools import pairwise, product

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from carteira_cli.engines import polars
from carteira_cli.engines.cluster.errors import ClusterError
from carteira_cli.engines.columns import Columns
from carteira_cli.engines.masks import Masks
from carteira_cli.engines.panel import CUSTOMER, Measure, collapse
from carteira_cli.engines.spark import SparkEngine
from carteira_cli.engines.timeline import Timeline
from carteira_cli.errors import DataError
from tests import clusters
from tests.engines.test_panel import Line, by_hand, frame_of, told
from tests.engines.test_panel import table as by_customer

pytestmark = clusters.MARKS

AMOUNTS = ("valor", "custo", "valor_com_custo")
SCOPES = ("compras", "validas", "todas")
LARGE = 9_007_199_254_740_993  # which no float holds


@pytest.fixture
def engine():
    return SparkEngine(clusters.local())


def sales(seed, *, size=150):
    """Lines as `panel.collapse` wants them, of customers whose names are awkward."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    rows = []
    for _ in range(size):
        value = chance.choice([-500, 0, 1, 999, 12_345, LARGE])
        void = chance.random() < 0.2
        rows.append(
            {
                "cliente": chance.choice(["a", "A", "é", "é", "00123", "123", " 123", "😀", "a`b.c"]),
                "data": chance.randrange(-5, 40),
                "valor": value,
                "custo": chance.choice([None, 100, 5_000]),
                "valor_com_custo": chance.choice([0, value]),
                "venda": chance.choice([None, *(f"V{n}" for n in range(30))]),
                "cancelada": void,
                "compra": value > 0 and not void,
                "canal": chance.choice(["loja", "site", "\x00"]),
            }
        )
    return pl.DataFrame(rows, schema_overrides={"data": pl.Int32, "custo": pl.Int64})


def legal(start, end):
    """Every legal measure over a range of days, open at either end or both; of orders, each a job, two thirds."""
    found = []
    for from_start, to_end, scope in product((start, None), (end, None), SCOPES):
        kinds = ["any", "min", "max", "lines", *(["orders"] if scope == "compras" or to_end is not None else [])]
        found += [Measure(kind, scope, from_start, to_end) for kind in kinds]
        found += [Measure("sum", scope, from_start, to_end, column) for column in AMOUNTS]
    return {f"m{number}": measure for number, measure in enumerate(found)}


def rows_of(frame, keys):
    names = sorted(name for name in frame.columns if name not in keys)
    return frame.select(*keys, *names).sort(keys).rows()


def reduced(way, lines, keys, engine):
    return engine.rows(way.reduce(engine.lines(lines.lazy()), keys, engine)).collect()


@pytest.mark.parametrize(("keys", "orders"), [((CUSTOMER,), True), ((CUSTOMER, "canal"), False)])
def test_every_legal_measure_is_that_of_polars(engine, keys, orders):
    measures = {name: each for name, each in legal(3, 21).items() if orders or each.aggregate != "orders"}
    way = Columns((measures,), has_orders=True)
    mine, theirs = (reduced(way, sales(1), keys, each) for each in (polars, engine))
    assert rows_of(theirs, keys) == rows_of(mine, keys)
    kinds = {measure.aggregate: theirs[name].dtype for measure, name in way.names.items()}
    assert kinds["min"] == kinds["max"] == pl.Int32
    assert kinds["any"] == pl.Boolean
    assert kinds["sum"] == kinds["lines"] == pl.Int64


@pytest.mark.parametrize("seed", [2, 3])
def test_random_lines_collapse_as_they_do_by_hand(engine, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    names, orders = ["A", "a", "B", "00123", "123", "é"], [None, "V1", "V2", "V3"]
    lines = [
        Line(
            chance.choice(names), chance.randrange(21), chance.choice([0, 1, -100, LARGE]), chance.choice(orders), void
        )
        for void in chance.choices([True, False], [1, 3], k=40)
    ]
    some = {name: each for name, each in legal(4, 15).items() if each.column == "valor"}
    measures = {name: each for name, each in some.items() if each.aggregate != "orders" or each.scope == "compras"}
    found = collapse(engine.lines(frame_of(lines).lazy()), measures, has_orders=True)
    wanted = by_hand(lines, measures, has_orders=True)
    assert told(by_customer(engine.rows(found).collect(), measures), measures) == told(wanted, measures)


@pytest.mark.parametrize("keys", [(CUSTOMER,), (CUSTOMER, "canal")])
@pytest.mark.parametrize("kind", [Masks, Timeline])
def test_many_periods_are_those_of_polars(engine, keys, kind):
    edges = [2, 7, 8, 15, 21, 30]
    spans = tuple(
        {name: each for name, each in legal(start, end).items() if kind.fits([each])}
        for start, end in [*pairwise(edges), (2, 30)]
    )
    way = Masks(spans) if kind is Masks else Timeline(spans, has_orders=True)
    panels = [
        [rows_of(panel, keys) for panel in way.panels(reduced(way, sales(4), keys, each))] for each in (polars, engine)
    ]
    assert len(panels[0]) == len(spans)
    assert panels[1] == panels[0]


def test_the_order_of_lines_and_of_partitions_changes_nothing(engine):
    some = {name: each for name, each in legal(3, 21).items() if (each.start, each.end) == (3, 21)}
    way, lines = Columns((some,), has_orders=True), sales(5, size=60)
    mixed = lines.sample(fraction=1.0, shuffle=True, seed=1)
    spread = nw.from_native(engine.lines(mixed.lazy()).to_native().repartition(7))
    found = engine.rows(way.reduce(spread, (CUSTOMER,), engine)).collect()
    assert rows_of(found, (CUSTOMER,)) == rows_of(reduced(way, lines, (CUSTOMER,), polars), (CUSTOMER,))


def test_nobody_is_nobody(engine):
    way = Columns(({"a": Measure("any"), "o": Measure("orders")},), has_orders=True)
    assert reduced(way, sales(6).clear(), (CUSTOMER,), engine).height == 0
    assert engine.rows(engine.table(pl.DataFrame(schema={"n": pl.UInt16}))).collect().schema == {"n": pl.Int32}


def test_lists_and_marks_of_columns_whatever_their_names(engine):
    rows = {"a.b": ["x", "y", "x", "x"], "c`d": [3, 2, 1, 4], "e f": [30, 20, 10, 40]}
    lines = engine.table(pl.DataFrame(rows))
    lists = engine.rows(engine.lists(lines, ["a.b"], ["c`d", "e f"])).collect()
    found = {key: sorted(zip(*both, strict=True)) for key, *both in lists.iter_rows()}
    assert found == {"x": [(1, 10), (3, 30), (4, 40)], "y": [(2, 20)]}
    marks = engine.rows(engine.marks(lines, ["a.b"], ["c`d"], "e f")).collect()
    assert sorted(marks.rows()) == [("x", 7, 10), ("y", 2, 20)]


def test_what_is_too_large_for_memory_comes_home_in_a_file(engine):
    many = nw.from_native(clusters.local().spark.range(0, 50_000, 1, 5).selectExpr("id", "cast(id % 7 as string) as s"))
    small = SparkEngine(clusters.local(), budget=1_000)
    found = small.rows(many)
    assert "Parquet" in found.explain()
    assert "Parquet" not in engine.rows(many).explain()
    assert found.sort("id").collect().equals(engine.rows(many).sort("id").collect())
    assert found.select(pl.col("id").sum()).collect().item() == 50_000 * 49_999 // 2


def test_a_job_is_told_of_while_it_runs():
    heard = []
    spark = clusters.local().spark
    spark.udf.register("devagar", lambda n: __import__("time").sleep(0.4) or n, "long")
    slow = spark.range(0, 8, 1, 8).selectExpr("devagar(id) as n")
    SparkEngine(clusters.local(), lambda *said: heard.append(said)).rows(nw.from_native(slow))
    assert [total for *_, total in heard if total == 8]
    assert all(done <= total for _, done, total in heard)
    assert any(word.startswith("etapa ") for word, *_ in heard)


@pytest.mark.parametrize(
    ("query", "kind", "words"),
    [
        ("9223372036854775807 + id as n", DataError, "maior número"),
        ("assert_true(id < 0) as n", ClusterError, "parou no meio"),
        ("cast('João ' || id as int) as n", ClusterError, "CAST_INVALID_INPUT"),
    ],
)
def test_what_fails_in_the_cluster_is_one_line_without_what_the_cells_hold(engine, query, kind, words, capfd):
    failing = nw.from_native(clusters.local().spark.range(1, 3).selectExpr(query))
    with pytest.raises(kind, match=words) as raised:
        engine.rows(failing)
    assert "João" not in raised.value.message
    assert capfd.readouterr().err == ""
