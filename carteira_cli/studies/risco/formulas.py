"""Who is about to leave, who is worth winning back, and what that is worth.

Every amount of money is an integer of cents and every probability one of a few fractions, so expected
amounts are exact: they are formed customer by customer only for those who are shown.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.concentracao import class_of
from carteira_cli.kpis.silencios import OWN_PURCHASES
from carteira_cli.studies.risco.chances import position, ratio_reached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.prediction.purchases import Purchases

FEWEST_OF_SEGMENT = 5  # customers with an interval of their own from which a segment has one
OWN, SEGMENT, PORTFOLIO = "proprio", "segmento", "carteira"
# Levels by days without a purchase ÷ usual interval: each begins above its limit.
LEVELS = (("em dia", 0), ("atenção", 1), ("atrasado", 2), ("muito atrasado", 3))
UNKNOWN_LEVEL = "sem intervalo conhecido"
PAST_DAYS = 365  # of revenue up to the last purchase: what an inactive customer was worth
CLASSES = ("A", "B", "C")
NO_CLASS = "nenhuma"
FALLS = tuple((high, low) for high, low in (("A", "B"), ("A", "C"), ("A", NO_CLASS), ("B", "C"), ("B", NO_CLASS)))


def usual_intervals(own: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """The usual interval of each customer: her own, else her segment's, else the portfolio's.

    Her own is the median of her gaps, from `OWN_PURCHASES` purchase days on. A segment's is the median of its
    customers' own ones, from `FEWEST_OF_SEGMENT` such customers on; the portfolio's is that of all.

    Args:
        own: a row a customer: `cliente`, `compras` (purchase days), `meios` (twice the median of her gaps, or null).
        segments: `cliente` and `segmento` (String, may be null), a row a customer.

    Returns:
        `own` in its order, with `segmento`, `quartos` (four times the usual interval in days, an exact Int64; null
        when nobody has one), `origem` (`proprio`, `segmento` or `carteira`; null likewise) and `comum` (as `quartos`:
        that of her segment, else of the portfolio, whether or not she has one of her own).
    """
    half = pl.when(pl.col("compras") >= OWN_PURCHASES).then("meios")
    known = own.join(segments.select(CUSTOMER, "segmento"), on=CUSTOMER, how="left", maintain_order="left")
    known = known.with_columns(__meios=half)
    ordered = pl.col("__meios").drop_nulls().sort()
    size = ordered.len()
    # The mean of the middle two of twice the medians, times two: four times their median.
    middle = ordered.get((size - 1) // 2, null_on_oob=True) + ordered.get(size // 2, null_on_oob=True)
    of_segments = (
        known.filter(pl.col("segmento").is_not_null() & pl.col("__meios").is_not_null())
        .group_by("segmento")
        .agg(__segmento=middle, __quantos=pl.len())
        .filter(pl.col("__quantos") >= FEWEST_OF_SEGMENT)
        .drop("__quantos")
    )
    everyone = known.filter(pl.col("__meios").is_not_null()).select(middle).to_series()
    all_of_them = everyone[0] if len(everyone) else None
    joined = known.join(of_segments, on="segmento", how="left", maintain_order="left")
    common = pl.coalesce("__segmento", pl.lit(all_of_them, dtype=pl.Int64))
    found = {OWN: pl.col("__meios") * 2, SEGMENT: pl.col("__segmento"), PORTFOLIO: pl.lit(all_of_them, dtype=pl.Int64)}
    return joined.with_columns(
        quartos=pl.coalesce(found.values()),
        origem=pl.coalesce(pl.when(interval.is_not_null()).then(pl.lit(name)) for name, interval in found.items()),
        comum=common,
    ).drop("__meios", "__segmento")


def overdue(active: pl.DataFrame, end: int) -> pl.DataFrame:
    """How late active customers are.

    Args:
        active: rows of `usual_intervals`.
        end: the day after the last one looked at.

    Returns:
        With `dias` (Int64: days since the last purchase, 0 for one on the last day), `nivel` (its position in
        `LEVELS`; null without a usual interval) and `marco` (that of the last of `retorno.RATIOS` reached).
    """
    days = (end - 1 - pl.col("ultima")).cast(pl.Int64)
    # Four times the days against four times the usual interval: no division, so the limits are exact.
    above = [days * 4 > pl.col("quartos") * limit for _, limit in LEVELS[1:]]
    known = pl.col("quartos").is_not_null()
    return active.with_columns(
        dias=days,
        nivel=pl.when(known).then(pl.sum_horizontal(*(each.cast(pl.Int64) for each in above))),
        marco=pl.when(known).then(position(ratio_reached(days))),
    )


def silent(inactive: pl.DataFrame, landmarks: Sequence[int], end: int) -> pl.DataFrame:
    """Inactive customers with `dias` since the last purchase and `marco`, the last landmark in days reached."""
    days = (end - 1 - pl.col("ultima")).cast(pl.Int64)
    return inactive.with_columns(dias=days, marco=position([days >= landmark for landmark in landmarks]))


def past_value(bought: Purchases, last: pl.DataFrame, end: int) -> pl.DataFrame:
    """What customers were worth: revenue of the `PAST_DAYS` days up to the last purchase, less what came back since.

    Args:
        bought: what everybody bought by day.
        last: `cliente` and `ultima`, the day of the last purchase before the end.
        end: the day after the last one looked at.

    Returns:
        `cliente` and `centavos`, for those in `last`.
    """
    places = pl.DataFrame({CUSTOMER: bought.names}).with_row_index("lugar").lazy()
    found = last.lazy().select(CUSTOMER, "ultima").join(places, on=CUSTOMER)
    days = bought.days.lazy().filter(pl.col("data") < end).select("data", "centavos", lugar="linha")
    counted = found.join(days, on="lugar").filter(pl.col("data") > pl.col("ultima") - PAST_DAYS)
    return counted.group_by(CUSTOMER).agg(pl.col("centavos").sum()).collect()


def at_stake(customers: pl.DataFrame) -> pl.DataFrame:
    """The money that leaves with customers: none with whom gave back more than was bought.

    Args:
        customers: `centavos` (Int64: net revenue, below 0 where returns exceed purchases).

    Returns:
        With `centavos` never below 0, and `alem` (Int64: the cents that were below it, else 0).
    """
    cents = pl.col("centavos")
    return customers.with_columns(centavos=cents.clip(lower_bound=0), alem=(-cents).clip(lower_bound=0))


@dataclass(frozen=True)
class Expected:
    """Money and what is expected of it.

    Attributes:
        customers: how many.
        cents: their money.
        expected: Σ money × probability, in cents; None where no probability is known.
    """

    customers: int
    cents: int
    expected: Fraction | None

    def __add__(self, other: Expected) -> Expected:
        known = [each.expected for each in (self, other) if each.expected is not None]
        cents = self.cents + other.cents
        return Expected(self.customers + other.customers, cents, sum(known, Fraction(0)) if known else None)


NOBODY = Expected(0, 0, None)


def totals(frame: pl.DataFrame, chances: Mapping[Any, Fraction | None], by: str) -> dict[Any, Expected]:
    """Customers, money and expected money of each group.

    Args:
        frame: `centavos`, `chance` (a key of `chances`) and `by`.
        chances: probability by key.
        by: the column of the group.
    """
    rows = frame.group_by(by, "chance").agg(clientes=pl.len(), soma=pl.col("centavos").sum()).sort(by, "chance")
    found: dict[Any, Expected] = {}
    for group, chance, customers, cents in rows.iter_rows():
        probability = chances.get(chance)
        one = Expected(customers, cents, None if probability is None else cents * probability)
        found[group] = found.get(group, NOBODY) + one
    return found


def largest(frame: pl.DataFrame, chances: Mapping[Any, Fraction | None], limit: int) -> list[dict[str, Any]]:
    """The customers of the largest expected money: their rows, with `esperado` (Fraction of cents, or None).

    Ties by money, then by id; those without a probability come last, by money.
    """
    known = [probability for probability in chances.values() if probability is not None]
    common = lcm(*(probability.denominator for probability in known))
    shown: list[tuple[bool, int, int, bytes, dict[str, Any]]] = []
    for (chance,), part in frame.partition_by("chance", as_dict=True).items():
        probability = chances.get(chance)
        # In parts of one denominator, money is compared exactly and without a fraction a customer.
        weight = 0 if probability is None else int(probability * common)
        # Within one probability, order of money is order of expected money: no more than the first can be shown.
        first = part.sort("centavos", CUSTOMER, descending=[True, False]).head(limit)
        for row in first.iter_rows(named=True):
            cents = row["centavos"]
            row["esperado"] = None if probability is None else cents * probability
            shown.append((probability is None, -cents * weight, -cents, row[CUSTOMER].encode(), row))
    return [row for *_, row in sorted(shown, key=lambda one: one[:4])[:limit]]


def class_moves(before: pl.DataFrame, after: pl.DataFrame, *, strict: bool) -> pl.DataFrame:
    """The ABC class of each customer in two periods.

    Args:
        before: `cliente` and `centavos` of the earlier period.
        after: the same of the later one.
        strict: as for `concentracao.class_of`.

    Returns:
        `cliente`, `classe_antes`, `classe_depois` (`A`, `B`, `C` or `nenhuma`), `antes` and `depois` (cents), for who
        has a class in either; sorted by customer.
    """
    old, new = (
        class_of(revenue, strict=strict).select(CUSTOMER, pl.col("classe").alias(name))
        for name, revenue in (("classe_antes", before), ("classe_depois", after))
    )
    joined = old.join(new, on=CUSTOMER, how="full", coalesce=True)
    for name, revenue in (("antes", before), ("depois", after)):
        joined = joined.join(revenue.select(CUSTOMER, pl.col("centavos").alias(name)), on=CUSTOMER, how="left")
    return joined.select(
        CUSTOMER,
        pl.col("classe_antes", "classe_depois").fill_null(NO_CLASS),
        pl.col("antes", "depois").fill_null(0),
    ).sort(CUSTOMER)


def falls(moves: pl.DataFrame) -> pl.DataFrame:
    """Who fell from A or B, by the money lost, ties by id, with `perda` (cents: before − after)."""
    fell = pl.any_horizontal((pl.col("classe_antes") == high) & (pl.col("classe_depois") == low) for high, low in FALLS)
    lost = moves.filter(fell).with_columns(perda=pl.col("antes") - pl.col("depois"))
    return lost.sort("perda", CUSTOMER, descending=[True, False])


def move_counts(moves: pl.DataFrame) -> dict[tuple[str, str], int]:
    """How many customers went from each class to each."""
    return {(old, new): count for old, new, count in moves.group_by("classe_antes", "classe_depois").len().iter_rows()}
