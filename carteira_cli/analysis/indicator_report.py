"""A finished run becomes a report: readings, tables, rules, sources, and what must be said beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis import notes, pareto_tables
from carteira_cli.analysis.family_tables import Beside, beside_of
from carteira_cli.analysis.first_look import beside_first, first_reading
from carteira_cli.analysis.group_tables import split_tables, trend
from carteira_cli.change import change_of
from carteira_cli.commands import commands
from carteira_cli.config.settings import ACTIVITY_RULES, QuestionSettings
from carteira_cli.days import iso
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.conversao import CONVERSIONS
from carteira_cli.kpis.evaluate import Value
from carteira_cli.report import PeriodLine, Reading, Report, Source, plain
from carteira_cli.units import Better

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carteira_cli.analysis.run import Run
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.period import Period
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell
    from carteira_cli.sources.ledger import Ledger


def present(run: Run) -> Report:
    """The report of a run.

    Raises:
        RuntimeError: numbers that must add up do not.
    """
    base, swept = run.base, run.swept
    values, previous = swept.totals[0], swept.totals[1] if base.compared else {}
    for found in (*swept.totals, *(values for groups in swept.groups for values in groups.values())):
        _check_identities(found)
    base.check_rejects()
    split, beside, judged = (*split_tables(run), *_lists(run)), beside_first(run, beside_of(run)), _judging(run)
    readings = tuple(
        first_reading(
            run, _judged(run, pareto_tables.retold(reading_of(key, values, previous, trend(run, key)), base.measured))
        )
        for key in run.keys
    )
    return Report(
        command=run.command,
        title=commands()[run.command].title,
        period=period_line(base.asked, run.spans[0].period, base.as_of, run.coverage.start),
        compared_with=period_line(base.compared, run.spans[1].period, base.as_of, run.coverage.start)
        if base.compared
        else None,
        rules=(*_rules(run), *beside.rules),
        rule_words=notes.rule_words(run),
        readings=readings,
        tables=(*split, *judged.tables, *beside.tables),
        charts=(*judged.charts, *beside.charts),
        sources=tuple(source_line(name, ledger) for name, ledger in base.ledgers.items()),
        warnings=(*notes.warnings(run), *_doubts(run)),
        notes=(
            *beside.first_notes,
            *_signal_words(readings),
            *judged.notes,
            *notes.notes(run, beside.notes),
        ),
        main=split[-1].key if split else None,
        understated=run.coverage.understated_at_end(run.spans[0]),
    )


def _judging(run: Run) -> Beside:
    """The changes of groups and of a series, and the control charts: what is a signal in them."""
    tables: tuple[Table, ...] = ()
    if run.compares and (run.grouping.dimensions or run.shown):
        from carteira_cli.analysis.change_tables import change_tables  # weight: for comparisons

        tables = tuple(change_tables(run))
    if not run.config.question.controle:
        return Beside(tables)
    if run.config.question.serie is None:
        told = run.config.value(QuestionSettings.controle)
        raise told.refused("controle precisa de uma série", "use também --serie mes, por exemplo")
    from carteira_cli.analysis.control_tables import control_of  # weight: for control charts

    found = control_of(run)
    return replace(found, tables=(*tables, *found.tables))


def _lists(run: Run) -> Iterable[Table]:
    if run.config.question.listar is None:
        return ()
    from carteira_cli.analysis.customer_list import list_tables  # weight: for a list

    return list_tables(run)


def _check_identities(values: Mapping[str, Value]) -> None:
    """What must always hold, checked on every run."""
    heads = ("clientes_fim", "clientes_inicio", "perdidos", "novos", "reativados")
    if all(key in values for key in heads):
        end, start, lost, new, back = (values[key].exact or 0 for key in heads)
        if end != start - lost + new + back:
            raise RuntimeError(f"customers do not add up: {end} != {start} - {lost} + {new} + {back}")
    money = (
        "receita_mensal_fim",
        "receita_mensal_inicio",
        "churn_receita",
        "contracao",
        "expansao",
        "receita_novos",
        "receita_reativados",
    )
    if all(key in values for key in money):
        end, start, lost, less, more, new, back = (values[key].exact or 0 for key in money)
        if end != start - lost - less + more + new + back:
            raise RuntimeError(f"the revenue bridge does not close: {end}")


def period_line(asked: Period, measured: Period, as_of: int, start: int | None = None) -> PeriodLine:
    """A period in dates, and how far its data go.

    Args:
        asked: the whole period.
        measured: the part of it up to the as-of day.
        as_of: that day.
        start: the first day of the data, where it matters.
    """
    short = start is not None and asked.opens_before(start)
    return PeriodLine(
        asked.label,
        iso(asked.start),
        iso(asked.last),
        asked.end <= as_of + 1 and not short,
        iso(measured.last),
        iso(start) if short and start is not None else None,
    )


def _rules(run: Run) -> tuple[tuple[str, Cell], ...]:
    margin = run.margin
    rules = [*base_rules(run.base)]
    if run.by_contracts:
        rules.insert(0, ("atividade", "contratos"))
    rules.insert(2, ("margem", None if margin is None else float(margin)))
    if run.config.rules.prazo is not None:
        rules.append(("prazo", f"{run.config.rules.prazo}d"))
    if "clientes_a" in run.keys:
        rules.append(("limite_abc", run.config.rules.limite_abc))
    if run.predicts:
        rules += run.foresight.rules
    return tuple(rules)


def _doubts(run: Run) -> Iterator[str]:
    """What a prediction can't be trusted in, wherever it is shown or judged."""
    if run.predicts:
        from carteira_cli.analysis.prediction_tables import wanting  # weight: for predictions

        yield from (one.words for one in wanting(run))


def base_rules(base: CustomerBase) -> Iterator[tuple[str, Cell]]:
    """The rules that every number of a customer base stands under."""
    yield "inatividade", base.window.label
    yield "devolucoes", base.config.rules.devolucoes
    yield "referencia", iso(base.as_of)
    if base.rules:
        from carteira_cli.customers.activity import rules_in_words  # weight: for a run with rules

        yield ACTIVITY_RULES, rules_in_words(base)
    if base.config.rules.raiz_cnpj:
        yield "raiz_cnpj", True
    if base.config.rules.consumidor_final == "excluir":
        yield "consumidor_final", "excluir"
    if base.where.words:
        yield "onde", base.where.words


def reading_of(
    key: str, values: Mapping[str, Value], previous: Mapping[str, Value], trend: tuple[float | None, ...]
) -> Reading:
    """An indicator of a period as it is told, beside that of the one before."""
    item = catalogue()[key]
    if key not in values:
        return Reading(key, item.title, item.unit, item.better, item.family, missing=", ".join(item.sources))
    value, before = values[key], previous.get(key, Value(None))
    return Reading(
        key,
        item.title,
        item.unit,
        item.better,
        item.family,
        value=plain(value.exact),
        numerator=plain(value.numerator),
        denominator=plain(value.denominator),
        parts=item.parts if value.denominator is not None else None,
        interval=value.interval,
        previous=plain(before.exact),
        change=change_of(item.unit, value.exact, before.exact),
        trend=trend,
    )


def _judged(run: Run, reading: Reading) -> Reading:
    """A reading with its signal, and without a better or worse where leads that still ripen are compared."""
    book, compared = run.lead_book, run.base.compared
    if run.compares and reading.missing is None:
        from carteira_cli.analysis.signals import change_signal  # weight: for comparisons

        reading = replace(reading, signal=change_signal(run, reading.key, (0, 1)))
    if book is None or compared is None or reading.key not in CONVERSIONS:
        return reading
    young = book.ripening(run.base.asked) or book.ripening(compared)
    return replace(reading, better=Better.NEITHER) if young else reading


def _signal_words(readings: tuple[Reading, ...]) -> Iterator[str]:
    if any(reading.signal for reading in readings):
        from carteira_cli.analysis.signals import words  # weight: for comparisons

        yield from words(reading.signal for reading in readings)


def source_line(name: str, ledger: Ledger) -> Source:
    """The account of a table's lines."""
    audit = ledger.proven.audit
    counts = (audit.lines, audit.valid, audit.cancelled, audit.rejected)
    return Source(name, ledger.origin, *counts, repeated=audit.repeated)
