"""A finished run becomes a report: readings, tables, rules, sources, and what must be said beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis import notes, tables
from carteira_cli.days import to_date
from carteira_cli.kpis.catalogue import FAMILIES, catalogue
from carteira_cli.kpis.evaluate import Value
from carteira_cli.report import Cell, PeriodLine, Reading, Report, Source, Table, plain, relative_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.analysis.run import Run
    from carteira_cli.period import Period
    from carteira_cli.sources.ledger import Ledger


def present(run: Run) -> Report:
    """The report of a run.

    Raises:
        RuntimeError: numbers that must add up do not.
    """
    values = run.values(0)
    previous = run.values(1) if run.compared else {}
    _check_identities(values)
    run.check_rejects()
    return Report(
        command=run.command,
        title=FAMILIES.get(run.command, "Resumo da carteira"),
        period=_period_line(run.asked, run.spans[0].period, run.as_of),
        compared_with=_period_line(run.compared, run.spans[1].period, run.as_of) if run.compared else None,
        rules=_rules(run),
        rule_words=notes.rule_words(run),
        readings=tuple(_reading(key, values, previous) for key in run.keys),
        tables=_tables(run, values),
        sources=tuple(_source(name, ledger) for name, ledger in run.ledgers.items()),
        warnings=tuple(notes.warnings(run)),
        notes=tuple(notes.notes(run)),
    )


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


def _period_line(asked: Period, measured: Period, as_of: int) -> PeriodLine:
    return PeriodLine(
        asked.label,
        to_date(asked.start).isoformat(),
        to_date(asked.last).isoformat(),
        asked.end <= as_of + 1,
        to_date(measured.last).isoformat(),
    )


def _rules(run: Run) -> tuple[tuple[str, Cell], ...]:
    margin = run.margin(0)
    rules: list[tuple[str, Cell]] = [
        ("inatividade", run.config.window.label),
        ("devolucoes", run.config.text("devolucoes")),
        ("margem", None if margin is None else float(margin)),
        ("referencia", to_date(run.as_of).isoformat()),
    ]
    if run.config.switch("raiz_cnpj"):
        rules.append(("raiz_cnpj", True))
    if run.config.deadline is not None:
        rules.append(("prazo", f"{run.config.deadline}d"))
    if "clientes_a" in run.keys:
        rules.append(("limite_abc", run.config.text("limite_abc")))
    return tuple(rules)


def _reading(key: str, values: Mapping[str, Value], previous: Mapping[str, Value]) -> Reading:
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
        change=relative_change(value.exact, before.exact),
    )


def _tables(run: Run, values: Mapping[str, Value]) -> tuple[Table, ...]:
    if run.command == "churn-receita":
        return (tables.bridge(values),)
    if run.command == "pareto" and run.panel is not None:
        ranked = tables.ranking(run.panel, run.naming[0][0]["receita_periodo"])
        return (tables.curve(ranked), tables.abc(ranked, strict=run.config.text("limite_abc") == "estrito"))
    return ()


def _source(name: str, ledger: Ledger) -> Source:
    audit = ledger.audit
    return Source(name, ledger.origin, audit.lines, audit.valid, audit.cancelled, audit.rejected)
