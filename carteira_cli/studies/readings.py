"""A study's numbers, as its record declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.report import Reading
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from carteira_cli.commands import Command
    from carteira_cli.rows import Cell


def reading(
    command: Command,
    key: str,
    value: Cell,
    *,
    numerator: Cell = None,
    denominator: Cell = None,
    interval: tuple[float, float] | None = None,
    depth: Depth = Depth.SCREEN,
) -> Reading:
    """A number of a study under the name, unit and direction of its record.

    Args:
        command: the study's record.
        key: one of its `indicators`.
        value: the number; None is "n/d".
        numerator: what it was divided from, in the first unit of the indicator's parts.
        denominator: what by, in the second; also the size of the sample where a limit asks for it.
        interval: its bounds at 95 %, where there are any.
        depth: how far one looks to see it.
    """
    told = next(one for one in command.indicators if one.key == key)
    return Reading(
        told.key,
        told.title,
        told.unit,
        told.better,
        command.name,
        value,
        numerator,
        denominator,
        told.parts,
        interval,
        depth=depth,
    )
