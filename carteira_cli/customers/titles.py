"""Titles of a customer base: its lines, and what customers are late with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.frames import last_date
from carteira_cli.customers.selection import of_customers
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError
from carteira_cli.kpis.titulos import LINES, NO_DAY, debtors, held_on, titles_of

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase

SOURCE = "titulos"
READ = frozenset({"emissao", "pagamento", "valor_pago", "situacao"})  # what of a title must be readable in every run


def title_lines(base: CustomerBase) -> pl.DataFrame:
    """The accepted lines of titles, as `kpis.titulos.LINES`: of the customers that count.

    What was paid on a day that nobody told, and is due later than anything is known of, was paid by then: by the day
    of the analysis, or the last one of the file.
    """
    ledger = base.ledgers[SOURCE]
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in LINES.items() if name not in ledger.columns]

    def query(lines: pl.LazyFrame) -> pl.LazyFrame:
        texts = lines.with_columns(
            pl.col(CUSTOMER, "titulo").cast(pl.String), *(one for one in missing if one.meta.output_name() != "sacado")
        )
        return base.grouped(texts.with_columns(sacado=pl.col(CUSTOMER))).select(*LINES)

    lines = of_customers(ledger.collect(query).lazy(), base).collect()
    undated = pl.col("suposto").eq_missing(NO_DAY)
    if not lines.select(undated.any()).item():
        return lines
    by = pl.lit(max(base.as_of, last_date([ledger]) or base.as_of), dtype=pl.Int32)
    return lines.with_columns(
        pagamento=pl.when(undated).then(pl.min_horizontal("pagamento", by)).otherwise("pagamento")
    )


def check_filter(base: CustomerBase) -> None:
    """Refuse a filter on sales: titles have nothing that it could be asked of.

    Raises:
        UsageError: with the column.
    """
    for asked, dimension in base.where.dimensions.items():
        if dimension.of != "cliente":
            raise UsageError(
                f'--onde "{asked}" é um atributo da venda, e títulos não o têm',
                "filtre por um atributo do cliente, como uf ou segmento",
            )


def overdue_by_customer(base: CustomerBase, day: int) -> pl.DataFrame | None:
    """What each customer owes that is overdue on a day: `cliente`, `vencido` (cents, above 0); None without titles."""
    if SOURCE not in base.ledgers:
        return None
    found = debtors(held_on(titles_of(title_lines(base)).balances, day), day)
    return found.filter(pl.col("vencido") > 0).select(CUSTOMER, "vencido")
