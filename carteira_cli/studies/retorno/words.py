"""What `retorno` says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.quoted import cells
from carteira_cli.units import Unit, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from carteira_cli.kpis.catalogue import Number
    from carteira_cli.studies.retorno.channels import ChannelReturn, Channels
    from carteira_cli.studies.retorno.referrals import Referrals

_RATES = {
    "conversao": ("conversão", "leads"),
    "cac": ("CAC", "clientes novos"),
    "ltv": ("LTV", "clientes no início"),
}
_NAMED = 5


def answer(channels: Channels) -> tuple[str, ...]:
    """What it comes to: the channels that return the most and the least for what they cost."""
    rated = sorted(
        ((float(rate), one) for one in channels.all if one.name and (rate := one.rate("ltv_cac")) is not None),
        key=lambda one: (-one[0], one[1].name or ""),
    )
    if not rated:
        return ("Nenhum canal tem LTV e CAC que se possam dizer: os avisos e as notas dizem o que falta.",)
    (most, best), (least, worst) = rated[0], rated[-1]
    first = f"Pela estimativa, o canal que mais retorna é {_called(best)}: LTV de {_times(most)} o CAC."
    if len(rated) == 1:
        return (first,)
    doubt = "" if _apart(best, worst) else "; entre os dois a diferença pode ser acaso"
    return first, f"O que menos retorna é {_called(worst)}: {_times(least)}{doubt}."


def _called(channel: ChannelReturn) -> str:
    return cells([channel.name or ""])[0]


def _apart(best: ChannelReturn, worst: ChannelReturn) -> bool:
    """Whether the least that the best may return is beyond the most of the worst, by the ends of intervals."""
    low, high = best.interval("ltv")[0], worst.interval("ltv")[1]
    dear, cheap = best.interval("cac")[1], worst.interval("cac")[0]
    if low is None or high is None or not dear or not cheap:
        return False
    return low / dear > high / cheap


def _times(value: float) -> str:
    return show(value, Unit.TIMES)


def notes(channels: Channels, referrals: Referrals, margin: Fraction | None) -> Iterator[str]:
    """Where the numbers come from, and which are not told."""
    if margin is not None:
        whole = ", pois --margem não foi informada: é a receita toda" if margin == 1 else ""
        yield f"LTV e payback com margem de {show(float(margin), Unit.FRACTION)}{whole}"
    yield (
        "os números são os de carteira cac e ltv --por canal e de conversao --por origem, no mesmo período; canal e "
        "origem se juntam pelo nome, sem acentos nem maiúsculas"
    )
    yield (
        f"com menos de {channels.least} leads, clientes novos ou clientes no início, conversão, CAC e LTV são n/d "
        "(4 clientes não dão taxa): --base-minima muda"
    )
    for key, (title, what) in _RATES.items():
        names = [_name(one) for one in channels.all if one.hidden(key)]
        if names:
            yield f"{title} n/d por menos de {channels.least} {what}: {', '.join(cells(names))}"
    lossless = [_name(one) for one in channels.all if not one.too_few("ltv") and one.exact("ltv") is None]
    if lossless and channels.customers is not None:
        yield f"LTV n/d por não haver nenhum cliente perdido no período: {', '.join(cells(lossless))}"
    yield (
        "intervalos de 95 %: da conversão, Wilson; do CAC, o dos clientes novos como contagem (Poisson exato), com o "
        "custo como está; da LTV, o do churn (Wilson), com a receita por cliente como está"
    )
    if referrals.there:
        end = date_of(channels.base.period.end - 1)
        yield f"indicados: clientes que dizem em indicado_por quem os trouxe; receita líquida até {end}"


def _name(one: ChannelReturn) -> str:
    return one.name or "(sem canal)"


def warnings(channels: Channels, referrals: Referrals) -> Iterator[str]:
    """What is missing, and what was not put together."""
    if channels.customers is None:
        yield "não há canal em clientes, vendas nem custos: CAC e LTV são n/d"
    elif not channels.costed:
        whose = "CAC e payback de cada canal são n/d" if channels.costed_together else "CAC e payback são n/d"
        yield f"{_lacking(channels, 'custos', 'custos não dizem o canal')}: {whose}"
    yield from _of_costs(channels)
    if channels.leads is None:
        yield f"{_lacking(channels, 'leads', 'leads não dizem a origem')}: leads e conversão são n/d"
    origins, others = channels.alone
    if origins:
        count = agree(len(origins), "origem sem canal", "origens sem canal")
        yield f"{count} de mesmo nome em clientes ou custos: {_some(origins)}; só com os números de leads"
    if others:
        count = agree(len(others), "canal sem lead", "canais sem lead")
        yield f"{count} de origem do mesmo nome: {_some(others)}; só com os números de clientes e custos"
    for names in channels.doubled:
        yield f"grafias do mesmo canal, cada uma com a sua linha: {', '.join(cells(names))}; padronize na exportação"
    if not referrals.there:
        return
    if referrals.themselves:
        who = counted(referrals.themselves, "cliente diz", "clientes dizem")
        yield f"indicado_por: {who} ter indicado a si mesmo, e não {agree(referrals.themselves, 'conta', 'contam')}"
    if referrals.unknown:
        who = counted(len(referrals.unknown), "código")
        stays = agree(len(referrals.unknown), "fica", "ficam")
        yield f"indicado_por: {who} de quem não é cliente, que {stays} de fora: {_some(referrals.unknown)}"


def _of_costs(channels: Channels) -> Iterator[str]:
    """Costs that brought nobody, and costs of no channel."""
    for one in channels.idle[:_NAMED]:
        yield f"canal {_called(one)}: {_reais(one.exact('custo_aquisicao'))} de custo e nenhum cliente novo no período"
    if channels.idle[_NAMED:]:
        many = len(channels.idle) - _NAMED
        yield f"mais {counted(many, 'canal', 'canais')} com custo e sem nenhum cliente novo no período"
    if channels.unplaced:
        yield f"{_reais(channels.unplaced)} de custos sem canal, que o CAC de nenhum canal tem; o total tem"


def _reais(amount: Number | None) -> str:
    return show(float(amount or 0), Unit.REAIS)


def _lacking(channels: Channels, table: str, reason: str) -> str:
    """Why a table has nothing to say of channels."""
    if table not in channels.base.ledgers:
        return f"não há {table} ({table}.csv)"
    return reason if channels.base.where.serves(table) else f"o filtro não vale para {table}"


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    rest = f" e mais {more}" if more > 0 else ""
    return f"{', '.join(cells(names[:_NAMED]))}{rest}"
