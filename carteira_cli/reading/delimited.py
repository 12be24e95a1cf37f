"""Delimited text as a lazy frame of text: scanned as it stands where it is clean, rewritten where it is not."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.reading.beginning import Beginning
from carteira_cli.reading.cache import remembered
from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.reading.joined import lines_said
from carteira_cli.reading.left_out import Note
from carteira_cli.reading.raw import RawFile, Understood
from carteira_cli.reading.text import Forced, is_sound, plan_text
from carteira_cli.reading.text.aligned import SEPARATOR, find_ruler, straighten
from carteira_cli.reading.text.blocks import first_lines
from carteira_cli.reading.text.titles import find_titles
from carteira_cli.reading.text.utf8_copy import SLACK, Utf8Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from carteira_cli.reading.hints import Hints
    from carteira_cli.reading.records import Records
    from carteira_cli.reading.text import TextPlan
    from carteira_cli.reading.text.aligned import Ruler
    from carteira_cli.reading.text.titles import Block
    from carteira_cli.reading.wanted import Sought

_SEPARATORS = {"\t": "tab", ",": "vírgula", ";": "ponto e vírgula", " ": "espaço", "|": "barra |", "": "nenhum"}
_ENCODINGS = {"cp1252": "Windows-1252", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_ALIGNED = "colunas alinhadas por espaços"
_LINE_ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


def open_text(path: Path, name: str, hints: Hints, wanted: Sought) -> RawFile:
    """Open delimited text.

    A file that looks clean is left to the engine's scanner, which reads it in a stream; that it is clean
    must then be proven over all of it. Any other is first rewritten line by line, under all of its headers.

    Args:
        path: of the file.
        name: what people know it by.
        hints: what the user says about it.
        wanted: the table that is wanted of it.

    Raises:
        DataError: it can't be read, is empty, is no delimited text, or its header is broken.
    """
    with _by_its_name(path, name):
        return _open_text(path, name, hints, wanted)


@contextmanager
def _by_its_name(path: Path, name: str) -> Iterator[None]:
    """Errors name the file as people know it, not the scratch file that it was unpacked to."""
    try:
        yield
    except DataError as error:
        error.message = error.message.replace(str(path), name)
        raise


def _open_text(path: Path, name: str, hints: Hints, wanted: Sought) -> RawFile:
    forced = Forced.by(hints)
    plan = plan_text(path, forced)
    ruler = find_ruler(path, plan) if forced.separator is None else None
    if ruler is not None and (wanted.roles is None or _serving_headers(path, plan, wanted) < 2):  # noqa: PLR2004 - one
        return _aligned(path, name, hints, wanted, plan, ruler)
    one_header = hints.header == 0 or wanted.roles is None
    inner = None if one_header else partial(_glued, path, name, plan, forced, wanted)
    titled = plan.preamble_lines > plan.separator_line
    if inner is not None and (not plan.direct or (titled and _headers_inside(path, plan, wanted))):
        found = inner()
        if found is not None:
            return found
        inner = None
    if plan.header_broken:
        broken = next(note for note in plan.notes if note.kind == "cabecalho_quebrado")
        raise DataError(
            f"{name}, linha {broken.line}: o cabeçalho tem colunas a menos que os dados ({plan.width})",
            "corrija a linha do cabeçalho, ou diga qual é com --cabecalho LINHA",
        )
    if not plan.direct:
        return _rewritten(path, name, plan)
    tolerant = partial(_tolerant, path, name, plan, inner)
    if plan.utf8:
        sound = remembered(lambda: is_sound(path, plan), path, "texto", forced)
        return _scanned(partial(_text, path, plan), path, name, plan, tolerant, inner) if sound else tolerant()
    copy = Utf8Copy(path, plan)
    told = remembered(copy.told, path, "texto", forced)
    if told is None:
        return tolerant()
    plan = replace(plan, notes=(*plan.notes, *(Note(*note) for note in told)))
    return _scanned(copy.file, path, name, plan, tolerant, inner)


def _serving_headers(path: Path, plan: TextPlan, wanted: Sought) -> int:
    from carteira_cli.reading.text.sections import find_sections, serving  # weight: few texts are aligned

    return len(serving(find_sections(path, plan, wanted.fits)))


def _aligned(path: Path, name: str, hints: Hints, wanted: Sought, plan: TextPlan, ruler: Ruler) -> RawFile:
    """A text in aligned columns, read as the delimited text that it could be."""
    text = scratch(".txt")
    titles = straighten(path, plan, ruler, text)

    def as_told(found: RawFile) -> RawFile:
        how = found.understood
        facts = {**dict(how.facts), "separador": _ALIGNED, "codificação": _encoding(plan)}
        settings = (one for one in how.settings if one[0] not in ("separador", "codificacao"))
        said = (one for one in how.remarkable if not one.startswith("separador"))
        notes = (*found.left_out, Note("preambulo", titles, 1, "")) if titles else found.left_out
        how = replace(how, facts=tuple(facts.items()), settings=tuple(settings), remarkable=(_ALIGNED, *said))
        return replace(found, path=path, understood=how, left_out=notes)

    found = open_text(text, name, replace(hints, separator=SEPARATOR, quote="", encoding="utf-8"), wanted)
    again, inner = found.tolerant, found.inner_headers
    return replace(
        as_told(found),
        tolerant=(lambda: as_told(again())) if again else None,
        inner_headers=(lambda: as_told(raw) if (raw := inner()) else None) if inner else None,
    )


def _tolerant(path: Path, name: str, plan: TextPlan, inner: Callable[[], RawFile | None] | None) -> RawFile:
    found = inner() if inner is not None else None
    with _by_its_name(path, name):
        return found if found is not None else _rewritten(path, name, plan)


def _text(path: Path, plan: TextPlan, lines: int | None) -> Path | bytes:
    """A file, or what has about so many lines of its table: the engine would read a large piece of it for these."""
    return path if lines is None else first_lines(path, plan.data_line + lines + SLACK)


def _scanned(
    text: Callable[[int | None], Path | bytes],
    path: Path,
    name: str,
    plan: TextPlan,
    tolerant: Callable[[], RawFile],
    inner: Callable[[], RawFile | None] | None,
) -> RawFile:
    schema = pl.Schema(dict.fromkeys(plan.names, pl.String()))

    def lines(index: str | None, count: int | None) -> pl.LazyFrame:
        found = pl.scan_csv(
            text(count),
            separator=plan.marks.separator,
            quote_char=plan.marks.quote or None,
            has_header=False,
            skip_lines=plan.data_line - 1,
            schema=schema,
            row_index_name=index,
            row_index_offset=plan.data_line,
            glob=False,
        )
        return found if index is None else found.with_columns(pl.col(index).cast(pl.Int64))

    beginning = Beginning(lines)
    return RawFile(
        name,
        path,
        schema,
        beginning.scan(schema),
        "text",
        beginning=beginning,
        understood=understood(plan),
        left_out=plan.notes,
        short_lines=lambda: short_lines(text(None), plan),
        tolerant=tolerant,
        inner_headers=inner,
        titles=partial(find_titles, path, plan),
    )


def short_lines(text: Path | bytes, plan: TextPlan) -> int:
    """How many lines have too few cells; of a file whose lines are well formed."""
    line = pl.col("line")
    if plan.marks.quote:
        quote = plan.marks.quote
        line = line.str.replace_all(f"{quote}[^{quote}]*{quote}", "")
    few = line.str.count_matches(plan.marks.separator, literal=True) < plan.width - 1
    lines = pl.scan_lines(text, glob=False).slice(plan.data_line - 1).filter(pl.col("line") != "")
    return int(lines.select(few.sum()).collect(engine="streaming").item())


def _rewritten(path: Path, name: str, plan: TextPlan) -> RawFile:
    """The file as a clean one, broken lines marked, every record with its line in the original."""
    from carteira_cli.reading.records import Records  # weight: for what can't be scanned as it stands
    from carteira_cli.reading.text import as_it_stands, normalise  # weight: the same

    text = scratch(".csv")
    copied = as_it_stands(plan)
    done = normalise(path, plan, text, copied=copied, bare=copied)
    separator, quote = (plan.marks.separator, plan.marks.quote) if copied else (",", '"')
    read = partial(pl.scan_csv, text, separator=separator, quote_char=quote)
    titles = partial(find_titles, path, plan)
    return _clean(path, name, Records(read, plan.names, done.bare), understood(plan), done.notes, titles)


def _headers_inside(path: Path, plan: TextPlan, wanted: Sought) -> bool:
    from carteira_cli.reading.glued import has_headers_inside  # weight: most files have one header

    return has_headers_inside(path, plan, wanted)


def _glued(path: Path, name: str, plan: TextPlan, forced: Forced, wanted: Sought) -> RawFile | None:
    """The file under each of its headers; None where it has but one."""
    from carteira_cli.reading.glued import read_glued  # weight: as above
    from carteira_cli.reading.records import Records  # weight: the same

    found = read_glued(path, name, plan, forced, wanted)
    if found is None:
        return None
    first = understood(replace(found.plans[0], header_line=found.headers[0], encoding=plan.encoding))
    count = len(found.headers)
    if count > 1:
        where = f"{count} blocos, cada um sob o seu cabeçalho (linhas {lines_said(found.headers)})"
        said = tuple(one for one in first.remarkable if not one.startswith("cabeçalho"))
        first = replace(first, remarkable=(*said, where), facts=(*first.facts, ("blocos", where)))
    records = Records(partial(pl.scan_csv, found.text), found.names)
    raw = _clean(path, name, records, first, found.notes, partial(find_titles, path, plan))
    return replace(raw, blocks=count)


def _clean(
    path: Path,
    name: str,
    records: Records,
    how: Understood,
    notes: tuple[Note, ...],
    titles: Callable[[Callable[[str], bool]], tuple[list[Block], int]],
) -> RawFile:
    """A file that was rewritten."""
    beginning = Beginning(records.lines)
    return RawFile(
        name,
        path,
        records.schema,
        beginning.scan(records.schema),
        "text",
        beginning=beginning,
        understood=how,
        left_out=notes,
        titles=titles,
    )


def understood(plan: TextPlan) -> Understood:
    """How a text was understood, for people."""
    marks, codec = plan.marks, plan.encoding.codec
    encoding = _ENCODINGS.get(codec, codec)
    separator = _SEPARATORS.get(marks.separator, f'"{marks.separator}"')
    header = "nenhum" if plan.header_line is None else f"linha {plan.header_line}"
    if plan.header_lines > 1:
        header += f", em {plan.header_lines} linhas"
    quoting = f"{marks.quote} com barra" if marks.backslash else marks.quote or "nenhuma"
    facts = (
        ("tipo", "texto separado"),
        ("codificação", _encoding(plan)),
        ("separador", separator),
        ("aspas", quoting),
        ("fim de linha", _LINE_ENDS.get(marks.line_end, marks.line_end)),
        ("cabeçalho", header),
        *([("linhas inteiras entre aspas", "sim")] if plan.wrapped else []),
    )
    settings = [
        ("codificacao", codec),
        ("separador", marks.separator.replace("\t", "tab")),
        *([("aspas", "simples")] if marks.quote == "'" else []),
        ("cabecalho", "nenhum" if plan.header_line is None else str(plan.header_line)),
    ]
    if marks.backslash:
        settings.append(("escape", "barra"))
    remarkable = []
    if codec != "utf-8":
        remarkable.append(encoding)
    if marks.separator not in {",", ";"}:
        remarkable.append(f"separador {separator}")
    if plan.header_line is None:
        remarkable.append("nenhum cabeçalho")
    elif plan.header_line > 1 or plan.header_lines > 1:
        remarkable.append(f"cabeçalho na {header}")
    return Understood(facts, tuple(settings), tuple(remarkable), plan.confidence)


def _encoding(plan: TextPlan) -> str:
    """The encoding of a text, for people."""
    codec = plan.encoding.codec
    return _ENCODINGS.get(codec, codec) + (" com BOM" if plan.encoding.mark else "")
