"""Leads beside the best customers: whom one would see if only those who stayed were looked at, and who looks alike."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers import frames
from carteira_cli.customers.attribute_names import LEAD_COLUMNS
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.funil import lost_stages
from carteira_cli.names import fold
from carteira_cli.studies.ideal.judged import BEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.studies.ideal.judged import Standing
    from carteira_cli.studies.ideal.people import Ideal

CHANNEL, ORIGIN = "canal", "origem"  # the same thing of a customer and of a lead
_OWN = ("etapa", "vendedor", CUSTOMER, "valor")


@dataclass(frozen=True)
class LeadShare:
    """The leads that have a value of an attribute, beside the best customers.

    Attributes:
        attribute: of the customers.
        value: as customers have it.
        leads: how many leads have it.
        known: how many leads have any value of the attribute.
        best: how many of the best customers have it.
        best_known: how many of the best have any.
        from_leads: how many of those leads became one of the best.
    """

    attribute: str
    value: str
    leads: int
    known: int
    best: int
    best_known: int
    from_leads: int


@dataclass(frozen=True)
class Leads:
    """The leads of a base, by the attributes that they share with customers.

    Attributes:
        ideal: the customers.
    """

    ideal: Ideal

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Attribute of customers → the leads' own column for it, of those that both have."""
        base = self.ideal.base
        if "leads" not in base.ledgers or not base.where.serves("leads"):
            return {}
        there = ((one.asked, self._column(one)) for one in self.ideal.dimensions)
        return {name: column for name, column in there if column is not None}

    def _column(self, one: Dimension) -> str | None:
        known = self.ideal.base.known
        if known.further("leads", one.column) or (one.column in LEAD_COLUMNS and known.has("leads", one.column)):
            return one.column
        return ORIGIN if one.column == CHANNEL and known.has("leads", ORIGIN) else None

    @cached_property
    def rows(self) -> pl.DataFrame:
        """A row a lead created before the end of the period, by id, as `frames.lead_frame`, with the shared attributes.

        These have the customers' names, and are spelled as customers have them where case and accents alone differ.
        """
        base = self.ideal.base
        ledger = base.ledgers["leads"]
        own = [name for name in _OWN if name in ledger.columns and name not in self.columns.values()]
        texts = [*dict.fromkeys(self.columns.values()), *own]
        found = frames.lead_frame(ledger, base.as_of, base.config.rules.prazo, base.where.of_table, texts)
        found = found.filter(pl.col("data") < base.period.end)
        for name, column in self.columns.items():
            spelled = {fold(value): value for value in reversed(self._values(name))}
            cells = found[column].cast(pl.String)
            meant = {one: spelled.get(fold(one), one) for one in cells.drop_nulls().unique().to_list()}
            found = found.with_columns(
                cells.replace_strict(meant, default=None, return_dtype=pl.String).alias(f"\x00{name}")
            )
        return found.with_columns(pl.col("lead").cast(pl.String)).sort("lead")

    def _values(self, name: str) -> list[str]:
        return self.ideal.rows[name].drop_nulls().unique().sort().to_list()

    @cached_property
    def best_leads(self) -> frozenset[str]:
        """Ids of the leads that became one of the best customers."""
        if CUSTOMER not in self.rows.columns:
            return frozenset()
        joined = self.rows.filter("lead_convertido", pl.col(CUSTOMER).is_not_null())
        named = joined.select("lead", pl.col(CUSTOMER).cast(pl.String))
        who = self.ideal.base.grouped(named.lazy()).collect()
        best = self.ideal.rows.filter(BEST)[CUSTOMER].to_list()
        return frozenset(who.filter(pl.col(CUSTOMER).is_in(best))["lead"].to_list())

    @cached_property
    def shares(self) -> tuple[LeadShare, ...]:
        """Each value that leads or the best have, the most frequent among leads first."""
        found = []
        best_rows = self.ideal.rows.filter(BEST)
        for name in self.columns:
            key = f"\x00{name}"
            known = self.rows.filter(pl.col(key).is_not_null())
            best = best_rows[name].drop_nulls()
            of_best = dict(best.value_counts(sort=False).iter_rows())
            of_leads = dict(known[key].value_counts(sort=False).iter_rows())
            became = known.filter(pl.col("lead").is_in(list(self.best_leads)))[key]
            came = dict(became.value_counts(sort=False).iter_rows())
            values = sorted({*of_best, *of_leads}, key=lambda one: (-of_leads.get(one, 0), one))
            found += [
                LeadShare(
                    name, one, of_leads.get(one, 0), known.height, of_best.get(one, 0), best.len(), came.get(one, 0)
                )
                for one in values
            ]
        return tuple(found)

    @cached_property
    def telling(self) -> tuple[Standing, ...]:
        """The proven values that a lead can have."""
        return tuple(one for one in self.ideal.standings if one.proven and one.attribute in self.columns)

    @cached_property
    def open(self) -> pl.DataFrame:
        """The leads that neither converted nor were lost."""
        found = self.rows.filter(~pl.col("lead_convertido"))
        if "etapa" not in found.columns:
            return found
        return found.filter(~pl.col("etapa").is_in(lost_stages(found)).fill_null(value=False))

    @cached_property
    def scored(self) -> tuple[tuple[float, tuple[Standing, ...], int], ...]:
        """Of each open lead the share that its values speak for, these values, and its place in `open`.

        Of several proven values the least share counts: one that speaks against a lead is not outweighed. A lead with
        none has the share of all. The highest share comes first, then the largest value, then by id.
        """
        whole = self.ideal.whole[0] / self.ideal.whole[1]
        found = []
        for place, row in enumerate(self.open.iter_rows(named=True)):
            hits = tuple(one for one in self.telling if row[f"\x00{one.attribute}"] == one.value)
            found.append((min((one.share for one in hits), default=whole), hits, place))
        amounts = self.open["valor"].to_list() if "valor" in self.open.columns else [0] * self.open.height
        return tuple(sorted(found, key=lambda one: (-one[0], -(amounts[one[2]] or 0), one[2])))
