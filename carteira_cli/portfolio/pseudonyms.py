"""A portfolio that says nobody's name: pseudonyms for ids, and none of the columns that tell who somebody is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.privacy import personal
from carteira_cli.sources.matching.stems import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.pseudonym_key import Key
    from carteira_cli.sources.proving.lines import ProvenLines

_FREE = {  # words of columns in which anybody may write anything, or where somebody lives
    *("obs", "observacao", "observacoes", "comentario", "comentarios", "anotacao", "anotacoes", "nota", "notas"),
    *("mensagem", "historico", "endereco", "cep", "bairro", "complemento", "rua", "nascimento", "aniversario"),
}
_FEW = 50  # different texts that a column of anything but free text may have, whatever the number of lines
_LIKE_A_PERSON = r"@|\d{3}\.?\d{3}\.?\d{3}-?\d{2}|\(?\d{2}\)?\s?9?\d{4}-?\d{4}"  # mail, CPF, telephone


def under_pseudonyms(ids: pl.Expr, key: Key) -> pl.Expr:
    """Ids, as texts, as the pseudonyms that reports have for them."""
    return ids.map_batches(partial(_replaced, key=key), return_dtype=pl.String, is_elementwise=True)


def _replaced(ids: pl.Series, key: Key) -> pl.Series:
    distinct = ids.drop_nulls().unique()
    if distinct.is_empty():
        return ids
    instead = pl.Series([key.pseudonym(one) for one in distinct], dtype=pl.String)
    return ids.replace_strict(distinct, instead, default=None, return_dtype=pl.String)


def telling_of_nobody(kept: Mapping[str, str], lines: ProvenLines) -> dict[str, str]:
    """Of further columns those that are of the line, not of a person: by their names, and by what is in them.

    Args:
        kept: name in the portfolio → its column in the lines.
        lines: all of them.
    """
    left = {name: slug for name, slug in kept.items() if not personal(name) and _FREE.isdisjoint(words_of(name))}
    if not left:
        return {}
    cell = {name: pl.col(slug).cast(pl.String) for name, slug in left.items()}
    facts = [
        expression
        for name, one in cell.items()
        for expression in (
            one.n_unique().alias(f"{name} distinct"),
            one.count().alias(f"{name} filled"),
            one.str.contains(_LIKE_A_PERSON).any().fill_null(value=False).alias(f"{name} person"),
        )
    ]
    found = lines.collect(lambda every: every.select(facts)).row(0, named=True)
    return {
        name: slug
        for name, slug in left.items()
        if not found[f"{name} person"] and found[f"{name} distinct"] <= max(_FEW, found[f"{name} filled"] // 2)
    }
