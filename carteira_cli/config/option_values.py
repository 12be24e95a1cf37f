"""What the texts of options mean: fractions, dates, zones, deadlines; each function also takes the key, to name it."""

from __future__ import annotations

import codecs
import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.errors import UsageError, did_you_mean, nearest, perhaps
from carteira_cli.names import fold

if TYPE_CHECKING:
    from carteira_cli.condition import Condition
    from carteira_cli.period import Window

MARGIN_FROM_COST = "custo"
WINDOW_FROM_CYCLE = "auto"
WHOLE_HISTORY = "tudo"
COMPARED = ("nenhum", "anterior", "ano-anterior")  # or a period


MOST_REJECTED = "1%"  # of `validar`: stricter than the analyses, as there the data are the question


def share_of(key: str, text: str) -> Fraction:
    """A fraction typed as `0.35`, `0,35` or `35%`, exactly."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(%?)", text.strip())
    value = Fraction(match[1].replace(",", ".")) / (100 if match[2] else 1) if match else None
    if value is None or value > 1:
        raise UsageError(
            f'{key} "{text}" não é uma fração',
            f'use um número de 0 a 1 ou uma porcentagem entre aspas, como {key} = "35%"',
        )
    return value


def margin_of(key: str, text: str) -> Fraction | None:
    """The margin as an exact fraction; None to take it from the cost column."""
    if text.strip().casefold() == MARGIN_FROM_COST:
        return None
    try:
        return share_of(key, text)
    except UsageError as error:
        raise UsageError(error.message, perhaps(text, (MARGIN_FROM_COST,), error.hint)) from error


def whole_number(key: str, text: str) -> int:
    """A whole number of at least 1."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text.strip()):
        flag = "--" + key.replace("_", "-")
        raise UsageError(f'{key} não pode ser "{text}"', f"use um número inteiro de 1 em diante, como {flag} 20")
    return int(text)


def period_of(_: str, text: str) -> str:
    """A period in the words of `parse_period`: which days a relative one has is known only from the data."""
    # weight: the help does without
    from carteira_cli.period import is_relative, parse_period

    if is_relative(text):
        return text
    from carteira_cli.config.period_words import not_said, spoken  # weight: for what is not said outright

    said = spoken(text)
    if is_relative(said):
        return said
    try:
        parse_period(said)
    except UsageError as error:
        raise not_said(text, error) from error
    return said


def compared_of(key: str, text: str) -> str:
    """What is compared with: one of a few words, or a period."""
    word = fold(text).replace(" ", "-")
    if word in {"", *COMPARED}:
        return word
    if word == "ano-passado":  # beside a period it is the same one of a year ago, never the whole year
        return COMPARED[-1]
    if nearest(word, COMPARED) and not any(char.isdigit() for char in word):
        instead = f"use {', '.join(COMPARED)} ou um período"
        raise UsageError(f'{key} não pode ser "{text}"', perhaps(word, COMPARED, instead))
    try:
        return period_of(key, text)
    except UsageError as error:
        raise UsageError(f"{key}: {error.message}", f"use {', '.join(COMPARED)} ou um período; {error.hint}") from error


def condition_of(_: str, text: str) -> Condition:
    """A condition that customers or sales must fulfil."""
    # weight: the help does without
    from carteira_cli.condition import parse_condition

    return parse_condition(text)


def span_of(key: str, text: str) -> Window:
    """A length of time, in days or months."""
    try:
        return _window(text)
    except UsageError as error:
        raise UsageError(f'{key} "{text}" não é um prazo', error.hint) from error


def window_of(_: str, text: str) -> Window | None:
    """An activity window; None to take it from the purchase cycle."""
    if text.strip().casefold() == WINDOW_FROM_CYCLE:
        return None
    try:
        return _window(text)
    except UsageError as error:
        raise UsageError(error.message, perhaps(text, (WINDOW_FROM_CYCLE,), error.hint)) from error


def day_of(key: str, text: str) -> int | None:
    """A date as a day, of an ISO one or `31/12/2024`; None for no text."""
    if not text:
        return None
    # weight: the help does without
    from carteira_cli.config.period_words import spoken
    from carteira_cli.days import to_day
    from carteira_cli.period import FIRST_YEAR, LAST_YEAR

    try:
        value = date.fromisoformat(spoken(text).strip())
    except ValueError as error:
        raise UsageError(f'{key}: a data "{text}" não existe', "use AAAA-MM-DD, como --hoje 2024-12-31") from error
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UsageError(f'{key}: a data "{text}" está fora de {FIRST_YEAR} a {LAST_YEAR}', "confira o ano")
    return to_day(value)


def zone_of(_: str, text: str) -> str | None:
    """The name of a time zone; None for no text."""
    # weight: of few runs
    from zoneinfo import available_timezones

    known = available_timezones() if text else set()
    if known and text not in known:  # a machine without the time zone database can't tell
        raise UsageError(f'o fuso "{text}" não existe', perhaps(text, known, "use um nome como America/Sao_Paulo"))
    return text or None


def deadline_of(_: str, text: str) -> int | None:
    """A deadline in days; None for no text."""
    if not text:
        return None
    try:
        window = _window(text)
    except UsageError:
        window = None
    if window is None or window.unit != "d":
        raise UsageError(f'o prazo "{text}" não está em dias', "use dias, como --prazo 30d")
    return window.length


_SEPARATORS = {
    "tab": "\t",
    "tabulacao": "\t",
    "\\t": "\t",
    "virgula": ",",
    "ponto-e-virgula": ";",
    "barra": "|",
    "espaco": " ",
    "dois-pontos": ":",
}
_NAMED = tuple(word for word in _SEPARATORS if word.isascii() and "\\" not in word)
_QUOTES = {"dupla": '"', '"': '"', "simples": "'", "'": "'", "nenhuma": ""}
_ESCAPES = {"dobrada": "", "barra": "\\", "\\": "\\"}
_ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16")
_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000}


def encoding_of(_: str, text: str) -> str | None:
    """The name of a codec, as Python knows it; None for no text."""
    if not text:
        return None
    try:
        info = codecs.lookup(text.strip())
    except LookupError as error:
        raise UsageError(f'a codificação "{text}" não existe', did_you_mean(text, _ENCODINGS)) from error
    if not info._is_text_encoding:  # noqa: SLF001 - the only way to tell base64 from a charset
        raise UsageError(f'a codificação "{text}" não é de texto', "use utf-8, cp1252, latin-1 ou utf-16")
    return info.name


def separator_of(_: str, text: str) -> str | None:
    """What separates cells; None for no text."""
    if not text:
        return None
    found = _SEPARATORS.get(fold(text), text)
    if found == text and text.isalpha() and (guess := nearest(text, _SEPARATORS)):
        raise UsageError(
            f'o separador "{text}" não serve', f'você quis dizer "{guess}"? Use {", ".join(_NAMED)} ou ";"'
        )
    if {"\n", "\r", '"'} & set(found):
        raise UsageError(f'o separador "{text}" não serve', 'use ";", ",", tab, "|" ou outro texto curto')
    return found


def quote_of(key: str, text: str) -> str | None:
    """What quotes cells, "" for nothing; None for no text."""
    return _word_of(key, text, _QUOTES)


def escape_of(key: str, text: str) -> str | None:
    """A backslash where it escapes quotes, "" where they are doubled; None for no text."""
    return _word_of(key, text, _ESCAPES)


def _word_of(key: str, text: str, words: dict[str, str]) -> str | None:
    if not text:
        return None
    if text.strip().casefold() not in words:
        raise UsageError(f'{key} não pode ser "{text}"', did_you_mean(text, [one for one in words if one.isalpha()]))
    return words[text.strip().casefold()]


def header_of(_: str, text: str) -> int | None:
    """The line that the header is on, from 1, or 0 where there is none; None for no text."""
    if not text:
        return None
    word = text.strip().casefold()
    if word in {"nenhum", "nao", "não", "0"}:
        return 0
    if not re.fullmatch(r"[0-9]{1,9}", word):
        raise UsageError(
            f'cabecalho não pode ser "{text}"',
            perhaps(word, ("nenhum",), "informe o número da linha, como --cabecalho 4, ou --cabecalho nenhum"),
        )
    return int(word)


def size_of(key: str, text: str) -> int:
    """A number of bytes: `500MB`, `20 GB`, `1,5GB` (thousands, not 1,024)."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([KMGT]?)I?B?", text.strip().upper())
    if match is None:
        raise UsageError(f'{key} "{text}" não é um tamanho', f"use um número com unidade, como {key} = 20GB")
    return int(Fraction(match[1].replace(",", ".")) * _UNITS[match[2]])


def horizon_of(_: str, text: str) -> Window | None:
    """How far back purchases count; None for the whole history."""
    return _back(text, "horizonte")


def history_of(_: str, text: str) -> Window | None:
    """How far back a history goes; None for all of it."""
    return _back(text, "histórico")


def _back(text: str, noun: str) -> Window | None:
    if text.strip().casefold() == WHOLE_HISTORY:
        return None
    try:
        return _window(text)
    except UsageError as error:
        raise UsageError(
            f'o {noun} "{text}" não é um prazo',
            perhaps(text, (WHOLE_HISTORY,), f"use meses-calendário ou dias, como 12m ou 365d, ou {WHOLE_HISTORY}"),
        ) from error


def _window(text: str) -> Window:
    # weight: the help does without
    from carteira_cli.period import parse_window

    return parse_window(text)
