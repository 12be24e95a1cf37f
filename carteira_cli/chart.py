"""Pictures as data: what is to be drawn, without a word on how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from carteira_cli.units import Unit


@dataclass(frozen=True)
class Step:
    """A step of a waterfall: a rise or a fall, or a total that stands on the ground."""

    label: str
    amount: float | None
    total: bool = False


@dataclass(frozen=True)
class Waterfall:
    """From one total to another, step by step."""

    key: str
    title: str
    unit: Unit
    steps: tuple[Step, ...]
    depth: Depth = Depth.SCREEN


@dataclass(frozen=True)
class HeatMap:
    """A number a row and column; None is not observed, and stays empty."""

    key: str
    title: str
    unit: Unit
    row_title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    depth: Depth = Depth.SCREEN


@dataclass(frozen=True)
class Line:
    """Points in ascending order of x; `step`: each y holds until the next x; `apart`: each for itself, not joined."""

    label: str
    points: tuple[tuple[float, float], ...]
    step: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Curve:
    """Lines over the same axes; `places` names the x of 1, 2, …, where these stand for something."""

    key: str
    title: str
    x_title: str
    y_title: str
    x_unit: Unit
    y_unit: Unit
    lines: tuple[Line, ...]
    depth: Depth = Depth.SCREEN
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bin:
    """A class of a histogram; `mark` says what is in it."""

    label: str
    count: int
    mark: str = ""


@dataclass(frozen=True)
class Histogram:
    """How many there are of each class."""

    key: str
    title: str
    unit: Unit
    bins: tuple[Bin, ...]
    depth: Depth = Depth.SCREEN


@dataclass(frozen=True)
class ColumnSeries:
    """A number a column; None where it is not known."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class ColumnChart:
    """Columns in the order of time, of parts that stand on each other: negative ones hang below the ground.

    Attributes:
        labels: what each column is of.
        parts: what a column is made of, from the ground on.
        lines: drawn over the columns, on the same axis.
        unfinished: the columns that are not whole yet, as the data do not cover them.
    """

    key: str
    title: str
    unit: Unit
    labels: tuple[str, ...]
    parts: tuple[ColumnSeries, ...]
    lines: tuple[ColumnSeries, ...] = ()
    unfinished: frozenset[int] = frozenset()
    depth: Depth = Depth.SCREEN


@dataclass(frozen=True)
class Tile:
    """A part of a whole: its size is its share; `detail` says more of it in a few words."""

    label: str
    value: float
    detail: str = ""


@dataclass(frozen=True)
class Tiles:
    """A whole in tiles, each as large as its value, the largest first."""

    key: str
    title: str
    unit: Unit
    tiles: tuple[Tile, ...]
    depth: Depth = Depth.SCREEN


Chart = Waterfall | HeatMap | Curve | Histogram | ColumnChart | Tiles
