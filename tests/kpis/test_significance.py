"""Of steady portfolios few changes are called signals, of changed ones most: by the functions that reports use."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from carteira_cli.analysis.paired import Pairs
from carteira_cli.change import change_of
from carteira_cli.kpis.catalogue import ChanceKind, catalogue
from carteira_cli.kpis.evaluate import Facts, Value, evaluate_groups
from carteira_cli.kpis.significance import MeasuredValue, chance_of, signal_of
from carteira_cli.signal.verdict import Telling
from carteira_cli.units import Unit

PAIRS = 2000
MOST_ALARMS, LEAST_POWER = 0.06, 0.7
SPENT = ("receita", "ticket_cliente", "ticket_pedido", "frequencia")
CONTEXT = {"inicio": 90, "fim": 180, "meses_periodo": Fraction(3), "meses_janela": Fraction(3), "margem": Fraction(1)}


def signals(chance: ChanceKind, unit: Unit, now: list[Value], before: list[Value]) -> float:
    """The share of changes that are called signals."""
    found = [
        signal_of(
            chance, change_of(unit, late.exact, early.exact), MeasuredValue(late, 3), MeasuredValue(early, 3), None
        )
        for late, early in zip(now, before, strict=True)
    ]
    return sum(one.telling is Telling.SIGNAL for one in found) / len(found)


def shares(draw: np.random.Generator, rate: float, trials: int) -> list[Value]:
    return [Value(Fraction(int(k), trials), int(k), trials) for k in draw.binomial(trials, rate, PAIRS)]


@pytest.mark.slow
@pytest.mark.parametrize("trials", [30, 192, 2000, 100_000])
@pytest.mark.parametrize("rate", [0.05, 0.16, 0.5])
def test_a_steady_share_is_rarely_called_a_change_and_a_changed_one_mostly(rate: float, trials: int):
    draw = np.random.default_rng(15)
    before = shares(draw, rate, trials)
    assert signals(ChanceKind.SHARE, Unit.FRACTION, shares(draw, rate, trials), before) <= MOST_ALARMS
    if trials > 30:
        moved = rate
        for _ in range(9):  # the error is that of both rates
            moved = rate + 2.8 * ((rate * (1 - rate) + moved * (1 - moved)) / trials) ** 0.5
        assert signals(ChanceKind.SHARE, Unit.FRACTION, shares(draw, moved, trials), before) >= LEAST_POWER


@pytest.mark.slow
@pytest.mark.parametrize("mean", [3, 30, 300])
def test_a_steady_count_is_rarely_called_a_change_and_a_changed_one_mostly(mean: int):
    draw = np.random.default_rng(15)

    def counted(of: float) -> list[Value]:
        return [Value(int(k)) for k in draw.poisson(of, 1000)]

    before = counted(mean)
    assert signals(ChanceKind.EVENTS, Unit.CUSTOMERS, counted(mean), before) <= MOST_ALARMS
    if mean >= 300:
        assert (
            signals(ChanceKind.EVENTS, Unit.CUSTOMERS, counted(mean + 2.8 * (2 * mean) ** 0.5), before) >= LEAST_POWER
        )


def spending(draw: np.random.Generator, tail: str, customers: int, pairs: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Two periods of portfolios: each customer has a level of her own in both, and some buy in one of them only."""
    shape = customers * pairs
    level = draw.lognormal(8, 1.5, shape) if tail == "lognormal" else 5000 * (draw.pareto(2.1, shape) + 0.05)
    ids = np.arange(shape)
    found = []
    for _ in range(2):
        orders = draw.poisson(1.2, shape)
        found.append(
            pl.DataFrame(
                {
                    "cliente": ids,
                    "carteira": ids // customers,
                    "receita_periodo": (level * orders * draw.lognormal(0, 0.6, shape)).astype(np.int64),
                    "comprou_no_periodo": orders > 0,
                    "pedidos_no_periodo": orders.astype(np.int64),
                }
            ).with_columns(pl.col("cliente", "carteira").cast(pl.String))
        )
    return found[0], found[1]


def called(now: pl.DataFrame, before: pl.DataFrame) -> dict[str, float]:
    """For each indicator of spending, the share of the portfolios whose change is called a signal."""
    pairs, values = Pairs(SPENT, ((0, 1),)), []
    for number, rows in enumerate((now, before)):
        facts = Facts({"clientes": rows}, CONTEXT)
        values.append(evaluate_groups(SPENT, facts, ("carteira",)))
        pairs.add(number, facts, values[-1], (("carteira",),))
    found = {}
    for key in SPENT:
        item, told = catalogue()[key], []
        for group, late in values[0].items():
            early = values[1][group][key]
            change = change_of(item.unit, late[key].exact, early.exact)
            spread = pairs.spreads[0, 1].get(group, {}).get(key)
            told.append(signal_of(item.chance, change, MeasuredValue(late[key], 3), MeasuredValue(early, 3), spread))
        found[key] = sum(one is not None and one.telling is Telling.SIGNAL for one in told) / len(told)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("tail", ["lognormal", "pareto"])
@pytest.mark.parametrize(("customers", "pairs"), [(30, 4000), (200, 2000), (2000, 400), (100_000, 10)])
def test_steady_spending_is_rarely_called_a_change(tail: str, customers: int, pairs: int):
    found = called(*spending(np.random.default_rng(15), tail, customers, pairs))
    few = 2.6 * (0.05 * 0.95 / pairs) ** 0.5  # how far a share of so few pairs is from 5 %, one time in a hundred
    assert {key: share for key, share in found.items() if share > max(MOST_ALARMS, 0.05 + few)} == {}


@pytest.mark.slow
@pytest.mark.parametrize("tail", ["lognormal", "pareto"])
@pytest.mark.parametrize("customers", [200, 2000])
def test_spending_that_grew_by_2_8_standard_errors_is_mostly_called_a_change(tail: str, customers: int):
    """Each who bought spends so much more that the change is 2.8 of its own standard errors."""
    now, before = spending(np.random.default_rng(15), tail, customers, 300)
    paired = now.join(before, on=["cliente", "carteira"], suffix="_antes")
    step = pl.col("receita_periodo") - pl.col("receita_periodo_antes")
    error = (step.pow(2).sum() - step.sum().pow(2) / step.len()).sqrt()
    of_each = (2.8 * error / pl.col("comprou_no_periodo").sum()).alias("a_mais")
    more = paired.group_by("carteira").agg(of_each)
    grown = now.join(more, on="carteira", maintain_order="left").with_columns(
        receita_periodo=pl.col("receita_periodo")
        + pl.when("comprou_no_periodo").then(pl.col("a_mais")).otherwise(0).cast(pl.Int64)
    )
    assert called(grown, before)["receita"] >= LEAST_POWER


# Of the six of both sides each is as likely to be of either, if these are as long: 1 or none of six now, and the other
# tail as often, is 2 (1 + 6) ÷ 64. All four are of three months before and none of one now in (3 ÷ 4)⁴ of cases; of
# what there is on a day the length of a period says nothing, and none of four now is 1 ÷ 16.
CHANCES = {
    "events": (ChanceKind.EVENTS, (1, 3), (5, 3), 14 / 64),
    "of a shorter period": (ChanceKind.EVENTS, (0, 1), (4, 3), 162 / 256),
    "on a day": (ChanceKind.STOCK, (0, 1), (4, 3), 2 / 16),
}


@pytest.mark.parametrize("case", CHANCES)
def test_the_chance_of_a_change_of_a_count(case):
    chance, *sides, hoped = CHANCES[case]
    now, before = (MeasuredValue(Value(Fraction(count)), months) for count, months in sides)
    assert chance_of(chance, -0.5, now, before, None) == pytest.approx(hoped, abs=1e-12)
