"""Names of columns that can be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def unique_names(parts: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """One name a column from the lines of a header, each name once.

    Example:
        >>> unique_names([["Moeda", " Valor ", "Moeda", ""]], 4)
        ('Moeda', 'Valor', 'Moeda#2', 'coluna 4')
    """
    wanted = [clean_name(part[place] for part in parts) or f"coluna {place + 1}" for place in range(width)]
    names: list[str] = []
    taken = set(wanted)
    used: set[str] = set()
    for name in wanted:
        unique, number = name, 1
        while unique in used or (number > 1 and unique in taken):
            number += 1
            unique = f"{name}#{number}"
        used.add(unique)
        names.append(unique)
    return tuple(names)


def clean_name(parts: Iterable[str]) -> str:
    """The lines of a name joined by a space, what only repeats once, without marks and spaces around it."""
    cleaned = (" ".join(part.replace("\ufeff", "").split()).strip("\"' ") for part in parts)
    return " ".join(dict.fromkeys(part for part in cleaned if part))
