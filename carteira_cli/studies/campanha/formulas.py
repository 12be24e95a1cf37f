"""Who is in which arm, the hash of a list, and what a campaign brought: over plain numbers."""

from __future__ import annotations

import hashlib
import hmac
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.signal.rates import newcombe, wilson
from carteira_cli.signal.trials import Sums, of_means, smallest_lift
from carteira_cli.sources.values.groups import CONTROL, TREATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carteira_cli.signal.verdict import Interval

_BYTES = 8
_CENTS = 100


def arm(seed: str, campaign: str, customer: str, share: Fraction) -> str:
    """The arm of a customer: the control where HMAC-SHA256(seed, campaign and customer) falls into the share.

    It depends on nothing else, so that nobody changes sides when others are added, in whatever order they come.

    Example:
        >>> {arm("1", "volta", f"C{n}", Fraction(1, 5)) for n in range(9)} == {"tratado", "controle"}
        True
    """
    told = hmac.new(seed.encode(), f"{campaign}\x00{customer}".encode(), hashlib.sha256).digest()
    drawn = Fraction(int.from_bytes(told[:_BYTES], "big"), 1 << 8 * _BYTES)
    return CONTROL if drawn < share else TREATED


def digest(campaign: str, arms: Iterable[tuple[str, str]]) -> str:
    """SHA-256 of a list: a line each customer and arm, `campaign TAB customer TAB arm`, sorted by bytes, each once."""
    lines = sorted({f"{campaign}\t{customer}\t{group}\n".encode() for customer, group in arms})
    return hashlib.sha256(b"".join(lines)).hexdigest()


@dataclass(frozen=True)
class Arm:
    """What an arm did in the window.

    Attributes:
        customers: how many are in it.
        bought: how many of them bought.
        sums: the cents that each brought, summed.
    """

    customers: int
    bought: int
    sums: Sums

    @classmethod
    def of(cls, customers: Iterable[tuple[bool, int]]) -> Arm:
        """From whether each bought, and her cents."""
        rows = list(customers)
        cents = [one for _, one in rows]
        sums = Sums(len(rows), sum(cents), sum(one * one for one in cents))
        return cls(len(rows), sum(bought for bought, _ in rows), sums)

    @property
    def rate(self) -> Fraction | None:
        """The share that bought."""
        return Fraction(self.bought, self.customers) if self.customers else None

    @property
    def interval(self) -> Interval | None:
        """Its bounds by Wilson."""
        return wilson(self.bought, self.customers)

    @property
    def each(self) -> Fraction | None:
        """Reais a customer."""
        return Fraction(self.sums.total, _CENTS * self.customers) if self.customers else None


@dataclass(frozen=True)
class CampaignEffect:
    """What a campaign brought that the control does not explain; both arms have customers.

    Attributes:
        treated: the arm with the campaign.
        control: the one without.
        margin: of revenue; None where nobody knows it.
        cost: reais that the campaign cost; None where nobody knows it.
    """

    treated: Arm
    control: Arm
    margin: Fraction | None = Fraction(1)
    cost: Fraction | None = None

    @property
    def lift(self) -> Fraction:
        """p_t − p_c."""
        one, other = self.treated, self.control
        return Fraction(one.bought, one.customers) - Fraction(other.bought, other.customers)

    @property
    def lift_between(self) -> Interval | None:
        """Newcombe's bounds of it."""
        return newcombe((self.treated.bought, self.treated.customers), (self.control.bought, self.control.customers))

    @property
    def incremental(self) -> Fraction:
        """Customers x_t − n_t·p_c."""
        return self.lift * self.treated.customers

    @property
    def incremental_between(self) -> Interval | None:
        """The bounds of the lift × n_t."""
        return _times(self.lift_between, self.treated.customers)

    @property
    def revenue(self) -> Fraction:
        """Reais r_t − n_t·r_c ÷ n_c."""
        one, other = self.treated, self.control
        return (one.sums.total - Fraction(one.customers * other.sums.total, other.customers)) / _CENTS

    @property
    def revenue_between(self) -> Interval | None:
        """Welch's bounds of the difference of the means × n_t."""
        return _times(of_means(self.treated.sums, self.control.sums), self.treated.customers / _CENTS)

    @property
    def result(self) -> Fraction | None:
        """Margin × revenue − cost, in reais."""
        return None if self.margin is None or self.cost is None else self.margin * self.revenue - self.cost

    @property
    def result_between(self) -> Interval | None:
        """The same of the bounds of the revenue."""
        found, margin, cost = self.revenue_between, self.margin, self.cost
        if found is None or margin is None or cost is None:
            return None
        return float(margin) * found[0] - float(cost), float(margin) * found[1] - float(cost)

    @property
    def returned(self) -> Fraction | None:
        """Result ÷ cost."""
        return self.result / self.cost if self.result is not None and self.cost else None

    @property
    def returned_between(self) -> Interval | None:
        """Its bounds."""
        return _times(self.result_between, 1 / float(self.cost)) if self.cost else None

    @property
    def smallest(self) -> float | None:
        """`trials.smallest_lift` of arms of these sizes; None where all of the control bought, or none."""
        share = self.control.bought / self.control.customers
        if not 0 < share < 1:  # a control that all or none of bought varies by more than it shows
            return None
        return smallest_lift(share, self.treated.customers, self.control.customers)


def _times(bounds: Interval | None, factor: float) -> Interval | None:
    return None if bounds is None else (factor * bounds[0], factor * bounds[1])
