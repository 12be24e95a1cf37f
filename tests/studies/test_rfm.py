"""RFM scores and segments: by hand, against plain Python, and whatever the order of rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carteira_cli.config.option_values import horizon_of
from carteira_cli.config.score_values import cuts_of as cuts_typed
from carteira_cli.config.score_values import quantiles_of
from carteira_cli.days import to_day
from carteira_cli.engines.panel import collapse
from carteira_cli.errors import UsageError
from carteira_cli.period import Window
from carteira_cli.studies.rfm.formulas import (
    OUTSIDE,
    Cuts,
    ScoringRules,
    buyers,
    cuts_of,
    migration,
    rfm_measures,
    scored,
    summary,
)
from carteira_cli.studies.rfm.segments import (
    SEGMENTS,
    recency_level,
    score_table,
    segment_for,
    segments_of,
    value_level,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.kpis.customer_measures import Returns

QUANTILES = range(3, 11)


class Customer(NamedTuple):
    cliente: str
    recencia: int
    pedidos: int
    receita: int
    no_horizonte: bool = True


def frame(customers: Sequence[Customer]) -> pl.DataFrame:
    types = {"cliente": pl.String} | dict.fromkeys(("recencia", "pedidos", "receita"), pl.Int64)
    return pl.DataFrame(list(customers), schema=types | {"no_horizonte": pl.Boolean}, orient="row")


def scores(customers: Sequence[Customer], rules: ScoringRules) -> dict[str, tuple[int, int, int]]:
    found = frame(customers)
    return {row[0]: row[4:7] for row in scored(found, cuts_of(found, rules)).iter_rows()}


# --- cut-points and scores ----------------------------------------------------------------------------------


def test_ten_distinct_values_fall_two_by_two() -> None:
    ten = [Customer(f"{n:02}", n, n, 100 * n) for n in range(1, 11)]
    assert cuts_of(frame(ten), ScoringRules()) == Cuts((2, 4, 6, 8), (2, 4, 6, 8), (200, 400, 600, 800))
    found = scores(ten, ScoringRules())
    assert [found[f"{n:02}"] for n in range(1, 11)] == [
        *[(5, 1, 1)] * 2,
        *[(4, 2, 2)] * 2,
        *[(3, 3, 3)] * 2,
        *[(2, 4, 4)] * 2,
        *[(1, 5, 5)] * 2,
    ]


def test_nearest_rank_rounds_up() -> None:
    seven = [Customer(str(n), n, n, n) for n in range(1, 8)]  # 7/4, 14/4, 21/4 → 2nd, 4th, 6th
    assert cuts_of(frame(seven), ScoringRules(quantiles=4)).frequency == (2, 4, 6)


def test_equal_values_have_equal_scores_even_across_a_quantile() -> None:
    """Seven of ten ordered once: by position they would be scored 1 to 4."""
    orders = [1] * 7 + [2, 2, 9]
    found = scores([Customer(str(n), 1, count, 0) for n, count in enumerate(orders)], ScoringRules())
    assert [found[str(n)][1] for n in range(10)] == [1] * 7 + [4, 4, 5]


def test_all_equal_are_all_the_most_recent_and_all_the_least_frequent() -> None:
    found = scores([Customer(name, 10, 3, 500) for name in "abcdefg"], ScoringRules())
    assert set(found.values()) == {(5, 1, 1)}


def test_one_customer() -> None:
    assert scores([Customer("a", 1, 1, 1)], ScoringRules(quantiles=10)) == {"a": (10, 1, 1)}


def test_two_values_do_not_make_five_classes() -> None:
    found = scores([Customer(str(n), 1, 1 + n % 2, 0) for n in range(10)], ScoringRules())
    assert Counter(f for _, f, _ in found.values()) == {1: 5, 3: 5}  # half of the customers have less: 1 + ⌊5 · ½⌋


def test_own_cut_points_are_the_last_value_of_a_class() -> None:
    rules = ScoringRules(recency=(30, 60, 90, 180), frequency=(1, 2, 4, 8), money=(10_00, 50_00, 100_00, 500_00))
    edges = [(30, 1, 10_00), (31, 2, 10_01), (61, 3, 50_01), (180, 8, 500_00), (181, 9, 500_01)]
    found = scores([Customer(str(n), *edge) for n, edge in enumerate(edges)], rules)
    assert list(found.values()) == [(5, 1, 1), (4, 2, 2), (3, 3, 3), (2, 4, 4), (1, 5, 5)]


def test_who_bought_nothing_in_the_horizon_moves_no_cut_point_and_comes_out_lowest() -> None:
    ten = [Customer(f"{n:02}", n, n, 100 * n) for n in range(1, 11)]
    gone = [Customer(f"x{n}", 400 + n, 0, 0, no_horizonte=False) for n in range(50)]
    assert cuts_of(frame(ten + gone), ScoringRules()) == cuts_of(frame(ten), ScoringRules())
    found = scores(ten + gone, ScoringRules())
    assert {found[customer.cliente] for customer in gone} == {(1, 1, 1)}


def test_nobody_in_the_horizon() -> None:
    found = frame([Customer("a", 400, 0, 0, no_horizonte=False), Customer("b", 900, 0, -5, no_horizonte=False)])
    assert cuts_of(found, ScoringRules()) == Cuts((0,) * 4, (0,) * 4, (0,) * 4)
    assert scored(found, cuts_of(found, ScoringRules()))["segmento"].to_list() == ["Perdidos"] * 2


def test_nobody_at_all() -> None:
    found = scored(frame([]), cuts_of(frame([]), ScoringRules()))
    assert found.is_empty()
    assert found.columns == ["cliente", "recencia", "pedidos", "receita", "r", "f", "m", "segmento"]


CUSTOMERS = st.lists(
    st.tuples(st.integers(1, 40), st.integers(1, 6), st.integers(-50, 50), st.booleans()), min_size=1, max_size=40
).map(lambda rows: [Customer(f"{n:02}", *row) for n, row in enumerate(rows)])
RULES = st.builds(ScoringRules, quantiles=st.sampled_from(QUANTILES))


@pytest.mark.slow
@settings(max_examples=35, deadline=None)
@given(customers=CUSTOMERS, rules=RULES)
def test_scores_are_what_share_has_less(customers: list[Customer], rules: ScoringRules) -> None:
    """Another way to the same scores: no sorting and no cut-points, only counting."""
    inside = [one for one in customers if one.no_horizonte]
    assume(inside)
    k = rules.quantiles

    def steps(less: int) -> int:
        return min(k - 1, int(Fraction(k * less, len(inside))))

    for one in customers:
        found = scores(customers, rules)[one.cliente]
        assert found == (
            k - steps(sum(other.recencia < one.recencia for other in inside)),
            1 + steps(sum(other.pedidos < one.pedidos for other in inside)),
            1 + steps(sum(other.receita < one.receita for other in inside)),
        )


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(customers=CUSTOMERS, rules=RULES, data=st.data())
def test_the_order_of_rows_does_not_matter(customers: list[Customer], rules: ScoringRules, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(customers))
    one, other = (scored(frame(rows), cuts_of(frame(rows), rules)) for rows in (customers, shuffled))
    assert one.equals(other)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(customers=CUSTOMERS, rules=RULES, own=st.sampled_from(("quantis", "cortes")))
def test_more_is_never_scored_lower_and_equal_is_scored_equally(
    customers: list[Customer], rules: ScoringRules, own: str
) -> None:
    if own == "cortes":
        cuts = tuple(range(1, rules.quantiles))
        rules = replace(rules, recency=cuts, frequency=cuts, money=cuts)
    found = scores(customers, rules)
    for one, other in product(customers, customers):
        (r, f, m), (r2, f2, m2) = found[one.cliente], found[other.cliente]
        assert r >= r2 or one.recencia > other.recencia
        assert f <= f2 or one.pedidos > other.pedidos
        assert m <= m2 or one.receita > other.receita


# --- segments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quantiles", QUANTILES)
def test_every_combination_of_scores_has_exactly_one_segment(quantiles: int) -> None:
    table = score_table(quantiles)
    assert len({row[:3] for row in table}) == len(table) == quantiles**3
    for r, f, m, _ in table:
        levels = recency_level(r, quantiles), value_level(f, m, quantiles)
        assert all(1 <= level <= 5 for level in levels)
        assert sum(segment.holds(*levels) for segment in SEGMENTS) == 1


@pytest.mark.parametrize("quantiles", QUANTILES)
def test_no_segment_is_unreachable_but_where_there_are_too_few_scores(quantiles: int) -> None:
    absent = {3: {"Promissores", "Hibernando"}, 4: {"Precisam de atenção", "Quase dormindo"}}.get(quantiles, set())
    names = {segment.name for segment in SEGMENTS}
    assert {segment.name for segment in segments_of(quantiles)} == names - absent
    assert len(names) == len(SEGMENTS) == len({segment.key for segment in SEGMENTS}) == 11


def test_the_square_of_levels_is_filled_without_overlap() -> None:
    areas = [(s.recency[1] - s.recency[0] + 1) * (s.value[1] - s.value[0] + 1) for s in SEGMENTS]
    assert sum(areas) == 25
    assert all(sum(s.holds(*levels) for s in SEGMENTS) == 1 for levels in product(range(1, 6), repeat=2))


@pytest.mark.parametrize("quantiles", QUANTILES)
def test_levels_keep_the_ends_and_never_turn(quantiles: int) -> None:
    recency = [recency_level(r, quantiles) for r in range(1, quantiles + 1)]
    assert (recency[0], recency[-1]) == (1, 5)
    assert recency == sorted(recency)
    assert [value_level(s, s, quantiles) for s in range(1, quantiles + 1)] == recency
    assert value_level(1, quantiles, quantiles) == value_level(quantiles, 1, quantiles) == 3


@pytest.mark.parametrize(
    ("rfm", "name"),
    [
        ((5, 5, 5), "Campeões"),
        ((5, 5, 2), "Campeões"),  # mean 3.5, rounded up
        ((4, 5, 5), "Leais"),
        ((3, 4, 4), "Leais"),
        ((4, 2, 3), "Potenciais leais"),
        ((5, 1, 1), "Novos"),
        ((4, 1, 1), "Promissores"),
        ((3, 3, 3), "Precisam de atenção"),
        ((3, 1, 3), "Quase dormindo"),
        ((1, 5, 5), "Não podemos perder"),
        ((2, 5, 4), "Não podemos perder"),
        ((1, 4, 4), "Em risco"),
        ((2, 1, 1), "Hibernando"),
        ((1, 2, 2), "Perdidos"),
        ((1, 1, 1), "Perdidos"),
    ],
)
def test_segments_of_five_quantiles(rfm: tuple[int, int, int], name: str) -> None:
    assert segment_for(*rfm, 5).name == name


def test_migration_by_hand() -> None:
    before = pl.DataFrame({"cliente": ["a", "b", "c"], "segmento": ["Leais", "Leais", "Novos"]})
    after = pl.DataFrame(
        {"cliente": ["d", "c", "b", "a"], "segmento": ["Novos", "Leais", "Em risco", "Leais"], "receita": [1, 2, 4, 8]}
    )
    assert sorted(migration(before, after).rows()) == [
        (OUTSIDE, "Novos", 1, 1),
        ("Leais", "Em risco", 1, 4),
        ("Leais", "Leais", 1, 8),
        ("Novos", "Leais", 1, 2),
    ]


@settings(max_examples=25, deadline=None)
@given(customers=CUSTOMERS, rules=RULES)
def test_segments_add_up_to_everybody(customers: list[Customer], rules: ScoringRules) -> None:
    found = frame(customers)
    by_segment = summary(scored(found, cuts_of(found, rules)))
    assert by_segment["clientes"].sum() == len(customers)
    assert by_segment["receita"].sum() == sum(one.receita for one in customers)


# --- from lines ---------------------------------------------------------------------------------------------


class Line(NamedTuple):
    cliente: str
    data: date
    centavos: int
    venda: str | None
    cancelada: bool


T1 = date(2024, 4, 1)
LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from("abcdé"),
        st.one_of(
            st.dates(date(2022, 1, 1), date(2024, 5, 1)),
            st.sampled_from((T1, T1 - timedelta(1), date(2023, 4, 1), date(2023, 3, 31))),
        ),
        st.sampled_from((-300, 0, 1, 999)),
        st.sampled_from(("V1", "V2", "V3", None)),
        st.booleans(),
    ),
    max_size=30,
).map(lambda lines: [x._replace(venda=x.venda and x.venda + x.cliente) for x in lines])


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    lines=LINES,
    start=st.sampled_from((None, date(2023, 4, 1))),
    returns=st.sampled_from(("abater", "ignorar")),
)
def test_what_is_scored_equals_plain_python(lines: list[Line], start: date | None, returns: Returns) -> None:
    types = {"cliente": pl.String, "data": pl.Int32, "valor": pl.Int64, "venda": pl.String, "cancelada": pl.Boolean}
    rows = [(x.cliente, to_day(x.data), x.centavos, x.venda, x.cancelada) for x in lines]
    ledger = pl.DataFrame(rows, schema=types, orient="row").lazy()
    ledger = ledger.with_columns(compra=(pl.col("valor") > 0) & ~pl.col("cancelada"))
    measures = rfm_measures(to_day(T1), None if start is None else to_day(start), returns)
    panel = collapse(nw.from_native(ledger), measures, has_orders=True).to_native().collect()

    valid = [x for x in lines if not x.cancelada and x.data < T1]
    expected = []
    for name in sorted({x.cliente for x in valid if x.centavos > 0}, key=str.encode):
        own = [x for x in valid if x.cliente == name]
        recent = [x for x in own if start is None or x.data >= start]
        bought = [x for x in recent if x.centavos > 0]
        last = max(x.data for x in own if x.centavos > 0)
        orders = len({x.venda for x in bought if x.venda}) + sum(x.venda is None for x in bought)
        net = sum(x.centavos for x in (recent if returns == "abater" else bought))
        expected.append((name, (T1 - last).days, orders, net, bool(bought)))
    assert buyers(panel, to_day(T1)).rows() == expected


# --- options ------------------------------------------------------------------------------------------------


def test_cut_points_as_typed() -> None:
    assert cuts_typed("cortes_recencia", "30,60, 90 ,180") == (30, 60, 90, 180)
    assert cuts_typed("cortes_valor", "99.9, 500", decimals=2) == (99_90, 500_00)
    assert cuts_typed("cortes_valor", "99,90; 500", decimals=2) == (99_90, 500_00)
    assert cuts_typed("cortes_valor", "", decimals=2) is None


@pytest.mark.parametrize(
    ("text", "decimals", "told"),
    [
        ("30,60,60,90", 0, "não está em ordem crescente"),
        ("180,90,60,30", 0, "não está em ordem crescente"),
        ("30,60,dez,90", 0, '"dez" não é um número inteiro'),
        ("30,60,,90", 0, '"" não é um número inteiro'),
        ("1.5,2,3,4", 0, '"1.5" não é um número inteiro'),
        ("-1,2,3,4", 0, '"-1" não é um número inteiro'),
        ("1.000;2.000;3.000;4.000", 2, "sem ponto de milhar"),
        ("³,4,5,6", 0, "não é um número inteiro"),
    ],
)
def test_cut_points_that_mean_nothing(text: str, decimals: int, told: str) -> None:
    with pytest.raises(UsageError, match="cortes_") as caught:
        cuts_typed("cortes_valor", text, decimals=decimals)
    assert told in caught.value.message
    assert "cortes_valor" in caught.value.hint or "vírgulas" in caught.value.hint


def test_quantiles_and_horizon_as_typed() -> None:
    assert [quantiles_of("quantis", text) for text in ("3", " 5 ", "10", "05")] == [3, 5, 10, 5]
    assert horizon_of("horizonte", "12m") == Window(12, "m")
    assert horizon_of("horizonte", "Tudo") is None
    for text in ("2", "11", "cinco", "5.0", "-5", "", "٥"):
        with pytest.raises(UsageError, match="quantis não pode ser"):
            quantiles_of("quantis", text)
    with pytest.raises(UsageError, match='o horizonte "sempre" não é um prazo'):
        horizon_of("horizonte", "sempre")
