"""`credito` of random ledgers, held against plain Python; and that later payments change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.days import to_date, to_day
from carteira_cli.kpis.titulos import LINES, debtors, held_on, titles_of
from carteira_cli.studies.credito import formulas
from tests import receivables
from tests.receivables import Line

FIRST, DAY = date(2024, 1, 1), date(2024, 3, 31)
CUTS = (30, 60, 90, 180)
EDGES = [FIRST, DAY, DAY - timedelta(days=40), DAY - timedelta(days=90)]
DAYS = st.one_of(st.sampled_from(EDGES), st.integers(-250, 120).map(lambda days: FIRST + timedelta(days=days)))
CENTS = st.integers(-2, 12).map(lambda n: n * 50)
LINE = st.builds(
    Line,
    titulo=st.sampled_from("abc"),
    cliente=st.sampled_from("xy"),
    valor=st.one_of(CENTS, st.integers(1, 99_999_999_999)),
    vencimento=DAYS,
    pagamento=st.one_of(st.none(), DAYS),
    valor_pago=st.one_of(st.none(), CENTS),
    emissao=st.one_of(st.none(), DAYS),
    parcela=st.sampled_from([None, None, None, "2/2"]),
    quitado=st.booleans(),
)
LEDGERS = st.lists(LINE, max_size=14)


def frame(lines):
    def day(value):
        return None if value is None else to_day(value)

    rows = [
        (
            *(one.titulo, one.cliente, one.cliente, day(one.vencimento), one.valor),
            *(day(one.emissao), day(one.pagamento), one.valor_pago, None, None, one.parcela, one.quitado),
        )
        for one in lines
    ]
    return pl.DataFrame(rows, schema=LINES, orient="row")


def found(lines, day, period, cuts):
    """The same numbers by the program's formulas."""
    at, every = to_day(day), titles_of(frame(lines))
    held = held_on(every.balances, at)
    owed = formulas.by_due_day(held)
    titles = every.titles.filter(pl.col("desde") <= at)
    receipts = every.receipts.filter((pl.col("desde") <= at) & (pl.col("dia") <= at))
    bands = formulas.banded(owed, at, cuts)
    total, (start, last) = sum(one.cents for one in bands), map(to_day, period)
    due = formulas.fell_due(formulas.by_due_day(titles, "valor"), start, last + 1, at)
    unpaid = formulas.fell_due(owed, start, last + 1, at)
    return {
        "aberto": total,
        "vencido": formulas.overdue(owed, at),
        "indice_vencidos": receivables.ratio(formulas.overdue(owed, at), total),
        "inadimplencia_periodo": receivables.ratio(unpaid, due),
        "over_90": receivables.ratio(formulas.overdue(owed, at, 90), total),
        "atraso_medio": formulas.mean_days(receipts, "vencimento"),
        "pmr": formulas.mean_days(receipts, "emissao"),
        "faixas": [[one.cents, one.titles] for one in bands],
    }


pytestmark = pytest.mark.slow
PERIOD = (FIRST, date(2024, 3, 31))


@given(LEDGERS, st.sampled_from([DAY, DAY - timedelta(days=40), DAY + timedelta(days=300)]))
@settings(deadline=None, max_examples=60)
def test_random_ledgers_come_to_what_plain_python_says(lines, day):
    assert found(lines, day, PERIOD, CUTS) == receivables.expected(lines, day, PERIOD, CUTS)


@given(LEDGERS, st.data())
@settings(deadline=None, max_examples=40)
def test_later_payments_and_titles_change_nothing(lines, data):
    before = found(lines, DAY, PERIOD, CUTS)
    afterwards = st.integers(1, 400).map(lambda days: DAY + timedelta(days=days))
    later = [
        replace(one, pagamento=data.draw(afterwards), valor_pago=data.draw(CENTS)) if one.pagamento is None else one
        for one in lines
    ]
    later += [replace(data.draw(LINE), titulo="nova", emissao=data.draw(afterwards)) for _ in range(2)]
    assert found(later, DAY, PERIOD, CUTS) == before


@given(LEDGERS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_the_order_of_lines_tells_nothing(lines, chance):
    mixed = chance.sample(lines, len(lines))
    at = to_day(DAY)
    one, other = (debtors(held_on(titles_of(frame(each)).balances, at), at) for each in (lines, mixed))
    assert one.equals(other)
    assert found(mixed, DAY, PERIOD, CUTS) == found(lines, DAY, PERIOD, CUTS)


@given(LEDGERS)
@settings(deadline=None, max_examples=30)
def test_money_rolls_as_plain_python_follows_each_title(lines):
    days = formulas.month_days(to_day(DAY), to_day(date(2023, 9, 1)))
    balances = titles_of(frame(lines)).balances
    rolls = formulas.rolled(balances, formulas.owed_on(balances, days), CUTS)
    assert [(one.held, one.titles, list(one.kept)) for one in rolls] == receivables.rolls(
        lines, [to_date(day) for day in days], CUTS
    )
    assert all(one.paid >= 0 for one in rolls)


@given(st.lists(st.tuples(st.integers(10, 40), st.lists(st.integers(0, 30), min_size=3, max_size=3)), min_size=2))
@settings(deadline=None, max_examples=30)
def test_the_chance_of_loss_is_that_of_following_the_chain_for_ever(rows):
    """By the powers of the matrix, in floats: what is not paid ends in the last band."""
    size = len(rows) + 1
    held = 100
    padded = [(seen, tuple([0] * at + [*kept, *[0] * size])[:size]) for at, (seen, kept) in enumerate(rows)]
    rates = [formulas.Rolled(held, seen, kept) for seen, kept in padded] + [formulas.Rolled(0, 0, (0,) * size)]
    chances = formulas.loss_chances(rates)
    lost = [0.0] * (size - 1) + [1.0]
    for _ in range(1500):
        lost = [sum(k / held * lost[to] for to, k in enumerate(one.kept)) for one in rates[:-1]] + [1.0]
    assert all(isinstance(one, Fraction) for one in chances)
    assert all(abs(float(one) - other) < 1e-9 for one, other in zip(chances, lost, strict=True))
