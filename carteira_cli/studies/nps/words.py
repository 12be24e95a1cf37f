"""What must be said beside an NPS: how it is counted, what was left out, and what the number comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import SurveySettings
from carteira_cli.quoted import cells
from carteira_cli.signal.rates import newcombe
from carteira_cli.studies.nps.answers import SURVEY, YEAR
from carteira_cli.studies.nps.formulas import CENTS, DETRACTOR, FIVE, PROMOTER, SCALES, TEN
from carteira_cli.studies.nps.scales import SAY_IT, listed
from carteira_cli.studies.nps.tables import ripe
from carteira_cli.units import Unit, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.studies.nps.answers import Answers

_SHOWN = 5  # marks off the scale that a sentence names


def score(value: float) -> str:
    """A score as people read it: whole or with one decimal."""
    return number(value, 0 if value == int(value) else 1)


def answer(found: Answers) -> Iterator[str]:
    """What it comes to, in up to three sentences."""
    tally = found.tally
    net, bounds = tally.net, tally.interval
    if net is None or bounds is None:
        return
    yield (
        f"NPS {score(float(net))}, entre {number(bounds[0], 1)} e {number(bounds[1], 1)}: de "
        f"{counted(tally.answers, 'resposta')}, {counted(tally.promoters, 'promotor', 'promotores')} e "
        f"{counted(tally.detractors, 'detrator', 'detratores')}."
    )
    heavy = found.by_revenue.net
    if heavy is not None:
        yield f"Pesado pela receita de {YEAR} meses, o NPS é {score(float(heavy))}."
    yield from _afterwards(found)


def _afterwards(found: Answers) -> Iterator[str]:
    """Whether detractors leave more than promoters do."""
    if not found.has_sales:
        return
    counts = []
    for name in (DETRACTOR, PROMOTER):
        own = ripe(found).filter(pl.col("grupo") == name)
        counts.append((int(own["perdido"].sum()), own.height))
    (lost, detractors), (lost_too, promoters) = counts
    bounds = newcombe(counts[0], counts[1])
    if bounds is None:
        return
    rates = (show(lost / detractors, Unit.FRACTION), show(lost_too / promoters, Unit.FRACTION))
    said = "diferença dentro do acaso" if bounds[0] <= 0 <= bounds[1] else "mais que o acaso explica"
    yield (
        f"Nos {found.base.window.words} depois da resposta foram embora {rates[0]} dos detratores e {rates[1]} dos "
        f"promotores: {said}."
    )


def notes(found: Answers) -> Iterator[str]:
    """How everything is counted."""
    scale, base = found.scale, found.base
    yield f"notas {scale.words}: {scale.cuts}; a última resposta de cada cliente em cada pesquisa"
    if found.superseded:
        many = found.superseded
        yield (
            f"{counted(many, 'resposta foi substituída', 'respostas foram substituídas')} por outra posterior do mesmo "
            "cliente na mesma pesquisa (no mesmo dia vale a menor nota)"
        )
    yield "intervalos de 95 %: do NPS o ajustado (0,75, 1,5 e 0,75 respostas a mais); das partes e taxas o de Wilson"
    if found.has_sales:
        yield (
            f"receita: a líquida dos {YEAR} meses até {date_of(base.period.last)}, nunca menos que zero; quem não "
            "comprou pesa zero no NPS pela receita"
        )
        yield from _of_next(found)
    else:
        yield "sem vendas não há NPS pela receita, nem o que fizeram depois"
    if found.has_invitations:
        yield (
            f"taxa de resposta: {counted(found.invited.height, 'convite')} no período, cada um de um cliente, uma "
            f"pesquisa e um dia; {number(int(found.invited['respondeu'].sum()), 0)} com nota até "
            f"{date_of(base.as_of)}"
        )
    else:
        yield "sem a coluna convite não há taxa de resposta: quem não respondeu não está na tabela"


def _of_next(found: Answers) -> Iterator[str]:
    steps = found.next_steps
    words = found.base.window.words
    yield (
        f"churn seguinte: dos que compraram nos {words} até o dia da última resposta, quantos não compraram nos "
        f"{words} depois; é o que veio depois da nota, e não por causa dela"
    )
    idle = steps.filter(~pl.col("ativo")).height
    young = steps.filter(pl.col("ativo") & ~pl.col("maduro")).height
    if idle or young:
        parts = []
        if idle:
            parts.append(
                f"{counted(idle, 'cliente não tinha comprado', 'clientes não tinham comprado')} nos {words} antes"
            )
        if young:
            parts.append(f"{counted(young, 'cliente respondeu', 'clientes responderam')} há menos de {words}")
        yield f"fora do churn seguinte: {'; '.join(parts)}"


def warnings(found: Answers) -> Iterator[str]:
    """What was left out, and what must be doubted."""
    base, off = found.base, found.off_scale
    if off:
        count = sum(off.values())
        told = cells(_mark(mark) for mark in off)
        more = " e outras" if len(told) > _SHOWN else ""
        yield (
            f"avaliações: {counted(count, 'nota')} fora da escala {found.scale.words} "
            f"({'; '.join(told[:_SHOWN])}{more}) não {agree(count, 'conta', 'contam')}"
        )
    yield from _of_scales(found)
    if found.later:
        many = found.later
        yield (
            f"avaliações: {counted(many, 'nota')} depois da data de referência, {date_of(base.as_of)}, não "
            f"{agree(many, 'conta', 'contam')}"
        )
    undated = int(found.within["sem_data"].sum())
    if undated:
        yield f"avaliações: {counted(undated, 'nota')} sem data {agree(undated, 'tem', 'têm')} a do convite"
    other, asked = found.called_before, found.invited.height
    if 2 * other > found.tally.answers:
        answers = counted(found.tally.answers, "resposta")
        yield (
            f"taxa de resposta: é a {agree(asked, 'do', 'dos')} {counted(asked, 'convite')} do período, e "
            f"{number(other, 0)} de {answers} {agree(other, 'é', 'são')} a convites de outros dias"
        )
    if found.early:
        many = found.early
        yield (
            f"avaliações: {counted(many, 'nota')} {agree(many, 'tem', 'têm')} data anterior à do convite; "
            f"{agree(many, 'conta', 'contam')} assim mesmo, cada uma na sua data"
        )
    if found.unknown:
        many = found.unknown
        yield (
            f"avaliações: {counted(many, 'cliente que respondeu não está', 'clientes que responderam não estão')} nas "
            "vendas nem no cadastro; confira se o código é o mesmo"
        )


def _of_scales(found: Answers) -> Iterator[str]:
    """Which surveys have another scale, or show none."""
    told, words = found.chosen, found.scale.words
    left, names = _counted(found, told.other)
    if left:
        other = SCALES[TEN if told.scale == FIVE else FIVE].words
        yield (
            f"avaliações: {counted(left, 'nota')} {other} de {names} {agree(left, 'ficou', 'ficaram')} fora: escalas "
            "não se misturam"
        )
    left, names = _counted(found, told.doubtful)
    if left:
        yield (
            f"avaliações: {counted(left, 'nota')} de {names} {agree(left, 'ficou', 'ficaram')} fora, porque não "
            f"{agree(left, 'mostra', 'mostram')} se a escala é de 0 a 10 ou de 1 a 5; {SAY_IT}"
        )
    count, names = _counted(found, told.taken)
    if count:
        by_user = found.base.config.of(SurveySettings).escala is not None
        reason = "como diz --escala" if by_user else "a escala das outras pesquisas"
        yield (
            f"avaliações: {counted(count, 'nota')} de {names} não {agree(count, 'mostra', 'mostram')} a escala, e "
            f"{agree(count, 'foi lida', 'foram lidas')} como {words}, {reason}"
        )
    if told.assumed:
        yield "avaliações: nenhuma nota passa de 5, e a escala foi tomada como de 1 a 5; se é de 0 a 10, --escala 10"


def _counted(found: Answers, surveys: Iterable[str]) -> tuple[int, str]:
    """How many marks of the period some surveys have, and which of them these are, as a sentence names them."""
    own = found.within_of(surveys)
    return own.height, listed(sorted(set(own[SURVEY].to_list())))


def _mark(cents: int) -> str:
    return number(cents / CENTS, 0 if not cents % CENTS else 1 if not cents % (CENTS // 10) else 2)
