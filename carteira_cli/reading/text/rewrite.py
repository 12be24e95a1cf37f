"""Write the table of any text file as clean CSV, in a stream, with each row's line and what was wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, why
from carteira_cli.reading.text.blocks import BLOCK, mixed_lines
from carteira_cli.reading.text.edges import Edges
from carteira_cli.reading.text.layout import SAFE
from carteira_cli.reading.text.stream import Reader

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.text.batch import Batch
    from carteira_cli.reading.text.layout import TextRow
    from carteira_cli.reading.text.plan import TextPlan

SEPARATING = "\x1f"  # between the parts of a mark
FEW = 100  # rows of a block up to which each is written between the lines that are copied
_OF_MARKS = frozenset({"separador", "aspas", "fim_de_linha", "linhas_embrulhadas"})  # among a plan's obstacles
SMALL = 1 << 20  # bytes of a block that is looked at as a whole: one odd line in it has all others looked at, too
RAW = 500  # characters of a broken line that its mark keeps


@dataclass(frozen=True)
class Normalised:
    """What was written.

    Attributes:
        columns: how many columns the table has; the file has two more, the line and the mark.
        rows: how many were written.
        marked: how many of them bear a mark.
        lines: lines of the original that were gone through: in a row, above the table, or in a note.
        empty: places of the columns at the right end with neither name nor value, from 0.
        notes: what was left out or changed, counted.
        bare: of rows that were written without their lines, one after the other: the place of the first among the
            rows, from 0, and its line in the original.
    """

    columns: int
    rows: int
    marked: int
    lines: int
    empty: tuple[int, ...]
    notes: tuple[Note, ...]
    bare: tuple[tuple[int, int], ...] = ()


def as_it_stands(plan: TextPlan) -> bool:
    """Whether the sound lines of a file need only be copied, its own marks kept: half the work of writing them anew.

    So it is where the marks are such as the engine knows, and every column has a name.
    """
    return not _OF_MARKS & {*plan.obstacles} and bool(plan.marks.quote) and not _unnamed(plan)


def normalise(
    path: Path,
    plan: TextPlan,
    target: Path,
    *,
    block: int | None = None,
    copied: bool = False,
    bare: bool = False,
    edges: Edges | None = None,
) -> Normalised:
    r"""Write the table of a text file as UTF-8 CSV without header: commas, quotes doubled, LF.

    Two columns follow those of the table: the line of the original where the row starts, from 1; and a mark, empty for
    a row that is sound or safely repaired, else `quebrada`, `duvidosa` or `curta`, the number of cells found and the
    first 500 characters of its text, with `\x1f` between the three. Memory does not grow with the file.

    Args:
        path: of the original, in any encoding.
        plan: how to read it, from `plan_text` of the same file.
        target: file to write.
        block: bytes read at a time.
        copied: whether it keeps the separator and the quotes of the original; only where `as_it_stands`.
        bare: whether sound lines need not be followed by their line and an empty mark, where that is quicker; only
            where `copied`.
        edges: which ends of the original are there, where it is a piece of a file.

    Returns:
        Counts and notes.

    Raises:
        DataError: the file can't be read, or is not in the encoding that was forced, or the target can't be written.

    Example:
        >>> import pathlib, tempfile
        >>> from carteira_cli.reading.text import plan_text
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> _ = (folder / "a.csv").write_text("data;cliente;valor\n01/02/2026;Ana;1,50\n02/02/2026;Bia\nTotal;;1,50\n")
        >>> done = normalise(folder / "a.csv", plan_text(folder / "a.csv"), folder / "b.csv")
        >>> (folder / "b.csv").read_text()
        '01/02/2026,Ana,"1,50",2,\n02/02/2026,Bia,,3,curta\x1f2\x1f02/02/2026;Bia\n'
        >>> [(note.kind, note.count) for note in done.notes]
        [('curta', 1), ('rodape', 1)]
    """
    reader = Reader(path, plan, block or (SMALL if bare else BLOCK), edges=edges or Edges(), bare=bare)
    rows, marked, runs = 0, 0, []
    unnamed = _unnamed(plan)
    try:
        with target.open("wb") as file:
            for batch in reader.batches():
                if batch.bare is not None:
                    text = batch.bare.text
                    file.write(text.replace(b"\r\n", b"\n") if b"\r" in text else text)
                    runs.append((rows, batch.bare.first))
                    rows += batch.bare.number
                    continue
                if copied and len(batch.slow) <= FEW:
                    written, marks = _copied(batch, file), sum(_mark(row) is not None for row in batch.slow)
                else:
                    frame, marks = _frame(batch, plan)
                    unnamed = [place for place in unnamed if frame[f"c{place}"].null_count() == frame.height]
                    frame.write_csv(file, **_dialect(plan, copied=copied))
                    written = frame.height
                rows, marked = rows + written, marked + marks
    except OSError as error:
        raise DataError(f"{target}: não pôde ser gravado ({why(error)})", "confira o espaço e a permissão") from error
    while unnamed and unnamed[-1] != plan.width - 1:
        unnamed.pop()
    empty = [place for at, place in enumerate(unnamed) if place == plan.width - len(unnamed) + at]
    if empty:
        names = plan.marks.separator.join(plan.parts[0])
        reader.ledger.count("coluna_vazia", len(empty), plan.header_line or 1, names)
    _note_the_text(reader)
    return Normalised(plan.width, rows, marked, reader.lines, tuple(empty), reader.ledger.notes(), tuple(runs))


def _unnamed(plan: TextPlan) -> list[int]:
    if not plan.header_lines:
        return []
    return [place for place in range(1, plan.width) if not any(part[place].strip() for part in plan.parts)]


def _frame(batch: Batch, plan: TextPlan) -> tuple[pl.DataFrame, int]:
    """The rows of a batch in the order of the file, and how many bear a mark."""
    names = [f"c{place}" for place in range(plan.width)]
    frame = batch.sound.select(*names, "line", pl.lit(None, pl.String).alias("mark"))
    if not batch.slow:
        return frame, 0
    slow = _slow(batch)
    marks = slow.height - slow["mark"].null_count()
    return pl.concat([frame, slow]).sort("line", maintain_order=True), marks


def _copied(batch: Batch, file: BinaryIO) -> int:
    """Write the sound lines of a batch as they stand, the few others between them; returns how many there are."""
    separator = batch.plan.marks.separator
    ends = pl.format(f"{separator}{{}}{separator}", pl.lit(batch.numbers))
    lines = pl.select(pl.concat_str(pl.lit(batch.lines), ends)).to_series()
    slow, done = _slow(batch).sort("line", maintain_order=True), 0
    for at, place in enumerate(batch.numbers.search_sorted(slow["line"]).to_list()):
        _write(lines.slice(done, place - done), file)
        slow.slice(at, 1).write_csv(file, **_dialect(batch.plan, copied=True))
        done = place
    _write(lines.slice(done), file)
    return len(lines) + slow.height


def _write(lines: pl.Series, file: BinaryIO) -> None:
    if len(lines):
        file.write(lines.str.join("\n").item().encode() + b"\n")


def _slow(batch: Batch) -> pl.DataFrame:
    """The rows that were looked at one by one, with their lines and marks."""
    rows = [(*[cell or None for cell in row.cells], row.line, _mark(row)) for row in batch.slow]
    cells = {f"c{place}": pl.String for place in range(batch.plan.width)}
    return pl.DataFrame(rows, schema={**cells, "line": pl.Int64, "mark": pl.String}, orient="row")


def _mark(row: TextRow) -> str | None:
    return None if row.kind in ("", SAFE) else SEPARATING.join((row.kind, str(row.found), row.raw[:RAW]))


def _dialect(plan: TextPlan, *, copied: bool) -> dict[str, Any]:
    """How a row is written."""
    marks = {"separator": plan.marks.separator, "quote_char": plan.marks.quote} if copied else {}
    return {"include_header": False, **marks}


def _note_the_text(reader: Reader) -> None:
    tally, ledger = reader.tally, reader.ledger
    plan = reader.plan
    ledger.count("codificacao_mista", mixed_lines(reader.path, plan.encoding, plan.end, tally), 0, "")
    ledger.count("bytes_invalidos", tally.replaced, 0, "")
