"""An analysis of indicators: sweep the sales once, evaluate each period and group."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from carteira_cli.analysis.compared import compared_spans, pairs_of
from carteira_cli.analysis.other_tables import OtherTables
from carteira_cli.analysis.return_revenue import return_measures
from carteira_cli.analysis.span_panels import SpanPanels, measured_of
from carteira_cli.analysis.swept import Swept, Values
from carteira_cli.commands import commands
from carteira_cli.customers import frames, selection
from carteira_cli.customers.contract_customers import contract_lines
from carteira_cli.customers.coverage import Coverage, check_begun
from carteira_cli.customers.group_labels import GroupLabels
from carteira_cli.customers.groups import Grouping, check_split, grouping
from carteira_cli.customers.panels import Sweep
from carteira_cli.customers.people import attribute_frame
from carteira_cli.customers.series import series_periods
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.catalogue import keys_of, predicted_of
from carteira_cli.kpis.evaluate import COST, COVERED, Facts, Group, evaluate_groups, group_order, measures_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from carteira_cli.analysis.paired import Pairs
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.leads import LeadBook
    from carteira_cli.engines.panel import Measure
    from carteira_cli.kpis.catalogue import Frame
    from carteira_cli.kpis.customer_measures import Span
    from carteira_cli.period import Period
    from carteira_cli.prediction.contract_foresight import ContractForesight
    from carteira_cli.prediction.foresight import Foresight


@dataclass(frozen=True)
class Run:
    """One analysis of one portfolio by indicators.

    Attributes:
        command: `resumo` or a family.
        base: whose customers.
        chosen: the indicators to report; None: those of the command.
        split: what the numbers are split by; None: as `--por` says.
        sharing: another run over the same base and periods, whose predictions serve for this one.
        beside: further periods that the period is held against: swept with it, and in no table.
    """

    command: str
    base: CustomerBase
    chosen: tuple[str, ...] | None = None
    split: Grouping | None = None
    sharing: Run | None = None
    beside: tuple[Period, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The indicators to report."""
        return self.chosen or keys_of(self.command)

    @property
    def by_contracts(self) -> bool:
        """Whether contracts say who is active."""
        return "assinaturas" in self.base.ledgers

    @cached_property
    def contracts(self) -> pl.DataFrame:
        """The contract lines."""
        return contract_lines(self.base)

    @property
    def config(self) -> Config:
        """What the run was told."""
        return self.base.config

    @cached_property
    def series(self) -> tuple[Period, ...]:
        """The periods of the series, in order; none unless one was asked for."""
        return series_periods(self.base)

    @cached_property
    def coverage(self) -> Coverage:
        """How far back the data go."""
        return Coverage(self.base, self.keys, self.by_contracts)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The period; the compared one, if any; those beside; those of the series."""
        return tuple(self.base.span(period) for period in self.periods)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The same as they were asked for, whole."""
        return self.base.asked, *([self.base.compared] if self.base.compared else []), *self.beside, *self.series

    @cached_property
    def aside(self) -> range:
        """The numbers of the spans beside."""
        first = len(self.spans) - len(self.series)
        return range(first - len(self.beside), first)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The measures of customers that the indicators need."""
        needs = measures_of(self.keys, margin_from_costs=self.config.rules.margem is None)
        by_measure = 'medida = "margem"' if self.base.measured == "margem" else None
        wanting = 'margem = "custo"' if COST in needs else by_measure
        if wanting:
            self.base.check_costs(wanting)
        return needs

    @cached_property
    def grouping(self) -> Grouping:
        """What the numbers are split by."""
        # What is predicted is of no line: by an attribute of sales it is left out, unless nothing else is asked for.
        split = tuple(key for key in self.keys if key not in predicted_of(self.keys)) or self.keys
        return self.split or grouping(self.base, split, partial=commands()[self.command].partial)

    @cached_property
    def labels(self) -> GroupLabels:
        """Which values of the groups stand for themselves; settled by the first rows that have them."""
        return GroupLabels(self.grouping)

    @cached_property
    def swept(self) -> Swept:
        """All numbers.

        Raises:
            CarteiraError: a filter or grouping that does not fit the data.
        """
        self._check()
        totals: dict[int, Values] = {}
        groups: dict[int, Mapping[Group, Values]] = {number: {} for number in range(len(self.spans))}
        sizes: Mapping[Group, int] = {}
        kept = None
        pairs = pairs_of(self.keys, self.compares)
        for number, panel in self._panels():
            if number == 0:
                check_begun(self.base.asked, self.coverage.start)
            totals[number] = evaluate_groups(self.keys, self.facts(number, panel), ())[()]
            if self.grouping.of_customers:
                groups[number], counted = self.grouped(number, panel)
                sizes = counted if number == 0 else sizes
            if pairs:
                splits = ((), self.grouping.keys) if self.grouping.of_customers else ((),)
                pairs.add(number, self.facts(number, panel), {(): totals[number], **groups[number]}, splits)
            kept = panel if number == 0 else kept
        if self.grouping.of_sales:
            sizes = self._by_sales(groups, kept, pairs)
        shown = [self.grouping.large_enough(groups[number], sizes) for number in range(len(self.spans))]
        every = tuple(totals[number] for number in range(len(self.spans)))
        return Swept(every, tuple(shown), len(groups[0]) - len(shown[0]), kept, pairs.spreads if pairs else {})

    @cached_property
    def compares(self) -> tuple[tuple[int, int], ...]:
        """The spans whose changes are judged: each with the number of the one that it is compared with."""
        return compared_spans(self.base, len(self.spans), len(self.series), self.aside)

    def _check(self) -> None:
        if not commands()[self.command].partial:
            check_split(self.keys, tuple(self.base.where.dimensions.values()), "--onde")
        selection.check_values_named(self.base)

    def _panels(self) -> Iterator[tuple[int, pl.DataFrame | None]]:
        """The spans by number, each with its panel, or None where no indicator looks at customers."""
        if not self.base.where.serves("clientes"):
            yield from ((number, None) for number in range(len(self.spans)))
            return
        yield from self.panels(self.spans, self.needs, return_measures(self.keys, self.spans[0]))

    def panels(
        self, spans: Sequence[Span], needs: Sequence[str], extra: Mapping[str, Measure]
    ) -> Iterator[tuple[int, pl.DataFrame | None]]:
        """As `SpanPanels.of`: the spans by number, each with its panel."""
        contracts = (lambda: self.contracts) if self.by_contracts else None
        return SpanPanels(self.base, contracts, self.select, lambda: self.foresight).of(spans, needs, extra)

    @property
    def predicts(self) -> bool:
        """Whether any of its numbers is predicted: there are lines to learn from, and customers to ask of."""
        there = bool({"vendas", "assinaturas"} & set(self.base.ledgers)) and self.base.where.serves("clientes")
        return there and bool(predicted_of(self.keys))

    @cached_property
    def foresight(self) -> Foresight | ContractForesight:
        """What is expected of customers, for the indicators that are predicted."""
        if self.sharing is not None:
            return self.sharing.foresight
        from carteira_cli.analysis.foresights import foresight_of  # weight: for predictions

        contracts = self.contracts if self.by_contracts else None
        return foresight_of(self.base, [span.period.end for span in self.spans], contracts)

    def select(self, people: pl.DataFrame) -> pl.DataFrame:
        """The customers for whom the filter holds, with what they are grouped by."""
        found = selection.of_customers(people.lazy(), self.base).collect()
        dimensions = [dimension for dimension in self.grouping.dimensions if dimension.of == "cliente"]
        if not dimensions:
            return found
        known = attribute_frame(self.base, dimensions)
        return self.labels.labelled(found.join(known, on=CUSTOMER, how="left"))

    def grouped(
        self, number: int, panel: pl.DataFrame | None, only: Mapping[str, str | None] | None = None
    ) -> tuple[Mapping[Group, Values], Mapping[Group, int]]:
        """The numbers of each group of a span, and its customers (or leads); `only` of those with these values."""
        facts = self.facts(number, panel, only)
        split = {frame: rows for frame, rows in facts.frames.items() if self.grouping.serves(frame)}
        counted = split.get("clientes", split.get("leads"))
        rows = () if counted is None else counted.group_by(self.grouping.keys).len().iter_rows()
        values = evaluate_groups(self.keys, Facts(split, facts.context, facts.unknown), self.grouping.keys)
        return values, {tuple(group): size for *group, size in rows}

    def _by_sales(
        self, groups: dict[int, Mapping[Group, Values]], panel: pl.DataFrame | None, pairs: Pairs | None
    ) -> dict[Group, int]:
        """Fill in the numbers of each group of sales, those of a portfolio of its lines alone; returns their sizes."""
        sizes: dict[Group, int] = {}
        if panel is None:
            return sizes
        from carteira_cli.analysis import groups_of_sales as sold  # weight: for what is asked by a column of sales

        sold.check_splits_sales(by_contracts=self.by_contracts)
        sweep = Sweep(self.base, measured_of(self.needs), self.select, {}, self.labels.on_sales(), self.labels.of_sweep)
        for number, own, marked in sold.parts_of_sales(sweep, self.spans, self.grouping):
            values, counted = self.grouped(number, marked, own)
            groups[number] = {**groups[number], **values}
            sizes |= counted if number == 0 else {}
            if pairs:
                pairs.add(number, self.facts(number, marked, own), values, (self.grouping.keys,))
        nobody = sold.marked_as(panel.clear(), dict.fromkeys(self.grouping.keys))
        for number, known in groups.items():  # groups of leads or costs that no sale is in
            every = {**self.grouped(number, nobody)[0], **known}
            groups[number] = {group: every[group] for group in sorted(every, key=group_order)}
        return sizes

    def facts(self, number: int, panel: pl.DataFrame | None, only: Mapping[str, str | None] | None = None) -> Facts:
        """What the indicators of a span are computed from."""
        span = self.spans[number]
        found: dict[Frame, pl.DataFrame] = {}
        if panel is not None:
            found["clientes"] = panel
        if self.others.leads is not None:
            found["leads"] = frames.having(frames.inside(self.others.leads, span.period), only)
        if self.others.costs is not None:
            found["custos"] = frames.having(frames.inside(self.others.costs, span.period), only)
        return Facts(found, self.context(span), self.unknown(span.period))

    def unknown(self, period: Period) -> frozenset[str]:
        """The indicators that the data say nothing about, whatever their lines come to."""
        undated = frozenset[str]() if self.lead_book is None else self.lead_book.unknown
        unvalued = self.predicts and self.foresight.margin(period.end) is None
        return self.coverage.unknown(period) | undated | frozenset(predicted_of(self.keys) if unvalued else ())

    @cached_property
    def shown(self) -> tuple[tuple[int, Period], ...]:
        """The periods of the series that the data reach, each with the number of its span."""
        numbered = enumerate(self.series, self.aside.stop)
        return tuple((number, one) for number, one in numbered if self.coverage.reaches(one))

    def context(self, span: Span) -> dict[str, Any]:
        """What indicators may ask for besides measures, by the names in `catalogue.CONTEXT`."""
        return {
            "inicio": span.period.start,
            "fim": span.period.end,
            "meses_periodo": span.period.months,
            "meses_janela": Fraction(1) if self.by_contracts else span.months,
            "margem": self.config.rules.margem,
            "limite_estrito": self.config.rules.limite_abc == "estrito",
        }

    @property
    def margin(self) -> Fraction | None:
        """The margin of the period: as told, or 1 − cost ÷ revenue over the lines that carry a cost."""
        panel = self.swept.panel
        if self.config.rules.margem is not None or panel is None or COST not in panel.columns:
            return self.config.rules.margem
        covered, cost = int(panel[COVERED].sum()), int(panel[COST].sum())
        return Fraction(covered - cost, covered) if covered else None

    @cached_property
    def others(self) -> OtherTables:
        """What indicators are computed from besides customers."""
        return OtherTables(self.base, self.grouping, self.labels)

    @property
    def lead_book(self) -> LeadBook | None:
        """What may be said of the conversions of leads; None without leads."""
        return self.others.lead_book
