"""Order numbers that begin anew, of another store or year, so that one number is that of several orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.quoted import cell
from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.engines.panel import Lines
    from carteira_cli.sources.part import Part

    Ask = Callable[[Callable[[Lines], Lines]], pl.DataFrame]

_GLANCE = 5_000  # lines at the start of each file: a numbering that begins anew is there soon or in another file


def numbering_warnings(parts: tuple[Part, ...], ask: Ask) -> Iterator[str]:
    """Numbers that several customers have, which count as one order each; a reading, where the first lines show one.

    Args:
        parts: the files of sales, of which at least one has the order.
        ask: reduces all of their lines, as `Ledger.ask` does.
    """
    if not _shared(parts):
        return
    numbers, lines, cents, first = ask(_of_several).row(0)
    if numbers:
        yield (
            f"{counted(numbers, 'número de pedido é', 'números de pedido são')} de mais de um cliente "
            f'({counted(lines, "linha")}, {money_of_cents(cents)}; por exemplo "{cell(first)}") e '
            f"{agree(numbers, 'conta como um só pedido', 'contam como um pedido cada')}: se a numeração recomeça por "
            'loja, série ou ano, junte-os ao número na origem ("loja-número"); senão, a coluna do pedido é outra '
            '([colunas.vendas] venda = "...")'
        )


def _of_several(lines: Lines) -> Lines:
    """One row: how many numbers are of several customers, their lines and cents, and the first of them as a text."""
    kept = lines.filter(~nw.col("cancelada"), ~nw.col("venda").is_null())
    # Two customers are told by the first and the last: to count them would keep a set of them for every number.
    customer = nw.col("cliente").cast(nw.String)
    numbers = kept.group_by("venda").agg(
        primeiro=customer.min(), ultimo=customer.max(), linhas=nw.len(), centavos=nw.col("valor").sum()
    )
    several = numbers.filter(nw.col("primeiro") != nw.col("ultimo"))
    return several.select(
        numeros=nw.col("linhas").count(),
        linhas=nw.col("linhas").sum(),
        centavos=nw.col("centavos").sum(),
        primeira=nw.col("venda").cast(nw.String).min(),
    )


def _shared(parts: tuple[Part, ...]) -> bool:
    """Whether the first lines of some file, or of all files together, show a number of several customers."""
    heads = []
    for part in parts:
        order, customer = (part.matched.columns.get(name) for name in ("venda", "cliente"))
        if order is None or customer is None:
            continue
        cells = [
            pl.col(own).cast(pl.String).str.strip_chars().alias(name) for name, own in (("o", order), ("c", customer))
        ]
        heads.append(part.source.lines.select(cells).head(_GLANCE).collect())
    if not heads:
        return False
    seen = pl.concat(heads).filter((pl.col("o") != "") & (pl.col("c") != "")).unique()
    return seen.height > seen["o"].n_unique()
