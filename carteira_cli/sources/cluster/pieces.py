"""Inside an executor: the lines of a split of a text become exact lines, and what was found of them is told."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.quoted import cells_are_hidden, hide_cells
from carteira_cli.reading.hidden import MARK
from carteira_cli.reading.text.edges import Edges
from carteira_cli.sources.cluster.found import EXAMPLES, PieceTold, line_rows, told_row
from carteira_cli.sources.cluster.recipe import has_other_headers, lines_of, reader_of
from carteira_cli.sources.meaning.titled import meaning_of
from carteira_cli.sources.part import CANCELLED
from carteira_cli.sources.proving.audit import VOIDED, bad_of, facts_of, totals_of
from carteira_cli.sources.proving.proof import NAMES, questions_of, wanted_of
from carteira_cli.sources.proving.rejected_lines import sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from carteira_cli.sources.cluster.recipe import PieceLines, PieceReader, TextRecipe
    from carteira_cli.sources.part import Part

# Signs that a file can't be read in pieces, or not as it stands.
QUOTES, HEADER, HEADER_INSIDE, TITLE, TAIL, UNSOUND, SHORT, OTHER_TABLE = (
    *("aspas", "cabecalho", "cabecalho_dentro", "titulo", "fim", "quebrada", "curta", "outra_tabela"),
)
PIECE = 1 << 24  # bytes of a piece: what is read of it is held at once, some ten times as much
HELD = 64  # lines at the end of a file that are looked at for totals
_LOOKED = 2_000  # rejected lines of a piece that are looked at for titles and names
_SPLIT = ("arquivo", "lugar", "inicio", "fim")


def reading_pieces(
    recipes: Mapping[int, bytes], columns: Mapping[str, pl.DataType], *, hides: bool, size: int = PIECE
) -> Any:  # noqa: ANN401 - a function of Spark's own kind
    """What `mapInArrow` runs: batches of lines of splits → exact lines, and what is told of each piece.

    Args:
        recipes: file → how it is read, pickled.
        columns: of the lines.
        hides: whether no cell may be quoted.
        size: of a piece, in bytes.
    """

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if hides and not cells_are_hidden():
            hide_cells()
        for piece in _pieces(batches, size):
            yield from _read(piece, reader_of(recipes[piece.file]), columns)

    return read


class _Piece:
    """Lines of one split, as they come."""

    def __init__(self, split: tuple[int, int, int, bool], at: int, texts: list[pa.Array]) -> None:
        self.file, self.place, self.start, self.ends = self.split = split
        self.at = at
        self.texts = texts
        self.last = False

    @property
    def size(self) -> int:
        """Bytes of the lines."""
        return sum(text.nbytes for text in self.texts)


def _pieces(batches: Iterable[pa.RecordBatch], size: int) -> Iterator[_Piece]:
    """Lines in pieces, each of one split of one file, in the order of the split.

    None is small but where its split is: what ends a file is looked for in the last lines of one piece.
    """
    held: _Piece | None = None
    for batch in batches:
        for split, text in _runs(batch):
            if held is not None and held.split != split:
                held.last = held.ends
                yield held
                held = None
            held = held or _Piece(split, 0, [])
            held.texts.append(text)
            if held.size >= 2 * size and len(held.texts) > 1:
                held, full = _cut(held, size)
                yield full
    if held is not None:
        held.last = held.ends
        yield held


def _runs(batch: pa.RecordBatch) -> Iterator[tuple[tuple[int, int, int, bool], pa.Array]]:
    """The lines of each split in a batch."""
    if not batch.num_rows:
        return
    keys = pl.DataFrame(batch.select(_SPLIT)).with_row_index("at")
    for *split, at, count in keys.group_by(*_SPLIT, maintain_order=True).agg(pl.col("at").min(), pl.len()).iter_rows():
        file, place, start, ends = split
        yield (file, place, start, ends), batch.column("linha").slice(at, count)


def _cut(held: _Piece, size: int) -> tuple[_Piece, _Piece]:
    """What is left of a piece, and its beginning as one of the size."""
    taken, count = held.texts[0].nbytes, 1
    while taken < size and count < len(held.texts) - 1:
        taken += held.texts[count].nbytes
        count += 1
    rest = _Piece(held.split, held.at + 1, held.texts[count:])
    held.texts = held.texts[:count]
    return rest, held


def _read(piece: _Piece, reader: PieceReader, columns: Mapping[str, pl.DataType]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    recipe = reader.recipe
    edges = Edges(first=piece.start == 0 and piece.at == 0, last=piece.last)
    texts = pa.concat_arrays(piece.texts)
    signs: set[str] = set()
    above = recipe.plan.data_line - 1 if edges.first else 0
    if above and not _same_head(texts.slice(0, above).to_pylist(), recipe.head):
        signs.add(HEADER)
    texts = texts.slice(above)
    if _odd_quotes(texts, recipe.plan.marks.quote):
        signs.add(QUOTES)
    if edges.last and not edges.first and recipe.mended and len(texts) < HELD:
        signs.add(TAIL)
    told = PieceTold(piece.file, piece.place, piece.start, piece.at, len(texts), {}, {}, (), (), frozenset(signs))
    data = _joined(texts)
    found = None if signs else lines_of(recipe, data, edges)
    if found is None:
        signs |= set() if signs else {UNSOUND}
        yield from told_row(columns, piece.file, replace(told, signs=frozenset(signs)))
        return
    yield from _looked_at(reader, found, told, data, columns)


def _looked_at(
    reader: PieceReader, found: PieceLines, told: PieceTold, data: bytes, columns: Mapping[str, pl.DataType]
) -> Iterator[pa.RecordBatch]:
    part = reader.part(found)
    asked = questions_of(part)
    facts = facts_of(part, asked, part.columns).collect()
    row = totals_of(part, asked, facts.lazy())
    bad = facts.select(bad_of(part)).to_series()
    signs = _signs(reader.recipe, part, found, bad)
    if (reader.recipe.mended or bad.any() or row.get(NAMES)) and reader.recipe.rules.told.hints.header != 0:
        inside = has_other_headers(reader.recipe, data, wanted_of(part.table, reader.recipe.rules).fits)
        signs |= {HEADER_INSIDE} if inside else set()
    kept = facts.filter(~bad)
    if CANCELLED not in part.columns:  # only sales keep their void lines, flagged
        kept = kept.filter(~pl.col(VOIDED))
    told = replace(
        told,
        row=row,
        words={name: known.texts for name, known in part.matched.words.items()},
        notes=found.notes,
        rejects=tuple(sample(part, EXAMPLES)) if bad.any() else (),
        signs=signs,
    )
    yield from told_row(columns, told.file, told)
    yield from line_rows(columns, told.file, kept.select(*part.columns))


def _same_head(lines: Sequence[bytes], head: bytes) -> bool:
    """Whether a file begins as the one that was looked at; the mark of its encoding apart, which Spark leaves out."""
    own = b"".join(line + b"\n" for line in lines)
    return own.removeprefix(codecs.BOM_UTF8) == head.removeprefix(codecs.BOM_UTF8)


def _odd_quotes(texts: pa.Array, quote: str) -> bool:
    """Whether some line opens a cell that it does not close: what follows may stand in another split."""
    import pyarrow.compute as pc

    if not quote or not len(texts):
        return False
    counts = pc.count_substring(texts, quote.encode())
    return bool(pc.any(pc.equal(pc.bit_wise_and(counts, 1), 1)).as_py())


def _joined(texts: pa.Array) -> bytes:
    """The lines as they stood in the file."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(texts):
        return b""
    wide = texts.cast(pa.large_binary())
    every = pa.LargeListArray.from_arrays(pa.array([0, len(wide)], pa.int64()), wide)
    joined: bytes = pc.binary_join(every, pa.scalar(b"\n", pa.large_binary()))[0].as_py()
    return joined + b"\n"


def _signs(recipe: TextRecipe, part: Part, found: PieceLines, bad: pl.Series) -> frozenset[str]:
    """What the lines that were not taken for sales say of the file."""
    signs = {OTHER_TABLE} if any(note.kind == "outra_tabela" for note in found.notes) else set()
    signs |= {SHORT} if found.short else set()
    if bad.any():
        odd = found.frame.filter(bad)
        titles = _single(odd, part.raw.header, recipe.plan.marks.separator)
        signs |= {TITLE} if any(meaning_of(text) is not None for text in titles) else set()
    return frozenset(signs)


def _single(odd: pl.DataFrame, names: Sequence[str], separator: str) -> Iterator[str]:
    """What stands alone in a line, each once."""
    if MARK in odd.columns:  # the text of a line whose cells could not be told apart
        marks = odd[MARK].drop_nulls().str.split("\x1f").list.last().unique(maintain_order=True)
        yield from (text for line in marks.to_list() if (text := line.strip(f" \t\"'{separator}")))
    texts = odd.select(pl.col(names).fill_null(""))
    filled = pl.sum_horizontal((pl.col(name) != "").cast(pl.Int32) for name in names)
    alone = texts.filter(filled == 1).select(pl.concat_str(names)).to_series()
    yield from alone.unique(maintain_order=True).head(_LOOKED).to_list()
