"""What must be said beside an agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.quoted import cells, cells_are_hidden, learn
from carteira_cli.studies.agenda.events import BUY, TITLES
from carteira_cli.studies.agenda.tables import loss_of
from carteira_cli.studies.risco.words import SELLER_OF_SALES
from carteira_cli.units import Unit, money_of_cents, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from carteira_cli.studies.agenda.ahead import DaysAhead
    from carteira_cli.studies.agenda.events import Events
    from carteira_cli.studies.agenda.formulas import DueContact, Schedule
    from carteira_cli.studies.agenda.visits import Visits

_NAMED = 3  # names in a sentence


def answer(ahead: DaysAhead, plan: Schedule, visits: Visits) -> Iterator[str]:
    """What the agenda comes to; nothing where it is empty."""
    if not plan.placed:
        return
    many, days = len(plan.placed), len({day for day, _ in plan.placed})
    customers = len({one.customer for _, one in plan.placed})
    what = f"{counted(many, 'compromisso')} em {counted(days, 'dia útil', 'dias úteis')}"
    yield f"Até {date_of(ahead.last)} há {what}, com {counted(customers, 'cliente')}; {_at_stake(ahead, plan)}."
    late = [one for _, one in plan.placed if _is_late(ahead, one)]
    if late:
        already = f"{counted(len(late), 'cliente')} {agree(len(late), 'já chegou', 'já chegaram')}"
        usual = agree(len(late), "costuma", "costumam")
        amount = loss_of(ahead, plan, lambda one: _is_late(ahead, one))
        told = "" if amount is None else f": {_money(amount)} de perda esperada"
        yield f"{already} ao dia em que {usual} comprar de novo{told}."
    found = visits.coverage
    if visits.known and found.visited:
        were = agree(found.visited, "foi visitado", "foram visitados")
        yield (
            f"No período {were} {number(found.visited, 0)} de {counted(found.portfolio, 'cliente')} "
            f"({_share(found.coverage)}), e {number(found.bought, 0)} {agree(found.bought, 'comprou', 'compraram')} "
            f"({_share(found.effectiveness)})."
        )


def _at_stake(ahead: DaysAhead, plan: Schedule) -> str:
    """What is expected to be lost with the customers of an agenda, and of how many of them nobody knows it."""
    loss = loss_of(ahead, plan)
    unknown = sum(
        1 for one in {one.customer for _, one in plan.placed} & {*ahead.worth} if ahead.worth[one].expected is None
    )
    of_them = counted(unknown, "cliente ativo", "clientes ativos")
    if loss is not None:
        return f"a perda esperada é de {_money(loss)}" + (
            f", sem a de {of_them}, que não se conhece" if unknown else ""
        )
    if unknown:
        return f"a perda esperada não se conhece ({of_them} sem chance de perda conhecida)"
    return "sem perda esperada, pois nenhum deles está ativo"


def _is_late(ahead: DaysAhead, one: DueContact) -> bool:
    return one.kind == BUY and one.due < ahead.first


def _money(exact: Fraction) -> str:
    return f"{show(float(exact), Unit.REAIS)} por mês"


def _share(exact: Fraction | None) -> str:
    return show(None if exact is None else float(exact), Unit.FRACTION)


def notes(ahead: DaysAhead, events: Events, plan: Schedule, visits: Visits) -> Iterator[str]:
    """How the agenda is made, and what is not in it."""
    yield (
        "recompra: última compra + intervalo usual (a mediana dos intervalos do cliente; senão a do segmento, senão "
        "a da carteira), de quem está ativo; quem já passou do dia entra no primeiro dia útil. Tempo de casa: "
        "aniversário da primeira compra; 29/02 vale 28/02 nos anos comuns. Retorno: o combinado no último contato"
    )
    yield _order(ahead)
    yield _calendar(ahead)
    yield from _absent(ahead, events)
    if visits.known:
        yield (
            "cobertura = visitados ÷ carteira; efetividade = visitados que compraram ÷ visitados; positivação = todos "
            "os que compraram ÷ carteira (há quem chame de positivação a efetividade); visitado = com um contato no "
            "período, de qualquer tipo e de qualquer vendedor; carteira = clientes_cadastrados"
        )
        if visits.too_early:
            bought = counted(visits.too_early, "visitado comprou", "visitados compraram")
            counts = agree(visits.too_early, "conta", "contam")
            yield f"{bought} só antes do primeiro contato do período, e {counts} na efetividade"
    else:
        yield "sem a tabela de contatos (contatos.csv, com cliente e data), cobertura e efetividade são n/d"
    if ahead.risk.seller_of_sales:
        yield SELLER_OF_SALES
    if plan.left:
        yield "não couberam: na tabela sem_lugar; com mais dias ou mais capacidade, cabem"


def _order(ahead: DaysAhead) -> str:
    first = "ordem do dia: a maior perda esperada (a de risco, pela regra do ciclo), depois a maior receita"
    if ahead.capacity is None:
        return f"{first}; sem --capacidade cabem todos em cada dia"
    return (
        f"{first}; cada vendedor tem {counted(ahead.capacity, 'compromisso')} por dia, e quem não cabe espera o "
        "próximo dia útil"
    )


def _calendar(ahead: DaysAhead) -> str:
    where = f" e de {ahead.state}" if ahead.state else ""
    learn(ahead.holidays.values())  # a library's words, and no cell
    within = [f"{date_of(day)} {name}" for day, name in ahead.holidays.items() if day >= ahead.first]
    told = f": {', '.join(within)}" if within else ": nenhum nestes dias"
    return (
        f"sem sábados, domingos e feriados nacionais{where}{told}; o que cai num deles passa para o próximo dia útil. "
        "Carnaval e Corpus Christi são pontos facultativos, e contam como dias úteis"
    )


def _absent(ahead: DaysAhead, events: Events) -> Iterator[str]:
    """Who has no place in it, counted."""
    inactive = ahead.risk.inactive.height
    if inactive:
        yield (
            f"{counted(inactive, 'cliente inativo', 'clientes inativos')} sem recompra marcada: já "
            f"{agree(inactive, 'passou', 'passaram')} do prazo de inatividade; veja carteira risco --listar inativos"
        )
    if cells_are_hidden() and "nascimento" in ahead.base.columns.get("clientes", ()):
        yield "aniversários ficam de fora: o dia em que alguém nasceu diz quem é, e identidades não vão neste resultado"
    if events.unborn:
        born = counted(events.unborn, "cliente tem", "clientes têm")
        yield f"{born} nascimento antes de 1901, que sistemas escrevem onde não há: sem aniversário na agenda"
    if TITLES in ahead.base.ledgers:
        overdue = events.open_titles.filter(pl.col("vencimento") < ahead.since)
        count, cents = int(overdue["titulos"].sum()), int(overdue["centavos"].sum())
        if count:
            late = counted(count, "título já vencido", "títulos já vencidos")
            yield f"{late}, {money_of_cents(cents)}, não {agree(count, 'entra', 'entram')}: veja carteira credito"
    forgotten = events.agreed.filter(pl.col("proximo") < events.oldest).height
    if forgotten:
        old = counted(forgotten, "retorno combinado", "retornos combinados")
        goes = agree(forgotten, "entra", "entram")
        yield f"{old} para antes de {date_of(events.oldest)}, sem contato desde então, não {goes}"


def warnings(ahead: DaysAhead, plan: Schedule, visits: Visits) -> Iterator[str]:
    """What keeps the agenda from being whole, and what its files say that nobody knows."""
    unknown = int(ahead.risk.active["quartos"].is_null().sum())
    if unknown:
        few = counted(unknown, "cliente ativo", "clientes ativos")
        yield f"{few} sem intervalo usual conhecido: sem dia de recompra na agenda"
    if plan.left:
        many = len(plan.left)
        limit = f"com {number(ahead.capacity or 0, 0)} por dia e vendedor, " if ahead.capacity else ""
        did = agree(many, "compromisso não coube", "compromissos não couberam")
        yield f"{limit}{number(many, 0)} {did} até {date_of(ahead.last)}"
    if visits.known and not visits.visited:
        days = visits.events.contacts["data"]
        until = f"o último é de {date_of(max(days))}" if len(days) else "o arquivo não tem nenhum até então"
        yield f"contatos: nenhum no período ({until}), e por isso a cobertura é zero; confira se a exportação terminou"
    if visits.unknown_sellers:
        contacts = counted(sum(visits.unknown_sellers.values()), "contato é", "contatos são")
        named = _named(list(visits.unknown_sellers))
        yield f"contatos: {contacts} de vendedor que nenhum cliente tem ({named}); contam como visita"
    if visits.strangers:
        met = counted(len(visits.strangers), "cliente visitado não está", "clientes visitados não estão")
        yield f"contatos: {met} na carteira ({_named(sorted(visits.strangers))}); fora da cobertura"


def _named(values: Sequence[str]) -> str:
    """The first few of some cells, and how many more there are."""
    rest = len(values) - _NAMED
    more = f" e mais {number(rest, 0)}" if rest > 0 else ""
    return f"{', '.join(cells(values[:_NAMED]))}{more}"
