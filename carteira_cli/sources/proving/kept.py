"""The typed lines of a file, kept from the reading that proved them: no later question parses the file again."""

from __future__ import annotations

import errno
import json
from dataclasses import field, replace
from shutil import copyfile
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.polars import collect
from carteira_cli.errors import OutputError
from carteira_cli.reading.cache import entry
from carteira_cli.reading.inputs.workspace import discard, scratch
from carteira_cli.reading.progress import counted
from carteira_cli.sources.part import CANCELLED
from carteira_cli.sources.proving.audit import VOIDED, audit_of, bad_of, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from carteira_cli.reading.cache import CacheEntry
    from carteira_cli.sources.assumed import Questions
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.audit import Audit

    Aside = Callable[[Part], Mapping[str, pl.Expr]]
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
BUDGET = 1 << 28  # bytes of a text up to which its lines are kept in memory; those of a larger one, in a scratch file
GROUP = 1 << 16  # lines of what is put aside that are written at once


@dataclass(frozen=True)
class Held:
    """What a reading found of every line of a file.

    Attributes:
        part: the file, by what was assumed of it.
        facts: as of `facts_of`, with the canonical columns where they are kept, or what was to be put aside.
        path: the scratch file that they are in; None: they are in memory, or in none.
        kept: whether the canonical columns are among them.
    """

    part: Part
    facts: pl.LazyFrame = field(repr=False)
    path: Path | None = None
    kept: bool = True

    def audit(self, asked: Questions) -> tuple[Audit, dict[str, Any]]:
        """The account, and the counts asked for."""
        return audit_of(self.part, asked, self.facts)

    @property
    def lines(self) -> pl.LazyFrame | None:
        """The lines that were not rejected, as `Part.lines` has them; None where they were not kept."""
        if not self.kept:
            return None
        lines = self.facts.filter(~bad_of(self.part))
        if CANCELLED not in self.part.columns:  # only sales keep their void lines, flagged
            lines = lines.filter(~pl.col(VOIDED))
        return lines.select(*self.part.columns)

    def discard(self) -> None:
        """Give up its scratch file."""
        if self.path is not None:
            discard(self.path)


def look(part: Part, asked: Questions, turn: int, aside: Aside | None = None) -> Held:
    """Read every line of a file, and keep it with its values where to read it again would mean to parse it.

    What an earlier run kept serves as well: the same file by the same rules is looked at in the same turns.
    Or have something else of every line put aside, rejected ones too, and nothing kept.

    Args:
        part: the file.
        asked: what is to be told of each line.
        turn: how many times its lines were looked at before, on other assumptions.
        aside: from a file to columns by name, of the raw ones and `NUMBER`; its lines are in a scratch file with these
            and the facts, whatever kind of file it is.

    Raises:
        PolarsError: the engine can't read the file.
        DataError: no scratch file can be written.
        OutputError: there is no room for what is put aside.
    """
    if aside is not None:
        return _put_aside(part, asked, aside)
    if not part.raw.is_text:
        return Held(part, facts_of(part, asked), kept=False)
    shape = sorted({*part.raw.schema, *part.columns, *asked.codes})
    # Commands that use the same columns of the file share what is kept, whatever else they would have used.
    used = None if part.rules.optional is None else frozenset(part.originals)
    rules = replace(part.rules, optional=used)
    place, words = (
        entry(part.raw.origin or part.raw.path, what, part.table.name, rules, turn, shape)
        for what in ("linhas", "palavras")
    )
    if place is not None and words is not None and (path := _taken(part, place, words)) is not None:
        return Held(part, pl.scan_ipc(path, glob=False), path)
    facts = _counted(facts_of(part, asked, part.columns), part)
    if part.raw.size <= BUDGET:
        frame = collect(facts)
        if place is not None and words is not None:
            _put_words(part, words)
            place.put(lambda target: frame.write_ipc(target, compression="lz4"))
        return Held(part, frame.lazy())
    path = scratch(".arrow")
    try:
        facts.sink_ipc(path, engine="streaming", compression="lz4")
    except (OSError, pl.exceptions.PolarsError) as error:
        discard(path)
        if not _is_full(error):
            raise
        return Held(part, facts_of(part, asked), kept=False)  # it is the disk's fault, and the file can be read again
    if place is not None and words is not None:
        _put_words(part, words)
        place.put(lambda target: copyfile(path, target))
    return Held(part, pl.scan_ipc(path, glob=False), path)


def _taken(part: Part, place: CacheEntry, words: CacheEntry) -> Path | None:
    """The lines that an earlier run kept; the words that it came upon are learnt, as if the lines had been read."""
    told, path = words.take(), place.take()
    if told is None or path is None:
        return None
    for column, texts in json.loads(told.read_text(encoding="utf-8")).items():
        part.matched.words[column].learn(texts)
    return path


def _put_words(part: Part, words: CacheEntry) -> None:
    """Keep what the columns of words were seen to say while the lines were read."""
    told = json.dumps({column: known.texts for column, known in part.matched.words.items()})
    words.put(lambda target: target.write_text(told, encoding="utf-8"))


def _put_aside(part: Part, asked: Questions, aside: Aside) -> Held:
    path = scratch(".parquet")
    facts = _counted(facts_of(part, asked, aside(part), numbered=True), part)
    try:
        # Small groups: the engine holds one of each column until it is full.
        facts.sink_parquet(path, engine="streaming", compression="lz4", statistics=False, row_group_size=GROUP)
    except (OSError, pl.exceptions.PolarsError) as error:
        discard(path)
        if not _is_full(error):
            raise
        raise OutputError(
            "não há espaço na pasta temporária para conferir as linhas",
            "libere espaço, ou indique outra pasta na variável TMPDIR",
        ) from error
    return Held(part, pl.scan_parquet(path, glob=False), path, kept=False)


def _counted(facts: pl.LazyFrame, part: Part) -> pl.LazyFrame:
    return counted(facts, part.raw.name, part.raw.path, part.raw.size)


def _is_full(error: Exception) -> bool:
    """Whether there was no room for a scratch file, as the system says or the engine repeats it."""
    return any(getattr(error, "errno", None) == code or f"(os error {code})" in str(error) for code in _NO_ROOM)
