"""Text in which the header changes on the way: each part is read under its own header, and all become one table.

Each part is a file of its own, with its own separator and columns; the columns are brought together by name. What can't
be brought together is refused, with the line where it starts.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import field, replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.quoted import cells
from carteira_cli.reading.hidden import LINE, MARK
from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.reading.joined import SPLIT, BlockHeading, align
from carteira_cli.reading.left_out import LeftOut
from carteira_cli.reading.text import Forced, normalise, plan_text
from carteira_cli.reading.text.aligned import SEPARATOR, find_ruler, straighten
from carteira_cli.reading.text.headings import ALIGNED, cells_of, like_data
from carteira_cli.reading.text.sections import find_sections, serving
from carteira_cli.reading.text.shapes import TYPED, kind_of
from carteira_cli.reading.text.sound import WHITE
from carteira_cli.reading.text.word_lines import lines_of_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.text import TextPlan
    from carteira_cli.reading.text.sections import Section
    from carteira_cli.reading.text.shapes import ColumnShape
    from carteira_cli.reading.wanted import Sought

ABOVE = 2000  # lines above the first header that are looked at
ALIKE = 2  # lines with a day and a number and as many cells that are data, whatever is under the header
MOSTLY = 0.9  # share of a column that makes its kind


@dataclass(frozen=True)
class Glued:
    """The parts of a file as one clean CSV without header, each record with its line and mark.

    Attributes:
        text: where it is.
        names: of its columns.
        headers: lines of the headers.
        plans: how each part was read.
        notes: what was left out or changed.
    """

    text: Path
    names: tuple[str, ...]
    headers: tuple[int, ...]
    plans: tuple[TextPlan, ...]
    notes: tuple[Note, ...]


@dataclass
class _Part:
    """A section put aside; of one that does not serve only what is in it."""

    section: Section
    text: Path | None
    end: int = 0
    filled: int = 0
    data: int | None = None  # line of the first that looks like data


@dataclass
class _Split:
    """A file put aside in parts."""

    parts: list[_Part]
    above: list[tuple[int, str]] = field(default_factory=list)


def has_headers_inside(path: Path, plan: TextPlan, wanted: Sought) -> bool:
    """Whether what stands above the header of a file is more than titles, as far as a look at it tells.

    Raises:
        DataError: the file can't be read.
    """
    sections = find_sections(path, plan, wanted.fits, plan.data_line)
    own = [section for section in sections if section.header == plan.header_line]
    return len(own) != len(sections) or not own or _data_above(path, plan, own[0]) is not None


def _data_above(path: Path, plan: TextPlan, section: Section) -> int | None:
    above: list[tuple[int, str]] = []
    number = 1
    for lines in lines_of_file(path, plan):
        here = lines.head(max(0, section.header - number)).to_list()
        above += enumerate(here, number)
        number += len(lines)
        if number >= section.header or len(above) > ABOVE:
            break
    return _first_data(above, section, plan.columns)


def read_glued(path: Path, shown: str, plan: TextPlan, forced: Forced, wanted: Sought) -> Glued | None:
    """Read a file under all of its headers; None where it has but the one that the plan found.

    Args:
        path: of the file.
        shown: its name in messages.
        plan: how the file looked as one table.
        forced: what the user says about it.
        wanted: the table that is wanted of it.

    Raises:
        DataError: some part can't be read, or not beside the others.
    """
    roles, sections = wanted.roles, find_sections(path, plan, wanted.fits)
    useful = serving(sections)
    if not useful or roles is None:
        return None
    alone = len(sections) == 1 and not useful[0].again and useful[0].header == plan.header_line
    if alone and (not plan.preamble_lines or _data_above(path, plan, useful[0]) is None):
        return None
    split = _split(path, plan, sections)
    ledger = LeftOut()
    _leave_out(split, ledger, shown)
    read = []
    for part in split.parts:
        if part.text is not None:
            own = part.section.header == plan.header_line
            read.append(_read(part, part.text, forced, shown, plan.header_lines if own else None))
    _count_above(split, read[0][1], ledger, shown)
    for part, _, _, notes in read:
        for note in notes:
            line = note.line + part.section.first - 1 if note.line else 0
            ledger.count(note.kind, note.count, line, note.sample)
    headings = [BlockHeading(part.section.header, made.names) for part, made, _, _ in read]
    aligned = align(headings, roles, shown)
    frames = [
        _frame(text, made.names, part.section.first - 1, aligned.names, place)
        for (part, made, text, _), place in zip(read, aligned.places, strict=True)
        if text.stat().st_size
    ]
    target = scratch(".csv")
    if frames:
        pl.concat(frames).sink_csv(target, include_header=False)
    headers = tuple(part.section.header for part, _, _, _ in read)
    return Glued(target, aligned.names, headers, tuple(made for _, made, _, _ in read), ledger.notes())


def _frame(
    text: Path, names: Sequence[str], before: int, columns: Sequence[str], place: Mapping[str, str]
) -> pl.LazyFrame:
    schema = pl.Schema(dict.fromkeys((*names, LINE, MARK), pl.String()))
    nothing = pl.lit(None, pl.String)
    return pl.scan_csv(text, has_header=False, schema=schema, glob=False).select(
        *((pl.col(place[name]) if name in place else nothing).alias(name) for name in columns),
        pl.col(LINE).cast(pl.Int64) + before,
        MARK,
    )


def _split(path: Path, plan: TextPlan, sections: Sequence[Section]) -> _Split:
    """Write the lines of each section that serves to a file of its own."""
    parts = [_Part(one, scratch(".txt") if one.heading.serves else None) for one in sections]
    for part, after in zip(parts, sections[1:], strict=False):
        part.end = after.first
    found = _Split(parts)
    with ExitStack() as stack:
        files = {id(one): stack.enter_context(one.text.open("wb")) for one in parts if one.text is not None}
        number = 1
        for lines in lines_of_file(path, plan):
            end = number + len(lines)
            found.above += enumerate(lines.head(max(0, sections[0].first - number)).to_list(), number)
            for part in parts:
                low, high = max(number, part.section.first), min(end, part.end or end)
                if low < high:
                    _put(lines.slice(low - number, high - low), low, part, files.get(id(part)))
            number = end
    return found


def _put(lines: pl.Series, first: int, part: _Part, file: BinaryIO | None) -> None:
    if file is None:
        for number, line in enumerate(lines.to_list(), first):
            cells = cells_of(line.rstrip("\r"), part.section.heading.separator)
            part.filled += bool("".join(cells).strip(WHITE))
            if part.data is None and like_data(cells):
                part.data = number
        return
    again = {line: text for line, text in part.section.again.items() if first <= line < first + len(lines)}
    if again:
        texts = lines.to_list()
        for line, text in again.items():
            texts[line - first] = text + "\r" * texts[line - first].endswith("\r")
        lines = pl.Series("line", texts)
    # A mark belongs at the start of a file; here it may stand before any of the headers that were glued together.
    lines = lines.str.strip_prefix("\ufeff")
    file.write(lines.str.join("\n").item().encode("utf-8", errors="replace") + b"\n")


def _leave_out(split: _Split, ledger: LeftOut, shown: str) -> None:
    """Count the tables that are not the wanted one; what looks like data in them could be of the wanted one.

    Raises:
        DataError: with the line of the header.
    """
    dated = any(part.text is not None for part in split.parts)
    for part in split.parts:
        if part.text is not None:
            continue
        names = ", ".join(f'"{name}"' for name in cells(filter(None, part.section.heading.names)))
        if part.data is not None and dated:
            raise DataError(
                f"{shown}, linha {part.section.header}: começa outro cabeçalho ({names}), sem as colunas necessárias, e"
                f" a linha {part.data} parece ter dados",
                f"se for outra tabela, {SPLIT}; se for a mesma, diga em carteira.toml qual coluna é qual",
            )
        ledger.count("outra_tabela", part.filled, part.section.header, names)


def _read(
    part: _Part, text: Path, forced: Forced, shown: str, header_lines: int | None
) -> tuple[_Part, TextPlan, Path, tuple[Note, ...]]:
    """A section as clean CSV, with how it was read."""
    section = part.section
    separator = forced.separator or (section.heading.separator if section.heading.separator != ALIGNED else None)
    header = section.header - section.first + 1
    told = Forced(separator or None, forced.quote, forced.escape, "utf-8", header=header, header_lines=header_lines)
    plan = plan_text(text, told)
    ruler = find_ruler(text, plan) if separator is None else None
    if ruler is not None:
        straight = scratch(".txt")
        straighten(text, plan, ruler, straight)
        text, told = straight, replace(told, separator=SEPARATOR, quote="")
        plan = plan_text(text, told)
    if plan.header_broken:
        raise DataError(
            f"{shown}, linha {section.header}: o cabeçalho tem colunas a menos que os dados ({plan.width})",
            f"corrija a linha do cabeçalho, ou {SPLIT}",
        )
    target = scratch(".csv")
    done = normalise(text, plan, target)
    return part, plan, target, done.notes


def _count_above(split: _Split, plan: TextPlan, ledger: LeftOut, shown: str) -> None:
    """Count what stands above the first part.

    Raises:
        DataError: there are lines of data.
    """
    first = next(part for part in split.parts if part.text is not None).section
    data = _first_data(split.above, first, plan.columns)
    if data is not None:
        raise DataError(
            f"{shown}, linha {data}: há linhas de dados acima do cabeçalho, que está na linha {first.header}",
            "ponha o cabeçalho delas acima da primeira, ou separe o arquivo em dois",
        )
    for number, line in split.above:
        kind = "preambulo" if line.strip(WHITE + ";,|\ufeff") else "em_branco"
        ledger.count(kind, 1, number, line)


def _first_data(above: Sequence[tuple[int, str]], section: Section, columns: Sequence[ColumnShape]) -> int | None:
    """The first of some lines that is like those of the table: figures where it has them, or several days."""
    typed = [
        (place, column.kind())
        for place, column in enumerate(columns)
        if column.kind() in TYPED and column.kinds[column.kind()] >= MOSTLY * (column.seen - column.kinds["empty"])
    ]
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, line in above[:ABOVE]:
        cells = cells_of(line.strip("\r\ufeff"), section.heading.separator)
        if len(typed) > 1 and len(cells) == len(columns) and all(kind_of(cells[at]) == kind for at, kind in typed):
            return number
        if like_data(cells):
            alike.setdefault(tuple(map(kind_of, cells)), []).append(number)
    return min((lines[0] for lines in alike.values() if len(lines) >= ALIKE), default=None)
