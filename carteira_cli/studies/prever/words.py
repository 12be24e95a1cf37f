"""What must be said beside a forecast, and the sentences that it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.prediction.diagnosis import Diagnosis, concentrated
from carteira_cli.prediction.diagnosis import diagnoses as of_customers
from carteira_cli.prediction.seasons import LEAST_MONTHS
from carteira_cli.studies.prever.course import FORECAST, name_of
from carteira_cli.studies.prever.methods import FEWEST_APART, MODEL, NAIVE, SEASONAL, YEAR, mean_error
from carteira_cli.studies.prever.tables import METHOD_WORDS, error_words
from carteira_cli.units import number, show
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.studies.prever.forecasts import Forecasts
    from carteira_cli.studies.prever.origins import Origins

NO_SEASON, LOST = "menos_de_24_meses", "perdeu_do_ingenuo"
_ORDINARY = {NO_SEASON, LOST}  # what the tables and notes of every forecast say anyway


def answer(found: Origins) -> Iterator[str]:
    """What the next period brings, in two sentences."""
    said = {key: found.now[found.speaks[key]][key] for key in FORECAST}
    told = {key: show(value, catalogue()[key].unit) for key, value in said.items()}
    yield (
        f"{found.period.label}: churn de {told['churn']}, {told['compradores']} compradores, {told['pedidos']} pedidos "
        f"e receita de {told['receita']} ({by_whom(found)})."
    )
    yield how_wrong(found, "receita", "a receita")


def by_whom(found: Forecasts) -> str:
    """Who says which indicator: `churn e compradores pelo ingênuo, receita pelo ano anterior`."""
    said: dict[str, list[str]] = {}
    for key in found.forecast:
        said.setdefault(found.speaks[key], []).append(name_of(key).lower())
    if len(said) == 1:
        return f"tudo pelo {METHOD_WORDS[next(iter(said))]}"
    return ", ".join(f"{' e '.join(names)} pelo {METHOD_WORDS[method]}" for method, names in said.items())


def how_wrong(found: Forecasts, key: str, what: str) -> str:
    """How wrong the method that says an indicator was before."""
    made = found.held(key).get(found.speaks[key], ())
    error = mean_error(key, made)
    if error is not None:
        origins = counted(len(made), "período passado", "períodos passados")
        return f"Em {origins}, a mesma conta errou {what} em {error_words(key, error)}, em média."
    if made:
        return "Nos períodos passados não houve nada que se pudesse errar, e vale o ingênuo."
    return "Nenhuma previsão passada pôde ser conferida: falta história, e vale o ingênuo."


def without_rules(base: CustomerBase) -> Iterator[str]:
    """That rules of activity do not hold of what is predicted, where there are some."""
    if base.rules:
        yield (
            f"[[regra_atividade]] não vale na previsão: aqui, e no que é comparado com ela, ativo é quem comprou em "
            f"{base.window.words}, pois o modelo prevê se haverá compra, e não quantos pedidos"
        )


def notes(found: Origins) -> Iterator[str]:
    """How the numbers are to be read."""
    yield (
        f"previsto com as vendas até {date_of(found.asked.last)}; ingênuo: repete {found.asked.label}; ano anterior: "
        f"repete o de um ano antes; em cada "
        "indicador fala o método que menos errou nas origens (períodos passados, previstos com o que se sabia antes)"
    )
    yield (
        "De e Até: a faixa dos erros passados, em que caberiam 8 de 10 previsões assim (t de Student "
        "sobre os erros das origens), e não um intervalo do modelo; n/d com menos de dois erros, ou enormes"
    )
    if found.course.run.grouping.keys:
        yield (
            "cada grupo é a sua parte do todo, pelo método que fala no todo, e seus erros não são conferidos à parte; "
            "--onde faz dele uma análise própria"
        )
    yield (
        f"o modelo prevê os clientes que já compraram; os novos entram como em {found.asked.label} (clientes, "
        "compras e receita), e os pedidos por dia de compra também"
    )
    choice = found.models[found.period].outlook.choice
    if choice is not None:
        tried = "; ".join(
            f"k = {getattr(one.model, 'k', 1)}: {number(one.estimate.log_likelihood, 1)}" for one in choice.tried
        )
        yield f"modelo: {choice.model.name}, k = {choice.k} (log-verossimilhança por regularidade: {tried})"
    if found.season_before(found.period) and not found.seasonal_models:
        yield "estações do ano: as compras não as mostram, além do acaso"
    if found.base.config.prediction.cenario:
        yield (
            "cenário, não previsão: fim = início − perdidos + novos + reativados, com as mudanças supostas; "
            f"novos e reativados partem dos de {found.asked.label}"
        )


def diagnoses(found: Origins) -> tuple[Diagnosis, ...]:
    """What keeps the model from being believed, in order of weight."""
    model = found.models[found.period].outlook
    cents = found.models[found.period].customers["centavos"]
    large = concentrated(cents, "da receita prevista de quem já é cliente")
    return (*of_customers(model), *large, *_of_seasons(found), *_lost_to_the_naive(found))


def warnings(found: Origins, wanting: Sequence[Diagnosis]) -> Iterator[str]:
    """The same in sentences, those apart that are but a part of every forecast."""
    yield from (one.words for one in wanting if one.code not in _ORDINARY)
    asked = found.base.asked
    if found.base.config.prediction.sazonal == "sim" and not found.seasonal_models:
        yield f"--sazonal sim não pôde ser atendido: {_no_season(wanting)}"
    if found.happened:
        yield f"{found.period.label} já aconteceu: previsto só com o que se sabia até {date_of(asked.last)}"


def _no_season(wanting: Sequence[Diagnosis]) -> str:
    said = next((one.message for one in wanting if one.code == NO_SEASON), "")
    return said or "não há modelo, ou as compras não mostram estações"


def _of_seasons(found: Origins) -> Iterator[Diagnosis]:
    if found.base.config.prediction.sazonal == "nao" or found.outlooks[found.period].lacking:
        return
    without = "o modelo toma todos os meses por iguais; quem as conhece pode dizê-las em indice_sazonal"
    months = found.months_before(found.period.start)
    tried = sum(map(found.season_before, found.earlier))
    if not found.season_before(found.period):
        words = f"há {counted(months, 'mês', 'meses')} de vendas, e menos de {LEAST_MONTHS} não mostram as estações"
        yield Diagnosis(NO_SEASON, words, months, LEAST_MONTHS, without)
    elif tried < FEWEST_APART and not found.seasonal_models:
        words = (
            f"as estações do ano só podem ser conferidas em {counted(tried, 'período passado', 'períodos passados')}, "
            f"com {LEAST_MONTHS} meses de vendas antes de cada um"
        )
        yield Diagnosis(NO_SEASON, words, tried, FEWEST_APART, without)


def _lost_to_the_naive(found: Origins) -> Iterator[Diagnosis]:
    for key in FORECAST:
        made, speaks = found.held(key), found.speaks[key]
        tried = [error for one in (MODEL, SEASONAL) if (error := mean_error(key, made.get(one, ()))) is not None]
        own = mean_error(key, made.get(speaks, ()))
        if speaks in {NAIVE, YEAR} and tried and own is not None:
            yield Diagnosis(
                LOST,
                f"{name_of(key)}: nas origens, o modelo errou {error_words(key, min(tried))} em média, e o "
                f"{METHOD_WORDS[speaks]} {error_words(key, own)}",
                min(tried),
                own,
                f"fala o {METHOD_WORDS[speaks]}",
            )
