"""Chances from past days of silence: a dozen customers by hand, and every day counted one by one in plain Python."""

from __future__ import annotations

import statistics
from collections import defaultdict
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.kpis import silencios
from carteira_cli.kpis.silencios import CLASSES, FREQUENT, ONE, TWO
from carteira_cli.studies.risco import chances as retorno
from carteira_cli.studies.risco import formulas as risco
from carteira_cli.studies.risco.chances import ALL, FEW, SEVERAL
from tests.cycles import START, bought_days, days_by_customer, lines_of, purchases_strategy

EVERY_TEN_DAYS = FREQUENT + 3  # the class of a usual interval of 8 days to less than 16
DOZEN = [(f"uma {n}", 0) for n in range(6)]
DOZEN += [(f"duas {n}", day) for n in range(4) for day in (0, 40)]
DOZEN += [(f"fiel {n}", day) for n in range(2) for day in (0, 10, 20, 30)]
ends = st.integers(START + 1, START + 500)


def silences_of(purchases, end):
    days = bought_days(lines_of(purchases), end)
    return silencios.silences(days), days


def usual_of(found, days):
    nobody = pl.DataFrame(schema={"cliente": pl.String, "segmento": pl.String})
    return risco.usual_intervals(silencios.latest(found, days), nobody)


def counted(chances):
    """class → (silences, days, days without a return) of each band."""
    return {group: [(one.silences, one.days, one.without) for one in bands] for group, bands in chances.counted.items()}


# --- what was known ---------------------------------------------------------------------------------------------


def test_a_silence_knows_what_came_before_it_and_nothing_after():
    # Gaps 10, 21 and 9: medians of the first, of two and of three.
    found, days = silences_of([("ana", 0), ("ana", 10), ("ana", 31), ("ana", 40), ("bia", 7)], 50)
    assert found.select("linha", "inicio", "fim", "compras", "meios").rows() == [
        (0, 0, 10, 1, None),
        (0, 10, 31, 2, 20),
        (0, 31, 40, 3, 31),
        (0, 40, None, 4, 20),
        (1, 7, None, 1, None),
    ]
    assert silencios.latest(found, days).rows() == [(0, "ana", 4, 40, 20), (1, "bia", 1, 7, None)]
    assert silencios.until(found, 31)["fim"].to_list() == [10, None, None]


@pytest.mark.parametrize(
    ("bought", "doubled", "group"),
    [(1, None, ONE), (2, 500, TWO), (3, 3, 2), (3, 4, 3), (3, 7, 3), (9, 8, 4), (9, 511, 9), (9, 512, 10)],
)
def test_classes_of_frequency_begin_with_their_edge(bought, doubled, group):
    frame = pl.DataFrame({"compras": [bought], "meios": pl.Series([doubled], dtype=pl.Int64)})
    assert frame.select(silencios.frequency()).item() == group
    assert group in CLASSES


@settings(max_examples=20, deadline=None)
@given(purchases_strategy, ends, st.integers(0, 400))
def test_looking_back_is_the_same_as_not_having_seen_what_followed(purchases, end, ago):
    """What `until` makes of the whole history is what was there before."""
    origin = end - ago
    whole, _ = silences_of(purchases, end)
    then, _ = silences_of([one for one in purchases if one[1] < origin], end)
    columns = ["inicio", "fim", "compras", "meios"]
    back = silencios.until(whole, origin).select(columns).rows()
    assert sorted(back, key=str) == sorted(then.select(columns).rows(), key=str)


# --- a dozen by hand --------------------------------------------------------------------------------------------


def test_a_dozen_customers_after_days_of_silence():
    found, _ = silences_of(DOZEN, 100)
    # Watched for 30 days more are days 0 to 69. Of six on day 0 all of 30–59 and 60–69 go on in silence; of four
    # days 30–39, after which they are back on day 40; of two, who bought last on day 30, days 30–39 after it.
    chances = retorno.by_days(found, 100, 30)
    assert [int(one.landmark) for one in chances.counted[ALL]] == list(retorno.DAYS)
    nothing = [(0, 0, 0)] * 7
    assert counted(chances) == {
        0: [(10, 6 * 30 + 4 * 10, 6 * 30), (6, 60, 60), *nothing],
        1: [(0, 0, 0), (0, 0, 0), *nothing],
        2: [(2, 20, 20), (0, 0, 0), *nothing],
        ALL: [(12, 240, 200), (6, 60, 60), *nothing],
    }


def test_a_dozen_customers_by_their_usual_interval():
    found, days = silences_of(DOZEN, 100)
    # Two have one of their own, each 10 days: bands begin at 0, 10, 15, 20, 25, 30, 40, 60, 100 days.
    chances = retorno.by_ratio(found, usual_of(found, days), 100, 30)
    nothing = (0, 0, 0)
    expected = {
        # Days 0–9 of all twelve: six never return, four not within 30 days of days 0–9, two within ten.
        ONE: [(12, 120, 100), *[(10, 50, 30)] * 4, (10, 100, 60), (6, 120, 120), (6, 60, 60), nothing],
        # Of the four from day 40 on, days 0–29 were watched; of the two from day 10 to 20 all.
        TWO: [(6, 60, 40), *[(4, 20, 20)] * 4, *[nothing] * 4],
        # Each of the two: days 20 to 30 with three purchases, and 0–39 after the last, with four.
        EVERY_TEN_DAYS: [(4, 40, 20), *[(2, 10, 10)] * 4, (2, 20, 20), *[nothing] * 3],
    }
    found_of = counted(chances)
    assert {group: found_of[group] for group in expected} == expected
    assert found_of[SEVERAL] == expected[EVERY_TEN_DAYS]
    assert found_of[FEW][0] == (18, 180, 140)
    assert found_of[ALL][0] == (22, 220, 160)


def test_a_dozen_customers_have_these_chances(monkeypatch):
    monkeypatch.setattr(retorno, "FEWEST_SILENCES", 4)
    found, days = silences_of(DOZEN, 100)
    chances = retorno.by_ratio(found, usual_of(found, days), 100, 30)
    # ONE: 5/6, then 3/5 three … pooled (100 + 4·30 + 60) ÷ (120 + 4·50 + 100) = 2/3, then 1; nothing beyond: as before.
    assert [one.lost for one in chances.of[ONE]] == [*[Fraction(2, 3)] * 6, 1, 1, 1]
    assert {one.group for one in chances.of[ONE]} == {ONE}
    # TWO: 2/3, then 1; the bands without silences are those of FEW, or as before where it has fewer than that.
    assert [one.lost for one in chances.of[TWO]] == [Fraction(2, 3), *[1] * 8]
    # Four silences of each ten days in the first band, two in the others, which take SEVERAL's, then all's.
    frequent = chances.of[EVERY_TEN_DAYS]
    assert (frequent[0].lost, frequent[0].group) == (Fraction(1, 2), EVERY_TEN_DAYS)
    assert frequent[1].group == ALL
    # A class that nobody ever was in has the chances of those like it.
    assert chances.of[FREQUENT][0] == retorno.Chance(Fraction(1, 2), SEVERAL)
    lost = chances.lost()
    assert lost[TWO * len(retorno.RATIOS)] == Fraction(2, 3)
    assert lost[EVERY_TEN_DAYS * len(retorno.RATIOS)] == Fraction(1, 2)


# --- every day, one by one ----------------------------------------------------------------------------------------


def counted_by_hand(purchases, end, horizon, class_and_band):
    """(class, band) → [silences, days, days without a return], by walking through the days."""
    tally = defaultdict(lambda: [set(), 0, 0])
    for customer, bought in days_by_customer(purchases, end).items():
        for day in range(bought[0], end - horizon):
            known = [one for one in bought if one <= day]
            place = class_and_band(known, day - known[-1])
            if place is None:
                continue
            one = tally[place]
            one[0].add((customer, known[-1]))
            one[1] += 1
            one[2] += not any(day < later <= day + horizon for later in bought)
    return {place: (len(one[0]), one[1], one[2]) for place, one in tally.items()}


@settings(max_examples=20, deadline=None)
@given(purchases_strategy, ends, st.sampled_from((30, 90, 91)))
def test_chances_after_days_of_silence_day_by_day(purchases, end, horizon):
    found, _ = silences_of(purchases, end)
    marks = (horizon, *(days for days in retorno.DAYS if days > horizon))

    def place(known, silent):
        return (min(len(known), 3) - 1, sum(silent >= mark for mark in marks) - 1) if silent >= horizon else None

    chances = counted(retorno.by_days(found, end, horizon))
    told = {(group, at): one for group, bands in chances.items() if group >= 0 for at, one in enumerate(bands)}
    assert {key: one for key, one in told.items() if one[1]} == counted_by_hand(purchases, end, horizon, place)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(purchases_strategy, ends, st.sampled_from((30, 60)))
def test_chances_by_the_usual_interval_day_by_day(purchases, end, horizon):
    found, days = silences_of(purchases, end)
    everybody = days_by_customer(purchases, end).values()
    own = [median_gap(bought) for bought in everybody if len(bought) >= 3]
    common = Fraction(statistics.median(own)) if own else None

    def place(known, silent):
        usual = median_gap(known) if len(known) >= 3 else common
        if usual is None:
            return None
        group = 2 + sum(usual >= 2**power for power in range(1, 9)) if len(known) >= 3 else len(known) - 1
        return group, sum(silent >= ratio * usual for ratio in retorno.RATIOS) - 1

    chances = counted(retorno.by_ratio(found, usual_of(found, days), end, horizon))
    told = {(group, at): one for group, bands in chances.items() if group >= 0 for at, one in enumerate(bands)}
    assert {key: one for key, one in told.items() if one[1]} == counted_by_hand(purchases, end, horizon, place)
    for groups, together in ((CLASSES[:2], FEW), (CLASSES[2:], SEVERAL), (CLASSES, ALL)):
        if together in chances:
            parts = [chances[group] for group in groups if group in chances]
            sums = [tuple(map(sum, zip(*bands, strict=True))) for bands in zip(*parts, strict=True)]
            assert chances[together] == (sums or [(0, 0, 0)] * len(retorno.RATIOS))


def median_gap(known):
    return Fraction(statistics.median([b - a for a, b in pairwise(known)]))


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(purchases_strategy, ends)
def test_a_chance_never_falls_and_is_somebodys(purchases, end):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retorno, "FEWEST_SILENCES", 2)
        found, days = silences_of(purchases, end)
        chances = retorno.by_ratio(found, usual_of(found, days), end, 30)
    for group, bands in chances.of.items():
        lost = [one.lost for one in bands]
        known = [one for one in lost if one is not None]
        assert known == sorted(known)
        assert lost == [*[None] * (len(lost) - len(known)), *known]
        for at, one in enumerate(bands):
            own = chances.counted.get(group)
            if own and own[at].silences >= 2 and one.group == group:
                assert one.lost in {each.share for each in own}


@pytest.mark.parametrize(("twice", "group"), [(28, FEW), (29, TWO)])
def test_with_fewer_than_thirty_silences_a_larger_group_speaks(twice, group):
    purchases = [(f"duas {n}", day) for n in range(twice) for day in (0, 5)]
    purchases += [("fiel", day) for day in (0, 10, 20)]  # she, too, had two purchases once
    found, days = silences_of(purchases, 60)
    chances = retorno.by_ratio(found, usual_of(found, days), 60, 30)
    assert chances.counted[TWO][0].silences == twice + 1
    assert chances.of[TWO][0].group == group


def test_too_few_silences_of_all_leave_the_chance_unknown():
    found, days = silences_of([(f"uma {n}", 0) for n in range(26)] + [("fiel", day) for day in (0, 10, 20)], 60)
    chances = retorno.by_ratio(found, usual_of(found, days), 60, 30)
    assert chances.counted[ALL][0].silences == 29
    assert chances.unknown
    assert set(chances.lost().values()) == {None}
