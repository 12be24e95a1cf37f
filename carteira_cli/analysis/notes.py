"""What must be said beside the numbers: the rule in words, warnings, and how a policy changed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.attribute_notes import attributes_used, of_attributes, register_gaps
from carteira_cli.analysis.pareto_tables import reconciled
from carteira_cli.analysis.return_revenue import RETURNS_GROSS, RETURNS_NET
from carteira_cli.commands import commands
from carteira_cli.config.settings import QuestionSettings, RuleSettings
from carteira_cli.customers import anonymous, contract_customers
from carteira_cli.customers.groups import frames_of
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.atividade import is_known
from carteira_cli.kpis.catalogue import catalogue, closure, frame_needs, predicted_of
from carteira_cli.kpis.contratos import ENOUGH
from carteira_cli.kpis.customer_measures import REGISTERED, WINDOWED
from carteira_cli.kpis.evaluate import COVERED
from carteira_cli.period import is_undated
from carteira_cli.sources.finding.stale import provenance, stale
from carteira_cli.sources.understood import reading_notes, reading_warnings
from carteira_cli.units import Unit, money_of_cents, number, show
from carteira_cli.words import agree, counted, date_of, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.analysis.run import Run
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.customer_measures import Span
    from carteira_cli.period import Period, Window
    from carteira_cli.sources.ledger import Ledger

_EXAMPLES = 3  # rejected lines named in a warning
_NAMED = 2  # periods of a short history that are named; of more, the first and the last


def rule_words(run: Run) -> str | None:
    """The activity rule in a sentence, with its dates; None where no number depends on it."""
    if not _uses_window(run):
        return None
    span = run.spans[0]
    if run.by_contracts:
        return (
            f"ativo = tem contrato em vigor na véspera de {date_of(span.period.start)} (início) "
            f"ou de {date_of(span.period.end)} (fim)"
        )
    if span.rules:
        from carteira_cli.customers.activity import rules_in_words  # weight: for a run with rules

        return (
            f"ativo = cumpriu a sua regra antes de {date_of(span.period.start)} (início) "
            f"ou de {date_of(span.period.end)} (fim): {rules_in_words(run.base)}"
        )
    return (
        f"ativo = comprou {_in(span.window)} antes de {date_of(span.period.start)} (início) "
        f"ou de {date_of(span.period.end)} (fim)"
    )


def warnings(run: Run) -> Iterator[str]:
    """What a reader must know before trusting the numbers, most important first."""
    yield from incomplete(run.base)
    yield from run.coverage.warnings(asked for asked in (run.base.asked, run.base.compared) if asked)
    yield from short_history(run)
    yield from of_sources(run.base)
    if run.swept.panel is not None:
        yield from anonymous.warnings(run.base.ledgers, run.config, run.base.excluded, run.swept.panel[CUSTOMER])
    if run.by_contracts:
        yield from contract_customers.warnings(run.base, run.contracts, run.base.as_of)
    if run.lead_book is not None:
        yield from run.lead_book.warnings(run.keys)
    yield from _split(run)
    yield from register_gaps(run)
    yield from of_attributes(run.base, (*run.grouping.dimensions, *run.base.where.dimensions.values()))
    yield from stale(run.config, run.base.ledgers)
    yield from _missing(run)


def of_sources(base: CustomerBase) -> Iterator[str]:
    """What was rejected, and what is doubtful in how the files were read."""
    for ledger in base.ledgers.values():
        yield from _rejected(ledger)
        yield from reading_warnings(ledger.proven, ledger.ask)


def cycle(base: CustomerBase) -> Iterator[str]:
    """Why the window is what it is, where it was taken from the purchase cycle."""
    if base.suggestion is not None:
        yield f"inatividade {base.window.label}, do ciclo de compra: {base.suggestion.reason}"


def how_read(base: CustomerBase) -> Iterator[str]:
    """Which year was meant, where the numbers come from, and how the files were understood."""
    yield from _year_supposed(base)
    yield from provenance(base.config, base.ledgers)
    for ledger in base.ledgers.values():
        yield from reading_notes(ledger.proven)
        yield from _utc(ledger, base.config.rules.fuso)


def _year_supposed(base: CustomerBase) -> Iterator[str]:
    """Which period was taken for one that was told without its year."""
    for setting in (QuestionSettings.periodo, QuestionSettings.comparar):
        told = base.config.value(setting)
        period = base.asked if setting is QuestionSettings.periodo else base.compared
        if period is not None and isinstance(told.parsed, str) and is_undated(told.parsed):
            first, last = month_of(period.start), month_of(period.last)
            said = first if first == last else f"{first} a {last}"
            yield f'{setting.key} "{told.one}" sem ano: {said} ({period.label}), o mais recente que os dados têm'


def of_margin(run: Run) -> Iterator[str]:
    """Which margin the indicators that have one are made with, and who says so."""
    margin = run.margin
    rests = any("margem" in catalogue()[key].needs for key in closure(run.keys))
    if margin is not None and (rests or (run.config.rules.margem is not None and predicted_of(run.keys))):
        source = run.config.value(RuleSettings.margem).where if run.config.rules.margem is not None else "coluna custo"
        advice = "; informe a sua com --margem" if source == "padrão" else ""
        share = f"margem de {show(float(margin), Unit.FRACTION)} ({source})"
        if commands()[run.command].accounts and run.config.rules.metodo is None:
            yield f"{share} na fórmula e no preditivo; o histórico é receita, sem margem{advice}"
        else:
            yield f"LTV e payback com {share}{advice}"


def notes(run: Run, of_command: Iterable[str] = ()) -> Iterator[str]:
    """Which policies shaped the numbers, and what the command says of its own."""
    if run.swept.panel is not None and RETURNS_NET in run.swept.panel.columns:
        returned = int(run.swept.panel[RETURNS_GROSS].sum()) - int(run.swept.panel[RETURNS_NET].sum())
        if returned:
            policy = "não abatidas" if run.spans[0].returns == "ignorar" else "abatidas"
            yield f"devoluções do período: {money_of_cents(returned)}, {policy} da receita"
    yield from of_margin(run)
    yield from reconciled(run)
    yield from _cost_coverage(run)
    yield from who_counts(run)
    yield from _absent(run)
    yield from of_command
    yield from attributes_used(run.base, (*run.grouping.dimensions, *run.base.where.dimensions.values()))
    yield from cycle(run.base)
    yield from anonymous.notes(run.base.ledgers, run.base.excluded)
    yield from how_read(run.base)
    sales = run.base.ledgers.get("vendas")
    if sales and "pedidos" in closure(run.keys) and "venda" not in sales.columns:
        yield 'sem a coluna "venda", cada linha de compra conta como um pedido'


def _absent(run: Run) -> Iterator[str]:
    """How many periods of a series are not shown, for there are no data of them."""
    many, start = len(run.series) - len(run.shown), run.coverage.start
    if many and start is not None:
        periods = agree(many, "o período", f"os {number(many, 0)} períodos")
        yield f"a série não tem {periods} antes de {date_of(start)}, quando começam os dados"


def who_counts(run: Run) -> Iterator[str]:
    """Customers who were not known yet, and leads who are too young to compare."""
    yield from _not_yet_known(run)
    if run.lead_book is not None:
        yield from run.lead_book.notes(run.keys, _periods_shown(run))


def _periods_shown(run: Run) -> Iterator[Period]:
    """The period, the compared one, those of the series."""
    yield run.base.asked
    if run.base.compared is not None:
        yield run.base.compared
    yield from (period for _, period in run.shown)


def _not_yet_known(run: Run) -> Iterator[str]:
    """How many customers there are who were not known yet when the period ended."""
    panel = run.swept.panel
    if panel is None or "clientes_cadastrados" not in closure(run.keys) or "primeira_linha" not in panel.columns:
        return
    end = run.spans[0].period.end
    later = panel.height - int(panel.select(is_known(pl.col(REGISTERED), pl.col("primeira_linha"), end).sum()).item())
    if later:
        customers = counted(later, "cliente não entra", "clientes não entram")
        yield (
            f"{customers} em clientes_cadastrados: o cadastro ou a primeira linha é de {date_of(end)} em diante, "
            "depois do período"
        )


def _cost_coverage(run: Run) -> Iterator[str]:
    """How much of the revenue a margin from the cost column rests on."""
    panel = run.swept.panel
    if panel is None or COVERED not in panel.columns or RETURNS_NET not in panel.columns:
        return
    revenue = RETURNS_GROSS if run.spans[0].returns == "ignorar" else RETURNS_NET
    covered, total = (int(panel[name].sum()) for name in (COVERED, revenue))
    if covered != total:
        yield f"a margem vem das linhas com custo: {money_of_cents(covered)} de {money_of_cents(total)} do período"


def _utc(ledger: Ledger, zone: str | None) -> Iterator[str]:
    if zone is None and any(part.in_utc for part in ledger.proven.parts):
        yield f"{ledger.table.name}: as horas contam no calendário de UTC; --fuso America/Sao_Paulo usa outro"


def _uses_window(run: Run) -> bool:
    there = {"vendas", "assinaturas"} & set(run.base.ledgers) and run.base.where.serves("clientes")
    return bool(there) and bool(WINDOWED & set(frame_needs(run.keys, "clientes")))


def incomplete(base: CustomerBase) -> Iterator[str]:
    """Periods that end after the as-of day."""
    for asked in (base.asked, base.compared):
        if asked is None or asked.end <= base.as_of + 1:
            continue
        if asked.start > base.as_of:
            yield f"o período {asked.label} ainda não começou na data de referência, {date_of(base.as_of)}"
        else:
            yield (
                f"período incompleto: {asked.label} vai até {date_of(asked.last)}, mas os dados vão até "
                f"{date_of(base.as_of)}; os números são até essa data"
                + (
                    f" e a comparação é com {base.compared.label} inteiro"
                    if asked is base.asked and base.compared
                    else ""
                )
            )


def short_history(run: Run) -> Iterator[str]:
    """With less than one window of history, customers who were active are not seen as such."""
    sales = run.base.ledgers.get("vendas")
    if sales is None or run.by_contracts or not _uses_window(run) or sales.first_day is None:
        return
    first = sales.first_day
    shown = [span for number, span in enumerate(run.spans) if number not in run.aside]
    spans = sorted((span for span in shown if span.period.end > first), key=lambda span: span.period.start)
    short = [span for span in spans if run.coverage.understated(span)]
    if short:
        labels = list(dict.fromkeys(span.period.label for span in short))
        told = " e ".join(labels) if len(labels) <= _NAMED else f"{len(labels)} períodos, de {labels[0]} a {labels[-1]}"
        yield (
            f"histórico curto para {told}: as vendas começam em {date_of(first)}, menos de "
            f"{_longest(short[0]).words} antes do período; a base do início está subestimada"
            f"{'; e a receita mensal do fim também' if run.coverage.understated_at_end(run.spans[0]) else ''}"
        )


def _rejected(ledger: Ledger) -> Iterator[str]:
    audit = ledger.proven.audit
    if audit.rejected:
        columns = ", ".join(f"{column}: {count}" for column, count in audit.by_column.items())
        named = [f"{reject.where}: {reject.reason}" for reject in ledger.proven.rejects(_EXAMPLES)]
        if named and audit.rejected > len(named):
            named.append(f"e mais {audit.rejected - len(named)}")
        said = f": {'; '.join(named)}" if named else ""  # a damaged Parquet may hide from a search what it counts
        lines = f"{audit.rejected} {agree(audit.rejected, 'linha rejeitada', 'linhas rejeitadas')}"
        yield f"{ledger.table.name}: {lines} ({columns}) de {audit.lines}{said}"
    if audit.rounded:
        lines = f"{audit.rounded} {agree(audit.rounded, 'valor', 'valores')}"
        rounded = agree(audit.rounded, "arredondado")
        yield f"{ledger.table.name}: {lines} com mais de duas casas decimais, {rounded} para o par mais próximo"


def _split(run: Run) -> Iterator[str]:
    """What the filter and the groups leave out."""
    for option, dimensions in (("--onde", run.base.where.dimensions.values()), ("--por", run.grouping.dimensions)):
        out = [k for k in run.keys if any(not d.serves(frame) for d in dimensions for frame in frames_of(k))]
        if option == "--por" and any(d.of == "venda" for d in dimensions):  # what is predicted is of no line
            out += [key for key in predicted_of(run.keys) if key not in out]
        if out:
            yield f"não se dividem por {', '.join(d.asked for d in dimensions)} ({option}): {', '.join(out)}"
    hidden = run.swept.hidden
    if hidden:
        groups = f"{hidden} {agree(hidden, 'grupo', 'grupos')}"
        yield f"{groups} com menos de {run.grouping.least} clientes não aparecem"


def _missing(run: Run) -> Iterator[str]:
    absent: dict[str, list[str]] = {}
    for key in run.keys:
        for source in catalogue()[key].sources_given(ENOUGH if run.by_contracts else ()):
            if source not in run.base.ledgers:
                absent.setdefault(source, []).append(key)
    for source, keys in absent.items():
        yield f"sem dados de {source} ({source}.csv): {', '.join(keys)}"


def _longest(span: Span) -> Window:
    """The window that reaches furthest back."""
    start = span.period.start
    return min((rule.window for rule in span.rules), key=lambda one: one.start(start), default=span.window)


def _in(window: Window) -> str:
    """`nos 90 dias`, `no dia`."""
    return f"nos {window.words}" if window.length > 1 else f"no {window.words.removeprefix('1 ')}"
