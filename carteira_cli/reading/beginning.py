"""The first lines of a file, read once: most looks at a text are at these, and each would parse them again."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.batches import in_batches

if TYPE_CHECKING:
    from collections.abc import Callable

    Source = Callable[[str | None, int | None], pl.LazyFrame]

LINES = 20_000  # as many as the first look at dates and amounts asks for, which looks farthest
NUMBER = "\x00número"  # of a line, as `RawFile.scan` numbers them; no name in a header begins with a NUL


class Beginning:
    """The lines of a file, of which the first are held.

    Args:
        read: the lines, of which at least so many are wanted (None: all), under numbers first if a name is given.
        held: the first `LINES` of them with `NUMBER`, where they are known.
    """

    def __init__(self, read: Source, held: pl.DataFrame | None = None) -> None:
        self._read = read
        self._held = held

    @cached_property
    def frame(self) -> pl.DataFrame | None:
        """The first lines with `NUMBER`; None where they can't be read, as only who reads them all finds out why."""
        if self._held is not None:
            return self._held
        try:
            found = self._read(NUMBER, LINES).head(LINES).collect()
            # So few may be all there are; or blank ones, which are none, stood among the first.
            return found if found.height == LINES else self._read(NUMBER, None).head(LINES).collect()
        except pl.exceptions.PolarsError:
            return None

    def lines(self, index: str | None, count: int | None) -> pl.LazyFrame:
        """The same as `read`, out of what is held where that is enough."""
        frame = self.frame if count is not None and count <= LINES else self._looked
        if frame is None or (frame.height >= LINES and (count is None or count > LINES)):
            return self._read(index, count)
        return (frame.drop(NUMBER) if index is None else frame.rename({NUMBER: index})).lazy()

    @property
    def _looked(self) -> pl.DataFrame | None:
        """What is held already: to read all lines is no reason to hold the first."""
        return self.__dict__.get("frame", self._held)

    def scan(self, schema: pl.Schema) -> Callable[[str | None], pl.LazyFrame]:
        """What a `RawFile` scans."""

        def scan(index: str | None) -> pl.LazyFrame:
            own = schema if index is None else pl.Schema({index: pl.Int64(), **schema})
            return in_batches(partial(self.lines, index), own)

        return scan
