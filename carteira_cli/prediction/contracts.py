"""What lies ahead of customers under contract: who stays how long, and what that is worth."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.models.betageo import Lasting, fitted_lasting
from carteira_cli.models.kaplanmeier import Steady, kaplan_meier
from carteira_cli.prediction.spells import fees, renewals_before, renewed_share, spells

if TYPE_CHECKING:
    from carteira_cli.models.betageo import FittedLasting
    from carteira_cli.models.histories import Floats, Integers
    from carteira_cli.models.kaplanmeier import Renewed
    from carteira_cli.prediction.worth import Horizon

FEWEST_ENDINGS = 20  # endings, below which no model is fitted
FEWEST_MONTHS = 2  # of history, below which nothing can have ended at a renewal and others not
_MONTH = Fraction(1461, 48)  # days of a month, where a horizon is in days
_ROW = ("renovados", "restam")


class Staying(Protocol):
    """How long contracts go on."""

    def survival(self, most: int, age: int = 0) -> Floats:
        """S(t + m | t survived) for m = 0 … `most`, after t = `age` monthly renewals."""


@dataclass(frozen=True)
class ContractOutlook:
    """The contracts of a base as they are known before a day, and what is expected of them from it on.

    A customer stays from month to month: each month of a spell is a renewal, at which it ends with the chance that the
    beta-geometric model has for one of its age. An end on record is known: up to it she stays, and from it on with the
    share that contracts were renewed in the last year, after which her age counts again.

    Attributes:
        contracts: lines as `kpis.contratos` has them, of everybody from whom is learnt.
        end: the day after the last one known.
        on_record: whether ends that lie ahead are known. Of an earlier day nobody can say when an end was written down,
            and what is made to test forecasts must not know it.
    """

    contracts: pl.DataFrame
    end: int
    on_record: bool = True

    @cached_property
    def spells(self) -> pl.DataFrame:
        """`prediction.spells.spells`, of which no model knows what lies ahead of the day."""
        return spells(self.contracts.lazy(), self.end, on_record=self.on_record)

    @cached_property
    def lasting(self) -> Lasting:
        """The spells counted by renewals survived: those that ended, those that go on."""
        counted = self.spells.group_by("renovados", "acabou").agg(vezes=pl.len().cast(pl.Int64))
        rows = counted.sort("renovados", "acabou")
        columns = (rows[name].cast(pl.Int64).to_numpy() for name in ("renovados", "acabou", "vezes"))
        return Lasting.counted(*columns)

    @property
    def endings(self) -> int:
        """How many spells ended."""
        return sum(self.lasting.ended)

    @cached_property
    def months(self) -> int:
        """Whole months from the first start to the day."""
        first = self.spells["inicio"].min()
        if first is None:
            return 0
        months = 0
        while add_months(int(first), months + 1) <= self.end:  # type: ignore[arg-type]  # a day
            months += 1
        return months

    @property
    def lacking(self) -> bool:
        """Whether there is too little to fit a model to."""
        return self.endings < FEWEST_ENDINGS or self.months < FEWEST_MONTHS or self.alike

    @property
    def alike(self) -> bool:
        """Whether nobody survived a renewal: nothing tells how the chance changes with age."""
        return not sum(self.lasting.ended[1:]) + sum(self.lasting.going[1:])

    @cached_property
    def fitted(self) -> FittedLasting | None:
        """The beta-geometric model; None where there is too little for it."""
        return None if self.lacking else fitted_lasting(self.lasting)

    @property
    def modelled(self) -> bool:
        """Whether the model says how long customers stay: it finds that some stay longer than others."""
        return self.fitted is not None and self.fitted.spread_known

    @cached_property
    def kaplan_meier(self) -> tuple[Renewed, ...]:
        """What became of the spells at each renewal."""
        return kaplan_meier(self.lasting)

    @cached_property
    def law(self) -> Staying:
        """The model; without one, or where it finds no difference between customers, the mean chance of ending."""
        fitted = self.fitted
        return fitted.model if fitted is not None and self.modelled else Steady.of(self.kaplan_meier)

    @cached_property
    def renewed(self) -> Fraction:
        """The share of contracts that go on beyond an end on record; 0 where none ever came to one."""
        return renewed_share(self.contracts.lazy(), self.end) or Fraction(0)

    @cached_property
    def customers(self) -> pl.DataFrame:
        """Those under contract on the eve of the day.

        Returns:
            By `cliente`: `cliente`, `inicio` (Int32 day that her spell began), `renovados` (Int64), `fim` (Int32; null
            where no end is known), `restam` (Int64: at which of the renewals to come, from 1 on, the spell ends by
            what is on record; 0 where no end is known), `mensal` (Int64 cents).
        """
        going = self.spells.filter(~pl.col("acabou"))
        left = renewals_before(pl.col("inicio"), pl.col("fim")) - pl.col("renovados") + 1
        found = going.join(fees(self.contracts.lazy(), self.end), on=CUSTOMER).with_columns(restam=left.fill_null(0))
        return found.select(CUSTOMER, "inicio", "renovados", "fim", "restam", "mensal").sort(CUSTOMER)

    def staying(self, months: int) -> Floats:
        """P(still a customer after m of the monthly renewals to come), m = 0 … `months`: `customers` × (months + 1)."""
        rows, place = self._distinct
        found = [self._stays(age, left, months) for age, left in rows]
        return np.asarray(found).reshape(len(rows), months + 1)[place]

    def lost_by(self, day: int) -> Floats:
        """P(no longer a customer at the moment `day`), of each of `customers`: her renewals before it are passed."""
        ahead = (renewals_before(pl.col("inicio"), pl.lit(day, pl.Int32)) - pl.col("renovados")).alias("passam")
        over = pl.col("fim").is_null() | (pl.col("fim") >= day)
        frame = self.customers.select(*_ROW, ahead, livre=over)
        kinds = frame.unique().sort(frame.columns)
        chances = []
        for age, left, passed, free in kinds.iter_rows():
            known = 0 if free and not left else left
            if free and left:
                chances.append(0.0)  # an end on record lies beyond: until then she stays
            else:
                most = max(passed, known)
                chances.append(1.0 - float(self._stays(age, known, most)[most]))
        told = kinds.with_columns(perda=pl.Series(chances, dtype=pl.Float64))
        return frame.join(told, on=frame.columns, how="left", maintain_order="left")["perda"].to_numpy()

    def _stays(self, age: int, left: int, months: int) -> Floats:
        """The same of one age; `left` as in `customers`."""
        if not left:
            return self.law.survival(months, age)
        known = np.ones(min(left, months + 1))
        beyond = months - left
        if beyond < 0:
            return known
        return np.concatenate([known, float(self.renewed) * self.law.survival(beyond, age + left)])

    @cached_property
    def _distinct(self) -> tuple[tuple[tuple[int, int], ...], Integers]:
        """Ages and ends on record that occur, in order; and of each customer which are hers."""
        rows = self.customers.select(_ROW).unique().sort(_ROW)
        place = self.customers.select(_ROW).join(
            rows.with_row_index("lugar"), on=_ROW, how="left", maintain_order="left"
        )
        return tuple(rows.iter_rows()), place["lugar"].cast(pl.Int64).to_numpy()


def contract_worths(outlook: ContractOutlook, horizon: Horizon, margin: Fraction) -> pl.DataFrame:
    """What each customer who was ever under contract is worth from the day of an outlook on.

    Σ over the monthly renewals m within the horizon of fee × P(stays at m) ÷ (1 + d)^m, × margin; what is paid for the
    month that runs is past. Fader and Hardie, "Customer-base valuation in a contractual setting", 2010: the discounted
    expected residual lifetime, cut at the horizon.

    Returns:
        By `cliente` in bytewise order: `cliente`, `p_ativo` (1 under contract, else 0), `p_fica` (that she still is
        after the last month of the horizon), `meses_previstos` (Float64, months paid within it), `mensal` (Int64
        cents, on the eve of the day) and `valor_previsto` (Int64 cents). Who has no contract any more has 0.
    """
    months = _months(horizon)
    stays = outlook.staying(months)
    factors = np.asarray([horizon.discount.factor(month) for month in range(1, months + 1)])
    here = outlook.customers
    value = np.rint((stays[:, 1:] @ factors) * here["mensal"].to_numpy() * float(margin))
    found = here.select(CUSTOMER, "mensal").with_columns(
        p_ativo=pl.lit(1.0),
        p_fica=pl.Series(stays[:, -1]),
        meses_previstos=pl.Series(stays[:, 1:].sum(axis=1)),
        valor_previsto=pl.Series(value.astype(np.int64)),
    )
    everybody = outlook.spells.select(CUSTOMER).unique().sort(CUSTOMER)
    joined = everybody.join(found, on=CUSTOMER, how="left", maintain_order="left").with_columns(
        pl.col(pl.Int64).fill_null(0), pl.col(pl.Float64).fill_null(0.0)
    )
    return joined.select(CUSTOMER, "p_ativo", "p_fica", "meses_previstos", "mensal", "valor_previsto")


def _months(horizon: Horizon) -> int:
    """Monthly renewals within a horizon: whole months."""
    length = horizon.length
    return length.length if length.unit == "m" else int(length.length / _MONTH)
