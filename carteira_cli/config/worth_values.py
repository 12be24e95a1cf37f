"""What the texts of the options of a portfolio's worth mean: an amount that may be a loss, a pair of multiples."""

from __future__ import annotations

import re
from fractions import Fraction

from carteira_cli.config.prediction_values import cents_of
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.names import fold

METHODS = ("ebitda", "honorarios")  # those that multiply something
MOST = 1_000  # times, beyond which somebody has typed an amount
_NUMBER = r"\d{1,6}(?:[.,]\d{1,4})?"
_MULTIPLES = re.compile(
    rf"(?:([^=\d]+?)\s*=\s*)?({_NUMBER})\s*(?:(?:-|–|a|\.\.)\s*({_NUMBER}))?\s*(?:x|×|vezes)?", re.IGNORECASE
)
_ZERO = re.compile(r"(?:R\$\s*)?0+(?:[.,]0+)?", re.IGNORECASE)


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
