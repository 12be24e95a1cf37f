"""What was dealt with one customer besides her purchases: the marks that she gave, and contacts with her."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import SurveySettings
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Table
from carteira_cli.studies.cliente.tables import FEW
from carteira_cli.units import Depth, Unit, number, show
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.studies.cliente.known import CustomerFacts

SOURCES = ("avaliacoes", "contatos")
COLUMNS = ("pesquisa", "tipo", "vendedor", "resultado", "proximo")
COMMENT = "comentario"  # read where it is asked for alone
_MOST = 10 * CENTS  # of any scale


def dealings(known: CustomerFacts) -> Iterator[Table]:
    """Her marks and her contacts up to the end, latest first; nothing of a table that is not there."""
    if "avaliacoes" in known.whole.ledgers:
        yield marks(known)
    if "contatos" in known.whole.ledgers:
        yield contacts(known)


def dealt_words(known: CustomerFacts) -> Iterator[str]:
    """Her last mark and contact, in a sentence, where there are any."""
    said = []
    given, seen = _marks(known), _contacts(known)
    told = given.filter(pl.col("nota").is_between(0, _MOST))  # 47 is a slip, which the table shows as it is
    if told.height:
        day, _, mark, _ = told.row(0)
        said.append(f"deu nota {show(mark / CENTS, Unit.NUMBER)} em {date_of(day)}")
    if seen.height:
        day, kind, *_ = seen.row(0)
        said.append(f"último contato em {date_of(day)}{f' ({kind})' if kind else ''}")
    if said:
        words = "; ".join(said)
        yield f"{words[0].upper()}{words[1:]}."


def marks(known: CustomerFacts) -> Table:
    """The marks that she gave."""
    rows = _marks(known)
    columns = (
        Column("data", "Data", kind=Kind.DATE),
        Column("pesquisa", "Pesquisa"),
        Column("nota", "Nota", Unit.NUMBER),
        Column(COMMENT, "Comentário"),
    )
    told = len(columns) if known.base.config.of(SurveySettings).comentarios else -1
    cells = tuple((iso(day), survey, mark / CENTS, comment)[:told] for day, survey, mark, comment in rows.iter_rows())
    title = f"Avaliações: {number(rows.height, 0)}"
    return Table("avaliacoes", title, columns[:told], cells, shown=FEW, depth=Depth.FULL)


def contacts(known: CustomerFacts) -> Table:
    """Contacts with her."""
    rows = _contacts(known)
    columns = (
        Column("data", "Data", kind=Kind.DATE),
        Column("tipo", "Tipo"),
        Column("vendedor", "Vendedor"),
        Column("resultado", "Resultado"),
        Column("proximo", "Próximo", kind=Kind.DATE),
    )
    cells = tuple(
        (iso(day), kind, seller, outcome, None if following is None else iso(following))
        for day, kind, seller, outcome, following in rows.iter_rows()
    )
    return Table("contatos", f"Contatos: {number(rows.height, 0)}", columns, cells, shown=FEW, depth=Depth.FULL)


def _marks(known: CustomerFacts) -> pl.DataFrame:
    """`data`, `pesquisa`, `nota` (hundredths), `comentario` of the invitations that she answered, latest first."""
    names = ("data", "pesquisa", "nota", "comentario")
    return _hers(known, "avaliacoes", names).drop_nulls(["data", "nota"])


def _contacts(known: CustomerFacts) -> pl.DataFrame:
    """`data`, `tipo`, `vendedor`, `resultado`, `proximo`, latest first."""
    return _hers(known, "contatos", ("data", "tipo", "vendedor", "resultado", "proximo"))


def _hers(known: CustomerFacts, table: str, names: tuple[str, ...]) -> pl.DataFrame:
    """Her lines of a table up to the end, latest first: columns that its files lack are empty."""
    types = {"data": pl.Int32, "nota": pl.Int64, "proximo": pl.Int32}
    ledger = known.whole.ledgers.get(table)
    if ledger is None:
        return pl.DataFrame(schema={name: types.get(name, pl.String) for name in names})
    lacking = [name for name in names if name not in ledger.columns]
    empty = [pl.lit(None, dtype=types.get(name, pl.String)).alias(name) for name in lacking]

    def hers(lines: pl.LazyFrame) -> pl.LazyFrame:
        everybody = known.whole.grouped(lines.with_columns(pl.col(CUSTOMER).cast(pl.String)))
        return everybody.filter(pl.col(CUSTOMER) == known.code, pl.col("data") < known.end)

    found = ledger.collect(hers).with_columns(empty).select(names)
    return found.sort(names, descending=[True, *[False] * (len(names) - 1)], nulls_last=True)
