"""The rows of a long table: all of them are there, and made only as far as somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Cell = str | int | float | None
Row = tuple[Cell, ...]
_FIRST = 100  # rows made before the rest, for whoever stops early


class Rows(Sequence[Row]):
    """So many rows in order, of which `make(n)` gives the first n: a screen asks for twenty, a file for all."""

    def __init__(self, count: int, make: Callable[[int], Iterable[Row]]) -> None:
        self._count = count
        self._make = make

    @cached_property
    def _all(self) -> tuple[Row, ...]:
        return tuple(self._make(self._count))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(place, slice):
            first, last, step = place.indices(self._count)
            if first == 0 and step == 1 and last < self._count and "_all" not in self.__dict__:
                return tuple(self._make(last))
        return self._all[place]

    def __iter__(self) -> Iterator[Row]:
        if self._count > _FIRST and "_all" not in self.__dict__:
            yield from self[:_FIRST]
            yield from self._all[_FIRST:]
        else:
            yield from self._all

    def hold(self) -> None:
        """Make all of them now, and let go of what they are made of: files that may go, frames that take room."""
        held = self._all
        self._make = lambda many: held[:many]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Rows | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all)

    def __reduce__(self) -> tuple[type[tuple[Row, ...]], tuple[tuple[Row, ...]]]:
        """Copied or sent to another process they are made: what makes them can't leave this one."""
        return tuple, (self._all,)

    def passing(self) -> Iterator[Row]:
        """Each in turn, none of them held but where all are already."""
        return iter(self._all if "_all" in self.__dict__ else self._make(self._count))


def once(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows for whoever looks at each once and lets go of it, as a file of lines does: any number in little room."""
    return rows.passing() if isinstance(rows, Rows) else iter(rows)
