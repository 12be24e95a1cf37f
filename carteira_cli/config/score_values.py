"""What the text of scores means: how many there are, and where they are cut."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

from carteira_cli.errors import UsageError

FEWEST_QUANTILES, USUAL_QUANTILES, MOST_QUANTILES = 3, 5, 10


def quantiles_of(key: str, text: str) -> int:
    """How many scores there are."""
    word = text.strip()
    if not re.fullmatch(r"0*[0-9]{1,2}", word) or not FEWEST_QUANTILES <= int(word) <= MOST_QUANTILES:
        raise UsageError(
            f'{key} não pode ser "{text}"',
            f"use um número inteiro de {FEWEST_QUANTILES} a {MOST_QUANTILES}, como --quantis 5",
        )
    return int(word)


def cuts_of(key: str, text: str, *, decimals: int = 0) -> tuple[int, ...] | None:
    """Cut-points, ascending, in units of the last decimal; None for no text.

    Where a semicolon separates them, a comma is a decimal mark: `99,90; 500`.
    """
    if not text.strip():
        return None
    parts = [part.strip() for part in text.split(";" if ";" in text else ",")]
    pattern = r"\d{1,12}" + (rf"(?:[.,]\d{{1,{decimals}}})?" if decimals else "")
    wrong = next((part for part in parts if not re.fullmatch(pattern, part, re.ASCII)), None)
    example = f'como {key} = "{cuts_for(USUAL_QUANTILES)}"'
    if wrong is not None:
        what = "um valor em reais, sem ponto de milhar" if decimals else "um número inteiro"
        raise UsageError(f'{key} "{text}": "{wrong}" não é {what}', f"separe os cortes com vírgulas, {example}")
    cuts = tuple(int(Fraction(part.replace(",", ".")) * 10**decimals) for part in parts)
    if any(low >= high for low, high in itertools.pairwise(cuts)):
        raise UsageError(
            f'{key} "{text}" não está em ordem crescente, sem repetir', f"ponha o menor primeiro, {example}"
        )
    return cuts


def cuts_for(quantiles: int) -> str:
    """An example of cut-points between so many classes."""
    return ",".join(str(30 * number) for number in range(1, quantiles))
