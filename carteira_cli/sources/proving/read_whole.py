"""The files of a table, and what is known of them once they were read whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.sources.proving.proof import Proven, prove, reading
from carteira_cli.sources.proving.recount import Repeated
from carteira_cli.sources.proving.sums import refuse_overflow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part


class Files:
    """The files of a table, in a fixed order: opened on a guess, and read whole once, when somebody asks for it.

    Attributes:
        table: which table.
        opened: the files, as they look at first.
        groups: what each file was named by, where that was one wildcard for several.
    """

    def __init__(
        self,
        table: CanonicalTable,
        opened: Sequence[Part],
        groups: Sequence[int] = (),
        proven: Sequence[Proven] | None = None,
        repeated: Repeated | None = None,
    ) -> None:
        """Files of which it may be known already what a reading of all their lines found."""
        self.table, self.opened, self.groups = table, tuple(opened), tuple(groups)
        self._proven = None if proven is None else tuple(proven)
        self._repeated = repeated

    @classmethod
    def of_proven(cls, table: CanonicalTable, proven: Sequence[Proven]) -> Files:
        """Files that were read whole already."""
        return cls(table, [each.part for each in proven], proven=proven)

    def rebuilt(self, proven: Sequence[Proven]) -> Files:
        """The same files, whose lines are taken otherwise; which of them count does not change."""
        return Files(self.table, [each.part for each in proven], self.groups, proven, self.repeated)

    def settle(self, proven: Proven) -> None:
        """Take what a reading for another purpose has shown of the only file."""
        self._proven = (proven,)

    @property
    def are_proven(self) -> bool:
        """Whether they were read whole already."""
        return self._proven is not None

    @property
    def proven(self) -> tuple[Proven, ...]:
        """The files read whole: what was assumed of each holds for every line.

        Raises:
            DataError: a file can't be read to its end, a convention of its values can't be told, or its amounts
                are more than can be summed.
        """
        if self._proven is None:
            found = tuple(prove(part) for part in self.opened)
            refuse_overflow((proven.part, proven.audit.size) for proven in found)
            self._proven = found
        return self._proven

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files, proven where that was done already."""
        return self.opened if self._proven is None else tuple(each.part for each in self._proven)

    @property
    def repeated(self) -> Repeated:
        """The lines of several files that count in another one of them.

        Raises:
            DataError: a file can't be read to its end.
        """
        if self._repeated is None:
            self._repeated = self._compared()
        return self._repeated

    def _compared(self) -> Repeated:
        if len(self.opened) == 1 or self.opened[0].rules.add_up:
            return Repeated()
        from carteira_cli.sources.proving.repeated import repeated  # weight: most tables are of one file

        with reading(self.opened):
            found = repeated(self.table, self.proven, self.groups or tuple(range(len(self.opened))))
        return found  # noqa: RET504 - mypy takes the context manager for one that swallows errors
