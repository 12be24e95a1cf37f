"""Risk, reactivation and ABC migration against hand-worked cases and plain Python."""

from __future__ import annotations

import statistics
from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.kpis import silencios
from carteira_cli.prediction.purchases import Purchases
from carteira_cli.studies.risco import chances as retorno
from carteira_cli.studies.risco import formulas as risco
from carteira_cli.studies.risco.tables import reason
from tests.cycles import SCHEMA, bought_days, days_by_customer, lines_of, purchases_strategy
from tests.datasets import cdnow_sample

CUSTOMERS = ("123", "0123", "ana", "Ána", "b")
ends = st.integers(19700, 20200)


def segments_of(segments):
    return pl.DataFrame(list(segments.items()), schema={"cliente": pl.String, "segmento": pl.String}, orient="row")


def usual_of(purchases, end, segments=None):
    """(silences, usual intervals) of sales."""
    days = bought_days(lines_of(purchases), end)
    found = silencios.silences(days)
    return found, risco.usual_intervals(silencios.latest(found, days), segments_of(segments or {}))


def usual_by_hand(purchases, end, segments):
    """customer → (usual interval or None, where it is from)."""
    bought = days_by_customer(purchases, end)
    own = {
        c: Fraction(statistics.median([b - a for a, b in pairwise(days)]))
        for c, days in bought.items()
        if len(days) >= 3
    }
    by_segment = defaultdict(list)
    for customer, interval in own.items():
        by_segment[segments.get(customer)].append(interval)
    result = {}
    for customer in bought:
        of_segment = by_segment.get(segments.get(customer), []) if segments.get(customer) is not None else []
        if customer in own:
            result[customer] = (own[customer], "proprio")
        elif len(of_segment) >= risco.FEWEST_OF_SEGMENT:
            result[customer] = (Fraction(statistics.median(of_segment)), "segmento")
        else:
            result[customer] = (Fraction(statistics.median(own.values())), "carteira") if own else (None, None)
    return result


# --- usual intervals and levels -------------------------------------------------------------------------------


def test_three_purchase_days_make_an_interval_of_her_own():
    purchases = [("um", 5), ("dois", 0), ("dois", 40), ("tres", 0), ("tres", 10), ("tres", 31)]
    purchases += [("tres", 31)]  # the same day again is no other purchase
    _, usual = usual_of(purchases, 100)
    found = {row["cliente"]: (row["quartos"], row["origem"], row["comum"]) for row in usual.iter_rows(named=True)}
    assert found == {
        "um": (62, "carteira", 62),
        "dois": (62, "carteira", 62),
        "tres": (62, "proprio", 62),  # gaps 10 and 21: 15.5 days
    }


def test_nobody_with_three_purchase_days_leaves_the_usual_unknown():
    found, usual = usual_of([("um", 5), ("dois", 0), ("dois", 40)], 100)
    assert usual["quartos"].to_list() == [None, None]
    assert usual["origem"].to_list() == [None, None]
    late = risco.overdue(usual, 100)
    assert late.select("dias", "nivel", "marco").rows() == [(59, None, None), (94, None, None)]
    chances = retorno.by_ratio(found, usual, 100, 30)
    assert set(chances.lost().values()) == {None}
    assert chances.unknown


@pytest.mark.parametrize(("many", "origin", "quarters"), [(5, "segmento", 4 * 6), (4, "carteira", 4 * 20)])
def test_a_segment_speaks_for_its_customers_from_five_on(many, origin, quarters):
    # Gaps of 4, 5, … in the bar, of 20 elsewhere: five have the median 6.
    purchases = [(f"bar {n}", (4 + n) * times) for n in range(many) for times in range(3)]
    purchases += [(f"loja {n}", 20 * times) for n in range(9) for times in range(3)]
    segments = {f"bar {n}": "bar" for n in range(many)} | {"nova": "bar"}
    _, usual = usual_of([*purchases, ("nova", 50)], 100, segments)
    row = usual.row(by_predicate=pl.col("cliente") == "nova", named=True)
    assert (row["origem"], row["quartos"]) == (origin, quarters)


@settings(max_examples=30, deadline=None)
@given(purchases_strategy, ends, st.fixed_dictionaries(dict.fromkeys(CUSTOMERS, st.sampled_from(("x", "y", None)))))
def test_usual_intervals_in_plain_python(purchases, end, segments):
    _, usual = usual_of(purchases, end, segments)
    found = {
        row["cliente"]: (None if row["quartos"] is None else Fraction(row["quartos"], 4), row["origem"])
        for row in usual.iter_rows(named=True)
    }
    assert found == usual_by_hand(purchases, end, segments)


@pytest.mark.parametrize(
    ("silence", "level", "landmark"),
    [(0, 0, 0), (19, 0, 0), (20, 0, 1), (21, 1, 1), (30, 1, 2), (40, 1, 3), (41, 2, 3), (60, 2, 5), (61, 3, 5)],
)
def test_levels_begin_above_their_limit(silence, level, landmark):
    # Buys each 20 days: exactly once, twice, three times the usual interval is not yet above it.
    _, usual = usual_of([("ana", 0), ("ana", 20), ("ana", 40)], 41)
    late = risco.overdue(usual, 41 + silence)
    assert late.select("dias", "nivel", "marco").row(0) == (silence, level, landmark)


def test_reasons_are_told_in_words():
    row = {"quartos": 80, "dias": 62, "origem": "proprio", "segmento": "bar"}
    assert reason(row) == "não compra há 62 dias; costuma comprar a cada 20"
    assert reason(row | {"quartos": 62}) == "não compra há 62 dias; costuma comprar a cada 15,5"
    assert reason(row | {"origem": "segmento"}) == "não compra há 62 dias; no segmento bar o usual é a cada 20"
    assert reason(row | {"origem": "carteira"}) == "não compra há 62 dias; na carteira o usual é a cada 20"


# --- chances --------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), max_size=12))
def test_shares_are_pooled_until_none_falls(counts):
    """Against the max-min formula: each is the largest, over where a run begins, of the smallest mean it can end in."""

    def mean(i, j):
        return Fraction(sum(k for _, k in counts[i : j + 1]), sum(n for n, _ in counts[i : j + 1]))

    size = len(counts)
    expected = [max(min(mean(i, k) for k in range(j, size)) for i in range(j + 1)) for j in range(size)]
    assert retorno.never_falling(counts) == expected


# --- money ----------------------------------------------------------------------------------------------------


def test_past_value_is_that_of_the_365_days_up_to_the_last_purchase():
    days = [("ana", 35, 4000), ("ana", 36, 20), ("ana", 400, 100), ("ana", 410, -30), ("ana", 500, 8), ("bia", 400, 7)]
    rows = [(("ana", "bia").index(who), day, cents > 0, cents) for who, day, cents in days]  # 36 is the 365th day back
    schema = {"linha": pl.UInt32, "data": pl.Int32, "compra": pl.Boolean, "centavos": pl.Int64}
    bought = Purchases(pl.Series(["ana", "bia"]), pl.DataFrame(rows, schema=schema, orient="row"), 600)
    last = pl.DataFrame({"cliente": ["ana"], "ultima": [400]}, schema={"cliente": pl.String, "ultima": pl.Int32})
    assert risco.past_value(bought, last, 500).rows() == [("ana", 90)]
    assert risco.past_value(bought, last, 410).rows() == [("ana", 120)]


def test_money_at_stake_is_never_below_nothing():
    found = risco.at_stake(pl.DataFrame({"centavos": [500, 0, -1, -700]}))
    assert found.rows() == [(500, 0), (0, 0), (0, 1), (0, 700)]


def frame_of(rows):
    schema = {"cliente": pl.String, "centavos": pl.Int64, "chance": pl.Int64, "vendedor": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_expected_money_decides_then_money_then_id():
    chances = {0: Fraction(1, 2), 1: Fraction(1, 4), 2: None, 3: Fraction(0)}
    rows = [("z", 100, 0, "v"), ("Ána", 200, 1, "v"), ("a", 200, 1, "v"), ("n", 900, 2, "v"), ("m", 901, None, "v")]
    rows += [("zero", 5, 3, "v"), ("negativo", -8, 0, "v")]
    found = risco.largest(frame_of(rows), chances, 10)
    assert [(row["cliente"], row["esperado"]) for row in found] == [
        ("a", 50),  # ties with z by expected money, has more at stake; before "Ána" by its bytes
        ("Ána", 50),
        ("z", 50),
        ("zero", 0),
        ("negativo", -4),
        ("m", None),
        ("n", None),
    ]
    assert [row["cliente"] for row in risco.largest(frame_of(rows), chances, 2)] == ["a", "Ána"]
    equal = [(name, 100, 0, "v") for name in "hgfedcba"]
    assert [row["cliente"] for row in risco.largest(frame_of(equal), chances, 3)] == ["a", "b", "c"]


members = st.lists(
    st.tuples(
        st.sampled_from([f"c{n}" for n in range(30)]),
        st.integers(-3, 6).map(lambda n: n * 100),
        st.one_of(st.none(), st.integers(0, 4)),
        st.sampled_from(("v", "w", None)),
    ),
    unique_by=lambda row: row[0],
    max_size=30,
)
odds = st.lists(st.one_of(st.none(), st.integers(0, 3).map(lambda n: Fraction(n, 3))), min_size=5, max_size=5)


@settings(max_examples=20, deadline=None)
@given(members, odds, st.integers(1, 8), st.randoms(use_true_random=False))
def test_the_largest_and_the_totals_in_plain_python(rows, probabilities, limit, rng):
    chances = dict(enumerate(probabilities))
    shuffled = rows[:]
    rng.shuffle(shuffled)

    def expected_of(row):
        return None if chances.get(row[2]) is None else row[1] * chances[row[2]]

    ordered = sorted(rows, key=lambda r: (expected_of(r) is None, -(expected_of(r) or 0), -r[1], r[0].encode()))
    found = risco.largest(frame_of(shuffled), chances, limit)
    assert [(r["cliente"], r["esperado"]) for r in found] == [(r[0], expected_of(r)) for r in ordered[:limit]]
    totals = risco.totals(frame_of(shuffled), chances, "vendedor")
    for seller in {row[3] for row in rows}:
        own = [row for row in rows if row[3] == seller]
        known = [expected_of(row) for row in own if expected_of(row) is not None]
        expected = sum(known, Fraction(0)) if known else None
        assert totals[seller] == risco.Expected(len(own), sum(row[1] for row in own), expected)


# --- ABC migration --------------------------------------------------------------------------------------------


def revenue_of(cents):
    return pl.DataFrame(list(cents.items()), schema={"cliente": pl.String, "centavos": pl.Int64}, orient="row")


def test_falls_of_class():
    # Before: shares 0, 60, 80, 90, 96 % ahead of each: A, A, B, B, C.
    before = revenue_of({"a": 600, "b": 200, "c": 100, "d": 60, "e": 40, "f": 0})
    # After: c 70 %, a 20 %, f 7 %, b 3 %: c A, a A, f B, b C; d returned things, e is gone.
    after = revenue_of({"c": 700, "a": 200, "f": 70, "b": 30, "d": -10})
    moves = risco.class_moves(before, after, strict=False)
    assert {row[0]: row[1:3] for row in moves.iter_rows()} == {
        "a": ("A", "A"),
        "b": ("A", "C"),
        "c": ("B", "A"),
        "d": ("B", "nenhuma"),
        "e": ("C", "nenhuma"),
        "f": ("nenhuma", "B"),
    }
    assert risco.falls(moves).rows() == [("b", "A", "C", 200, 30, 170), ("d", "B", "nenhuma", 60, -10, 70)]
    assert risco.move_counts(moves)["A", "C"] == 1
    assert sum(risco.move_counts(moves).values()) == moves.height == 6
    # Strict, the share after a customer counts: a 60 % and b 80 % stay A, c 90 % is B, d 96 % falls to C.
    strict = {row[0]: row[1] for row in risco.class_moves(before, after, strict=True).iter_rows()}
    assert strict == {"a": "A", "b": "A", "c": "B", "d": "C", "e": "C", "f": "nenhuma"}


def test_equal_losses_are_told_in_order_of_id():
    before = revenue_of({"z": 50, "Ána": 50, "b": 50, "y": 50})
    moves = risco.class_moves(before, revenue_of({"y": 1}), strict=False)
    assert [row[0] for row in risco.falls(moves).iter_rows()] == ["b", "z", "Ána"]
    assert risco.falls(moves.reverse()).equals(risco.falls(moves))


def test_no_data_at_all():
    empty = pl.DataFrame(schema=SCHEMA).lazy()
    days = bought_days(empty, 100)
    found = silencios.silences(days)
    usual = risco.usual_intervals(silencios.latest(found, days), segments_of({}))
    assert retorno.by_ratio(found, usual, 100, 90).unknown
    assert retorno.by_days(found, 100, 90).unknown
    assert usual.is_empty()
    assert risco.overdue(usual, 100).is_empty()
    assert risco.falls(risco.class_moves(revenue_of({}), revenue_of({}), strict=False)).is_empty()
    assert risco.largest(frame_of([]), {}, 5) == []
    assert risco.totals(frame_of([]), {}, "vendedor") == {}


# --- a real retailer, by SQL ----------------------------------------------------------------------------------

USUAL = """
with dias as (select distinct cliente, data from vendas where compra),
saltos as (select *, lead(data) over (partition by cliente order by data) as fim from dias),
proprio as (select cliente, max(data) as ultima, if(count(*) >= 3, median(fim - data), null) as meu
    from saltos group by cliente),
usual as (select cliente, ultima, coalesce(meu, (select median(meu) from proprio)) as u, meu is not null as seu
    from proprio)
"""


def test_cdnow_by_sql():
    vendas = lines_of([(sale.cliente, to_day(sale.data), sale.centavos, False) for sale in cdnow_sample()]).collect()
    end, horizon = to_day(date(1998, 7, 1)), 90
    days = bought_days(vendas.lazy(), end)
    found = silencios.silences(days)
    usual = risco.usual_intervals(silencios.latest(found, days), segments_of({}))
    late = risco.overdue(usual.filter(pl.col("ultima") >= end - horizon), end)
    with duckdb.connect() as sql:
        sql.register("vendas", vendas.to_arrow())
        levels = sql.execute(
            f"{USUAL} select (d > u)::int + (d > 2 * u)::int + (d > 3 * u)::int as nivel, count(*), sum(d) "  # noqa: S608
            f"from (select *, {end} - 1 - ultima as d from usual) where d < {horizon} group by nivel order by nivel"
        ).fetchall()
        grouped = late.group_by("nivel").agg(clientes=pl.len(), dias=pl.col("dias").sum()).sort("nivel")
        assert grouped.rows() == levels
        assert [row[0] for row in levels] == [0, 1, 2, 3]
        # Each day of silence is a row of its own here, and what was known is counted over again for each silence.
        rows = sql.execute(
            f"{THEN} select classe, (select count(*) from unnest({[float(each) for each in retorno.RATIOS]}) as t(r) "  # noqa: S608
            f"where r * u <= d) - 1 as faixa, count(distinct (cliente, data)), count(*), "
            f"count(*) filter (fim is null or fim > data + d + {horizon}) "
            f"from (select *, unnest(range(least(coalesce(fim, {end}), {end} - {horizon}) - data)) as d from entao) "
            f"group by all order by all"
        ).fetchall()
    chances = retorno.by_ratio(found, usual, end, horizon)
    expected = [
        (group, band, one.silences, one.days, one.without)
        for group, bands in sorted(chances.counted.items())
        for band, one in enumerate(bands)
        if group >= 0 and one.days
    ]
    assert rows == expected


THEN = """
with dias as (select distinct cliente, data from vendas where compra),
saltos as (select *, lead(data) over w as fim, data - lag(data) over w as salto, row_number() over w as compras
    from dias window w as (partition by cliente order by data)),
mediana as (select a.cliente, a.data, a.fim, a.compras, median(b.salto) as meu
    from saltos a join saltos b on a.cliente = b.cliente and b.data <= a.data group by all),
ultimos as (select cliente, compras, meu from mediana where fim is null),
entao as (select *, if(compras >= 3, meu, (select median(meu) from ultimos where compras >= 3)) as u,
    if(compras >= 3, 2 + floor(log2(least(greatest(meu, 1), 511))), compras - 1)::int as classe from mediana)
"""
