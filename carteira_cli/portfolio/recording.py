"""What an import did, and what is recorded of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.portfolio.writing import WrittenLines
from carteira_cli.sources.finding.imported import digest
from carteira_cli.sources.finding.portfolio_manifest import Export, ImportedTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from carteira_cli.portfolio.arrivals import ImportPlan
    from carteira_cli.portfolio.staging import StagedTable


@dataclass(frozen=True)
class Added:
    """What an import did to a table.

    Attributes:
        plan: its files.
        staged: those that were read.
        tally: what came out; None where nothing was to be read.
    """

    plan: ImportPlan
    staged: tuple[StagedTable, ...] = ()
    tally: WrittenLines | None = None

    def leftover(self, staged: StagedTable) -> int:
        """Lines of a changed file's former state that it does not have any more, and the portfolio still has."""
        if self.tally is None or staged.arrival.former is None:
            return 0
        overlap = self.tally.overlaps.get(staged.number, Counter())
        return max(0, self.tally.rows[staged.arrival.former.number] - overlap["kept"])


def _seen_again(exports: Sequence[Export], item: ImportPlan) -> tuple[Export, ...]:
    """The exports, with the present times of those that were found unchanged."""
    times = {(arrival.place, arrival.sha256): arrival.modified_ns for arrival in item.arrivals}
    return tuple(
        replace(export, modified_ns=times.get((export.file, export.sha256), export.modified_ns)) for export in exports
    )


def recorded_again(table: ImportedTable, item: ImportPlan, folder: Path, *, proven: bool) -> ImportedTable:
    """The record of a table that stays; its file, where its bytes are proven, may be a copy of another time."""
    modified = (folder / table.file).stat().st_mtime_ns if proven else table.modified_ns
    return replace(table, modified_ns=modified, patterns=item.patterns, exports=_seen_again(table.exports, item))


def written(added: Added, path: Path) -> ImportedTable:
    """The record of a table that was written."""
    tally = added.tally or WrittenLines()
    before = _seen_again(added.plan.base.exports, added.plan) if added.plan.base else ()
    exports = [*before, *(_export(one, tally.overlaps.get(one.number, Counter())) for one in added.staged)]
    return ImportedTable(
        path.name,
        digest(path),
        path.stat().st_size,
        path.stat().st_mtime_ns,
        sum(tally.rows.values()),
        tally.first.isoformat() if tally.first else None,
        tally.last.isoformat() if tally.last else None,
        added.plan.patterns,
        tuple(replace(export, kept=tally.rows[export.number]) for export in exports),
    )


def _export(staged: StagedTable, overlap: Counter[str]) -> Export:
    arrival, audit = staged.arrival, staged.audit
    first, last = staged.days or (None, None)
    return Export(
        number=staged.number,
        file=arrival.place,
        sha256=arrival.sha256,
        size=arrival.size,
        modified_ns=arrival.modified_ns,
        lines=audit.lines,
        valid=audit.valid,
        cancelled=audit.cancelled,
        rejected=audit.rejected,
        unreadable=sum(staged.unreadable.values()),
        rounded=audit.rounded,
        first=first.isoformat() if first else None,
        last=last.isoformat() if last else None,
        columns=staged.columns,
        repeated=overlap["repeated"],
        replaced=overlap["replaced"],
    )
