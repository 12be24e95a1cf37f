"""Texts made harmless before they leave: formulas for spreadsheets, CPF and CNPJ for logs and rejected lines, homes."""

from __future__ import annotations

import os
import re
from pathlib import Path

_CPF_LENGTH, _CNPJ_LENGTH, _DIGITS = 11, 14, 2
# Written out they are documents whatever their digits say; bare ones only when the check digits are right.
_WRITTEN = re.compile(
    r"(?<![\w.])(?:\d{3}\.\d{3}\.\d{3}-(\d{2})|[A-Z0-9]{2}\.[A-Z0-9]{3}\.[A-Z0-9]{3}/[A-Z0-9]{4}-(\d{2}))(?!\w)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w.,])[A-Z0-9]{9}(?:[A-Z0-9]{3})?\d{2}(?!\w|[.,]\d)", re.IGNORECASE)


IN_FRONT = r"(?<![\w./~\\-])"  # of a path: nothing that could be the beginning of a longer one
BEHIND = r"(?![\w.-])"  # a folder: the end of its name

# A spreadsheet takes a text that begins so for a formula, in any locale of its own.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula: an apostrophe stands before what looks like one.

    Example:
        >>> harmless("=1+1")
        "'=1+1"
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """A text as it was before `harmless`.

    Example:
        >>> unguarded("'=1+1"), unguarded("'Ana"), unguarded("=1+1")
        ('=1+1', "'Ana", '=1+1')
    """
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text


def without_home(text: str) -> str:
    """A text that says `~` for the home folder, as its owner types it: what the shell makes of that names her."""
    if os.sep not in text:  # nearly every cell of a table, and to ask for the home takes longer than to write them
        return text
    try:
        home = Path.home()
    except RuntimeError:  # a system that does not know it
        return text
    if home == Path(home.anchor) or str(home) not in text:
        return text
    return re.sub(IN_FRONT + re.escape(str(home)) + BEHIND, "~", text)


def mask_documents(text: str) -> str:
    """A text without the CPF and CNPJ in it: their check digits stay, so that cases can be told apart.

    Example:
        >>> mask_documents("CPF 111.444.777-35 repetido")
        'CPF ***.***.***-35 repetido'
    """
    written = _WRITTEN.sub(lambda found: _stars(found[1], _CPF_LENGTH) if found[1] else _stars(found[2], 0), text)
    return _BARE.sub(lambda found: _masked(found[0]), written)


def _masked(bare: str) -> str:
    is_cpf = len(bare) == _CPF_LENGTH
    sound = _is_sound(bare.upper(), 10 if is_cpf else 8) and (bare.isdigit() or not is_cpf)
    return _stars(bare[-_DIGITS:], len(bare)) if sound else bare


def _stars(digits: str, length: int) -> str:
    return f"***.***.***-{digits}" if length == _CPF_LENGTH else f"**.***.***/****-{digits}"


def _is_sound(text: str, cycle: int) -> bool:
    """Whether both check digits are right: modulo 11 over ASCII − 48, weights from 2 on, again after so many."""
    values = [ord(char) - ord("0") for char in text]
    for place in (len(values) - _DIGITS, len(values) - 1):
        total = sum(value * (2 + n % cycle) for n, value in enumerate(reversed(values[:place])))
        if values[place] != (0 if total % 11 < _DIGITS else 11 - total % 11):
            return False
    return len(set(text)) > 1
