"""What a format is: one record, which the command line, the letter and the tests read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        name: as it is typed.
        place: where it stands in lists of formats; of two the smaller is first.
        render: a report as the bytes of a file.
        suffixes: of its files, the usual one first; none: it is asked for by name alone.
        under: the same under the options that it has of its own; None: it has none.
        machines: whether programs read it: raw numbers, every row. Other formats show some rows, and say how many more.
        one_table: whether it carries the main table alone.
        binary: whether a screen can't show it.
        verdicts: whether it is of `carteira verificar` alone.
        dated: whether it is of tables with a column of dates alone: it refuses any other.
        printed: whether another program makes it, which may not be there.
    """

    name: str
    place: int
    render: Callable[[Report], bytes]
    suffixes: tuple[str, ...] = ()
    under: Callable[[Report, Config], bytes] | None = None
    machines: bool = False
    one_table: bool = False
    binary: bool = False
    verdicts: bool = False
    dated: bool = False
    printed: bool = False

    @property
    def suffix(self) -> str:
        """What its files end in, where nobody says otherwise."""
        return self.suffixes[0] if self.suffixes else f".{self.name}"
