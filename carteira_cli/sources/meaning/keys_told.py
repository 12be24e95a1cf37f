"""What was made of the ids of a file, and what nobody can make of them, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.quoted import cell as quoted
from carteira_cli.sources.values import IdEvidence, lost_digits
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.sources.part import Part

AMOUNTS = ("valor", "valor_mensal")


def key_notes(part: Part) -> Iterator[str]:
    """Which ids were read as what they stand for."""
    for column, seen in part.assumed.evidence.items():
        reading = part.assumed.ids.get(column)
        if not isinstance(seen, IdEvidence) or reading is None:
            continue
        name = part.originals.get(column, column)
        if reading.whole:
            cells = counted(seen.whole, "código escrito", "códigos escritos")
            yield f'{part.raw.name}: "{name}": {cells} como número quebrado ("1000.0") sem os zeros ("1000")'
        if reading.scientific:
            cells = counted(seen.restorable, "código", "códigos")
            yield f'{part.raw.name}: "{name}": {cells} em notação científica com todos os dígitos, por extenso'
        if reading.documents and seen.shortened:
            cells = counted(seen.shortened, "documento", "documentos")
            yield f'{part.raw.name}: "{name}": {cells} com os zeros à esquerda que a planilha tirou'


def key_warnings(part: Part) -> Iterator[str]:
    """Ids of which digits are lost: different customers, or orders, that count as one. A reading for each column."""
    for column, seen in part.assumed.evidence.items():
        if isinstance(seen, IdEvidence) and seen.lost and column in part.originals:
            lines, ids, cents, example = lost(part, column)
            money = "" if cents is None else f", {money_of_cents(cents)},"
            whole = "clientes" if column == "cliente" else "códigos"
            codes = counted(ids, "código", "códigos")
            yield (
                f"{part.raw.name}: {counted(lines, 'linha', 'linhas')}{money} com {codes} "
                f'em notação científica na coluna "{part.originals[column]}", como "{quoted(example)}": a planilha '
                f"apagou dígitos, e {whole} diferentes contam como um só; exporte de novo com a coluna como texto"
            )


def lost(part: Part, column: str) -> tuple[int, int, int | None, str]:
    """Lines with such ids, distinct ids, cents of the lines (None without an amount), and the first id in order."""
    cell = pl.col(part.originals[column]).cast(pl.String)
    amount = next((name for name in AMOUNTS if name in part.columns), None)
    cents = part.columns[amount].alias("c") if amount else pl.lit(None, dtype=pl.Int64).alias("c")
    code = pl.col("x")
    odd = part.raw.lines.filter(lost_digits(cell)).select(cell.alias("x"), cents)
    found = odd.select(pl.len(), code.n_unique().alias("n"), pl.col("c").sum(), code.min().alias("first"))
    lines, ids, total, first = found.collect(engine="streaming").row(0)
    return int(lines), int(ids), int(total) if amount else None, str(first)
