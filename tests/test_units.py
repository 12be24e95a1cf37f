"""Money at a glance: three digits, cents below a thousand, and no two amounts alike that differ."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carteira_cli.units import Unit, brief, brief_amounts, show, side_by_side, signed

TOLD = [
    (0.0, "R$ 0,00"),
    (845.2, "R$ 845,20"),
    (999.99, "R$ 999,99"),
    (999.996, "R$ 1,00 mil"),
    (1000.0, "R$ 1,00 mil"),
    (44_912.33, "R$ 44,9 mil"),
    (359_385.12, "R$ 359 mil"),
    (999_499.0, "R$ 999 mil"),
    (999_500.0, "R$ 1,00 mi"),
    (1_114_000.0, "R$ 1,11 mi"),
    (-44_912.33, "-R$ 44,9 mil"),
    (-999.5, "-R$ 999,50"),
    (2e9, "R$ 2,00 bi"),
    (1.5e12, "R$ 1.500 bi"),
    (None, "n/d"),
]
POWERS = {"mil": 3, "mi": 6, "bi": 9}


@pytest.mark.parametrize(("value", "text"), TOLD)
def test_money_is_told_in_three_digits_or_with_its_cents(value, text):
    assert brief(value, Unit.REAIS) == text
    assert brief(value, Unit.REAIS_PER_MONTH) == (text if value is None else f"{text} /mês")


@pytest.mark.parametrize("unit", [unit for unit in Unit if not unit.is_money])
def test_nothing_else_is_rounded(unit):
    assert brief(1234.5678, unit) == show(1234.5678, unit)


def parsed(text):
    sign, figures, word = re.fullmatch(r"(-?)R\$ ([\d.,]+)(?: (mil|mi|bi))?", text).groups()
    return Decimal(f"{sign}{figures.replace('.', '').replace(',', '.')}").scaleb(POWERS.get(word, 0))


@pytest.mark.property
@given(st.integers(-(10**14), 10**14))
def test_what_is_told_is_within_half_of_its_last_digit(cents):
    told = parsed(brief(cents / 100, Unit.REAIS))
    assert abs(told - Decimal(cents) / 100) <= max(abs(Decimal(cents)) / 100 * Decimal("0.005"), Decimal(0))


@pytest.mark.property
@given(st.lists(st.integers(100_000, 10**11), min_size=2, max_size=8))
def test_parts_told_at_a_glance_still_add_up_to_their_sum(cents):
    parts = sum(parsed(brief(each / 100, Unit.REAIS)) for each in cents)
    whole = parsed(brief(sum(cents) / 100, Unit.REAIS))
    assert abs(parts - whole) <= whole / 100  # half a unit in the third digit of each, and of the sum


@pytest.mark.property
@given(st.integers(1, 10**11), st.integers(1, 10**11))
def test_two_amounts_that_differ_look_different(one, other):
    assume(one != other)
    first, second = side_by_side([(one / 100, Unit.REAIS), (other / 100, Unit.REAIS)])
    assert (first == second) == (one == other) or abs(one - other) * 10**8 < one


def test_only_those_that_would_look_alike_get_more_digits():
    told = side_by_side([(1_114_000.0, Unit.REAIS), (1_111_000.0, Unit.REAIS), (3000.0, Unit.REAIS)])
    assert told == ["R$ 1,114 mi", "R$ 1,111 mi", "R$ 3,00 mil"]
    assert side_by_side([(5000.0, Unit.REAIS), (5000.0, Unit.REAIS), (None, Unit.REAIS)]) == [
        "R$ 5,00 mil",
        "R$ 5,00 mil",
        "n/d",
    ]


def test_a_sentence_tells_its_amounts_at_a_glance():
    said = "de R$ 1.114.000,00 para R$ 1.111.000,00 (-R$ 3.000,00), e R$ 45,10 em R$ 33.100,17 /mês: 12,50 %."
    assert brief_amounts(said) == (
        "de R$ 1,114 mi para R$ 1,111 mi (-R$ 3,00 mil), e R$ 45,10 em R$ 33,1 mil /mês: 12,50 %."
    )
    assert brief_amounts("nada a dizer") == "nada a dizer"


def test_a_change_has_its_sign_in_front():
    assert signed(24_500.0, Unit.REAIS_PER_MONTH, brief) == "+R$ 24,5 mil /mês"
    assert signed(-7440.62, Unit.REAIS, brief) == "-R$ 7,44 mil"


def test_one_day_is_one():
    assert [show(value, Unit.DAYS) for value in (1, -1.0, 0, 1.5, 2)] == [
        "1 dia",
        "-1 dia",
        "0 dias",
        "1,5 dias",
        "2 dias",
    ]
