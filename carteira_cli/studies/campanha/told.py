"""What must be said beside a campaign's numbers: what they come to, how they are made, and what spoils them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from carteira_cli.config.settings import RuleSettings
from carteira_cli.names import first_of
from carteira_cli.quoted import cell, cells
from carteira_cli.sources.values.groups import CONTROL, TREATED
from carteira_cli.units import Unit, number, show, signed
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.studies.campanha.formulas import CampaignEffect
    from carteira_cli.studies.campanha.trial import Trial

ASSOCIATION = "associação, não efeito"
_TWO = 2  # of anything, from which on it is plural: 0,7 cliente, 1,5 cliente
_SHOWN = 3  # words of arms that a sentence names


def answer(found: Trial) -> Iterator[str]:
    """What it comes to, in up to three sentences."""
    effect = found.effect
    if effect is None:
        yield _of_one_arm(found)
        return
    rates = [show(float(one.rate or 0), Unit.FRACTION) for one in (effect.treated, effect.control)]
    bounds = effect.lift_between or (0.0, 0.0)
    proven = "dentro do acaso" if bounds[0] <= 0 <= bounds[1] else "mais que o acaso explica"
    yield (
        f"Compraram {rates[0]} dos tratados e {rates[1]} do controle: {signed(float(effect.lift), Unit.POINTS)} "
        f"({_from_to(bounds, Unit.POINTS)}), {proven}."
    )
    yield f"{_brought(effect, proven=not bounds[0] <= 0 <= bounds[1])}{_paid(effect)}{_so_far(found)}."


def _of_one_arm(found: Trial) -> str:
    """What the only arm did."""
    treated = bool(found.treated.customers)
    one = found.treated if treated else found.control
    lacking, noun = ("controle", "tratado") if treated else ("tratados", "cliente")
    everybody = counted(one.customers, noun) + ("" if treated else " de controle")
    bought = f"{number(one.bought, 0)} de {everybody} {agree(one.bought, 'comprou', 'compraram')}"
    days = f"em {found.told.janela.words}" if found.complete else _so_far(found).strip()
    return f"Sem grupo de {lacking}, o que se vê é {ASSOCIATION}: {bought} {days}."


def _so_far(found: Trial) -> str:
    """Up to when numbers are, while the window goes on."""
    return "" if found.complete else f" até {date_of(found.base.as_of)}, com a janela por terminar"


def _brought(effect: CampaignEffect, *, proven: bool) -> str:
    """`A campanha trouxe 36 clientes e R$ 50.400,00 a mais`; where chance may have done it, only what is estimated."""
    exact = effect.incremental
    size = abs(exact)
    noun = "cliente" if 0 < size < _TWO else "clientes"
    clients = f"{number(float(size), 0 if size.denominator == 1 else 1)} {noun}"
    money = show(abs(float(effect.revenue)), Unit.REAIS)
    signs = ["a mais" if one >= 0 else "a menos" for one in (exact, effect.revenue)]
    said = f"{clients} e {money} {signs[0]}" if signs[0] == signs[1] else f"{clients} {signs[0]} e {money} {signs[1]}"
    if proven and exact > 0:
        return f"A campanha trouxe {said}"
    return f"A estimativa é de {said}, {'e o efeito' if proven else 'mas o efeito'} " + (
        "é de menos compras" if proven else "pode ser nenhum"
    )


def _paid(effect: CampaignEffect) -> str:
    """What was left of it."""
    if effect.result is None:
        return ""
    result = show(float(effect.result), Unit.REAIS)
    return f"; paga a campanha, o resultado é de {result}"


def _from_to(bounds: tuple[float, float], unit: Unit) -> str:
    low, high = (show(bound, unit) for bound in bounds)
    return f"de {low} a {high}"


def notes(found: Trial) -> Iterator[str]:
    """How the numbers are made."""
    window, start = found.told.janela.words, found.start or 0
    days = (
        f"nos {window} desde o dia de cada cliente, inclusive (a campanha foi em ondas)"
        if found.own_days
        else f"nos {window} desde {date_of(start)}, inclusive"
    )
    yield f"comprou: ao menos uma compra {days}; a receita é a líquida desses dias"
    if found.effect is None:
        lacking = "sem controle ninguém sabe quem compraria sem a campanha"
        if found.control.customers:
            lacking = "sem tratados não há o que comparar com o controle"
        yield f"{lacking}: {ASSOCIATION}, e nenhum número a mais"
    else:
        yield (
            "a mais: o que os tratados fizeram além do que fariam se comprassem como o controle; intervalos de 95 %, "
            "de Newcombe para partes e de Welch para receita"
        )
        yield from _of_money(found)
    if len(found.days) > 1:
        yield (
            f"o arquivo tem {counted(len(found.days), 'campanha')}; "
            + ("esta é a pedida" if found.told.campanha else "esta é a mais recente, e --campanha escolhe outra")
        )
    if not found.base.config.hides_customers:
        frozen = "confere com a congelada" if found.told.congelada else "com --congelada se confere a que foi planejada"
        yield f"lista (quem está em cada grupo, sem datas nem custos): sha256 {found.digest}; {frozen}"


def _of_money(found: Trial) -> Iterator[str]:
    margin = found.margin
    if margin is None:
        yield "nenhuma venda destes dias tem custo: sem margem não há resultado"
    else:
        told = found.base.config.value(RuleSettings.margem)
        source = told.where if found.base.config.rules.margem is not None else "coluna custo"
        advice = "; informe a sua com --margem" if source == "padrão" else ""
        yield f"margem de {show(float(margin), Unit.FRACTION)} ({source}){advice}"
    if found.cost is None:
        yield "sem a coluna custo em campanhas não há custo, nem resultado"


def warnings(found: Trial) -> Iterator[str]:
    """What spoils the comparison, each with its count."""
    base = found.base
    if found.unread:
        count = sum(found.unread.values())
        yield (
            f"campanhas: {counted(count, 'linha')} com grupo {words(found, each=False)} não "
            f"{agree(count, 'diz', 'dizem')} tratado nem controle, e {agree(count, 'ficou', 'ficaram')} fora"
        )
    also = found.read.spellings.get(found.campaign)
    if also:
        yield f'campanhas: "{cell(found.campaign)}" também está escrita {_quoted(also)}, e conta como uma só'
    if found.both:
        many = found.both
        yield (
            f"campanhas: {counted(many, 'cliente está', 'clientes estão')} nos dois grupos, e "
            f"{agree(many, 'ficou', 'ficaram')} fora"
        )
    if not found.complete:
        yield (
            f"janela incompleta: vai até {date_of(found.end - 1)}, e as vendas vão até {date_of(base.as_of)}; os "
            "números ainda mudam"
        )
    if found.effect is None:
        lacking = "de controle" if not found.control.customers else "tratado"
        yield f"não há nenhum cliente {lacking}: {ASSOCIATION}"
    days = found.kept["data"]
    if found.told.inicio is None and not found.own_days and days.drop_nulls().n_unique() > 1:
        yield "campanhas: há várias datas, e nem todo cliente tem a sua; a janela de todos começa na primeira"
    first = base.ledgers["vendas"].first_day
    if first is not None and found.start is not None and found.start < first:
        yield f"as vendas começam em {date_of(first)}, depois do começo da campanha: faltam dias nos dois grupos"
    if found.own_days and found.uneven:
        yield (
            f"ondas desiguais: {counted(found.uneven, 'cliente é medido', 'clientes são medidos')} desde um dia que o "
            "outro grupo não tem; o que mudou entre os dias parece efeito da campanha"
        )
    if found.paid_back:
        many = found.paid_back
        yield f"campanhas: {counted(many, 'cliente tem', 'clientes têm')} custo negativo, e esse custo não conta"
    yield from _spoiled(found)


def words(found: Trial, *, each: bool = True) -> str:
    """The words that name no arm, with how many lines have each: `"GX" (3 linhas), "GY" (1 linha)`.

    Args:
        found: the campaign.
        each: also of a word that is the only one.
    """
    many: Counter[str] = Counter()
    for word, count in found.unread.items():
        many[cell(word)] += count
    bare = len(many) == 1 and not each
    named = [f'"{word}"' + ("" if bare else f" ({counted(count, 'linha')})") for word, count in many.most_common()]
    return first_of(named, _SHOWN)


def _quoted(names: Sequence[str]) -> str:
    return first_of([f'"{name}"' for name in cells(names)], _SHOWN)


def _spoiled(found: Trial) -> Iterator[str]:
    elsewhere = found.elsewhere
    if elsewhere:
        many = sum(elsewhere.values())
        yield (
            f"contaminação: {_by_arm(elsewhere)} {agree(many, 'recebeu', 'receberam')} outra campanha nos mesmos dias; "
            f"{agree(many, 'conta', 'contam')} assim mesmo"
        )
    if found.paid_control:
        many = found.paid_control
        yield (
            f"contaminação: {counted(many, 'cliente de controle tem', 'clientes de controle têm')} custo na campanha: "
            "parece que a receberam"
        )
    if found.contacted.get(CONTROL):
        many = found.contacted[CONTROL]
        yield (
            f"contaminação: {counted(many, 'cliente de controle tem', 'clientes de controle têm')} algum contato "
            "registrado na janela"
        )
    if found.unknown:
        many = found.unknown
        yield (
            f"campanhas: {counted(many, 'cliente não está', 'clientes não estão')} nas vendas nem no cadastro, e "
            f"{agree(many, 'conta', 'contam')} como quem não comprou; confira o código"
        )


def _by_arm(counts: Mapping[str, int]) -> str:
    """`3 tratados e 1 do controle`."""
    treated, control = counts.get(TREATED, 0), counts.get(CONTROL, 0)
    parts = [counted(treated, "tratado")] if treated else []
    return " e ".join([*parts, *([f"{number(control, 0)} do controle"] if control else [])])
