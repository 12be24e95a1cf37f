"""What the texts of options mean: fractions, dates, zones, deadlines."""

from __future__ import annotations

import codecs
import itertools
import re
from datetime import date
from fractions import Fraction

from carteira_cli.days import to_day
from carteira_cli.errors import UsageError, nearest
from carteira_cli.period import FIRST_YEAR, LAST_YEAR, Window, parse_window

MARGIN_FROM_COST = "custo"
WINDOW_FROM_CYCLE = "auto"
WHOLE_HISTORY = "tudo"
FEWEST_QUANTILES, MOST_QUANTILES = 3, 10


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


def margin_of(text: str) -> Fraction | None:
    """The margin as an exact fraction; None to take it from the cost column."""
    return None if text.strip().casefold() == MARGIN_FROM_COST else share_of("margem", text)


def window_of(text: str) -> Window | None:
    """An activity window; None to take it from the purchase cycle."""
    return None if text.strip().casefold() == WINDOW_FROM_CYCLE else parse_window(text)


def day_of(text: str) -> int | None:
    """An ISO date as a day; None for no text."""
    if not text:
        return None
    try:
        value = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f'a data "{text}" não existe', "use AAAA-MM-DD, como --hoje 2024-12-31") from error
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UsageError(f'a data "{text}" está fora de {FIRST_YEAR} a {LAST_YEAR}', "confira o ano")
    return to_day(value)


def zone_of(text: str) -> None:
    """Check the name of a time zone; nothing for no text."""
    # weight: of few runs
    from zoneinfo import available_timezones

    known = available_timezones() if text else set()
    if known and text not in known:  # a machine without the time zone database can't tell
        guess = nearest(text, known)
        hint = f'você quis dizer "{guess}"?' if guess else "use um nome como America/Sao_Paulo"
        raise UsageError(f'o fuso "{text}" não existe', hint)


def deadline_of(text: str) -> int | None:
    """A deadline in days; None for no text."""
    if not text:
        return None
    window = parse_window(text)
    if window.unit != "d":
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
_QUOTES = {"dupla": '"', '"': '"', "simples": "'", "'": "'", "nenhuma": ""}
_ESCAPES = {"dobrada": "", "barra": "\\", "\\": "\\"}
_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000}


def encoding_of(text: str) -> str | None:
    """The name of a codec, as Python knows it; None for no text."""
    if not text:
        return None
    try:
        info = codecs.lookup(text.strip())
    except LookupError as error:
        raise UsageError(f'a codificação "{text}" não existe', "use utf-8, cp1252, latin-1 ou utf-16") from error
    if not info._is_text_encoding:  # noqa: SLF001 - the only way to tell base64 from a charset
        raise UsageError(f'a codificação "{text}" não é de texto', "use utf-8, cp1252, latin-1 ou utf-16")
    return info.name


def separator_of(text: str) -> str | None:
    """What separates cells; None for no text."""
    if not text:
        return None
    found = _SEPARATORS.get(text.strip().casefold(), text)
    if {"\n", "\r", '"'} & set(found):
        raise UsageError(f'o separador "{text}" não serve', 'use ";", ",", tab, "|" ou outro texto curto')
    return found


def quote_of(text: str) -> str | None:
    """What quotes cells, "" for nothing; None for no text."""
    return _word_of("aspas", text, _QUOTES)


def escape_of(text: str) -> str | None:
    """A backslash where it escapes quotes, "" where they are doubled; None for no text."""
    return _word_of("escape", text, _ESCAPES)


def _word_of(key: str, text: str, words: dict[str, str]) -> str | None:
    if not text:
        return None
    if text.strip().casefold() not in words:
        names = ", ".join(word for word in words if word.isalpha())
        raise UsageError(f'{key} não pode ser "{text}"', f"os possíveis são: {names}")
    return words[text.strip().casefold()]


def header_of(text: str) -> int | None:
    """The line that the header is on, from 1, or 0 where there is none; None for no text."""
    if not text:
        return None
    word = text.strip().casefold()
    if word in {"nenhum", "nao", "não", "0"}:
        return 0
    if not re.fullmatch(r"[0-9]{1,9}", word):
        raise UsageError(
            f'cabecalho não pode ser "{text}"', "informe o número da linha, como --cabecalho 4, ou --cabecalho nenhum"
        )
    return int(word)


def size_of(key: str, text: str) -> int:
    """A number of bytes: `500MB`, `20 GB`, `1,5GB` (thousands, not 1,024)."""
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([KMGT]?)I?B?", text.strip().upper())
    if match is None:
        raise UsageError(f'{key} "{text}" não é um tamanho', f"use um número com unidade, como {key} = 20GB")
    return int(Fraction(match[1].replace(",", ".")) * _UNITS[match[2]])


def horizon_of(text: str) -> Window | None:
    """How far back purchases count; None for the whole history."""
    if text.strip().casefold() == WHOLE_HISTORY:
        return None
    try:
        return parse_window(text)
    except UsageError as error:
        raise UsageError(
            f'o horizonte "{text}" não é um prazo',
            f"use meses-calendário ou dias, como 12m ou 365d, ou {WHOLE_HISTORY}",
        ) from error


def quantiles_of(text: str) -> int:
    """How many scores there are."""
    word = text.strip()
    if not re.fullmatch(r"0*[0-9]{1,2}", word) or not FEWEST_QUANTILES <= int(word) <= MOST_QUANTILES:
        raise UsageError(
            f'quantis não pode ser "{text}"',
            f"use um número inteiro de {FEWEST_QUANTILES} a {MOST_QUANTILES}, como --quantis 5",
        )
    return int(word)


def cuts_of(key: str, text: str, quantiles: int, *, decimals: int = 0) -> tuple[int, ...] | None:
    """Cut-points between `quantiles` classes, ascending, in units of the last decimal; None for no text.

    Where a semicolon separates them, a comma is a decimal mark: `99,90; 500`.
    """
    if not text.strip():
        return None
    parts = [part.strip() for part in text.split(";" if ";" in text else ",")]
    pattern = r"\d{1,12}" + (rf"(?:[.,]\d{{1,{decimals}}})?" if decimals else "")
    wrong = next((part for part in parts if not re.fullmatch(pattern, part, re.ASCII)), None)
    example = f'como {key} = "{_example(quantiles)}"'
    if wrong is not None:
        what = "um valor em reais, sem ponto de milhar" if decimals else "um número inteiro"
        raise UsageError(f'{key} "{text}": "{wrong}" não é {what}', f"separe os cortes com vírgulas, {example}")
    cuts = tuple(int(Fraction(part.replace(",", ".")) * 10**decimals) for part in parts)
    if len(cuts) != quantiles - 1:
        raise UsageError(
            f'{key} "{text}" tem {len(cuts)} cortes, mas {quantiles} notas pedem {quantiles - 1}',
            f"informe {quantiles - 1} cortes, {example}, ou mude --quantis",
        )
    if any(low >= high for low, high in itertools.pairwise(cuts)):
        raise UsageError(
            f'{key} "{text}" não está em ordem crescente, sem repetir', f"ponha o menor primeiro, {example}"
        )
    return cuts


def _example(quantiles: int) -> str:
    return ",".join(str(30 * number) for number in range(1, quantiles))
