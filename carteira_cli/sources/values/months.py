"""Names of months, in Portuguese and English, whole and short."""

from __future__ import annotations

_NAMES = {
    "01": "janeiro jan january",
    "02": "fevereiro fev february feb",
    "03": "março marco mar march",
    "04": "abril abr april apr",
    "05": "maio mai may",
    "06": "junho jun june",
    "07": "julho jul july",
    "08": "agosto ago august aug",
    "09": "setembro set september sept sep",
    "10": "outubro out october oct",
    "11": "novembro nov november",
    "12": "dezembro dez december dec",
}
MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}  # "março" → "03"
