"""What must be said beside a forecast, and the sentences that it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.prediction.diagnosis import Diagnosis
from carteira_cli.prediction.seasons import LEAST_MONTHS
from carteira_cli.studies.prever.course import FORECAST
from carteira_cli.studies.prever.methods import FEWEST_OF_SEASONAL, MODEL, NAIVE, SEASONAL, YEAR, mean_error
from carteira_cli.units import Unit, number, show
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.studies.prever.origins import Origins


def answer(found: Origins) -> Iterator[str]:
    """What the next period brings, in two sentences."""
    said = {key: found.now[found.speaks[key]][key] for key in FORECAST}
    told = {key: show(value, catalogue()[key].unit) for key, value in said.items()}
    yield (
        f"{found.period.label}: churn de {told['churn']}, {told['compradores']} compradores, {told['pedidos']} pedidos, "
        f"receita de {told['receita']}."
    )
    error = mean_error("receita", found.made("receita").get(found.speaks["receita"], ()))
    if error is None:
        yield "Nenhuma previsão passada pôde ser conferida: falta história, e vale o ingênuo."
    else:
        origins = len(found.made("receita")[found.speaks["receita"]])
        yield (
            f"Em {counted(origins, 'período passado', 'períodos passados')}, a mesma conta errou a receita em "
            f"{show(error, Unit.FRACTION)}, em média."
        )


def notes(found: Origins) -> Iterator[str]:
    """How the numbers are to be read."""
    yield (
        f"previsto com as vendas até {date_of(found.asked.last)}; ingênuo: repete {found.asked.label}; quem fala em cada "
        "indicador é o método que menos errou nas origens (os períodos passados, previstos só com o que se sabia antes "
        "de cada um)"
    )
    yield (
        "De e Até: a faixa dos erros passados, em que caberiam 8 de 10 previsões assim (t de Student sobre os erros das "
        "origens); não é um intervalo do modelo"
    )
    yield (
        f"o modelo prevê os clientes que já compraram; os novos entram como em {found.asked.label} (clientes, compras e "
        "receita), e os pedidos por dia de compra também"
    )
    choice = found.models[found.period].outlook.choice
    if choice is not None:
        tried = "; ".join(
            f"k = {getattr(one.model, 'k', 1)}: {number(one.estimate.log_likelihood, 1)}" for one in choice.tried
        )
        yield f"modelo: {choice.model.name}, k = {choice.k} (log-verossimilhança por regularidade: {tried})"
    if not found.seasonal_models:
        yield f"estações do ano: {_why_no_season(found)}"
    if found.base.config.prediction.cenario:
        yield (
            "cenário, não previsão: a identidade fim = início − perdidos + novos + reativados, com as mudanças supostas; "
            f"novos e reativados partem dos de {found.asked.label}"
        )


def _why_no_season(found: Origins) -> str:
    if found.base.config.prediction.sazonal == "nao":
        return "não consideradas (--sazonal nao)"
    return (
        f"não consideradas: são precisos {LEAST_MONTHS} meses de vendas antes da primeira origem, e há "
        f"{number(found.months_before((*found.earlier, found.period)[-1 if not found.earlier else len(found.earlier) - 1].start), 0)}; "
        "quem as conhece pode dizê-las em indice_sazonal = [12 números]"
    )


def diagnoses(found: Origins) -> Iterator[Diagnosis]:
    """What keeps the model from being believed, besides what the customers' histories say."""
    if found.base.config.prediction.sazonal != "nao" and not found.seasonal_models:
        months = found.months_before(found.earlier[-1].start if found.earlier else found.period.start)
        yield Diagnosis(
            "menos_de_24_meses",
            f"há {number(months, 0)} meses de vendas antes da primeira origem: menos de {LEAST_MONTHS} não mostram as "
            "estações do ano",
            round(months, 1),
            "o modelo toma todos os meses por iguais",
        )
    elif found.seasonal_models and len(found.earlier) < FEWEST_OF_SEASONAL:
        yield Diagnosis(
            "menos_de_24_meses",
            f"as estações foram conferidas em {counted(len(found.earlier), 'origem', 'origens')}, menos de "
            f"{FEWEST_OF_SEASONAL}",
            len(found.earlier),
            "o modelo com estações não fala",
        )
    for key in FORECAST:
        made = found.made(key)
        best, naive = (mean_error(key, made.get(method, ())) for method in (_model(made), NAIVE))
        if found.speaks[key] in {NAIVE, YEAR} and best is not None and naive is not None:
            own = mean_error(key, made.get(found.speaks[key], ()))
            yield Diagnosis(
                "perdeu_do_ingenuo",
                f"{catalogue()[key].title}: o modelo errou {show(best, Unit.FRACTION)} em média, e o ingênuo "
                f"{show(own, Unit.FRACTION)}",
                best,
                "vale o ingênuo",
            )


def _model(made: object) -> str:
    return SEASONAL if isinstance(made, dict) and SEASONAL in made and MODEL not in made else MODEL
