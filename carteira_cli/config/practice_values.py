"""What the texts of the options of what sales managers are told to do mean (`settings.practice`)."""

from __future__ import annotations

import re
from fractions import Fraction

from carteira_cli.config.option_values import day_of, share_of, whole_number
from carteira_cli.config.prediction_values import cents_of
from carteira_cli.config.score_values import cuts_of
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError, did_you_mean, perhaps
from carteira_cli.names import fold

PLAN, MEASURE = "planejar", "medir"
USUAL_BANDS = "30,60,90,180"
METHODS = ("ebitda", "honorarios")  # those that multiply something
MOST = 1_000  # times, beyond which somebody has typed an amount
_UNITS = {"s": 1, "seg": 1, "m": 60, "min": 60}
_BANDS = f'como --faixas "{USUAL_BANDS}"'
_STATES = (
    *("AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR"),
    *("RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"),
)
_NUMBER = r"\d{1,6}(?:[.,]\d{1,4})?"
_MULTIPLES = re.compile(
    rf"(?:([^=\d]+?)\s*=\s*)?({_NUMBER})\s*(?:(?:-|–|a|\.\.)\s*({_NUMBER}))?\s*(?:x|×|vezes)?", re.IGNORECASE
)
_ZERO = re.compile(r"(?:R\$\s*)?0+(?:[.,]0+)?", re.IGNORECASE)


def tolerance_of(key: str, text: str) -> Fraction:
    """A fraction of the target, exactly: `10%`, `0,1`; more than all of it may be asked for."""
    match = re.fullmatch(r"(\d{1,4}(?:[.,]\d{1,6})?)\s*(%?)", text.strip())
    if match is None:
        raise UsageError(f'{key} "{text}" não é uma fração da meta', "use uma porcentagem, como --tolerancia 10%")
    return Fraction(match[1].replace(",", ".")) / (100 if match[2] else 1)


def seconds_of(key: str, text: str) -> int:
    """A number of seconds: `30s`, `5min`."""
    match = re.fullmatch(r"([1-9]\d{0,4})\s*(s|seg|m|min)?", text.strip().casefold())
    if match is None:
        raise UsageError(
            f'{key} não pode ser "{text}"', "use segundos ou minutos inteiros, como --tempo 30s ou --tempo 5min"
        )
    return int(match[1]) * _UNITS[match[2] or "s"]


def bands_of(key: str, text: str) -> tuple[int, ...]:
    """The last day late of each band but the one without an end, ascending.

    Raises:
        UsageError: they are no whole days from 1 on, or not in order.
    """
    try:
        found = cuts_of(key, text)
    except UsageError as error:
        raise UsageError(error.message, f"use dias de atraso em ordem crescente, {_BANDS}") from error
    if not found or found[0] < 1:
        raise UsageError(f'{key} não pode ser "{text}"', f"use dias de atraso de 1 em diante, {_BANDS}")
    return found


def moment_of(key: str, text: str) -> int | None:
    """The day at which one looks; None for no text.

    Raises:
        UsageError: there is no such day.
    """
    try:
        return day_of(key, text)
    except UsageError as error:
        raise UsageError(error.message, error.hint.replace("--hoje", "--em")) from error


def part_of(key: str, text: str) -> Fraction:
    """A share of which neither side is empty."""
    share = share_of(key, text)
    if not 0 < share < 1:
        raise UsageError(f'{key} não pode ser "{text}"', "use mais que 0 % e menos que 100 %, como --controle 20%")
    return share


def digest_of(key: str, text: str) -> str | None:
    """The hash of a list as it was printed, or its first digits; None for no text."""
    word = text.strip().lower()
    if word and not re.fullmatch(r"[0-9a-f]{12,64}", word):
        raise UsageError(
            f'{key} "{text}" não é um sha256', "copie o que carteira campanha planejar mostrou, ou 12 dígitos dele"
        )
    return word or None


def scale_of(key: str, text: str) -> int | None:
    """A scale by its highest mark: 10 or 5; None for no text."""
    word = text.strip()
    if word not in {"", "10", "5"}:
        raise UsageError(f'{key} não pode ser "{text}"', "use 10 (notas de 0 a 10) ou 5 (de 1 a 5)")
    return int(word) if word else None


def capacity_of(key: str, text: str) -> int | None:
    """Appointments a day; None for no text."""
    return whole_number(key, text) if text else None


def state_of(key: str, text: str) -> str | None:
    """The letters of a state; None for no text."""
    if not text:
        return None
    if text.strip().upper() not in _STATES:
        hint = perhaps(text.strip().upper(), _STATES, "use a sigla de um estado, como SP")
        raise UsageError(f'{key} não pode ser "{text}"', hint)
    return text.strip().upper()


@dataclass(frozen=True)
class Multiples:
    """How many times an amount a portfolio is said to be worth, from the least to the most."""

    method: str
    least: Fraction
    most: Fraction


def amount_of(key: str, text: str) -> int | None:
    """Money typed as `150000` or `-R$ 20.000,00`, in cents, zero and losses too; None for no text."""
    plain = text.strip()
    if _ZERO.fullmatch(plain.lstrip("-−")):
        return 0
    loss = plain.startswith(("-", "−"))
    found = cents_of(key, plain[1:].strip() if loss else plain)
    return -found if loss and found is not None else found


def multiples_of(key: str, text: str) -> Multiples:
    """Multiples typed as `7-10`, which are of the EBITDA, or `honorarios=8-14`."""
    found = _MULTIPLES.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f'{key} "{text}" não diz dois múltiplos',
            f'use por exemplo {key} = "7-10", que é do EBITDA, ou "honorarios=8-14"',
        )
    method = fold(found[1]).strip() if found[1] else METHODS[0]
    if method not in METHODS:
        raise UsageError(f'{key} não muda "{found[1].strip()}"', did_you_mean(method, METHODS))
    least, most = (Fraction((one or found[2]).replace(",", ".")) for one in (found[2], found[3]))
    if not 0 < least <= most <= MOST:
        raise UsageError(
            f'{key} "{text}": os múltiplos vão do menor ao maior, acima de zero e até {MOST}',
            f'use por exemplo {key} = "{method}=7-10"',
        )
    return Multiples(method, least, most)
