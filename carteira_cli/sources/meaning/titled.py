"""Lines under a title that says what they are: returns, cancelled sales, quotes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.names import fold
from carteira_cli.quoted import cell
from carteira_cli.reading.hidden import TITLE, VOID
from carteira_cli.sources.assumed import Says, Titled
from carteira_cli.sources.matching.status_words import Status, may_be_no_sales, names_a_return, status_of, tokens_of
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.part import Part

_NUMBER = "\x00numero"
_AND = re.compile(r"\s+(?:e|ou|and|or)\s+|[/,;+&]")
_BUT = re.compile(
    r"\b(?:exc\w+|sem|menos|liquid\w+|inclu\w+|deduz\w+|descont\w+|salvo|fora|com|net|without|with|todos|todas|all)\b"
)
_UNDONE = frozenset({Status.VOID, Status.RETURNED, Status.MOVEMENT})


def titled(part: Part) -> tuple[Titled, ...]:
    """The blocks of a file whose title says that they are no sales; a reading of its text.

    A title above all of the lines is only told: the file was given as one of sales.
    """
    if part.source.titles is None:
        return ()
    blocks, lines = part.source.titles(lambda title: meaning_of(title) is not None)
    found = []
    for block in blocks:
        meant = [(line, text, says) for line, text in block.titles if (says := meaning_of(text)) is not None]
        if not meant:
            continue
        line, text, says = meant[0]
        if block.before == 0 and says == "doubt":
            continue
        found.append(Titled(line, text, block.first, block.end, "doubt" if block.data == lines else says))
    return tuple(found)


def meaning_of(title: str) -> Says | None:
    """What a title says of the lines under it; None where they are sales, as far as it tells.

    Example:
        >>> [meaning_of(text) for text in ("DEVOLUÇÕES", "Notas canceladas", "Vendas e devoluções", "Filial Norte")]
        ['back', 'void', 'doubt', None]
    """
    text = fold(title)
    parts = [part for part in _AND.split(text) if tokens_of(part)]
    found = {status_of(part) for part in parts} - {Status.UNKNOWN}
    if not found & _UNDONE:
        return "doubt" if may_be_no_sales(text) else None
    if Status.GOOD in found or _BUT.search(_denied(text)):
        return "doubt"
    returns = [part for part in parts if status_of(part) in {Status.RETURNED, Status.MOVEMENT}]
    if Status.VOID in found:
        return "doubt" if returns else "void"
    return "back" if any(map(names_a_return, returns)) else "void"


def _denied(text: str) -> str:
    """The title without what it says in brackets that the lines lack."""
    return re.sub(r"\((?:nao|sem)\b[^)]*\)", "", text)


def under_titles(raw: RawFile, found: Sequence[Titled]) -> RawFile:
    """The file with the hidden columns that say under which title a line stands, and which do not count for it."""
    schema = pl.Schema({**raw.schema, TITLE: pl.Int32(), VOID: pl.String()})
    known = [pl.col(VOID)] if VOID in raw.schema else []

    def scan(index: str | None) -> pl.LazyFrame:
        line = pl.col(index or _NUMBER)
        under = [line.is_between(one.first, one.end, closed="left") for one in found]
        void = [
            pl.when(here).then(pl.lit(f'sob o título "{cell(one.text)}"'))
            for one, here in zip(found, under, strict=True)
            if one.says == "void"
        ]
        places = [pl.when(here).then(pl.lit(place, dtype=pl.Int32)) for place, here in enumerate(under)]
        none = pl.lit(None, dtype=pl.String)
        lines = raw.scan(index or _NUMBER).with_columns(
            pl.coalesce(*places).alias(TITLE), pl.coalesce(*known, *void, none).alias(VOID)
        )
        return lines if index is not None else lines.drop(_NUMBER)

    return replace(raw, scan=scan, schema=schema)


def back_by_title(found: Sequence[Titled]) -> dict[str, pl.Expr]:
    """In words, which title says that the money of a line was given back → whether it does, never null."""
    return {
        f'pelo título "{cell(one.text)}", na linha {one.line} (se forem vendas, separe-as em outro arquivo)': (
            pl.col(TITLE) == place
        ).fill_null(value=False)
        for place, one in enumerate(found)
        if one.says == "back"
    }


def title_warnings(part: Part) -> Iterator[str]:
    """What was left out for its title, and what may have to be; a reading, where there is such."""
    found = part.assumed.titled or ()
    if not any(one.says != "back" for one in found):
        return
    amounts = (
        part.raw.lines.filter(pl.col(TITLE).is_not_null() & part.columns["valor"].is_not_null())
        .group_by(TITLE)
        .agg(lines=pl.len(), cents=part.columns["valor"].sum())
        .collect(engine="streaming")
    )
    counts = {place: (lines, cents) for place, lines, cents in amounts.iter_rows()}
    for place, one in enumerate(found):
        lines, cents = counts.get(place, (0, 0))
        if one.says == "back" or not lines:
            continue
        void = one.says == "void"
        count = ("não " if void else "") + agree(lines, "contou", "contaram")
        settles = "se forem vendas" if void else "se não forem vendas"
        yield (
            f"{part.raw.name}, linha {one.line}: {counted(lines, 'linha')} ({money_of_cents(cents)}) sob o título "
            f'"{cell(one.text)}" {count}; '
            f"{settles}, separe-as em outro arquivo"
        )
