"""What the page is set from: sections of blocks, in texts and drawings; the template adds only the markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True)
class Spot:
    """A cell of a grid.

    Attributes:
        text: what it says.
        under: a second line, smaller.
        bar: a fraction to draw as a bar beside the text.
        shade: its ground in a heat map, from 0 to 10.
        faint: whether it is told in grey, as it says little.
    """

    text: str
    under: str = ""
    bar: float | None = None
    shade: int | None = None
    faint: bool = False


@dataclass(frozen=True)
class Head:
    """The head of a column: its title, and what its cells are.

    `number`: numbers, to the right; `phone`: a phone has room for it; `bar`: with bars; `short`: never broken.
    """

    text: str
    number: bool = False
    phone: bool = False
    bar: bool = False
    short: bool = False


@dataclass(frozen=True)
class PageGrid:
    """A table. The first cell of a row is its name.

    Attributes:
        key: its anchor.
        title: its caption.
        heads: of its columns.
        rows: its cells.
        more: what is said of the rows that are not shown.
        hidden: whether it is for screen readers alone, as a picture shows it.
        look: how it is set besides: "heat"; "call" to be ticked off on paper, "losing" with bars of losses; or nothing.
        total: whether its last row is of all.
    """

    key: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Spot, ...], ...]
    more: str = ""
    hidden: bool = False
    look: str = ""
    total: bool = False

    kind = "grid"


@dataclass(frozen=True)
class Picture:
    """A drawing with what is said of it; `table` is the anchor of the grid that has its numbers.

    `legend` are (class of the sign, word); `note` stands under it.
    """

    key: str
    title: str
    drawing: Markup
    table: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""
    look: str = ""

    kind = "picture"


@dataclass(frozen=True)
class Row:
    """Blocks that stand beside each other where there is room."""

    blocks: tuple[PageGrid | Picture, ...]

    kind = "row"


@dataclass(frozen=True)
class Card:
    """An indicator at a glance; `mood` is "good", "bad" or nothing, as the verdict has it."""

    title: str
    value: str
    before: tuple[str, ...] = ()
    verdict: str = ""
    mood: str = ""
    trend: Markup | None = None


@dataclass(frozen=True)
class Cards:
    """The indicators."""

    cards: tuple[Card, ...]

    kind = "cards"


@dataclass(frozen=True)
class Stage:
    """A step of the bridge: what it is, of how many customers, what it comes to, who weighs most, its bar."""

    title: str
    count: str
    value: str
    names: tuple[str, ...]
    bar: Markup
    mood: str


@dataclass(frozen=True)
class Bridge:
    """From one total to another."""

    title: str
    stages: tuple[Stage, ...]

    kind = "bridge"


@dataclass(frozen=True)
class PageWords:
    """Lines of text under a heading of their own: a list, in columns of small print, or to be copied."""

    title: str
    lines: tuple[str, ...]
    look: str = ""

    kind = "words"


Block = PageGrid | Picture | Row | Cards | Bridge | PageWords


@dataclass(frozen=True)
class PageSection:
    """A section as it is set.

    `sheet`: it begins a sheet of its own in print; `brief`: it is small, and stands beside others of its kind.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    blocks: tuple[Block, ...]
    sheet: bool = False
    brief: bool = False
