"""Amounts become cents exactly, ties half-even, against an independent computation in decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.sources.values import convert
from tests.running import carteira, sales

CENT = Decimal("0.01")
quick = settings(deadline=None)


def cents(amount: Decimal) -> int:
    """Half-even, in decimals of any length."""
    return int(amount.quantize(CENT, ROUND_HALF_EVEN) * 100)


@st.composite
def amounts(draw, digits=15, most=11):
    """Up to so many significant digits, below 10^most; every other one ends in a five or is next to a tie."""
    scale = draw(st.integers(0, 9))
    number = draw(st.integers(0, 10 ** min(digits, most + scale) - 1))
    if draw(st.booleans()):
        number = number // 10 * 10 + draw(st.sampled_from((4, 5, 5, 5, 6)))
    amount = Decimal(number).scaleb(-scale) * draw(st.sampled_from((1, 1, -1)))
    return amount if abs(amount) < 10**11 else Decimal(0)


def frame(values, dtype):
    return pl.DataFrame({"x": pl.Series(values, dtype=dtype)})


def applied(values, dtype, function):
    data = frame(values, dtype)
    return data.select(function(pl.col("x"), data.schema["x"])).to_series().to_list()


def plain(amount: Decimal) -> str:
    return f"{amount:f}"


@pytest.mark.slow
@quick
@given(st.lists(amounts(), min_size=1, max_size=60))
def test_text_becomes_cents_half_even(values):
    texts = [plain(value) for value in values]
    assert applied(texts, pl.String, convert.to_cents) == [cents(value) for value in values]
    assert applied(texts, pl.String, convert.no_amount) == [False] * len(values)


@quick
@given(st.lists(amounts(), min_size=1, max_size=60))
def test_floats_become_the_cents_of_the_number_they_are_printed_as(values):
    wanted = [cents(Decimal(repr(float(value)))) for value in values]
    assert applied([float(value) for value in values], pl.Float64, convert.to_cents) == wanted


@pytest.mark.slow
@quick
@given(st.lists(amounts(), min_size=1, max_size=60))
def test_decimals_of_any_scale_become_cents_half_even(values):
    for scale in (0, 2, 3, 9):
        rounded = [value.quantize(Decimal(1).scaleb(-scale)) for value in values]
        dtype = pl.Decimal(38, scale)
        assert applied(rounded, dtype, convert.to_cents) == [cents(value) for value in rounded]


@pytest.mark.slow
@quick
@given(st.lists(st.integers(1 - 10**11, 10**11 - 1), min_size=1))
def test_whole_amounts_become_a_hundred_times_as_many_cents(values):
    for dtype, kind in ((pl.Int64, int), (pl.Float64, float), (pl.String, str), (pl.Decimal(20, 2), Decimal)):
        assert applied([kind(value) for value in values], dtype, convert.to_cents) == [value * 100 for value in values]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt32, pl.UInt64, pl.Float32])
def test_small_types_do_not_overflow_in_cents(dtype):
    assert applied([0, 1, 100, 127], dtype, convert.to_cents) == [0, 100, 10_000, 12_700]


@pytest.mark.slow
@quick
@given(st.lists(amounts(), min_size=1, max_size=60))
def test_a_purchase_is_at_least_one_cent(values):
    cases = (
        (pl.String, [plain(value) for value in values]),
        (pl.Float64, [float(value) for value in values]),
        (pl.Decimal(38, 9), [value.quantize(Decimal("1e-9")) for value in values]),
        (pl.Decimal(38, 2), [value.quantize(CENT) for value in values]),
        (pl.Int64, [int(value) for value in values]),
    )
    for dtype, cells in cases:
        converted = applied(cells, dtype, convert.to_cents)
        assert applied(cells, dtype, convert.is_positive) == [value > 0 for value in converted]


@pytest.mark.slow
@quick
@given(st.lists(amounts(digits=12, most=7), min_size=1, max_size=60))
def test_an_amount_of_more_than_two_decimals_is_told(values):
    values = [value.quantize(Decimal("1e-5")) for value in values]
    wanted = [value != value.quantize(CENT) for value in values]
    for dtype, kind in ((pl.String, plain), (pl.Float64, float), (pl.Decimal(38, 9), Decimal)):
        assert applied([kind(value) for value in values], dtype, convert.is_rounded) == wanted
    assert not any(applied([int(value) for value in values], pl.Int64, convert.is_rounded))


def test_the_noise_of_float_sums_is_no_third_decimal():
    noisy = [0.1 + 0.2, 1.1 * 3, 19.99 * 100, 4.35 * 100, sum([0.1] * 10), 1234.56 + 0.07]
    assert not any(applied(noisy, pl.Float64, convert.is_rounded))
    assert applied(noisy, pl.Float64, convert.to_cents) == [30, 330, 199_900, 43_500, 100, 123_463]


TIES = [("0.005", 0), ("0.015", 2), ("0.025", 2), ("-0.005", 0), ("-0.015", -2), ("1.005", 100), ("2.675", 268)]
TIES += [("4650.815", 465_082), ("1.115", 112), ("99999999.995", 10_000_000_000), ("0.125", 12), ("8.165", 816)]
TIES += [
    ("0.0050000001", 1),
    ("0.0149999999", 1),
    ("2.5e-3", 0),
    ("1e2", 10_000),
    ("+7.5", 750),
    (".5", 50),
    ("5.", 500),
]


@pytest.mark.parametrize(("text", "wanted"), TIES, ids=[text for text, _ in TIES])
def test_ties_go_to_the_even_cent_as_the_decimal_number_does(text, wanted):
    assert applied([text], pl.String, convert.to_cents) == [wanted]
    assert applied([float(text)], pl.Float64, convert.to_cents) == [wanted]


BAD = ["NaN", "nan", "inf", "-inf", "Infinity", "1e400", "100000000000", "-100000000000", "1e11", "1.23,45"]
BAD += ["1 00", "um", "", " ", "1.2.3", "--1", "0x10", "1_000", "٣", "1e", "e5", "(5", "5%"]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_exact_amount_is_refused(text):
    assert applied([text, None], pl.String, convert.no_amount) == [True, True]


def test_floats_that_are_no_exact_amount_are_refused():
    cells = [float("nan"), float("inf"), float("-inf"), 1e11, -1e11, 1e300, None, 99_999_999_999.99, -0.0]
    assert applied(cells, pl.Float64, convert.no_amount) == [True] * 7 + [False] * 2
    assert applied([10**11, -(10**11), None, 10**11 - 1], pl.Int64, convert.no_amount) == [True, True, True, False]
    big = [Decimal(10**11), Decimal(-(10**11)), None, Decimal("99999999999.99")]
    assert applied(big, pl.Decimal(38, 2), convert.no_amount) == [True, True, True, False]


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), float("-inf"), 1e11, -1e300, 0.125, 0.001])
def test_a_float_that_is_refused_or_rounded_is_doubtful(cell):
    assert applied([cell, 1.25], pl.Float64, convert.doubtful_amount) == [True, False]


@pytest.mark.parametrize("dtype", [pl.Date, pl.Datetime("us"), pl.Boolean, pl.List(pl.Int64)])
def test_a_type_that_holds_no_amount_is_refused(dtype):
    with pytest.raises(convert.UnsupportedTypeError):
        convert.to_cents(pl.col("x"), dtype() if isinstance(dtype, type) else dtype)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(values=st.lists(amounts(digits=10, most=8), min_size=1, max_size=30))
def test_the_revenue_of_a_file_is_the_sum_of_its_rounded_lines(tmp_path_factory, values):
    folder = sales(tmp_path_factory.mktemp("soma"), *(f"A,2024-01-02,{plain(value)}" for value in values))
    ran = carteira("ticket", "-C", folder, "-p", "2024-01", "-f", "json", "--decimal", "ponto")
    wanted = [cents(value) for value in values]
    assert ran.values["receita"] == sum(wanted) / 100
    assert ran.values["pedidos"] == sum(value > 0 for value in wanted)
