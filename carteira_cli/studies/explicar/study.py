"""`explicar`: why an indicator changed, from whether it is real to the customers and the next command."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis import notes, signals
from carteira_cli.analysis.attribute_notes import of_attributes
from carteira_cli.analysis.indicator_report import period_line, reading_of
from carteira_cli.analysis.look import look_at
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import contract_customers
from carteira_cli.customers.coverage import check_begun
from carteira_cli.customers.groups import check_split
from carteira_cli.customers.open import Wanted
from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Snippet
from carteira_cli.signal.verdict import Telling
from carteira_cli.sources.matching.further import OF_CUSTOMERS
from carteira_cli.studies.explicar import effects, tables, words
from carteira_cli.studies.explicar.accounts import PVM, SEGMENTS
from carteira_cli.studies.explicar.asked import asked_of
from carteira_cli.studies.explicar.attributes import COLUMNS, MOST_VALUES, OF_EACH_PERIOD
from carteira_cli.studies.explicar.by_sales import SalesSplit
from carteira_cli.studies.explicar.customers import customers_table
from carteira_cli.studies.explicar.measured import AFTER, BEFORE, BothPeriods
from carteira_cli.studies.explicar.products import COLUMNS as PRODUCT_COLUMNS
from carteira_cli.studies.explicar.products import by_products, has_products
from carteira_cli.studies.explicar.verdicts import JudgedEffects, Verdicts
from carteira_cli.studies.study import Study
from carteira_cli.units import Better, Unit
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.chart import Chart
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.report import Reading, Table
    from carteira_cli.signal.verdict import Signal
    from carteira_cli.studies.explicar.effects import FactorEffect, GroupEffect
    from carteira_cli.studies.explicar.products import ProductEffects


def wanted(config: Config) -> Wanted:
    """What is read to explain the indicator that a run asks for.

    Raises:
        CarteiraError: none is asked for, or one that can't be explained.
    """
    asked = asked_of(config)
    columns = {*COLUMNS, *(PRODUCT_COLUMNS if PVM in asked.accounts else ())}
    if config.question.por:
        return Wanted.of_indicators(asked.keys, config, names=True, columns=columns)
    found = Wanted.of_indicators(asked.keys, config, names=True, columns=columns, by=OF_CUSTOMERS)
    return replace(found, every=frozenset({"clientes"}))


@dataclass(frozen=True)
class Explanation:
    """Everything that is found of a change, each part when it is asked for."""

    measured: BothPeriods

    @property
    def base(self) -> CustomerBase:
        """Whose customers."""
        return self.measured.base

    @cached_property
    def change(self) -> tuple[Fraction, Fraction] | None:
        """The indicator before and after; None where a side has none."""
        before, after = (self.measured.value(side).exact for side in (BEFORE, AFTER))
        return None if before is None or after is None else (Fraction(before), Fraction(after))

    @cached_property
    def _sales(self) -> SalesSplit | None:
        looked = self.measured.attributes.of_sales if self._by_groups else ()
        return SalesSplit(self.base, looked) if looked else None

    @property
    def _by_groups(self) -> bool:
        return self.change is not None and SEGMENTS in self.measured.asked.accounts

    @cached_property
    def verdicts(self) -> Verdicts:
        """What chance explains."""
        return Verdicts(self.measured, self._sales)

    @cached_property
    def signal(self) -> Signal | None:
        """Whether the change can be told from chance."""
        return self.verdicts.of_whole(self.measured.asked.item.key)

    @cached_property
    def judged(self) -> JudgedEffects:
        """The change by each attribute, with verdicts."""
        if not self._by_groups:
            return JudgedEffects((), 0)
        most = None if self.measured.attributes.named else MOST_VALUES
        found = self.verdicts.of_groups(effects.by_attributes(self.measured, self._sales, most))
        limit = self.base.config.question.limite
        if limit is None:
            return found
        return replace(found, attributes=tuple(effects.shortened(one, limit) for one in found.attributes))

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
            effects.check(found.terms.total / CENTS, self.measured, "produtos")
        return found

    @property
    def answer(self) -> tuple[str, ...]:
        """Two or three sentences; of a change that chance explains one."""
        item, compared = self.measured.asked.item, self.base.compared
        if self.change is None or compared is None:
            return (f"{item.title} não tem valor nos dois períodos: não há mudança que explicar.",)
        labels = compared.label, self.base.asked.label
        first = words.change_sentence(item, self.change, labels, self.signal)
        attributes = self.judged.attributes
        if self.signal is not None and self.signal.telling is Telling.NOISE:
            uneven = bool(attributes) and attributes[0].has_signal
            return (first, words.against_noise(attributes[0], item)) if uneven else (first,)
        if self.signal is not None and self.signal.telling is Telling.NO_BASIS:
            return (first,)
        others = [words.factors_sentence(self.factors, item) if self.factors else ""]
        if attributes:
            others.append(words.groups_sentence(attributes[0], item, self.judged.looked))
        return (first, *filter(None, others))


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
    measured = BothPeriods(base, asked)
    run = measured.run
    check_begun(base.asked, run.coverage.start)
    found = Explanation(measured)
    readings = tuple(_readings(found))
    answer = found.answer
    return Study(
        readings=readings,
        tables=(tables.texts(answer), *_tables(found)),
        charts=tuple(_charts(found)),
        notes=(*_notes(found), *signals.words(one.signal for one in readings)),
        warnings=tuple(_warnings(found)),
        main="explicacao" if found.judged.attributes else None,
        compared_with=period_line(base.compared, run.spans[BEFORE].period, base.as_of, run.coverage.start),
        rule_words=notes.rule_words(run),
        answer=answer,
        snippets=tuple(_next(found)),
    )


def _readings(found: Explanation) -> Iterator[Reading]:
    """The indicator, and what its change is worth."""
    asked = found.measured.asked
    after, before = found.measured.totals
    for key in (asked.item.key, *([asked.money] if asked.money else [])):
        yield replace(reading_of(key, after, before, ()), signal=found.verdicts.of_whole(key))


def _tables(found: Explanation) -> Iterator[Table]:
    item, attributes = found.measured.asked.item, found.judged.attributes
    if found.factors:
        yield tables.factors_table(found.factors, item)
    if found.products is not None:
        yield tables.products_table(found.products)
    if attributes:
        yield tables.attributes_table(attributes, item)
        limit = found.base.config.question.limite  # and the others, put together
        yield tables.groups_table(attributes, item, tables.SHOWN if limit is None else limit + 1)
    listed = customers_table(found.measured) if found.change is not None else None
    if listed is not None:
        yield listed


def _charts(found: Explanation) -> Iterator[Chart]:
    compared, attributes = found.base.compared, found.judged.attributes
    if attributes and found.change is not None and compared is not None:
        labels = compared.label, found.base.asked.label
        yield tables.bridge(attributes[0], found.measured.asked.item, found.change, labels)


def _notes(found: Explanation) -> Iterator[str]:
    named = found.measured.attributes.named if found.judged.attributes else True
    yield from words.notes_of(found.judged.attributes, found.judged.looked, named=named)
    if found.products is not None and found.products.unread:
        lines = counted(found.products.unread, "linha", "linhas")
        yield f"{lines} sem quantidade que se leia: o valor delas não tem preço"
    yield from notes.who_counts(found.measured.run)


def _warnings(found: Explanation) -> Iterator[str]:
    """What a reader must know of the two periods."""
    run = found.measured.run
    yield from run.coverage.warnings(period for period in (found.base.asked, found.base.compared) if period)
    yield from notes.short_history(run)
    if run.by_contracts:
        yield from contract_customers.warnings(found.base, run.contracts, found.base.as_of)
    if run.lead_book is not None:
        yield from run.lead_book.warnings(found.measured.asked.keys)
    if found.judged.attributes:
        used = (one.dimension for one in found.judged.attributes if one.dimension.of == "cliente")
        yield from of_attributes(found.base, used)


def _lists_nobody(item: Indicator, group: GroupEffect) -> bool:
    """Whether nobody of a group is to be looked at: all of it is as it should be."""
    return item.unit is Unit.FRACTION and group.value[1] == (0 if item.better is Better.LOWER else 1)


def _next(found: Explanation) -> Iterator[Snippet]:
    """The command to run next: the customers to look at, of the group that weighs most and has any."""
    item, base = found.measured.asked.item, found.base
    by, group = None, None
    if found.judged.attributes and not base.config.hides_customers:  # a group is a cell
        first = found.judged.attributes[0]
        if first.dimension.column not in OF_EACH_PERIOD and first.dimension.of != "venda":
            telling = [one for one in first.groups if not _lists_nobody(item, one)]
            by, group = (first.dimension.asked, telling[0].group) if telling else (None, None)
    command = look_at(base.config, base.asked, item, by, group)
    if command is not None:
        yield Snippet("proximo", "Próximo passo", command)
