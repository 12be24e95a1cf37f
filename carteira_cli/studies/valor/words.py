"""What `valor` says of its accounts, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.prediction_tables import wanting
from carteira_cli.units import Unit, money_of_cents, number, show
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from carteira_cli.studies.valor.accounts import PortfolioWorth, WorthAccount

_MANY = 2


def answer(found: PortfolioWorth) -> tuple[str, ...]:
    """What it comes to: a sentence an account that has something to go on; that one alone is no basis."""
    known = [one for one in found.accounts if one.bounds is not None]
    alone = "É uma conta só das três, e sozinha não diz quanto vale a carteira."
    whole = _margin(found) == 1
    return (*(_sentence(one, whole=whole) for one in known), *([alone] if len(known) == 1 else []))


def _margin(found: PortfolioWorth) -> Fraction | None:
    """The margin of what is predicted: as told, or of the lines that carry a cost."""
    told = found.base.config.rules.margem
    return told if told is not None else found.run.foresight.margin(found.run.foresight.end)


def _sentence(one: WorthAccount, *, whole: bool) -> str:
    least, most = (money_of_cents(round(bound)) for bound in one.bounds or (0, 0))
    match one.key:
        case "ebitda":
            return f"Pela regra do EBITDA, a carteira vale de {least} a {most}."
        case "honorarios":
            return f"Pela regra dos honorários, de {least} a {most}."
        case _ if whole:
            return (
                f"A receita que se espera dos clientes de hoje vale {least} a valor presente: sem --margem, não é o "
                "que sobra dela."
            )
        case _:
            return f"A margem que se espera dos clientes de hoje vale {least} a valor presente."


def notes(found: PortfolioWorth) -> Iterator[str]:
    """How the accounts are made, and what they are not."""
    yield (
        "nenhuma é laudo de avaliação: os múltiplos (7 a 10 vezes o EBITDA de um ano; 8 a 14 vezes os honorários de um "
        "mês) são regras de mercado da compra e venda de escritórios de contabilidade, ponto de partida de conversa"
    )
    yield "em outro ramo os múltiplos são outros: --multiplo 4-6 (EBITDA) ou --multiplo honorarios=6-12"
    for one in found.accounts:
        if one.basis is not None and one.bounds is not None:
            what = "EBITDA de um ano" if one.key == "ebitda" else "honorários de um mês"
            yield f"{what}: {money_of_cents(one.basis)}, {one.origin}"
    foresight = found.run.foresight
    rules = dict(foresight.rules)
    margin = _margin(found)
    if margin is not None:
        whole = "; sem --margem, é a receita toda, e não o que sobra dela" if margin == 1 else ""
        yield (
            f"margem prevista: de {date_of(found.day + 1)} em diante, por {foresight.horizon.length.words}, com "
            f"desconto de {rules['desconto']} e margem de {show(float(margin), Unit.FRACTION)}{whole}; sem clientes "
            "novos; é o mesmo número de carteira ltv --metodo preditivo, um só, sem faixa (quanto a previsão erra: "
            "carteira prever --validar)"
        )
    if found.base.where.dimensions:
        yield "o EBITDA e os honorários informados são os de sempre: --onde só vale para contratos e previsão"


def warnings(found: PortfolioWorth) -> Iterator[str]:
    """Which accounts say nothing, and why; that one alone is no basis."""
    for one in found.accounts:
        if one.reason:
            yield f"{one.title}: n/d, pois {one.reason}"
    known = [one for one in found.accounts if one.bounds is not None]
    if len(known) < _MANY:
        yield "só uma das três contas tem de que falar: uma sozinha não diz quanto vale a carteira"
    lows, highs = ([bound for one in known for bound in (one.bounds or ())[at : at + 1]] for at in (0, 1))
    if len(known) >= _MANY and min(lows) > 0 and max(highs) / min(lows) >= _MANY:
        times = number(float(max(highs) / min(lows)), 1)
        yield f"o maior valor das contas é {times} vezes o menor: mostre todas, e não só a mais alta"
    if found.accounts[-1].bounds is not None:
        yield from (one.words for one in wanting(found.run))  # as ltv says them: a report with both says them once
