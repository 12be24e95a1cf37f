"""`comparar-definicoes`: the same customers under the published rules of others, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.change import change_of
from carteira_cli.customers import selection
from carteira_cli.customers.open import Wanted
from carteira_cli.dataclass import dataclass
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.ciclo import purchase_days
from carteira_cli.kpis.customer_measures import MEASURES, Span
from carteira_cli.period import Period, Window, last_complete
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.studies.comparar_definicoes import COMMAND
from carteira_cli.studies.comparar_definicoes.disputed import WAYS, reach_table, split_table
from carteira_cli.studies.comparar_definicoes.formulas import (
    BASES,
    METRICS,
    NEEDS,
    VENDORS,
    Basis,
    Metric,
    Rule,
    blocks_of,
    value,
)
from carteira_cli.studies.comparar_definicoes.others import (
    OtherDefinitions,
    activity_notes,
    activity_table,
    wanted_besides,
)
from carteira_cli.studies.comparar_definicoes.published import RULES
from carteira_cli.studies.study import Study
from carteira_cli.units import Depth, Unit, show
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.rows import Cell

WINDOWS = tuple(Window(days, "d") for days in (30, 60, 90, 180))
TRAILING = 30  # days


@dataclass(frozen=True)
class AppliedRule:
    """A rule applied.

    Attributes:
        metric: which metric.
        who: whose rule.
        span: the days and the window it was applied to.
        numerator: in customers, or reais a month; None where nothing is published.
        denominator: likewise; None where an amount is published instead of a rate.
        value: numerator ÷ denominator.
        rule: formula, source and caveat.
    """

    metric: Metric
    who: str
    span: Span
    numerator: int | Fraction | None
    denominator: int | Fraction | None
    value: Fraction | None
    rule: Rule

    @property
    def known(self) -> bool:
        """Whether the rule gives a number at all."""
        return self.numerator is not None


def wanted(config: Config) -> Wanted:
    """What it reads: sales and the register, and what the analyses read whose definitions stand beside."""
    besides = wanted_besides(config)
    useful = tuple(dict.fromkeys((*COMMAND.useful, *besides.useful)))
    return Wanted(COMMAND.needed, useful, COMMAND.columns | besides.columns).split_as(config)


def study(base: CustomerBase) -> Study:
    """Churn and retention of the period by each rule.

    Returns:
        `definicoes` (rules over customers), `definicoes_receita` (over money), `definicoes_pvm` (where products are
        known), `definicoes_positivacao`, and `formulas` (formula, source and
        caveat of each), `fontes_das_definicoes` (addresses), with the largest differences in words.
    """
    others = OtherDefinitions(base)
    # Contracts are there for what the portfolio is worth; here purchases say who is active.
    base = replace(base, ledgers={name: one for name, one in base.ledgers.items() if name != "assinaturas"})
    lines = compare(base)
    customers = [line for line in lines if line.metric == "churn"]
    money = [line for line in lines if line.metric != "churn"]
    return Study(
        tables=(
            _numbers("definicoes", "Churn de clientes por cada definição", customers, Unit.CUSTOMERS),
            _numbers(
                "definicoes_receita", "Churn e retenção de receita por cada definição", money, Unit.REAIS_PER_MONTH
            ),
            *filter(None, (activity_table(base), split_table(base), reach_table(base, others.visited()))),
            *others.owed(),
            *others.worth(),
            _formulas(lines),
            _sources(),
        ),
        notes=(*activity_notes(base), *_notes(lines)),
        warnings=(*_warnings(base, lines), *others.warnings()),
    )


def compare(base: CustomerBase) -> list[AppliedRule]:
    """Each rule applied to the customer base, by metric and vendor; the plain rule also by other windows."""
    spans = _spans(base)
    others = {window: Span(base.period, window, base.returns) for window in WINDOWS if window != base.window}
    panels = _panels(base, [*spans.values(), *others.values()])
    end = base.period.end
    first = min(span.window.start(span.period.start) for span in (*spans.values(), *others.values()))
    bought = selection.ask(base, lambda lines: purchase_days(lines, base.engine, first, end), start=first, end=end)
    days = bought.sort(CUSTOMER)
    blocks = {basis: blocks_of(panels[span], days, span) for basis, span in spans.items()}
    lines = []
    for metric in METRICS:
        for item in (item for item in RULES if item.metric == metric):
            ratio = item.ratio(blocks[item.basis])
            numerator, denominator = (ratio.numerator, ratio.denominator) if ratio else (None, None)
            who, span = VENDORS[item.vendor], spans[item.basis]
            lines.append(AppliedRule(metric, who, span, numerator, denominator, value(ratio), item))
            if (item.vendor, metric) == ("carteira", "churn"):
                lines += [_by_window(item, panels[span], days, span) for span in others.values()]
    return lines


def _spans(base: CustomerBase) -> dict[Basis, Span]:
    """The days of each basis. Those of others end with the period, or are the last whole month before its end."""
    period = base.period
    days: dict[Basis, Period] = {
        "periodo": period,
        "30d": Period(period.end - TRAILING, period.end, f"{TRAILING} dias"),
        "mes": last_complete("mes", period.last),
    }
    return {basis: Span(found, base.window, base.returns) for basis, found in days.items()}


def _panels(base: CustomerBase, spans: list[Span]) -> dict[Span, pl.DataFrame]:
    """The measures of each span, out of one pass; equal ones are measured once."""
    wanted = {span: {need: MEASURES[need](span) for need in NEEDS} for span in spans}
    distinct = dict.fromkeys(measure for own in wanted.values() for measure in own.values())
    names = {measure: f"m{number}" for number, measure in enumerate(distinct)}
    people = selection.of_customers(base.panel({name: m for m, name in names.items()}).lazy(), base).collect()
    return {
        span: people.select(CUSTOMER, **{need: pl.col(names[measure]) for need, measure in own.items()})
        for span, own in wanted.items()
    }


def _by_window(rule: Rule, panel: pl.DataFrame, days: pl.DataFrame, span: Span) -> AppliedRule:
    """The plain rule under another window."""
    blocks = blocks_of(panel, days, span)
    ratio = rule.ratio(blocks)
    who = f"janela de {span.window.words}"
    return AppliedRule(rule.metric, who, span, blocks.perdidos, blocks.clientes_inicio, value(ratio), rule)


def _numbers(key: str, title: str, lines: list[AppliedRule], unit: Unit) -> Table:
    several = len({line.metric for line in lines}) > 1
    beyond = Depth.FULL if several else Depth.SCREEN  # of many rows the names matter more
    columns = (
        Column("metrica", "Métrica", depth=Depth.SCREEN if several else Depth.FULL),
        Column("quem", "Definição"),
        Column("de", "De", kind=Kind.DATE, depth=Depth.FULL),
        Column("ate", "Até", kind=Kind.DATE, depth=Depth.FULL),
        Column("janela", "Janela", depth=Depth.FULL),
        Column("valor", "Valor", Unit.FRACTION),
        Column("numerador", "Numerador", unit, depth=beyond),
        Column("denominador", "Denominador", unit, depth=beyond),
    )
    rows = tuple(
        (
            METRICS[line.metric],
            line.who,
            *((iso(line.span.period.start), iso(line.span.period.last)) if line.known else (None, None)),
            line.span.window.label if line.known else None,
            plain(line.value),
            plain(line.numerator),
            plain(line.denominator),
        )
        for line in lines
    )
    told = tuple(place for place, line in enumerate(lines) if line.value is not None)
    return Table(key, title, columns, rows, few=told if several and told else 0)


def _formulas(lines: list[AppliedRule]) -> Table:
    columns = (
        Column("quem", "Definição"),
        Column("metrica", "Métrica"),
        Column("formula", "Fórmula"),
        Column("ressalva", "Ressalva"),
        Column("fonte", "Fonte"),
    )
    rules = dict.fromkeys(line.rule for line in lines)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            VENDORS[item.vendor],
            METRICS[item.metric],
            item.formula,
            item.caveat or None,
            "; ".join(source.title for source in item.sources),
        )
        for item in rules
    )
    others = tuple((way.who, way.what, way.formula, way.caveat or None, way.source.title) for way in WAYS)
    return Table("formulas", "Fórmulas", columns, (*rows, *others), depth=Depth.FULL)


def _sources() -> Table:
    """Where each rule is published, each text once."""
    columns = (
        Column("quem", "Definição"),
        Column("fonte", "Fonte"),
        Column("endereco", "Endereço"),
        Column("copia", "O que foi lido"),
    )
    cited = dict.fromkeys((item.vendor, source) for item in RULES for source in item.sources)
    rows = tuple(
        (VENDORS[vendor], source.title, source.address, source.copy)
        for vendor in VENDORS
        for of, source in cited
        if of == vendor
    )
    others = tuple((way.who, way.source.title, way.source.address, way.source.copy) for way in WAYS)
    rows = (*rows, *others)
    return Table("fontes_das_definicoes", "Fontes das definições", columns, rows, depth=Depth.FULL)


def _notes(lines: list[AppliedRule]) -> Iterator[str]:
    """The largest and the smallest of each metric, how far apart, and why."""
    for metric, title in METRICS.items():
        found = [(line.value, line) for line in lines if line.metric == metric and line.value is not None]
        if len(found) < 2:  # noqa: PLR2004 - nothing to compare
            continue
        (low, least), (high, most) = min(found, key=lambda pair: pair[0]), max(found, key=lambda pair: pair[0])
        if low == high:
            yield f"{title}: todas as definições dão {show(float(low), Unit.FRACTION)}"
            continue
        apart = show(change_of(Unit.FRACTION, high, low), Unit.POINTS)
        lowest, highest = (show(float(each), Unit.FRACTION) for each in (low, high))
        yield (
            f"{title}: de {lowest} ({least.who}) a {highest} ({most.who}), {apart} de diferença: {_why(least, most)}"
        )
    bases = "; ".join(f"{VENDORS[vendor]}: {BASES[basis]}" for vendor, basis in _bases().items())
    yield f"dias de cada definição: {bases}"
    yield (
        "todas olham os mesmos clientes pela mesma regra de atividade (compra dentro da janela), no lugar das "
        "assinaturas dos fornecedores; a segunda fórmula do ChartMogul (Shopify, soma de cada dia) e os planos anuais "
        "do Baremetrics não são calculados"
    )


def _bases() -> Mapping[str, Basis]:
    """The days that each vendor's customer churn looks at."""
    return {item.vendor: item.basis for item in RULES if item.metric == "churn"}


def _why(one: AppliedRule, other: AppliedRule) -> str:
    """What two rules do differently, in words."""
    reasons = []
    if one.span.window != other.span.window:
        reasons.append(f"uma espera {one.span.window.words} por uma compra, a outra {other.span.window.words}")
    if one.span.period != other.span.period:
        reasons.append(f"uma mede {one.span.period.days} dias, a outra {other.span.period.days}")
    if one.rule is not other.rule:
        reasons.append("a conta é outra (veja as fórmulas)")
    return ", e ".join(reasons)


def _warnings(base: CustomerBase, lines: list[AppliedRule]) -> Iterator[str]:
    """What would mislead: windows that reach before the first sale, and so understate the base."""
    first = base.ledgers["vendas"].first_day
    if first is None:
        return
    early = (line for line in lines if line.known and line.span.window.start(line.span.period.start) < first)
    short = dict.fromkeys(line.who for line in early)
    if short:
        yield (
            f"as vendas começam em {date_of(first)}, dentro da janela que antecede os dias medidos: "
            f"a base do início está subestimada em {', '.join(short)}"
        )
