"""Checks of the register: documents, customers who are there twice, fields left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.quality import documents
from carteira_cli.quality.draft import PLACES
from carteira_cli.quality.repeats import first_places
from carteira_cli.quality.staged_names import CUSTOMER, PLACE, PLACE_LIST, place

if TYPE_CHECKING:
    from carteira_cli.quality.stage import Staged

DOCUMENT, VERDICT, WHOLE, ROOT = "documento", "veredito", "inteiro", "raiz"
IDS, COUNT = "codigos", "quantos"


@dataclass(frozen=True)
class Register:
    """What the register holds.

    Attributes:
        ids: customer ids, each once, ascending.
        repeated: id, how many lines, their places; most lines first.
        documents: document as written, verdict, customer, place: those that are not valid as they stand,
            in the order of customers; None without the column.
        shared: document, how many customers, their ids and places; most customers first.
        branches: CNPJ root, how many documents, their customers and places; most documents first.
    """

    ids: pl.Series
    repeated: pl.DataFrame
    documents: pl.DataFrame | None = None
    shared: pl.DataFrame | None = None
    branches: pl.DataFrame | None = None


def register(staged: Staged) -> Register:
    """Read the register: a few columns of it stay in memory."""
    columns = [CUSTOMER, *([DOCUMENT] if DOCUMENT in staged.columns else [])]
    lines = staged.accepted.select(place(), *columns).collect(engine="streaming")
    ids = lines[CUSTOMER].unique().sort()
    repeated = (
        lines.group_by(CUSTOMER)
        .agg(pl.len().cast(pl.Int64).alias(COUNT), first_places())
        .filter(pl.col(COUNT) > 1)
        .sort(COUNT, CUSTOMER, descending=[True, False])
    )
    if DOCUMENT not in columns:
        return Register(ids, repeated)
    judged = _judged(lines)
    wrong = judged.filter(pl.col(VERDICT).is_not_null() & (pl.col(VERDICT) != documents.VALID))
    known = judged.filter(pl.col(WHOLE).is_not_null())
    companies = known.filter(pl.col(WHOLE).str.len_bytes() == documents.CNPJ_LENGTH)
    roots = companies.with_columns(pl.col(WHOLE).str.head(documents.ROOT_LENGTH).alias(ROOT))
    return Register(
        ids,
        repeated,
        wrong.sort(CUSTOMER, PLACE),
        _groups(known, WHOLE, CUSTOMER),
        _groups(roots, ROOT, WHOLE),
    )


def _judged(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with the verdict on their document and the document it stands for."""
    bare = lines.select(documents.compact(pl.col(DOCUMENT))).to_series()
    verdicts = documents.judged(bare)
    return lines.with_columns(verdicts[VERDICT], verdicts[DOCUMENT].alias(WHOLE))


def _groups(lines: pl.DataFrame, key: str, counted: str) -> pl.DataFrame:
    """Keys under which more than one value of another column stands, with customers and places."""
    return (
        lines.group_by(key)
        .agg(
            pl.col(counted).n_unique().cast(pl.Int64).alias(COUNT),
            pl.col(CUSTOMER).n_unique().cast(pl.Int64).alias("clientes"),
            pl.col(CUSTOMER).unique().sort().head(PLACES).alias(IDS),
            pl.col(PLACE).sort_by(CUSTOMER, PLACE).head(PLACES).alias(PLACE_LIST),
        )
        .filter(pl.col(COUNT) > 1)
        .sort(COUNT, key, descending=[True, False])
    )
