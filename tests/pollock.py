"""The pollutions of the Pollock benchmark, from one table, and its ten measures; all written anew.

Vitagliano, Hameed, Jiang, Reisener, Wu and Naumann, "Pollock: A Data Loading Benchmark", VLDB 2023. One table of 84
lines and nine columns is spoilt in one way a file: 2,290 files. Expected is the table as it was before, except that an
extra quote is part of the cell it was put in, the lines of a header are joined by a space, and a table without header
starts with its first line of data. The published weights are how often each slip was met in a survey of real files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEADER = ("DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments")
THINGS = (
    "Bota de Trilha",
    "Jaqueta Leve",
    "Meia de Lã",
    "Vara de Pesca",
    "Lanterna",
    "Camisa, Manga Curta",
    'Mesa Redonda, 48"',
    "Copo d'água",
    "Sofá de Couro",
    'Bermuda, 5" de Barra',
    "Chapéu, Infantil",
    "Barraca 3 Pessoas",
)
OPENINGS = ("Esta peça", "Nosso modelo", "O melhor", "Feita para durar, esta", "Com tecido leve,", "Perfeita para")
MIDDLES = (
    "resiste à chuva e ao vento",
    "mantém você seco, quente e visível",
    "traz conforto em qualquer caminhada",
    "é leve, mas não deixa você na mão",
    "segue o desenho d'antes",
    'cabe na bagagem de 9" sem dobrar',
)
ENDINGS = ("o ano todo.", "da praia à serra, sempre.", "com garantia de dois anos.", "sem perder a forma.")


@dataclass(frozen=True)
class Cell:
    """A value and whether the source writes it in quotes."""

    value: str
    quoted: bool
    stray: bool = False  # begins with a quote that nothing escapes


@dataclass(frozen=True)
class Line:
    """Cells, the separators around them (one more than cells, the outer ones mostly empty) and the line end."""

    cells: tuple[Cell, ...]
    separators: tuple[str, ...]
    end: str


@dataclass(frozen=True)
class Pollution:
    """A spoilt file, what it should be read as, and its weight among the classes."""

    name: str
    kind: str
    content: bytes
    expected: tuple[tuple[str, ...], ...]
    weight: float
    files: int = 1  # that it stands for in a selection


@dataclass(frozen=True)
class Style:
    """How lines are written."""

    separator: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"


@dataclass(frozen=True)
class Source:
    """The table that all pollutions start from."""

    rows: tuple[tuple[Cell, ...], ...] = field(default_factory=tuple)

    @property
    def values(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(cell.value for cell in row) for row in self.rows)


def source(lines: int = 83, seed: int = 7) -> Source:
    chance = Random(seed)  # noqa: S311 - a table, not a secret
    rows = [tuple(Cell(name, quoted=False) for name in HEADER)]
    for number in range(lines):
        code = f"{chance.choice(('MG', 'RI', 'CC', 'YY', 'BH'))}-{chance.randint(1000, 9999)}"
        thing = chance.choice(THINGS)
        text = f"{chance.choice(OPENINGS)} {chance.choice(MIDDLES)}, {chance.choice(MIDDLES)} {chance.choice(ENDINGS)}"
        cells = (
            f"{number % 28 + 1:02}/{number // 28 + 1:02}/2018",
            f"{number // 4 % 24:02}:{number % 4 * 15:02}",
            str(chance.randint(0, 30)),
            code,
            f"${chance.randint(0, 99)}.{chance.randint(10, 99)}",
            thing,
            text,
            f"https://www.example.com/product/{code.replace('-', '_')}.html",
            "",
        )
        rows.append(
            tuple(
                Cell(value, quoted="," in value or '"' in value or place in (6, 7)) for place, value in enumerate(cells)
            )
        )
    return Source(tuple(rows))


def line(cells: Sequence[Cell], style: Style) -> Line:
    return Line(tuple(cells), ("", *[style.separator] * (len(cells) - 1), ""), style.end)


def write(lines: Sequence[Line], style: Style) -> bytes:
    parts: list[str] = []
    for each in lines:
        for before, cell in zip(each.separators, each.cells, strict=False):
            parts += [before, _written(cell, style)]
        parts += [each.separators[-1], each.end]
    return "".join(parts).encode()


def _written(cell: Cell, style: Style) -> str:
    if cell.stray:
        body = style.quote + cell.value[1:].replace('"', style.escape + '"')
    else:
        body = cell.value.replace('"', style.escape + '"')
    return f"{style.quote}{body}{style.quote}" if cell.quoted else body


# What the survey met each slip in, of some 3,700 files; lines and columns share the number of their class.
WEIGHTS = {
    "source": 1,
    "no_payload": 15,
    "no_trailing_newline": 184,
    "double_trailing_newline": 5,
    "no_header": 470,
    "header_multirow_2": 47,
    "header_multirow_3": 47,
    "preamble": 282,
    "multitable_same": 62.7,
    "multitable_more": 62.7,
    "multitable_less": 62.7,
    "header_only": 3,
    "one_data_row": 4,
    "record_delimiter_cr": 7,
    "record_delimiter_lf": 1691,
    "field_delimiter_tab": 4,
    "field_delimiter_semicolon": 834,
    "field_delimiter_space": 4,
    "field_delimiter_comma_space": 101,
    "quotation_apostrophe": 11,
    "escape_backslash": 1,
    "escape_none": 7,
}
LESS_OR_MORE, EXTRA_QUOTE, ROW_DELIMITER = 0.3678, 0.00926, 0.06  # a file each; the last is assumed


def pollutions(every: int = 1) -> Iterator[Pollution]:
    """All 2,290 files; or those of the whole file, of the header, and of every so many lines, with their weights."""
    table = source()
    yield from _whole_file(table)
    yield from _line_by_line(table, every)


def _whole_file(table: Source) -> Iterator[Pollution]:
    style = Style()
    values = table.values
    lines = [line(cells, style) for cells in table.rows]

    def made(kind: str, spoilt: Sequence[Line], how: Style, expected: Sequence[tuple[str, ...]]) -> Pollution:
        return Pollution(kind, kind, write(spoilt, how), tuple(expected), WEIGHTS[kind])

    yield made("source", lines, style, values)
    yield made("no_payload", [], style, ())
    yield made("no_trailing_newline", [*lines[:-1], replace(lines[-1], end="")], style, values)
    yield made("double_trailing_newline", [*lines[:-1], replace(lines[-1], end="\r\n\r\n")], style, values)
    yield made("no_header", lines[1:], style, values[1:])
    for count in (2, 3):
        names = tuple(" ".join([name] * count) for name in values[0])
        yield made(f"header_multirow_{count}", [*[lines[0]] * (count - 1), *lines], style, (names, *values[1:]))
    empty = [Cell("", quoted=False)] * len(HEADER)
    title = [Cell("PREAMBLE", quoted=False), *empty[1:]]
    yield made("preamble", [line(title, style), line(empty, style), *lines], style, values)
    for kind in ("multitable_less", "multitable_same", "multitable_more"):
        yield made(kind, [*lines, *_second(table, kind, style)], style, values)
    yield made("header_only", lines[:1], style, values[:1])
    yield made("one_data_row", lines[:2], style, values[:2])
    for kind, how in (
        ("record_delimiter_cr", Style(end="\r")),
        ("record_delimiter_lf", Style(end="\n")),
        ("field_delimiter_tab", Style(separator="\t")),
        ("field_delimiter_semicolon", Style(separator=";")),
        ("field_delimiter_space", Style(separator=" ")),
        ("field_delimiter_comma_space", Style(separator=", ")),
        ("quotation_apostrophe", Style(quote="'")),
        ("escape_backslash", Style(escape="\\")),
        ("escape_none", Style(escape="")),
    ):
        yield made(kind, [line(cells, how) for cells in table.rows], how, values)


def _second(table: Source, kind: str, style: Style) -> list[Line]:
    """The same table again, with a column fewer, as many, or one more."""
    rows = [list(cells) for cells in table.rows[:-1]]
    if kind.endswith("less"):
        rows = [cells[:-1] for cells in rows]
    elif kind.endswith("more"):
        rows = [[*cells, Cell("col1" if not number else "", quoted=False)] for number, cells in enumerate(rows)]
    return [line(cells, style) for cells in rows]


def _line_by_line(table: Source, every: int) -> Iterator[Pollution]:
    style = Style()
    values = table.values
    lines = [line(cells, style) for cells in table.rows]
    for number, spoilt in enumerate(lines):
        if number % every:
            continue

        def made(kind: str, changed: Line, place: int, weight: float, expected=values, number=number) -> Pollution:
            content = write([*lines[:number], changed, *lines[number + 1 :]], style)
            files = every if number else 1
            return Pollution(f"{kind}_{number}_{place}", kind, content, expected, weight, files)

        marks = spoilt.separators
        for place, cell in enumerate(spoilt.cells):
            more = (*marks[:place], marks[place] + style.separator, *marks[place + 1 :])
            yield made("row_more_sep", replace(spoilt, separators=more), place, LESS_OR_MORE)
            if place:
                less = (*marks[:place], "", *marks[place + 1 :])
                yield made("row_less_sep", replace(spoilt, separators=less), place, LESS_OR_MORE)
            stray = replace(cell, value='"' + cell.value, stray=True)
            changed = replace(spoilt, cells=(*spoilt.cells[:place], stray, *spoilt.cells[place + 1 :]))
            expected = (*values[:number], tuple(each.value for each in changed.cells), *values[number + 1 :])
            yield made("row_extra_quote", changed, place, EXTRA_QUOTE, expected)
        spaces = tuple(mark and " " for mark in marks)
        yield made("row_field_delimiter", replace(spoilt, separators=spaces), 0, ROW_DELIMITER)


def measures(expected: Sequence[Sequence[str]], loaded: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Precision, recall and F1 of the header, the records and the cells of a file that was read."""
    if not expected:
        return (1.0,) * 9
    return (
        *_overlap(Counter(expected[0]), Counter(loaded[0] if loaded else ())),
        *_overlap(Counter(map("".join, expected[1:])), Counter(map("".join, loaded[1:]))),
        *_overlap(Counter(cell for row in expected for cell in row), Counter(cell for row in loaded for cell in row)),
    )


def _overlap(expected: Counter[str], loaded: Counter[str]) -> tuple[float, float, float]:
    if not expected:
        return 1.0, 1.0, 1.0
    common = (expected & loaded).total()
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / expected.total(), common / loaded.total()
    return precision, recall, 2 * precision * recall / (precision + recall)
