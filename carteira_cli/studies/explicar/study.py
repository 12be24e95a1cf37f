"""`explicar`: why an indicator changed, from whether it is real to the customers and the next command."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis import notes
from carteira_cli.analysis.indicator_report import period_line, reading_of
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.coverage import check_begun
from carteira_cli.customers.groups import check_split
from carteira_cli.customers.open import Wanted
from carteira_cli.studies.explicar import effects, tables
from carteira_cli.studies.explicar.asked import PVM, SEGMENTS, asked_of
from carteira_cli.studies.explicar.attributes import COLUMNS, MOST_VALUES
from carteira_cli.studies.explicar.by_sales import SalesSplit
from carteira_cli.studies.explicar.measured import AFTER, BEFORE, Measured
from carteira_cli.studies.explicar.products import COLUMNS as PRODUCT_COLUMNS
from carteira_cli.studies.explicar.products import by_products, has_products
from carteira_cli.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.chart import Chart
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table
    from carteira_cli.studies.explicar.effects import AttributeEffects, FactorEffect
    from carteira_cli.studies.explicar.products import ProductEffects


def wanted(config: Config) -> Wanted:
    """What is read to explain the indicator that a run asks for.

    Raises:
        CarteiraError: none is asked for, or one that can't be explained.
    """
    asked = asked_of(config)
    columns = {*COLUMNS, *(PRODUCT_COLUMNS if PVM in asked.accounts else ())}
    return Wanted.of_indicators(asked.keys, config, names=True, columns=columns)


@dataclass(frozen=True)
class Explanation:
    """Everything that is found of a change, each part when it is asked for."""

    measured: Measured

    @property
    def base(self) -> CustomerBase:
        """Whose customers."""
        return self.measured.base

    @property
    def limit(self) -> int | None:
        """How many groups of an attribute stand for themselves, where somebody says."""
        return self.base.config.question.limite

    @cached_property
    def change(self) -> tuple[Fraction, Fraction] | None:
        """The indicator before and after; None where a side has none."""
        before, after = (self.measured.value(side).exact for side in (BEFORE, AFTER))
        return None if before is None or after is None else (Fraction(before), Fraction(after))

    @cached_property
    def attributes(self) -> tuple[AttributeEffects, ...]:
        """The change by each attribute."""
        if self.change is None or SEGMENTS not in self.measured.asked.accounts:
            return ()
        looked = self.measured.attributes
        sales = SalesSplit(self.base, looked.of_sales) if looked.of_sales else None
        found = effects.by_attributes(self.measured, sales, None if looked.named else MOST_VALUES)
        limit = self.limit
        return found if limit is None else tuple(effects.shortened(one, limit) for one in found)

    @cached_property
    def factors(self) -> tuple[FactorEffect, ...]:
        """The change by what the indicator is made of; none where that has no numbers."""
        chain = self.measured.asked.chain
        return () if chain is None or self.change is None else effects.by_factors(self.measured, chain) or ()

    @cached_property
    def products(self) -> ProductEffects | None:
        """The change by price, volume and mix; None where the sales don't say what was sold."""
        wanted = self.change is not None and PVM in self.measured.asked.accounts
        found = by_products(self.base) if wanted and has_products(self.base) else None
        if found is not None:
            effects.check(found.terms.total / 100, self.measured, "produtos")
        return found


def study(base: CustomerBase) -> Study:
    """Why an indicator changed.

    Raises:
        CarteiraError: nothing to compare with, or a column by which the indicator can't be split.
        RuntimeError: effects that must add up do not.
    """
    asked = asked_of(base.config)
    if base.compared is None:
        raise base.config.value(QuestionSettings.comparar).refused(
            "comparar = nenhum não deixa mudança que explicar", "use --comparar anterior, ano-anterior ou um período"
        )
    check_split([asked.item.key], tuple(base.where.dimensions.values()), "--onde")
    measured = Measured(base, asked)
    run = measured.run
    check_begun(base.asked, run.coverage.start)
    found = Explanation(measured)
    after, before = measured.totals
    keys = (asked.item.key, *([asked.money] if asked.money else []))
    return Study(
        readings=tuple(reading_of(key, after, before, ()) for key in keys),
        tables=tuple(_tables(found)),
        charts=tuple(_charts(found)),
        compared_with=period_line(base.compared, run.spans[BEFORE].period, base.as_of, run.coverage.start),
        rule_words=notes.rule_words(run),
    )


def _tables(found: Explanation) -> Iterator[Table]:
    item = found.measured.asked.item
    if found.factors:
        yield tables.factors_table(found.factors, item)
    if found.products is not None:
        yield tables.products_table(found.products)
    if found.attributes:
        yield tables.attributes_table(found.attributes, item)
        yield tables.groups_table(found.attributes, item, found.limit or tables.SHOWN)


def _charts(found: Explanation) -> Iterator[Chart]:
    compared = found.base.compared
    if found.attributes and found.change is not None and compared is not None:
        labels = (compared.label, found.base.asked.label)
        yield tables.bridge(found.attributes[0], found.measured.asked.item, *found.change, labels)
