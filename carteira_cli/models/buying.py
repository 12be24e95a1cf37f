"""What every model of repeat buying can be asked, and how one is fitted.

A customer buys at a rate of her own while she is *alive*, and leaves unnoticed. Rates and leaving vary over
customers by distributions whose few parameters are fitted to everybody's histories; a customer's own history then says
what to expect of her.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.models.fitting import maximise
from carteira_cli.models.histories import Histories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.models.fitting import Direction, Estimate, Likelihood
    from carteira_cli.models.histories import Floats

SAMPLES = (1_000, 20_000)  # distinct histories that a search begins with, and goes on with
CHUNK = 200_000  # rows predicted at a time, so that memory does not follow the number of customers


class BuyingModel(ABC):
    """A model with its parameters known, all times in one unit."""

    name: str  # as it is typed and told: mbgcnbd, paretonbd…
    parameters: tuple[str, ...]
    k: int  # regularity of the gaps between purchases: 1 is none
    leaving: Direction  # how many leave, by powers of parameters: where nothing is known of it, no leaving can be told

    @abstractmethod
    def likelihood(self, histories: Histories) -> Likelihood:
        """The log-likelihood of histories by the logarithms of the parameters."""

    @abstractmethod
    def with_parameters(self, values: Sequence[float]) -> BuyingModel:
        """The same model with other parameters, in the order of `parameters`."""

    @abstractmethod
    def in_unit(self, unit: float) -> BuyingModel:
        """The same with times in another unit, so many of the present one long."""

    @abstractmethod
    def starts(self) -> Sequence[Sequence[float]]:
        """Parameters from which to search, of histories whose mean age is 1."""

    @abstractmethod
    def _alive(self, rows: Histories) -> Floats:
        """P(alive) of each row at the end of its age."""

    @abstractmethod
    def _expected(self, rows: Histories, ahead: Floats) -> Floats:
        """Expected purchases of each row, alive or not, each within a time of its own."""

    @abstractmethod
    def _buys(self, rows: Histories, start: float, end: float) -> Floats:
        """P(at least one purchase in (start, end] after its age) of each row."""

    @abstractmethod
    def drawn(self, rows: Histories, ahead: float, chance: np.random.Generator) -> Floats:
        """Purchases within a time by one draw, of each customer of the rows."""

    def alive(self, histories: Histories) -> Floats:
        """The probability that a customer with each history still buys some day: P(alive)."""
        return _by_chunks(histories, self._alive)

    def expected(self, histories: Histories, ahead: float | Floats) -> Floats:
        """Expected purchases after each history within a time, by P(alive); with times, a column each.

        Args:
            histories: n rows.
            ahead: one time, or m of them, from the end of a history on.

        Returns:
            n numbers, or n × m.
        """
        times = np.atleast_1d(np.asarray(ahead, dtype=np.float64))

        def columns(rows: Histories) -> Floats:
            return np.column_stack([self._expected(rows, np.full(len(rows.weight), time)) for time in times])

        found = _by_chunks(histories, columns)
        return found if np.ndim(ahead) else found[:, 0]

    def buys(self, histories: Histories, end: float, start: float = 0.0) -> Floats:
        """The probability of one purchase or more in (start, end], times after the end of each history."""
        return _by_chunks(histories, lambda rows: self._buys(rows, start, end))

    def expected_of_new(self, ahead: Floats) -> Floats:
        """Expected repeat purchases of a customer within times after her first purchase: E[X(t)]."""
        times = np.asarray(ahead, dtype=np.float64)
        none = np.zeros(times.size)
        new = Histories.of_each(none.astype(np.int64), none, none)
        return self._expected(new, times.ravel()).reshape(times.shape)

    def draws(self, histories: Histories, ahead: float, count: int, seed: int) -> Floats:
        """Totals of purchases of all customers within a time, `count` times drawn from the model."""
        chance = np.random.default_rng(seed)
        return np.array([self.drawn(histories, ahead, chance).sum() for _ in range(count)])


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model fitted to histories.

    Attributes:
        model: with the parameters found, in the unit of the histories.
        estimate: these with their errors, in the same unit.
        leaving_known: whether the histories tell that, and how many, customers leave.
    """

    model: BuyingModel
    estimate: Estimate
    leaving_known: bool


def fitted(kind: BuyingModel, histories: Histories) -> Fitted:
    """The parameters of a kind of model under which histories are likeliest.

    The search runs in a unit of time of its own, the mean age, so that its steps and its end are the same whatever
    unit the histories are in; and over distinct histories in their own order, so that no digit depends on that of the
    rows, nor on whether equal ones are counted already.

    Args:
        kind: the model, whatever its parameters.
        histories: at least one with repeats.

    Raises:
        ValueError: nobody bought again.
    """
    if histories.repeaters == 0:
        raise ValueError("no repeats: nothing to fit")
    distinct = histories.distinct()
    unit = float((distinct.age * distinct.weight).sum()) / distinct.customers or 1.0
    scaled = distinct.scaled(unit)
    sizes = [size for size in SAMPLES if size < len(scaled.weight)]
    levels = [kind.likelihood(rows) for rows in (*map(scaled.thinned, sizes), scaled)]
    found = maximise(kind.parameters, levels, kind.starts())
    model = kind.with_parameters(found.values).in_unit(1 / unit)
    return Fitted(model, _in_unit(kind, found, unit, distinct), found.known(kind.leaving))


def _in_unit(kind: BuyingModel, found: Estimate, unit: float, histories: Histories) -> Estimate:
    """The estimate with its times in the unit of the histories."""
    values = kind.with_parameters(found.values).in_unit(1 / unit)
    numbers = tuple(float(getattr(values, name)) for name in kind.parameters)
    # A density of so many gaps a customer changes with the unit that these are measured in.
    jacobian = float((histories.repeats * histories.weight).sum()) * float(np.log(unit))
    return replace(found, values=numbers, log_likelihood=found.log_likelihood - jacobian)


def _by_chunks(histories: Histories, ask: Callable[[Histories], Floats]) -> Floats:
    size = len(histories.weight)
    parts = [ask(histories.taken(slice(at, at + CHUNK))) for at in range(0, max(size, 1), CHUNK)]
    return np.concatenate(parts) if len(parts) > 1 else parts[0]
