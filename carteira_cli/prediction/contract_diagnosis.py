"""What a look ahead at contracts can't be trusted in, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings import PredictionSettings
from carteira_cli.prediction.contracts import FEWEST_ENDINGS, FEWEST_MONTHS
from carteira_cli.prediction.diagnosis import Diagnosis
from carteira_cli.units import Unit, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.prediction.contracts import ContractOutlook

YEAR = 12
TERMED = 0.5  # share of endings on anniversaries from which on contracts run by the year
LATE = 0.5  # share of the history that passes before the first ending, from which on former ones seem to be missing


def contract_diagnoses(outlook: ContractOutlook) -> tuple[Diagnosis, ...]:
    """What is found wanting of what is expected of contracts, what weighs most first."""
    return (*_lacking(outlook), *_of_fit(outlook), *_terms(outlook), *_missing(outlook))


def unheard(config: Config) -> Iterator[str]:
    """What was told of the model of purchases, which has nothing to say where contracts say who is active."""
    settings = (
        PredictionSettings.modelo,
        PredictionSettings.k,
        PredictionSettings.unidade,
        PredictionSettings.sazonal,
    )
    names = [one.key for one in settings if config.told(one)]
    if names:
        changes = agree(len(names), "não muda", "não mudam")
        yield f"{', '.join(names)}: do modelo das compras; onde contratos dizem quem está ativo, {changes} nada"


def _steady(outlook: ContractOutlook) -> str:
    """What is done without a model."""
    if not outlook.endings:
        return "sem modelo: pelo que se viu ninguém vai embora, e o previsto é um teto"
    chance = 1 - float(outlook.law.survival(1)[1])
    return f"sem modelo: a cada mês vale para todos a mesma chance de ir embora, {show(chance, Unit.FRACTION)}"


def _lacking(outlook: ContractOutlook) -> Iterator[Diagnosis]:
    """Why there is no model."""
    endings, instead = outlook.endings, _steady(outlook)
    if endings < FEWEST_ENDINGS:
        ended = f"só {counted(endings, 'cliente deixou', 'clientes deixaram')}" if endings else "nenhum cliente deixou"
        yield Diagnosis(
            "poucos_fins",
            f"{ended} de ter contrato, e um modelo precisa de {FEWEST_ENDINGS} que deixaram",
            endings,
            FEWEST_ENDINGS,
            instead,
        )
    if outlook.months < FEWEST_MONTHS:
        yield Diagnosis(
            "historia_curta",
            f"o primeiro contrato começou há {counted(outlook.months, 'mês', 'meses')}, e um modelo precisa de "
            f"{FEWEST_MONTHS}",
            outlook.months,
            FEWEST_MONTHS,
            instead,
        )
    elif outlook.alike and outlook.endings:
        yield Diagnosis("sem_renovacao", "nenhum contrato passou do primeiro mês", 0, 1, instead)


def _of_fit(outlook: ContractOutlook) -> Iterator[Diagnosis]:
    fitted = outlook.fitted
    if fitted is None:
        return
    if not fitted.spread_known:
        yield Diagnosis(
            "sem_diferenca",
            "os fins não mostram que uns clientes ficam mais do que outros: a chance de ir embora não cai com o tempo",
            None,
            None,
            _steady(outlook),
        )
    elif not fitted.estimate.converged:
        yield Diagnosis(
            "nao_convergiu",
            f"a procura dos parâmetros não chegou ao fim em {counted(fitted.estimate.steps, 'passo')}",
            fitted.estimate.steps,
            None,
            "os números são os do melhor ponto achado",
        )


def _terms(outlook: ContractOutlook) -> Iterator[Diagnosis]:
    """Whether contracts end at their anniversaries: a model of months spreads these ends over the year."""
    yearly = sum(lost for renewal, lost in enumerate(outlook.lasting.ended, 1) if renewal % YEAR == 0)
    if outlook.endings >= FEWEST_ENDINGS and yearly >= TERMED * outlook.endings:
        yield Diagnosis(
            "prazo_de_um_ano",
            f"{number(yearly, 0)} de {number(outlook.endings, 0)} fins caem no aniversário do contrato (12, 24… meses)",
            round(yearly / outlook.endings, 4),
            TERMED,
            "o modelo os espalha pelos meses; quando o fim está registrado, vale o dia registrado",
        )


def _missing(outlook: ContractOutlook) -> Iterator[Diagnosis]:
    """Whether contracts that ended long ago seem to be missing: those who are left look surer to stay than they are."""
    begun, over = outlook.spells["inicio"].min(), outlook.spells.filter("acabou")["fim"].min()
    if begun is None or over is None:
        return
    first, last = int(begun), int(over)  # type: ignore[arg-type]  # days
    share = (last - first) / (outlook.end - first)
    if outlook.months >= YEAR and share > LATE:
        customers = int((outlook.spells["inicio"] < last).sum())
        yield Diagnosis(
            "historia_cortada",
            f"o primeiro fim é de {date_of(last)}, {show(share, Unit.FRACTION)} da história depois do primeiro início, "
            f"quando já havia {counted(customers, 'contrato')}",
            round(share, 4),
            LATE,
            "se a exportação só tem quem ficou, a permanência sai longa demais; inclua os contratos encerrados",
        )
