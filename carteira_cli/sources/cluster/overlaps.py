"""What several files of sales on a cluster have in common: told, for there it is not taken out."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from carteira_cli.units import money_of_cents
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyspark.sql import DataFrame

_LINE = ("cliente", "data", "valor")


def overlaps(frames: Sequence[DataFrame]) -> Iterator[str]:
    """Lines of the same order, or without orders the same lines, in more than one file; a query.

    Args:
        frames: the lines of each file.
    """
    ordered = all("venda" in frame.columns for frame in frames)
    key = ("cliente", "venda") if ordered else _LINE
    some = [
        frame.selectExpr(
            f"{at} as arquivo", *(f"cast({name} as string) as `{name}`" for name in key), "valor as centavos"
        )
        for at, frame in enumerate(frames)
    ]
    every = reduce(lambda one, other: one.unionByName(other), some)
    if ordered:
        every = every.filter("venda is not null")
    groups = every.groupBy(*key).agg({"arquivo": "min", "*": "count", "centavos": "sum"})
    files = every.groupBy(*key).agg({"arquivo": "max"})
    both = groups.join(files, list(key)).filter("`min(arquivo)` < `max(arquivo)`")
    found = both.selectExpr("count(*)", "sum(`count(1)`)", "sum(`sum(centavos)`)").first()
    if found is None or not found[0]:
        return
    things, lines, cents = (int(one) for one in found)
    of = f" de {counted(things, 'pedido', 'pedidos')}" if ordered else ""
    stand = agree(lines, "está", "estão")
    yield (
        f"{counted(lines, 'linha')}{of} ({money_of_cents(cents)}) {stand} em mais de um arquivo "
        f"e {agree(lines, 'contou', 'contaram')} em cada um: no Spark só se descontam repetidas de arquivos pequenos; "
        'para contá-las uma vez, junte os arquivos antes com "carteira importar"'
    )
