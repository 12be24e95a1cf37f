"""Whom `ideal` compares, by what, and who the best of them are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.run import Run
from carteira_cli.config.settings import WorthSettings
from carteira_cli.customers.attribute_names import CUSTOMER_COLUMNS
from carteira_cli.customers.dimensions import resolve, resolve_group
from carteira_cli.customers.people import attribute_frame, class_measure, classes_of
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import DataError, UsageError
from carteira_cli.kpis.customer_measures import MEASURES
from carteira_cli.privacy import personal
from carteira_cli.studies.asking import asking
from carteira_cli.studies.ideal.formulas import how_many
from carteira_cli.studies.ideal.judged import BEST, IdealProfile, Standing, profile, standings
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.engines.panel import Measure

MOST_VALUES = 50  # of an attribute that nobody named: each value that is looked at makes the others harder to prove
SELLER = "vendedor"  # who serves a customer is no attribute of hers, unless somebody names it
_AMOUNT = "centavos"
FEWEST = 2


@dataclass(frozen=True)
class Ideal:
    """The customers of a base who bought in its period, the best of them, and what they have in common.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @property
    def rule(self) -> str:
        """Who is among the best: `margem`, `ltv` or `classe-a`."""
        return self.base.config.of(WorthSettings).melhores

    @cached_property
    def chosen(self) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
        """The attributes that are looked at, and those that nobody named and that have too many values.

        Raises:
            UsageError: one is asked for that is not there, or that says who a customer is.
            DataError: there is none.
        """
        base = self.base
        told = base.config.value(WorthSettings.atributos)
        names = [name.strip() for text in told.parsed for name in text.split(",") if name.strip()]
        if names:
            with told.blamed():
                found = dict.fromkeys(resolve_group(name, base.known) for name in names)
                for one in found:
                    if one.of != "cliente" or personal(one.column):
                        raise UsageError(
                            f'"{one.asked}" não é um atributo que clientes tenham em comum',
                            "use um do cadastro, como uf, segmento ou canal",
                        )
            return tuple(found), ()
        there = self._found()
        frame = attribute_frame(base, there) if there else pl.DataFrame()
        wide = tuple(one for one in there if frame[one.key].n_unique() > MOST_VALUES)
        kept = tuple(one for one in there if one not in wide)
        if not kept:
            raise DataError(
                "não há nenhum atributo de clientes a comparar",
                "exporte o cadastro com uf, segmento ou canal, ou diga quais colunas em --atributos",
            )
        return kept, wide

    def _found(self) -> list[Dimension]:
        """The attributes that the register has, in its own order after the canonical ones."""
        known = self.base.known
        own = [name for name in CUSTOMER_COLUMNS if name != SELLER and known.has("clientes", name)]
        more = [name for name in known.headers.get("clientes", ()) if known.further("clientes", name)]
        found = []
        for name in (*own, *more):
            one = resolve(f"clientes.{name}" if name in more else name, known)
            if one.of == "cliente" and not personal(one.column):
                found.append(one)
        return list(dict.fromkeys(found))

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The attributes that are looked at."""
        return self.chosen[0]

    @cached_property
    def rows(self) -> pl.DataFrame:
        """A row a customer with a purchase in the period, by id: `cliente`, `melhor`, and each attribute by its name.

        Raises:
            DataError: fewer than two bought.
        """
        span = self.base.span(self.base.asked)
        bought, amount = "comprou", self._measure()
        panel = self.base.panel({bought: MEASURES["comprou_no_periodo"](span), _AMOUNT: amount})
        buyers = of_customers(panel.filter(pl.col(bought)).lazy(), self.base).collect().sort(CUSTOMER)
        if buyers.height < FEWEST:
            raise DataError(
                f"não há quem comparar: {counted(buyers.height, 'cliente')} com compra em {self.base.asked.label}",
                "use um período maior, como --periodo 2024",
            )
        marked = buyers.select(CUSTOMER, pl.col(CUSTOMER).is_in(self._best(buyers)).alias(BEST))
        known = attribute_frame(self.base, self.dimensions).rename({one.key: one.asked for one in self.dimensions})
        names = [one.asked for one in self.dimensions]
        texts = known.select(CUSTOMER, *(pl.col(name).cast(pl.String) for name in names))
        return marked.join(texts, on=CUSTOMER, how="left", maintain_order="left")

    def _measure(self) -> Measure:
        """What the customers are ranked by, where it is no prediction."""
        if self.rule == "classe-a":
            return class_measure(self.base, self.base.asked)
        span = self.base.span(self.base.asked)
        if self.rule == "margem" and self.base.config.rules.margem is None:
            self.base.check_costs('margem = "custo"')
            return span.net(span.period.start, span.period.end, "margem_com_custo")
        return span.net(span.period.start, span.period.end)

    def _best(self, buyers: pl.DataFrame) -> list[str]:
        """Ids of the best: the first ⌈20 %⌉ by what is asked for, ties by id, or class A."""
        if self.rule == "classe-a":
            return classes_of(self.base, buyers.select(CUSTOMER, _AMOUNT)).filter(classe="A")[CUSTOMER].to_list()
        amounts = buyers.select(CUSTOMER, _AMOUNT)
        if self.rule == "ltv":
            foresight = Run("ltv", asking(self.base, "ltv"), ("valor_carteira",)).foresight
            values = foresight.values(self.base.period.end).select(CUSTOMER, pl.col("valor_previsto").alias(_AMOUNT))
            amounts = amounts.select(CUSTOMER).join(values, on=CUSTOMER, how="left")
        ranked = amounts.sort(_AMOUNT, CUSTOMER, descending=[True, False], nulls_last=True)
        return ranked.head(how_many(buyers.height))[CUSTOMER].to_list()

    @property
    def names(self) -> list[str]:
        """The attributes' columns in `rows`."""
        return [one.asked for one in self.dimensions]

    @cached_property
    def whole(self) -> tuple[int, int]:
        """The best, and all."""
        return int(self.rows[BEST].sum()), self.rows.height

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How each value stands."""
        return standings(self.rows, self.names)

    @cached_property
    def profile(self) -> IdealProfile | None:
        """What was looked for on one half and tried on the other."""
        return profile(self.rows, self.names)

    @cached_property
    def blank(self) -> Mapping[str, int]:
        """Attribute → of how many customers nobody knows it."""
        return {name: count for name in self.names if (count := self.rows[name].null_count())}
