"""How a text is read, so that any process of a cluster reads any piece of it as the driver would.

What the first lines of a file decide (marks, names, which column is which, what its amounts are of) is not sent as
expressions, which no process could learn from: the first lines themselves are, and whoever reads a piece decides the
same by them. Then the lines of the piece take their place.
"""

from __future__ import annotations

import tempfile
import zlib
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.delimited import short_lines, understood
from carteira_cli.reading.hidden import LINE, MARK
from carteira_cli.reading.raw import RawFile
from carteira_cli.reading.text import as_it_stands, is_sound, normalise, transcode
from carteira_cli.reading.text.edges import Edges
from carteira_cli.reading.text.sections import find_sections, serving
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.sources.proving.opening import build_part
from carteira_cli.sources.proving.proof import part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.text import TextPlan
    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules


class UnsoundError(Exception):
    """The first lines of a text can't be read as they stand."""


@dataclass(frozen=True)
class TextRecipe:
    """How a text is read.

    Attributes:
        name: what people know the file by.
        table: name of the canonical table.
        rules: how its cells are read.
        plan: how its text is cut, from a look at the file.
        head: the lines above its data, as bytes.
        first: its first lines of data, compressed.
        complete: whether these are all there are.
        mended: whether lines are read one by one where they break the rules; else they are read as they stand.
        assumed: what is taken to be true of all of it; None: what the first lines suggest.
    """

    name: str
    table: str
    rules: Rules
    plan: TextPlan
    head: bytes
    first: bytes
    complete: bool
    mended: bool
    assumed: Assumed | None = None


@dataclass(frozen=True)
class PieceLines:
    """Lines of a piece of a text.

    Attributes:
        frame: text columns, and the hidden ones of what was mended; the lines of a file made of the head and the piece.
        numbers: where each line is in that file, from 1.
        notes: what was left out or mended, what stands above the data apart.
        short: how many lines have too few cells, of a piece that is read as it stands.
    """

    frame: pl.DataFrame
    numbers: pl.Series
    notes: tuple[Note, ...] = ()
    short: int = 0


class _Place:
    """Where a part takes its lines from: filled anew for each piece."""

    def __init__(self, lines: PieceLines) -> None:
        self.lines = lines

    def scan(self, index: str | None) -> pl.LazyFrame:
        found = self.lines
        return (found.frame if index is None else found.frame.with_columns(found.numbers.alias(index))).lazy()


class PieceReader:
    """Reads pieces of a text by a recipe."""

    def __init__(self, recipe: TextRecipe) -> None:
        """By its first lines.

        Raises:
            DataError: they can't be what is wanted.
            UnsoundError: they can't be read as they stand.
        """
        self.recipe = recipe
        lines = lines_of(recipe, zlib.decompress(recipe.first), Edges(last=recipe.complete))
        if lines is None:
            raise UnsoundError(recipe.name)
        self._place = _Place(lines)
        plan = recipe.plan
        names = (*plan.names, LINE, MARK) if recipe.mended else plan.names
        raw = RawFile(
            recipe.name,
            Path(recipe.name),
            pl.Schema(dict.fromkeys(names, pl.String())),
            self._place.scan,
            "text",
            understood=understood(plan),
            left_out=plan.notes,
            inner_headers=None if recipe.mended or recipe.rules.told.hints.header == 0 else _no_other,
        )
        part = part_of(TABLES[recipe.table], raw, recipe.rules)
        self.first = part if recipe.assumed is None else _rebuilt(part, recipe.assumed)
        self.sample = self._place.lines

    def part(self, lines: PieceLines) -> Part:
        """The lines of a piece as a file."""
        self._place.lines = lines
        # A file remembers its lines once it was asked for them.
        return _rebuilt(replace(self.first, source=replace(self.first.source)), self.first.assumed)


def _rebuilt(part: Part, assumed: Assumed) -> Part:
    return build_part(part.table, part.source, part.matched, part.rules, assumed)


def _no_other() -> None:
    """What a piece says of headers further down is for the driver to judge."""


@lru_cache(maxsize=8)
def reader_of(recipe: bytes) -> PieceReader:
    """The reader of a pickled recipe; a process that reads many pieces makes it once."""
    import pickle

    return PieceReader(pickle.loads(recipe))  # noqa: S301 - made by the driver of this very run


def lines_of(recipe: TextRecipe, data: bytes, edges: Edges) -> PieceLines | None:
    """The lines of some whole lines of data; None where these can't be read as they stand.

    Args:
        recipe: how.
        data: bytes under the header.
        edges: which ends of the file they reach.
    """
    with tempfile.TemporaryDirectory(prefix="carteira-") as folder:
        path = Path(folder, "pedaco.csv")
        path.write_bytes(recipe.head + data)
        size = len(recipe.head) + len(data)
        plan = replace(recipe.plan, end=size, size=size)
        return _mended(path, plan, edges) if recipe.mended else _as_it_stands(path, plan)


def has_other_headers(recipe: TextRecipe, data: bytes, fits: Callable[[Sequence[str]], float]) -> bool:
    """Whether some lines of data hold names of columns, those of the header itself again among them.

    Args:
        recipe: how the text is read.
        data: whole lines under the header.
        fits: how well a list of names serves.
    """
    with tempfile.TemporaryDirectory(prefix="carteira-") as folder:
        path = Path(folder, "pedaco.csv")
        path.write_bytes(recipe.head + data)
        size = len(recipe.head) + len(data)
        sections = find_sections(path, replace(recipe.plan, end=size, size=size), fits)
    useful = serving(sections)
    return bool(useful) and (len(sections) > 1 or bool(useful[0].again) or useful[0].header != recipe.plan.header_line)


def _as_it_stands(path: Path, plan: TextPlan) -> PieceLines | None:
    notes: tuple[Note, ...] = ()
    if not plan.utf8:
        copy = path.with_suffix(".utf8")
        done = transcode(path, plan, copy)
        path, plan, notes = copy, done.plan, done.notes
    if not is_sound(path, plan):
        return None
    try:
        frame = pl.read_csv(
            BytesIO(path.read_bytes()),
            separator=plan.marks.separator,
            quote_char=plan.marks.quote or None,
            has_header=False,
            skip_lines=plan.data_line - 1,
            schema=dict.fromkeys(plan.names, pl.String()),
            infer_schema=False,
        )
    except pl.exceptions.NoDataError:
        frame = pl.DataFrame(schema=dict.fromkeys(plan.names, pl.String()))
    except pl.exceptions.PolarsError:
        return None
    numbers = pl.int_range(plan.data_line, plan.data_line + frame.height, dtype=pl.Int64, eager=True)
    ends_empty = frame.height > 0 and frame[plan.names[-1]].is_in([None, ""], nulls_equal=True).any()
    return PieceLines(frame, numbers, notes, short_lines(path, plan) if ends_empty else 0)


def _mended(path: Path, plan: TextPlan, edges: Edges) -> PieceLines:
    target = path.with_suffix(".limpo")
    copied = as_it_stands(plan)
    done = normalise(path, plan, target, copied=copied, edges=edges)
    names = (*plan.names, LINE, MARK)
    separator, quote = (plan.marks.separator, plan.marks.quote) if copied else (",", '"')
    try:
        frame = pl.read_csv(
            BytesIO(target.read_bytes()),
            separator=separator,
            quote_char=quote,
            has_header=False,
            schema=dict.fromkeys(names, pl.String()),
            infer_schema=False,
        )
    except pl.exceptions.NoDataError:
        frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String()))
    above = {note.kind: note.count for note in plan.notes}
    notes = [replace(note, count=note.count - above.get(note.kind, 0)) for note in done.notes]
    return PieceLines(frame, frame[LINE].cast(pl.Int64), tuple(note for note in notes if note.count > 0))
