"""Customers who brought customers, and what these are worth."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.customer_measures import MEASURES

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase

REFERRER = "indicado_por"
_REVENUE, _FIRST = "receita", "primeira"
_EMPTY = {CUSTOMER: pl.String} | dict.fromkeys(("indicados", "compraram", "trazido", "proprio"), pl.Int64)


@dataclass(frozen=True)
class Referrals:
    """Who was brought by whom, of the customers whom the filter lets through.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @property
    def there(self) -> bool:
        """Whether the register says who brought a customer."""
        return self.base.known.has("clientes", REFERRER) and "vendas" in self.base.ledgers

    @cached_property
    def _said(self) -> pl.DataFrame:
        """`cliente`, `indicado_por` of every registered customer of whom it is said, as both are analysed."""
        told = (
            self.base.attributes([REFERRER, "nome"]).drop_nulls(REFERRER).with_columns(pl.col(REFERRER).cast(pl.String))
        )
        roots = self.base.roots
        if roots is not None:
            named = roots.rename({CUSTOMER: REFERRER, "raiz": "__raiz"})
            told = told.join(named, on=REFERRER, how="left")
            told = told.with_columns(pl.coalesce("__raiz", REFERRER).alias(REFERRER)).drop("__raiz")
        return of_customers(told.lazy(), self.base).collect()

    @cached_property
    def _worth(self) -> pl.DataFrame:
        """`cliente`, net revenue up to the end of the period (cents) and the first purchase, of who has any line."""
        span = self.base.span(self.base.asked)
        measures = {_REVENUE: MEASURES["receita_historica"](span), _FIRST: MEASURES["primeira_compra"](span)}
        return self.base.panel(measures)

    @cached_property
    def _known(self) -> frozenset[str]:
        """Customers of the register and the sales."""
        return frozenset((*self.base.attributes([])[CUSTOMER], *self._worth[CUSTOMER]))

    @cached_property
    def themselves(self) -> int:
        """Customers who are said to have brought themselves; left out."""
        return self._said.filter(pl.col(REFERRER) == pl.col(CUSTOMER)).height

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Who is said to have brought somebody, and is no customer; left out."""
        others = self._said.filter(pl.col(REFERRER) != pl.col(CUSTOMER))[REFERRER].unique().sort().to_list()
        return tuple(one for one in others if one not in self._known)

    @cached_property
    def rows(self) -> pl.DataFrame:
        """A row a customer who brought others, those whose customers brought the most first, ties by id.

        Returns:
            `cliente`, `indicados`, `compraram` (of these, with a purchase up to the end of the period), `proprio` and
            `trazido`: cents of net revenue up to then, her own and that of those whom she brought.
        """
        if not self.there:
            return pl.DataFrame(schema=_EMPTY)
        told = self._said.filter(pl.col(REFERRER) != pl.col(CUSTOMER), pl.col(REFERRER).is_in(sorted(self._known)))
        brought = (
            told.join(self._worth, on=CUSTOMER, how="left")
            .group_by(REFERRER)
            .agg(
                pl.len().cast(pl.Int64).alias("indicados"),
                pl.col(_FIRST).is_not_null().sum().cast(pl.Int64).alias("compraram"),
                pl.col(_REVENUE).fill_null(0).sum().alias("trazido"),
            )
            .rename({REFERRER: CUSTOMER})
        )
        own = self._worth.select(CUSTOMER, pl.col(_REVENUE).alias("proprio"))
        joined = brought.join(own, on=CUSTOMER, how="left").with_columns(pl.col("proprio").fill_null(0))
        return joined.sort("trazido", CUSTOMER, descending=[True, False])
