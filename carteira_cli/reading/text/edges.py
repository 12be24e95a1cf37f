"""A piece of a file, and which of its ends are there."""

from __future__ import annotations

from carteira_cli.dataclass import dataclass


@dataclass(frozen=True)
class Edges:
    """Which ends of a file a piece of it reaches; what stands at an end (totals, remarks) is looked for there alone.

    Attributes:
        first: its data begin with the first line of data of the file.
        last: it ends where the file does.
    """

    first: bool = True
    last: bool = True

    @property
    def whole(self) -> bool:
        """Whether it is the file."""
        return self.first and self.last
