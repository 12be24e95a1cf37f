"""The printed numbers that sentences are written from: nothing is said that the report does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.signal.verdict import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.report import Reading
    from carteira_cli.rows import Cell


@dataclass(frozen=True)
class PrintedFacts:
    """Indicators by key; `understated` where less than a window of sales comes before the end of their period."""

    readings: Mapping[str, Reading]
    understated: bool = False

    @classmethod
    def of(cls, readings: Iterable[Reading], *, understated: bool = False) -> PrintedFacts:
        """Those of a report."""
        return cls({reading.key: reading for reading in readings}, understated)

    def amount(self, key: str) -> float | None:
        """An indicator's number; None where it is not reported, or not available."""
        return _number(self.readings[key].value) if key in self.readings else None

    def amounts(self, *keys: str) -> tuple[float, ...] | None:
        """Several; None where one of them is missing."""
        found = [self.amount(key) for key in keys]
        return None if None in found else tuple(one for one in found if one is not None)

    def before(self, key: str) -> float | None:
        """What it was in the period compared with."""
        return _number(self.readings[key].previous) if key in self.readings else None

    def change(self, key: str) -> float | None:
        """How far it changed since, in the unit of its changes."""
        return self.readings[key].change if key in self.readings else None

    def beyond_chance(self, key: str) -> bool | None:
        """Whether its change is more than chance; None where nothing can be said of that."""
        signal = self.readings[key].signal if key in self.readings else None
        if signal is None or signal.telling is Telling.NO_BASIS:
            return None
        return signal.telling is Telling.SIGNAL


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None
