"""The rules of the sentences on what comes: what is expected, by whom it is said, and how wrong that was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.narrative.rules import SentenceRule, Slot
from carteira_cli.narrative.words import money, percent
from carteira_cli.words import counted

if TYPE_CHECKING:
    from carteira_cli.forecast import Forecast
    from carteira_cli.narrative.facts import PrintedFacts

_REVENUES = ("previsao_receita", "previsao_receita_mensal_fim")  # of sales, of contracts
_NAIVE, _YEAR = "ingenuo", "ano_anterior"
_WORDS = {
    "modelo": "o modelo de compras repetidas",
    "modelo_sazonal": "o modelo de compras repetidas, com as estações do ano",
    "modelo_fins": "o modelo dos contratos, com os fins já registrados",
    _NAIVE: "o ingênuo, que repete o último período",
    _YEAR: "repetir o mesmo período do ano anterior",
}


def _revenue(facts: PrintedFacts) -> tuple[float, Forecast] | None:
    """Revenue as it is forecast, and what stands beside it."""
    for key in _REVENUES:
        value = facts.amount(key)
        if value is not None and (beside := facts.readings[key].forecast) is not None:
            return value, beside
    return None


def _expected(facts: PrintedFacts) -> str | None:
    found = _revenue(facts)
    if found is None:
        return None
    value, beside = found
    monthly = " mensal" if facts.amount(_REVENUES[0]) is None else ""
    range_ = ""
    if beside.low is not None and beside.high is not None:
        range_ = f", entre {money(beside.low)} e {money(beside.high)} pela faixa dos erros passados"
    churn = facts.amount("previsao_churn")
    ending = "" if churn is None else f"; o churn, de {percent(churn)}"
    return f"A receita{monthly} prevista é de {money(value)}{range_}{ending}."


def _naive_won(facts: PrintedFacts) -> str | None:
    found = _revenue(facts)
    if found is None or found[1].method not in {_NAIVE, _YEAR} or found[1].error is None:
        return None
    return f"Na receita nenhum modelo errou menos que {_WORDS[found[1].method]}{_past(found[1])}."


def _model_won(facts: PrintedFacts) -> str | None:
    found = _revenue(facts)
    if found is None or found[1].method not in _WORDS:
        return None
    value, beside = found
    naive = "" if beside.naive is None else f"; repetir o último período daria {money(beside.naive)}"
    return f"Quem prevê a receita é {_WORDS[beside.method]}{_past(beside)}{naive if value != beside.naive else ''}."


def _past(beside: Forecast) -> str:
    """How wrong the same way was before; nothing where that is not known."""
    if beside.error is None:
        return ""
    origins = counted(beside.origins, "período passado", "períodos passados")
    return f": em {origins} errou {percent(beside.error)}, em média"


AHEAD_RULES = (
    SentenceRule("previsto", Slot.TO_COME, _expected),
    SentenceRule("ingenuo_venceu", Slot.BY_WHOM, _naive_won),
    SentenceRule("modelo_venceu", Slot.BY_WHOM, _model_won),
)
