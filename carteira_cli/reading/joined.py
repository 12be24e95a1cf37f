"""Bring the parts of a file that have headers of their own to one set of columns, by what their names mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.names import loose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from carteira_cli.reading.wanted import Roles

SHOWN = 5
SPLIT = "separe o arquivo nessa linha e passe cada parte por si"


@dataclass(frozen=True)
class BlockHeading:
    """The names of one part.

    Attributes:
        line: where they are in the file, from 1.
        names: unique.
    """

    line: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Aligned:
    """One set of columns for all parts.

    Attributes:
        names: of the columns: those of the first part, then what others add.
        places: of each part, name of a column → name in the part; one that the part lacks is left out.
    """

    names: tuple[str, ...]
    places: tuple[Mapping[str, str], ...]


def align(parts: Sequence[BlockHeading], roles: Callable[[Sequence[str]], Roles], shown: str) -> Aligned:
    """Find one set of columns for the parts of a file.

    A column is the same where its name is, whatever its case and marks, or where it stands for the same canonical one.

    Args:
        parts: headers with all that is required, in the order of the file.
        roles: which column of a header is which.
        shown: the file's name in messages.

    Raises:
        DataError: a header can't be understood, comes from another system, or would have its columns read otherwise
            beside the others than alone.
    """
    first = _roles_of(parts[0], roles, shown)
    names = list(parts[0].names)
    places: list[dict[str, str]] = [{name: name for name in names}]
    for part in parts[1:]:
        own = _roles_of(part, roles, shown)
        if own.system != first.system:
            raise _other_system(part, first.system, own.system, parts[0].line, shown)
        place = _placed(part, own, first, names)
        for canonical, name in first.columns.items():
            if canonical in own.columns and place.get(name, own.columns[canonical]) != own.columns[canonical]:
                raise _otherwise(part, f"[colunas.{own.table}] {canonical}", name, own.columns[canonical], shown)
        names += [name for name in place if name not in names]
        places.append(place)
        whole = roles(names)
        for canonical, name in first.columns.items():
            if (other := whole.columns.get(canonical, name)) != name:
                raise _otherwise(part, f"[colunas.{own.table}] {canonical}", name, other, shown)
    return Aligned(tuple(names), tuple(places))


def _roles_of(part: BlockHeading, roles: Callable[[Sequence[str]], Roles], shown: str) -> Roles:
    try:
        return roles(part.names)
    except DataError as error:
        said = str(error).partition(": ")[2] or str(error)
        raise DataError(f"{shown}, linha {part.line}: {said}", error.hint) from error


def _placed(part: BlockHeading, own: Roles, first: Roles, names: Sequence[str]) -> dict[str, str]:
    """Name of a column of the file → name in a part."""
    place: dict[str, str] = {}
    left = list(part.names)
    for name in names:
        same = [other for other in left if other == name] or [other for other in left if loose(other) == loose(name)]
        if same:
            place[name] = same[0]
            left.remove(same[0])
    for canonical, name in first.columns.items():
        mine = own.columns.get(canonical)
        if mine in left and name not in place:
            place[name] = mine
            left.remove(mine)
    for other in left:
        unique, number = other, 1
        while unique in place or unique in names:
            number += 1
            unique = f"{other}#{number}"
        place[unique] = other
    return place


def _otherwise(part: BlockHeading, key: str, name: str, other: str, shown: str) -> DataError:
    return DataError(
        f'{shown}, linha {part.line}: começa outro cabeçalho, em que "{other}" serviria no lugar de "{name}"',
        f'diga em carteira.toml qual é: {key} = "{name}"; ou {SPLIT}',
    )


def _other_system(part: BlockHeading, before: str, after: str, line: int, shown: str) -> DataError:
    what = f"exportação de {after}" if after else "exportação de outro sistema"
    above = before or "outro sistema"
    return DataError(f"{shown}, linha {part.line}: começa uma {what}; a da linha {line} é de {above}", SPLIT)


def lines_said(lines: Sequence[int]) -> str:
    """Numbers of lines in words, the first few of many.

    Example:
        >>> lines_said([1, 42]), lines_said([1, 2, 3, 4, 5, 6, 7])
        ('1 e 42', '1, 2, 3, 4, 5 e mais 2')
    """
    shown = [str(line) for line in lines[:SHOWN]]
    rest = len(lines) - len(shown)
    tail = f"mais {rest}" if rest else shown.pop()
    return f"{', '.join(shown)} e {tail}" if shown else tail
