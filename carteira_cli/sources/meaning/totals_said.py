"""Cells that say that their line is a total, and of what."""

from __future__ import annotations

import re

from carteira_cli.names import fold

WORDS = ["total", "totais", "soma"]
# Texts, compiled by whoever first meets such a cell: few files have any.
_BEFORE = (
    r"^\W*(?:sub-?\s?total|sub-?\s?totais|grand total|total|totais|soma)\b"
    r"(?:\s+(?:geral|de|do|da|dos|das|of|for|cliente|vendedor))*[\s:–-]*"
)
_AFTER = r"[\s:–-]*\b(?:sub-?\s?total|total|soma)\W*$"
_TIMES = (
    r"^(?:(?:mes|dia|ano|month|day|year|semana|trimestre|[qt][1-4]|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto"
    r"|setembro|outubro|novembro|dezembro|january|february|march|april|june|july|august|september|october|november"
    r"|december|(?:jan|fe[bv]|mar|a[bp]r|ma[iy]|jun|jul|a[gu][og]|set|sep|out|oct|nov|de[zc])(?![a-z]))|[\d/.\s-])+$"
)


def rest_of(cell: str | None) -> str | None:
    """What a total is of: "" of everything, or of a month or day; None where the cell is no total.

    Example:
        >>> rest_of("Total C1"), rest_of("Subtotal janeiro"), rest_of("C1")
        ('c1', '', None)
    """
    text = fold(cell or "")
    for pattern in (_BEFORE, _AFTER):
        if re.search(pattern, text):
            rest = re.sub(pattern, "", text).strip()
            return "" if re.match(_TIMES, rest) else rest
    return None
