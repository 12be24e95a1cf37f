"""`carteira novidades`: who changed state since a baseline or a day, with the money and the seller."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis import notes
from carteira_cli.analysis.indicator_report import period_line
from carteira_cli.checks.looked_back import Since, since_of
from carteira_cli.checks.states import KINDS, MOVES, YEAR, Changed, States, unchanged
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers import contract_customers
from carteira_cli.customers.open import Wanted
from carteira_cli.days import iso
from carteira_cli.errors import UsageError
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.report import Column, Kind, Reading, Table
from carteira_cli.studies.explicar.tables import texts
from carteira_cli.studies.risco import words as risk_words
from carteira_cli.studies.study import Study
from carteira_cli.units import MONTHLY, Better, Depth, Unit, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.errors import CarteiraError
    from carteira_cli.rows import Cell

FAMILY = "novidades"
FEW = 3  # rows of each kind on a default screen
SHOWN = 10  # rows of each kind that people see
_GOOD = ("reativados", "novos", "sairam_do_risco")
_WHO = (
    Column("cliente", "Cliente"),
    Column("nome", "Nome"),
    Column("vendedor", "Vendedor"),
    Column("ultima_compra", "Última compra", kind=Kind.DATE),
    Column("de", "Antes"),
    Column("para", "Agora"),
    Column("valor", "Por mês", Unit.REAIS_PER_MONTH, short=MONTHLY),
)
_ONE_EACH = {  # what one customer did, and several
    "perdidos": ("ficou inativo", "ficaram inativos"),
    "reativados": ("voltou", "voltaram"),
    "novos": ("é novo", "são novos"),
    "cairam_de_classe": ("caiu de classe", "caíram de classe"),
    "entraram_em_risco": ("entrou em risco", "entraram em risco"),
    "sairam_do_risco": ("saiu do risco", "saíram do risco"),
}


def wanted(config: Config) -> Wanted:
    """What is read to tell the states of customers.

    Raises:
        DataError: contracts are asked for, and there are none.
    """
    keys = ("perdidos", "reativados", "novos", "receita")
    return Wanted.of_indicators(keys, config, names=True, columns={"segmento"})


def study(base: CustomerBase) -> Study:
    """Who changed state up to the end of the period.

    Raises:
        CarteiraError: there is nothing to look back at, or it is later than the end.
    """
    since = since_of(base)
    end = base.period.end
    if since.moment > end:
        raise _refused(
            base,
            f"desde {since.words} é depois do fim do que se olha, {date_of(end - 1)}",
            "use uma data anterior, ou outro --periodo",
        )
    states = States(base, since.moment, end) if since.moment < end else None
    found = tuple(states.changed() if states else unchanged(base))
    answer, limit = (_sentence(since, end, found),), base.config.question.limite
    return Study(
        readings=tuple(_reading(one) for one in found),
        tables=(texts(answer), _all(found, limit), *(_table(one, limit) for one in found), _by_seller(found)),
        notes=tuple(_notes(states)) if states else (),
        warnings=tuple(_warnings(base, since, states)) if states else (),
        rules=(("desde", iso(since.moment - 1)),),
        main="novidades",
        period=period_line(states.base.asked, states.base.period, base.as_of) if states else None,
        answer=answer,
        title=f"Novidades desde {since.words}",
        rule_words=notes.rule_words(states.run) if states else None,
    )


def _refused(base: CustomerBase, message: str, hint: str) -> CarteiraError:
    """The error for what is looked back at, whether or not somebody said so."""
    told = base.config.told(QuestionSettings.desde)
    return base.config.value(QuestionSettings.desde).refused(message, hint) if told else UsageError(message, hint)


def _reading(one: Changed) -> Reading:
    better = Better.HIGHER if one.kind in _GOOD else Better.LOWER
    # On a screen the sentence above has said it.
    return Reading(one.kind, KINDS[one.kind], Unit.CUSTOMERS, better, FAMILY, one.rows.height, depth=Depth.FULL)


def _money(one: Changed) -> str:
    return show(float(one.monthly), Unit.REAIS_PER_MONTH)


def _sentence(since: Since, end: int, found: Sequence[Changed]) -> str:
    """What is new in one sentence; that there is nothing, where there is nothing."""
    there = [one for one in found if one.rows.height]
    if not there:
        return f"Nenhuma novidade desde {since.words}: até {date_of(end - 1)} nenhum cliente mudou de estado."
    told = (
        f"{number(one.rows.height, 0)} {agree(one.rows.height, *_ONE_EACH[one.kind])} ({_money(one)})" for one in there
    )
    return f"Desde {since.words}: {'; '.join(told)}."


def _rows(one: Changed, limit: int | None) -> Iterator[tuple[Cell, ...]]:
    """The customers of a kind, the largest of them where there is a limit."""
    divisor, per = CENTS * one.months.numerator, one.months.denominator
    for *who, last, was, now, cents in (one.rows if limit is None else one.rows.head(limit)).iter_rows():
        yield (*who, None if last is None else iso(last), was, now, cents * per / divisor)


def _table(one: Changed, limit: int | None) -> Table:
    title = f"{KINDS[one.kind]}: {counted(one.rows.height, 'cliente')}, {_money(one)}"
    said = {"de", "para"} if one.kind in MOVES else set()  # by its title
    columns = tuple(replace(column, depth=Depth.DATA if column.key in said else Depth.SCREEN) for column in _WHO)
    depth = Depth.SCREEN if one.rows.height else Depth.DATA  # told in words: people need no empty table for it
    shown = SHOWN if limit is None else None
    return Table(one.kind, title, columns, tuple(_rows(one, limit)), shown=shown, depth=depth, few=FEW)


def _all(found: Sequence[Changed], limit: int | None) -> Table:
    """Every kind in one table, for machines."""
    rows = tuple((one.kind, *row) for one in found for row in _rows(one, limit))
    return Table("novidades", "Novidades", (Column("novidade", "Novidade"), *_WHO), rows, depth=Depth.DATA)


def _by_seller(found: Sequence[Changed]) -> Table:
    """How many of each kind each seller has, those with the most news first."""
    counts: dict[str | None, dict[str, int]] = defaultdict(dict)
    for one in found:
        for seller, count in one.rows.group_by("vendedor").len().iter_rows():
            counts[seller][one.kind] = count
    ordered = sorted(counts, key=lambda seller: (-sum(counts[seller].values()), seller is None, seller or ""))
    kinds = [one.kind for one in found]
    columns = (
        Column("vendedor", "Vendedor", blank="(sem vendedor)"),
        *(Column(kind, KINDS[kind], Unit.CUSTOMERS) for kind in kinds),
    )
    rows = tuple((seller, *(counts[seller].get(kind, 0) for kind in kinds)) for seller in ordered)
    return Table("por_vendedor", "Por vendedor", columns, rows, shown=SHOWN, depth=Depth.FULL if rows else Depth.DATA)


def _notes(states: States) -> Iterator[str]:
    yield (
        "ficaram inativos, voltaram e são novos: os perdidos, reativados e novos de "
        f"{states.base.asked.label}; por mês, quem parou antes e os outros agora"
    )
    if not states.has_sales:
        yield "sem vendas não há classe ABC nem intervalo usual: só contratos"
        return
    yield (
        f"classe ABC pela receita dos {YEAR} meses até cada data, e por mês o que caiu; risco: ativo sem comprar há "
        "mais que o seu intervalo usual, como em carteira risco; saiu do risco quem ainda é ativo"
    )
    if states.run.by_contracts:
        yield "ativo pelos contratos; classe e risco, pelas compras"
    if states.risk.seller_of_sales:
        yield risk_words.SELLER_OF_SALES


def _warnings(base: CustomerBase, since: Since, states: States) -> Iterator[str]:
    yield from notes.short_history(states.run)
    yield from states.run.coverage.warnings((states.base.asked,))
    if states.run.by_contracts:
        yield from contract_customers.warnings(base, states.run.contracts, base.as_of)
    if since.baseline is None:
        return
    recorded = since.baseline.numbers.get(("clientes_fim", None, None))
    if recorded is not None and recorded != states.active_before:
        then, now = (
            counted(int(each), "cliente ativo", "clientes ativos") for each in (recorded, states.active_before)
        )
        yield (
            f"a linha de base gravou {then} em {date_of(since.moment - 1)}, e os dados de agora dão {now} no mesmo "
            "dia: linhas de antes chegaram ou mudaram depois"
        )
