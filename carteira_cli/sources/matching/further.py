"""Columns of a file beyond the canonical ones, read where a run names them by the file's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.names import fold
from carteira_cli.sources.matching.matched import Further
from carteira_cli.sources.matching.slugs import bare_name, slugs
from carteira_cli.sources.matching.synonyms import rank
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.values import trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalTable

OF_CUSTOMERS = ("tipo", "uf", "cidade", "pais", "segmento")  # what sales may say of who buys, besides the register
EVERY = frozenset({"*"})  # asks for all there is, as an import does
_OF_IMPORTS = ("arquivo_numero", "status_original")  # what a portfolio has besides
_SAMPLE = 20_000  # lines at the start that show what a column holds
_MOST = 0.8  # share of the cells that must be what the column is taken for
_CODES = "ac|al|am|ap|ba|ce|df|es|go|ma|mg|ms|mt|pa|pb|pe|pi|pr|rj|rn|ro|rr|rs|sc|se|sp|to|ex"
_STATES = """acre|alagoas|amazonas|amapa|bahia|ceara|distrito federal|espirito santo|goias|maranhao|minas gerais
mato grosso do sul|mato grosso|para|paraiba|pernambuco|piaui|parana|rio de janeiro|rio grande do norte|rondonia
rio grande do sul|roraima|santa catarina|sergipe|sao paulo|tocantins|exterior"""
KINDS = {
    "PF": ("pf", "f", "pessoa fisica", "fisica", "cpf", "individual"),
    "PJ": ("pj", "j", "pessoa juridica", "juridica", "cnpj", "empresa", "company"),
}
_WORDS = {
    "uf": {*re.split(r"[|\n]", f"{_CODES}|{_STATES}")},
    "tipo": {word for words in KINDS.values() for word in words},
}


def further_of(table: CanonicalTable, raw: RawFile, matched: Matched, asked: frozenset[str]) -> dict[str, Further]:
    """The columns of a file that are asked for and not canonical: slug → column.

    What the register says of a customer may stand in the sales, under any name that the register could have for it. A
    name that may mean something else there ("Estado" of an order, "Tipo" of an operation) is settled by the cells.

    Args:
        table: what the file is read as.
        raw: the file.
        matched: its canonical columns.
        asked: slugs.
    """
    own, found = slugs(raw.header), {}
    taken = set(matched.columns.values())
    if asked == EVERY:
        full = {name for name, one in own.items() if one not in taken and raw.schema[one] != pl.Null}
        return {name: Further(own[name]) for name in sorted(full - {*table.names, *_OF_IMPORTS})}
    for name in sorted(asked - set(table.names)):
        borrows = table.name == "vendas" and name in OF_CUSTOMERS
        if borrows and name not in own:
            free = [one for one in raw.header if one not in taken and not _of_sales(bare_name(one))]
            ranks = {one: rank("clientes", name, bare_name(one)) for one in free}
            fits = sorted((place, one) for one, place in ranks.items() if place is not None)
            original = next((one for _, one in fits if _holds(raw, one, name)), None)
            if original is not None:
                found[name] = Further(original, of_customer=True)
        elif name in own:
            found[name] = Further(own[name], borrows and (name != "tipo" or _holds(raw, own[name], name)))
    return found


def _of_sales(name: str) -> bool:
    """Whether a name is one that a canonical column of sales goes by: a group of products is no segment."""
    return any(rank("vendas", column, name) is not None for column in VENDAS.names)


def _holds(raw: RawFile, original: str, name: str) -> bool:
    """Whether the cells of a column are what an attribute of customers holds, where that can be told."""
    words = _WORDS.get(name)
    if words is None:
        return True
    cells = raw.lines.select(as_text(raw, original).alias("x")).head(_SAMPLE).collect()["x"].drop_nulls()
    known = cells.unique().to_list()
    right = [text for text in known if fold(text) in words]
    return bool(right) and cells.is_in(right).sum() >= _MOST * cells.len()


def as_text(raw: RawFile, original: str) -> pl.Expr:
    """A column's cells as a person would write them: no `.0` after whole numbers, no midnight after days."""
    cell, dtype = pl.col(original), raw.schema[original]
    text = cell.cast(pl.String)
    if dtype.is_float():
        text = text.str.strip_suffix(".0")
    if isinstance(dtype, pl.Datetime):
        text = text.str.replace(r" 00:00:00(?:\.0+)?$", "")
    return trimmed(text)


def columns_of(raw: RawFile, further: Mapping[str, Further], asked: frozenset[str]) -> dict[str, pl.Expr]:
    """The further columns that a run asks for, as expressions on the raw ones; null where blank."""
    wanted = [name for name, one in further.items() if (asked == EVERY or name in asked) and one.original in raw.schema]
    there = {name: further[name].original for name in wanted}
    return {name: as_text(raw, original) for name, original in there.items()}
