"""Effects of segments, factors, price, volume and mix: worked by hand, and adding up whatever the numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.models.apportionment import apportioned
from carteira_cli.models.factors import factor_effects
from carteira_cli.models.price_volume_mix import PriceSplit, Sold, at_earlier, at_middle, both_sold, price_volume_mix
from carteira_cli.models.segments import NOTHING, SegmentEffect, Share, segment_effects


def share(numerator, denominator):
    return Share(Fraction(numerator), Fraction(denominator))


def sold(quantity, amount):
    return Sold(Fraction(quantity), Fraction(amount))


def test_the_churn_of_two_channels():
    """4/100 and 30/100 become 3/50 and 42/150: 17.0 % becomes 22.5 %."""
    before = {"indicacao": share(4, 100), "anuncio": share(30, 100)}
    after = {"indicacao": share(3, 50), "anuncio": share(42, 150)}
    found = segment_effects(before, after)
    assert found == {
        "indicacao": SegmentEffect(Fraction(59, 1600), Fraction(3, 400)),
        "anuncio": SegmentEffect(Fraction(37, 1600), Fraction(-1, 80)),
    }
    assert sum(one.mix for one in found.values()) == Fraction(6, 100)
    assert sum(one.rate for one in found.values()) == Fraction(-5, 1000)


def test_a_segment_that_enters_or_leaves_has_the_rate_of_the_other_side():
    """1/10 all along; 5/10 joins: the whole goes from 1/10 to 6/20, by mix alone."""
    found = segment_effects({"a": share(1, 10)}, {"a": share(1, 10), "b": share(5, 10)})
    assert [found[key].rate for key in "ab"] == [0, 0]
    assert sum(one.mix for one in found.values()) == Fraction(6, 20) - Fraction(1, 10)
    gone = segment_effects({"a": share(1, 10), "b": share(5, 10)}, {"a": share(1, 10)})
    assert {key: -one.total for key, one in gone.items()} == {key: one.total for key, one in found.items()}


def test_a_numerator_without_a_denominator_counts_as_rate():
    """Returns of −5 by those who bought nothing: the mean of 10 buyers falls by 1/2."""
    found = segment_effects({"a": share(100, 10)}, {"a": share(100, 10), "b": share(-5, 0)})
    assert found == {
        "a": SegmentEffect(Fraction(0), Fraction(0)),
        "b": SegmentEffect(Fraction(0), Fraction(-1, 2)),
    }


def test_without_a_whole_there_is_nothing_to_explain():
    with pytest.raises(ZeroDivisionError):
        segment_effects({"a": share(1, 0)}, {"a": share(1, 1)})


shares = st.builds(share, st.integers(-50, 50), st.integers(0, 20))
sides = st.dictionaries(st.sampled_from("abcdef"), shares).filter(
    lambda side: any(s.denominator for s in side.values())
)


@given(sides, sides)
def test_mix_and_rate_are_those_of_the_definition_and_add_up(before, after):
    found = segment_effects(before, after)
    base = [sum(one.denominator for one in side.values()) for side in (before, after)]
    whole = [sum(one.numerator for one in side.values()) / of for side, of in zip((before, after), base, strict=True)]
    assert sum(one.total for one in found.values()) == whole[1] - whole[0]
    for key, effect in found.items():
        old, new = before.get(key, NOTHING), after.get(key, NOTHING)
        if old.denominator and new.denominator:
            w0, w1 = old.denominator / base[0], new.denominator / base[1]
            r0, r1 = old.numerator / old.denominator, new.numerator / new.denominator
            assert effect.mix == (w1 - w0) * ((r0 + r1) / 2 - (whole[0] + whole[1]) / 2)
            assert effect.rate == (w0 + w1) / 2 * (r1 - r0)


def test_revenue_by_buyers_frequency_and_ticket():
    found = factor_effects([Fraction(10), Fraction(2), Fraction(50)], [Fraction(12), Fraction(5, 2), Fraction(40)])
    assert found == (Fraction(605, 3), Fraction(740, 3), Fraction(-745, 3))


factors = st.lists(st.tuples(st.fractions(-9, 9), st.fractions(-9, 9)), min_size=1, max_size=4)


@given(factors)
def test_a_factor_has_its_mean_effect_over_all_orders(pairs):
    before, after = zip(*pairs, strict=True)
    found = factor_effects(before, after)
    assert sum(found) == prod(after) - prod(before)
    orders = list(permutations(range(len(pairs))))
    for number, effect in enumerate(found):
        steps = []
        for order in orders:
            first = order[: order.index(number)]
            values = [after[n] if n in first else before[n] for n in range(len(pairs))]
            changed = [after[n] if n == number else value for n, value in enumerate(values)]
            steps.append(prod(changed) - prod(values))
        assert effect == Fraction(sum(steps), 1) / len(orders)


def test_price_volume_and_mix_of_three_products():
    before = {"A": sold(1000, 10_000), "B": sold(800, 12_000), "C": sold(500, 10_000)}
    after = {"A": sold(1000, 11_000), "B": sold(700, 10_500), "C": sold(800, 18_400)}
    found = price_volume_mix(before, after)
    assert (found.volume, found.mix, found.price) == (Fraction(64_000, 23), Fraction(39_500, 23), 3400)
    assert [round(float(one), 2) for one in (found.volume, found.mix)] == [2782.61, 1717.39]
    assert (found.entered, found.left, found.unpriced, found.total) == (0, 0, 0, 7900)


def test_other_published_splits_of_the_same_file():
    """At the earlier quantities the price effect is 2,500; at the mean of both 2,950."""
    before = {"A": sold(1000, 10_000), "B": sold(800, 12_000), "C": sold(500, 10_000)}
    after = {"A": sold(1000, 11_000), "B": sold(700, 10_500), "C": sold(800, 18_400), "D": sold(1, 7)}
    pairs = both_sold(before, after)
    assert at_earlier(pairs) == PriceSplit(Fraction(4500), Fraction(2500), Fraction(900))
    assert at_middle(pairs) == PriceSplit(Fraction(4950), Fraction(2950))


def test_products_that_enter_and_leave_are_terms_of_their_own():
    """B leaves with 50, C enters with 70; of A one more is sold at 10. D only comes back."""
    before = {"A": sold(4, 40), "B": sold(5, 50)}
    after = {"A": sold(5, 50), "C": sold(7, 70), "D": sold(-1, -9)}
    found = price_volume_mix(before, after)
    assert (found.volume, found.mix, found.price) == (10, 0, 0)
    assert (found.entered, found.left, found.unpriced) == (70, -50, -9)


products = st.dictionaries(st.sampled_from("ABCDE"), st.builds(sold, st.integers(-5, 30), st.integers(-500, 5000)))


@given(products, products)
def test_the_terms_add_up_to_the_change_of_revenue(before, after):
    found = price_volume_mix(before, after)
    pairs = both_sold(before, after)
    changed = found.volume + found.mix + found.price
    for split in (at_earlier(pairs), at_middle(pairs)):
        assert split.volume + split.price + (split.mix or 0) == changed
    assert found.total == sum(one.amount for one in after.values()) - sum(one.amount for one in before.values())


def test_a_whole_is_kept_to_the_unit():
    """605/3, 740/3 and −745/3 are 201.67, 246.67 and −248.33 of 200: the fall gives up the unit that lacks."""
    parts = [Fraction(605, 3), Fraction(740, 3), Fraction(-745, 3)]
    assert apportioned(parts) == [202, 247, -249]
    assert apportioned([Fraction(1, 2), Fraction(1, 2)]) == [1, 0]
    assert apportioned([]) == []


@given(st.lists(st.fractions(-100, 100), max_size=8))
def test_rounded_parts_are_within_one_and_add_up(parts):
    found = apportioned(parts)
    assert sum(found) == round(sum(parts, Fraction(0)))
    assert all(abs(whole - part) < 1 for whole, part in zip(found, parts, strict=True))
