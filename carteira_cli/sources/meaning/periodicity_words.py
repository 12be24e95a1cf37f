"""How many months a word of billing is: anual, quarterly, a cada 3 meses, 12."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError
from carteira_cli.names import fold
from carteira_cli.sources.matching.stems import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Rate = tuple[int, int]  # the price of a period × the first ÷ the second is the price of a month
ONCE: Rate = (0, 1)

_MONTHS: Mapping[int, str] = {
    1: "mensal mensais mensalmente mensalidade mes month monthly",
    2: "bimestral bimestrais bimestre bimonthly",
    3: "trimestral trimestrais trimestralmente trimestre quarter quarterly",
    4: "quadrimestral quadrimestrais quadrimestre",
    6: "semestral semestrais semestralmente semestre semiannual semiannually semestrally halfyearly biannual",
    12: "anual anuais anualmente anualidade anuidade ano annual annually yearly year",
    24: "bienal bienais biennial bienio",
    36: "trienal trienais triennial trienio",
}
_WORDS: Mapping[str, Rate] = {
    **{word: (1, months) for months, words in _MONTHS.items() for word in words.split()},
    **dict.fromkeys(("semanal", "semanais", "semanalmente", "semana", "weekly", "week"), (52, 12)),
    **dict.fromkeys(("quinzenal", "quinzenais", "quinzena"), (2, 1)),
    **dict.fromkeys(("biweekly", "fortnightly", "fortnight"), (26, 12)),
    **dict.fromkeys(("diario", "diaria", "diariamente", "dia", "daily", "day"), (365, 12)),
    **dict.fromkeys(("unica", "unico", "avulsa", "avulso", "pontual", "onetime", "once", "oneoff", "lifetime"), ONCE),
    **dict.fromkeys(("vitalicio", "vitalicia", "perpetua", "perpetuo"), ONCE),
}
_EVERY = (  # a text, compiled where there are contracts
    r"(?<![\w.,])(\d{1,3})\s*(m|mo|mes|meses|mth|months?|a|anos?|y|yrs?|years?|s|sem|semanas?|w|wks?|weeks?|d|dias?|days?)?"
    r"(?:\s*\(s\))?(?![\w.,])"
)
_WEEK, _SHORT_YEAR, _LEAP_YEAR, _MONTH = 7, 360, 366, 30
_UNITS = {"dias": "d", "days": "d", "semanas": "s", "weeks": "s", "anos": "a", "years": "a"}
_OWN = r"^(.+?)\s*=\s*(\d{1,4})(?:\s*(?:mes|meses))?\s*$"


def rate_of(word: str, own: Mapping[str, Rate]) -> Rate | None:
    """What turns the price of a period into that of a month; `ONCE` where nothing is billed again; None: unknown.

    A day is 1/365 of a year and a week 1/52 of it; N days are N/30 of a month.

    Example:
        >>> [rate_of(word, {}) for word in ("Anual", "a cada 3 meses", "Plano Pro (yearly)", "12", "Única", "Safra")]
        [(1, 12), (1, 3), (1, 12), (1, 12), (0, 1), None]
    """
    text = fold(word)
    if text in own:
        return own[text]
    text = re.sub(r"\b(half|semi|one|bi)[\s-]+(?=year|annual|time|off|week|month)", r"\1", text)
    counted = re.search(_EVERY, text)
    if counted and (counted[2] or counted[0].strip() == text):
        return _counted(int(counted[1]), counted[2] or "m")
    found = {_WORDS[piece] for piece in re.split(r"[^a-z]+", text) if piece in _WORDS}
    return found.pop() if len(found) == 1 else None


def _counted(count: int, unit: str) -> Rate | None:
    if count == 0:
        return None
    if unit.startswith("m"):
        return 1, count
    if unit[0] in "ay":
        return 1, 12 * count
    if unit[0] in "sw":
        return 52, 12 * count
    if _SHORT_YEAR <= count <= _LEAP_YEAR:
        return 1, 12
    return (52 * _WEEK, 12 * count) if count % _WEEK == 0 and count < _MONTH else (_MONTH, count)


def in_units_of(name: str) -> dict[str, Rate]:
    """What bare numbers are in a column that says that it counts days, weeks or years; nothing: they are months.

    Example:
        >>> in_units_of("Ciclo (anos)")["2"], in_units_of("Periodicidade (meses)")
        ((1, 24), {})
    """
    units = [_UNITS[word] for word in words_of(name) if word in _UNITS]
    if len(units) != 1:
        return {}
    rates = ((str(count), _counted(count, units[0])) for count in range(1, _LEAP_YEAR + 1))
    return {word: rate for word, rate in rates if rate is not None}


def own_rates(listed: Iterable[str]) -> dict[str, Rate]:
    """The user's own words: `Safra = 12`.

    Raises:
        UsageError: a text that is no word with its months.
    """
    rates = {}
    for text in listed:
        found = re.match(_OWN, text)
        if found is None or int(found[2]) == 0:
            raise UsageError(
                f'periodicidades: "{text}" não é uma palavra com os seus meses',
                'escreva em carteira.toml: periodicidades = ["Safra = 12"]',
            )
        rates[fold(found[1])] = (1, int(found[2]))
    return rates
