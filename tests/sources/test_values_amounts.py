"""Amounts as people write them, by hand and against an independent reading, character by character."""

from __future__ import annotations

import decimal
import itertools
from functools import cache

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carteira_cli.sources.values import amount_code, convert, parse_amount, read_amount

quick = settings(deadline=None)
COMMA, POINT, AMBIGUOUS_COMMA, AMBIGUOUS_POINT, NEUTRAL, UNREADABLE, FOREIGN = 1, 2, 3, 4, 5, 6, 8


def both(texts, mark):
    """Values and codes; to read both at once is to read each."""
    cells, cell = pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)}), pl.col("x")
    found = cells.select(read_amount(cell, mark)).unnest("x")
    alone = cells.select(value=parse_amount(cell, mark), code=amount_code(cell))
    assert found.equals(alone)
    return found


def read(texts, mark):
    return both(texts, mark)["value"].to_list()


def told(texts):
    return both(texts, None)["code"].to_list()


# text: its value wherever it stands, and what it proves
CLEAR = {
    "1.234,56": (1234.56, COMMA),
    "1,234.56": (1234.56, POINT),
    "1.234.567,89": (1234567.89, COMMA),
    "1,234,567.89": (1234567.89, POINT),
    "1.234.567": (1234567, COMMA),
    "1,234,567": (1234567, POINT),
    "R$ 1.234,56": (1234.56, COMMA),
    "R$1.093,18": (1093.18, COMMA),
    "r$ 10,5": (10.5, COMMA),
    "R$\u00a010,00": (10, COMMA),
    "US$ 10.00": (10, POINT + FOREIGN),
    "US$ 1.234,56": (1234.56, COMMA + FOREIGN),
    "10 €": (10, NEUTRAL + FOREIGN),
    "EUR 10,00": (10, COMMA + FOREIGN),
    "BRL 10,00": (10, COMMA),
    "10,00 BRL": (10, COMMA),
    "$ 10.00": (10, POINT),
    "199.90": (199.90, POINT),
    "1234.5": (1234.5, POINT),
    "1234,567": (1234.567, COMMA),
    "12.3456": (12.3456, POINT),
    "0.500": (0.5, POINT),
    "0,500": (0.5, COMMA),
    "012.345": (12.345, POINT),
    "1.234,": (1234, COMMA),
    "1,234.": (1234, POINT),
    "5.": (5, POINT),
    ",50": (0.5, COMMA),
    ".50": (0.5, POINT),
    "(10,00)": (-10, COMMA),
    "(R$ 10,00)": (-10, COMMA),
    "R$ (10,00)": (-10, COMMA),
    "( 1.234,56 )": (-1234.56, COMMA),
    "-10,00": (-10, COMMA),
    "- 10,00": (-10, COMMA),
    "10,00-": (-10, COMMA),
    "10,00 -": (-10, COMMA),
    "-R$ 10,00": (-10, COMMA),
    "R$ -10,00": (-10, COMMA),
    "R$-10.50": (-10.5, POINT),
    "\u221210,00": (-10, COMMA),
    "+5": (5, NEUTRAL),
    "5": (5, NEUTRAL),
    "1234": (1234, NEUTRAL),
    "1 234,56": (1234.56, COMMA),
    "1\u00a0234,56": (1234.56, COMMA),
    "1\u202f234.56": (1234.56, POINT),
    "1 234 567": (1234567, NEUTRAL),
    "1 234.567": (1234.567, POINT),
    "1e3": (1000, NEUTRAL),
    "1,5E+03": (1500, COMMA),
    "1.234E+05": (123400, POINT),
    "-2.5e-3": (-0.0025, POINT),
    "'12,50": (12.5, COMMA),
    "\ufeff 12,50\u200b": (12.5, COMMA),
    "R$ -": (0, NEUTRAL),  # zero in a spreadsheet's accounting format
}
# text: under a decimal comma, under a decimal point, what it tells
DOUBTFUL = {
    "1.234": (1234, 1.234, AMBIGUOUS_POINT),
    "1,234": (1.234, 1234, AMBIGUOUS_COMMA),
    "999.999": (999999, 999.999, AMBIGUOUS_POINT),
    "12.345": (12345, 12.345, AMBIGUOUS_POINT),
    "+1.234": (1234, 1.234, AMBIGUOUS_POINT),
    "-1.234": (-1234, -1.234, AMBIGUOUS_POINT),
    "(1.234)": (-1234, -1.234, AMBIGUOUS_POINT),
    "1,234-": (-1.234, -1234, AMBIGUOUS_COMMA),
    "R$ 1.234": (1234, 1.234, AMBIGUOUS_POINT),
    "US$ 1,234": (1.234, 1234, AMBIGUOUS_COMMA + FOREIGN),
    " 1.230 ": (1230, 1.23, AMBIGUOUS_POINT),
}
BLANK = [
    "",
    " ",
    "-",
    "--",
    "N/D",
    "#N/D",
    "#N/A",
    "n/a",
    "NULL",
    "None",
    "nan",
    "NaN",
    "(vazio)",
    "\\N",
    "#REF!",
    "#DIV/0!",
]
NONE = ["abc", "10%", "10,00 C", "10,00 D", "1.23.4", "12.34,56", "1,2.3,4", "1.234,567.89", "1234.567,89", "1 23,45"]
NONE += [
    "(10",
    "10)",
    "-(10)",
    "(-10)",
    "-10-",
    "--10",
    "+-1",
    "inf",
    "Infinity",
    "1e",
    "e5",
    "0x10",
    "1_000",
    "٣",
    ",",
]
NONE += ["1.234,56,78", "10 20", "R$", "R$ abc", "1e3.5", "31/01/2024", "12,50 x", "1..5", "1,,5"]


@pytest.mark.parametrize("text", CLEAR)
def test_a_clear_cell_is_the_same_number_in_any_column(text):
    value, proof = CLEAR[text]
    assert [read([text], mark)[0] for mark in ("virgula", "ponto", None)] == [value] * 3
    assert told([text]) == [proof]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_a_doubtful_cell_hangs_on_its_column(text):
    comma, point, proof = DOUBTFUL[text]
    assert [read([text], mark)[0] for mark in ("virgula", "ponto", None)] == [comma, point, None]
    assert told([text]) == [proof]


@pytest.mark.parametrize("text", BLANK)
def test_a_blank_cell_is_null_and_tells_nothing(text):
    assert read([text, None], "virgula") == [None, None]
    assert told([text, None]) == [None, None]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_is_null_and_says_so(text):
    assert [read([text], mark)[0] for mark in ("virgula", "ponto", None)] == [None] * 3
    assert told([text]) == [UNREADABLE]


def test_a_number_too_large_for_a_float_is_null():
    assert read(["1e400", "-1e999", "9" * 400], "ponto") == [None] * 3


def test_a_column_that_mixes_conventions_without_a_doubtful_cell_is_read_cell_by_cell():
    assert read(["R$1.093,18", "199.90", "12,5"], None) == [1093.18, 199.90, 12.5]


# -- an independent reading ---------------------------------------------------------------------


def groups(text, mark):
    first, *rest = text.split(mark)
    return 1 <= len(first) <= 3 and first.isdigit() and all(len(group) == 3 and group.isdigit() for group in rest)


def by_hand(text, mark):  # noqa: PLR0911 - a case a line
    """The number that digits and marks are, as a Decimal; None if they are none; mark is "," or "." or None."""
    sign = -1 if text.startswith("-") else 1
    text = text[1:] if text[:1] in {"-", "+"} else text
    if not text.isascii() or not any(char.isdigit() for char in text) or not set(text) <= set("0123456789.,"):
        return None
    commas, points = text.count(","), text.count(".")
    if commas and points:
        last = max(",.", key=text.rfind)
        other = "." if last == "," else ","
        whole, _, rest = text.rpartition(last)
        if last in whole or not groups(whole, other):
            return None
        return sign * decimal.Decimal(f"{whole.replace(other, '')}.{rest or 0}")
    used = "," if commas else "."
    if commas + points > 1:
        return sign * decimal.Decimal(text.replace(used, "")) if groups(text, used) else None
    if commas + points == 1:
        whole, rest = text.split(used)
        if len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
            if mark is None:
                return None
            if mark != used:
                return sign * decimal.Decimal(whole + rest)
        return sign * decimal.Decimal(f"{whole or 0}.{rest or 0}")
    return sign * decimal.Decimal(text)


MARKS = {"virgula": ",", "ponto": ".", None: None}
marked = st.text("0123456789.,", min_size=1, max_size=14) | st.from_regex(
    r"[+-]?[0-9]{1,3}([.,][0-9]{3}){0,3}([.,][0-9]{0,3})?", fullmatch=True
)


@pytest.mark.slow
@settings(deadline=None, max_examples=75)
@given(texts=st.lists(marked, min_size=1, max_size=30), mark=st.sampled_from(list(MARKS)))
@example(texts=["1.234", "1,5"], mark=None)
@example(texts=["000.123", "000,123,456"], mark="ponto")
def test_any_digits_and_marks_are_read_as_by_hand(texts, mark):
    wanted = [by_hand(text, MARKS[mark]) for text in texts]
    assert read(texts, mark) == [None if number is None else float(number) for number in wanted]


@pytest.mark.slow
@quick
@given(st.lists(marked, min_size=1, max_size=30))
def test_what_a_cell_tells_is_what_by_hand_it_can_be(texts):
    for text, code in zip(texts, told(texts), strict=True):
        comma, point, clear = (by_hand(text, mark) for mark in (",", ".", None))
        if comma is None:
            assert code in {UNREADABLE, None}
        elif clear is None:
            assert comma != point
            assert code == (AMBIGUOUS_COMMA if "," in text else AMBIGUOUS_POINT)
        else:
            marks = [char for char in text if char in ",."]
            repeats = len(marks) > 1 and len(set(marks)) == 1  # it groups, so the decimal mark is the other
            decimal_mark = ({",": ".", ".": ","}[marks[0]] if repeats else marks[-1]) if marks else ""
            assert code == {",": COMMA, ".": POINT, "": NEUTRAL}[decimal_mark]


# -- forms written at random, read back to the cent ------------------------------------------------


SIGNED = ["-{}", "- {}", "({})", "{}-", "-R$ {}", "R$ -{}", "R$ ({})", "(R$ {})", "'-{}"]
PLAIN = ["{}", " {}", "R$ {}", "R$\u00a0{}", "R${}", "+{}", "{} R$", "BRL {}", "\ufeff{}", "'{}", "US$ {}"]


@st.composite
def written(draw):
    """An amount below R$ 100 billion in one of the forms, its column's mark, and its value."""
    scale = draw(st.integers(0, 4))
    amount = decimal.Decimal(draw(st.integers(0, 10 ** min(15, 11 + scale) - 1))).scaleb(-scale)
    mark, between = draw(
        st.sampled_from(
            [("virgula", "."), ("virgula", " "), ("virgula", ""), ("ponto", ","), ("ponto", "\u202f"), ("ponto", "")]
        )
    )
    text = f"{amount:,.{scale}f}".translate(str.maketrans({",": between, ".": MARKS[mark]}))
    form = draw(st.sampled_from(SIGNED if draw(st.booleans()) else PLAIN))
    return form.format(text), mark, -amount if form in SIGNED else amount


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.lists(written(), min_size=1, max_size=30))
def test_amounts_of_every_form_become_cents_half_even(cases):
    for mark in ("virgula", "ponto"):
        mine = [(text, value) for text, each, value in cases if each == mark]
        found = read([text for text, _ in mine], mark)
        assert found == [float(value) for _, value in mine]
        floats = pl.DataFrame({"x": pl.Series(found, dtype=pl.Float64)})
        cents = floats.select(convert.to_cents(pl.col("x"), pl.Float64()))["x"].to_list()
        cent = decimal.Decimal("0.01")
        assert cents == [int(value.quantize(cent, decimal.ROUND_HALF_EVEN) * 100) for _, value in mine]
        refused = floats.select(convert.no_amount(pl.col("x"), pl.Float64()))["x"].to_list()
        assert not any(refused)


@cache
def alone(cell, mark):
    return read([cell], mark)[0]


@cache
def told_alone(cell):
    return told([cell])[0]


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(
    cells=st.lists(st.sampled_from([*CLEAR, *DOUBTFUL, *BLANK, *NONE, None]), min_size=1, max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=4),
    mark=st.sampled_from(list(MARKS)),
)
def test_how_a_column_is_cut_into_batches_changes_nothing(cells, cuts, mark):
    values = [alone(cell, mark) for cell in cells]
    codes = [told_alone(cell) for cell in cells]
    edges = sorted({0, len(cells), *(cut for cut in cuts if cut < len(cells))})
    pieces = [cells[start:end] for start, end in itertools.pairwise(edges)]
    assert [value for piece in pieces for value in read(piece, mark)] == values == read(cells, mark)
    assert [code for piece in pieces for code in told(piece)] == codes == told(cells)


@pytest.mark.slow
@pytest.mark.parametrize("first", ["1.50", "1,50", "R$ 1,50", "15", "x"])
def test_the_first_cells_of_a_column_change_nothing_of_the_others(first):
    cells = [*CLEAR, *DOUBTFUL]
    for mark in MARKS:
        assert read([first] * 9 + cells, mark)[9:] == [alone(cell, mark) for cell in cells]
    assert told([first] * 9 + cells)[9:] == [told_alone(cell) for cell in cells]


def test_an_empty_column_is_read():
    assert read([], "virgula") == []
    assert told([]) == []
    assert read([None], None) == [None]
