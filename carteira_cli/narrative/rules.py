"""The rules of the sentences: what happened, what it is made of, what to do.

Of each slot the first rule that has something to say is heard. A rise or a fall is called growth or shrinking only
where chance does not explain it; an account (who left, who bought more) is exact, and tells no cause.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.narrative.words import clients, money, monthly, percent
from carteira_cli.units import Unit, number, side_by_side, signed
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.narrative.facts import PrintedFacts

A_WEEK = 100  # customers whom one can call within a week
FEWEST = 5  # buyers of whom a fifth is somebody
REVENUE, ACTIVE, LOST, CHURN = "receita_mensal_fim", "clientes_fim", "perdidos", "churn"


class Slot(StrEnum):
    """What a sentence answers; one of each makes a summary."""

    HAPPENED = "o que houve"
    MADE_OF = "de que se compõe"
    TO_DO = "o que fazer"
    TO_COME = "o que vem"
    BY_WHOM = "por quem se sabe o que vem"


@dataclass(frozen=True)
class SentenceRule:
    """A rule.

    Attributes:
        key: its name, for tests.
        slot: what its sentence answers.
        write: the sentence that facts call for; None where it does not apply.
    """

    key: str
    slot: Slot
    write: Callable[[PrintedFacts], str | None]


def sentences(facts: PrintedFacts, rules: Sequence[SentenceRule] = ()) -> tuple[str, ...]:
    """A sentence a slot, in order; none for a slot of which no rule has something to say.

    Args:
        facts: what is printed.
        rules: those that are heard; without, `RULES`.
    """
    found = []
    for slot in Slot:
        written = (rule.write(facts) for rule in rules or RULES if rule.slot is slot)
        found.append(next((text for text in written if text), None))
    return tuple(text for text in found if text)


def _moved(facts: PrintedFacts) -> str | None:
    """`de R$ 335 mil para R$ 359 mil (+7,3 %)`; None without a comparison, or where one would mislead."""
    if facts.understated:
        return None
    now, before, change = facts.amount(REVENUE), facts.before(REVENUE), facts.change(REVENUE)
    if now is None or before is None or change is None:
        return None
    was, became = side_by_side([(before, Unit.REAIS), (now, Unit.REAIS)])
    return f"de {was} para {became} ({signed(change, facts.readings[REVENUE].change_unit)})"


def _grew(facts: PrintedFacts) -> str | None:
    moved = _moved(facts)
    if moved is None or not facts.beyond_chance(REVENUE) or (facts.change(REVENUE) or 0) <= 0:
        return None
    return f"A carteira cresceu: a receita mensal dos ativos foi {moved}."


def _shrank(facts: PrintedFacts) -> str | None:
    moved = _moved(facts)
    if moved is None or not facts.beyond_chance(REVENUE) or (facts.change(REVENUE) or 0) >= 0:
        return None
    return f"A carteira encolheu: a receita mensal dos ativos foi {moved}."


def _churn_moved(facts: PrintedFacts) -> str | None:
    """The churn, where its change is more than chance and that of revenue is not."""
    now, before = facts.amount(CHURN), facts.before(CHURN)
    if now is None or before is None or not facts.beyond_chance(CHURN):
        return None
    word = "subiu" if now > before else "caiu"
    ending = "" if (moved := _moved(facts)) is None else f"; a receita mensal dos ativos foi {moved}"
    return f"O churn {word} de {percent(before)} para {percent(now)}{ending}."


def _as_chance(facts: PrintedFacts) -> str | None:
    moved = _moved(facts)
    if moved is None or facts.beyond_chance(REVENUE) is not False:
        return None
    return f"A receita mensal dos ativos foi {moved}, uma variação que o acaso explica."


def _moved_without_basis(facts: PrintedFacts) -> str | None:
    moved = _moved(facts)
    return None if moved is None else f"A receita mensal dos ativos foi {moved}."


def _stands(facts: PrintedFacts) -> str | None:
    found = facts.amounts(ACTIVE, REVENUE)
    if found is None:
        return None
    active, revenue = found
    if not active:
        return "Não há nenhum cliente ativo no fim do período."
    if facts.understated:
        why = "as vendas começam há menos que o prazo de inatividade, e o que trazem por mês ainda não se compara"
        return f"{clients(active)} {agree(round(active), 'ativo')}; {why}."
    return f"{clients(active)} {agree(round(active), 'ativo')}, com {monthly(revenue)}."


def _leads(facts: PrintedFacts) -> str | None:
    leads, converted = facts.amount("leads"), facts.amount("convertidos")
    if not leads or converted is None:
        return None
    came = agree(round(converted), "converteu", "converteram")
    return f"De {counted(round(leads), 'lead')}, {number(round(converted), 0)} {came}."


def _bridge(facts: PrintedFacts) -> str | None:
    """What the change of the revenue adds up from: who stayed, who left, who came."""
    found = facts.amounts("contracao", "expansao", "churn_receita", LOST, "clientes_inicio")
    if found is None or facts.understated or not found[-1]:
        return None
    less, more, gone, lost, start = found
    parts = [_stayed(more - less) if start > lost else "", _left(round(lost), gone), _came(facts)]
    said = "; ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}."


def _stayed(kept: float) -> str:
    if round(kept, 2) == 0:
        return "Quem ficou comprou o mesmo"
    return f"Quem ficou comprou {money(abs(kept))} a {'mais' if kept > 0 else 'menos'} por mês"


def _left(count: int, gone: float) -> str:
    if not count:
        return "nenhum cliente se perdeu"
    return f"{'o cliente perdido levou' if count == 1 else f'os {clients(count)} perdidos levaram'} {money(gone)}"


def _came(facts: PrintedFacts) -> str:
    """The new and those who came back, together: who comes is counted at the end, as who left is at the start."""
    found = facts.amounts("novos", "reativados", "receita_novos", "receita_reativados")
    if found is None or not (count := round(found[0] + found[1])):
        return ""
    who = "o que chegou ou voltou trouxe" if count == 1 else f"os {number(count, 0)} que chegaram ou voltaram trouxeram"
    return f"{who} {money(found[2] + found[3])}"


def _newcomers(facts: PrintedFacts) -> str | None:
    """Of a portfolio that had nobody before: all came in the period."""
    found = facts.amounts("novos", "receita_novos", "clientes_inicio")
    if found is None or found[2] or not found[0]:
        return None
    money_of = "" if facts.understated else f", com {monthly(found[1])}"
    return f"{clients(found[0])} {agree(round(found[0]), 'novo')}{money_of}."


def _call(facts: PrintedFacts) -> str | None:
    found = facts.amounts("clientes_em_risco", "receita_em_risco")
    if not found or not found[0] or facts.understated:
        return None
    if found[0] > A_WEEK:
        return (
            f"Ligue primeiro para quem está no alto da lista: {clients(found[0])}, {money(found[1])} por mês em jogo."
        )
    return f"Ligue esta semana para {clients(found[0])}: {money(found[1])} por mês em jogo."


def _win_back(facts: PrintedFacts) -> str | None:
    found = facts.amounts(LOST, "churn_receita")
    if not found or not found[0]:
        return None
    who = "o cliente que se foi" if round(found[0]) == 1 else f"os {clients(found[0])} que se foram"
    return f"Procure {who}: {money(found[1])} por mês."


def _hold(facts: PrintedFacts) -> str | None:
    """Nobody to call: the few who bring most are whom to look after."""
    top, buyers = facts.amount("receita_top20"), facts.amount("compradores")
    return (
        None
        if top is None or (buyers or 0) < FEWEST
        else f"Cuide dos 20 % maiores clientes: trazem {percent(top)} da receita."
    )


RULES = (
    SentenceRule("cresceu", Slot.HAPPENED, _grew),
    SentenceRule("encolheu", Slot.HAPPENED, _shrank),
    SentenceRule("churn", Slot.HAPPENED, _churn_moved),
    SentenceRule("acaso", Slot.HAPPENED, _as_chance),
    SentenceRule("sem_base", Slot.HAPPENED, _moved_without_basis),
    SentenceRule("esta", Slot.HAPPENED, _stands),
    SentenceRule("leads", Slot.HAPPENED, _leads),
    SentenceRule("novos", Slot.MADE_OF, _newcomers),
    SentenceRule("ponte", Slot.MADE_OF, _bridge),
    SentenceRule("ligar", Slot.TO_DO, _call),
    SentenceRule("reconquistar", Slot.TO_DO, _win_back),
    SentenceRule("cuidar", Slot.TO_DO, _hold),
)
