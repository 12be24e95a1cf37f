"""Checks for people: a line each, and below those that fail or warn what is to be known about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from carteira_cli.findings import Outcome
from carteira_cli.render.ci.checked import explanation, group_of, inline, limit_of, tally, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from carteira_cli.findings import Check

_MARKS = {Outcome.OK: "✓", Outcome.WARNING: "!", Outcome.ERROR: "✗", Outcome.NO_DATA: "–"}
_STYLES = {Outcome.OK: "green", Outcome.WARNING: "yellow", Outcome.ERROR: "red"}
_MARGIN = 3  # before the title: a space, the mark, a space
_GAP = "  "
_VALUE = 2  # the column of the number, set to the right


def judged(checks: Sequence[Check], width: int) -> Iterator[RenderableType]:
    """The verdicts in their order and their sum; in columns where these fit `width`, else one after the other."""
    rows = [_cells(check) for check in checks]
    widths = [max((Text(cell).cell_len for cell in column), default=0) for column in zip(*rows, strict=True)]
    in_columns = _MARGIN + sum(widths) + len(_GAP) * (len(widths) - 1) <= width
    yield Text()
    for check, cells in zip(checks, rows, strict=True):
        yield Padding(_line(check, cells, widths if in_columns else None), (0, 0, 0, 1))
        yield from _below(check)
    yield Padding(Text(tally(checks), style=f"bold {_STYLES[_worst(checks)]}"), (1, 0, 1, 1))


def _cells(check: Check) -> tuple[str, ...]:
    return (inline(check.title), group_of(check), value_of(check), limit_of(check))


def _line(check: Check, cells: tuple[str, ...], widths: list[int] | None) -> Text:
    """A verdict: the mark says what it is, the colour what it counts as."""
    style = "dim" if check.outcome is Outcome.NO_DATA and check.level is Outcome.OK else _STYLES[check.level]
    line = Text.assemble((f"{_MARKS[check.outcome]} ", f"bold {style}"))
    parts = []
    for place, cell in enumerate(cells):
        part = Text(cell, style="bold" if place == 0 and check.level is not Outcome.OK else "")
        if place == _VALUE:
            part.stylize(style)
        if widths:
            blank = " " * (widths[place] - part.cell_len)
            part = Text.assemble(blank, part) if place == _VALUE else Text.assemble(part, blank)
        if part.cell_len:
            parts.append(part)
    line.append_text(Text(_GAP).join(parts))
    line.rstrip()
    return line


def _below(check: Check) -> Iterator[RenderableType]:
    if check.outcome is not Outcome.OK or check.by_chance:
        yield Padding(Text(inline(check.message)), (0, 0, 0, _MARGIN))
    if check.level is not Outcome.OK:
        for line in explanation(check):
            yield Padding(Text(line, style="dim"), (0, 0, 0, _MARGIN))


def _worst(checks: Sequence[Check]) -> Outcome:
    levels = {check.level for check in checks}
    return next((level for level in (Outcome.ERROR, Outcome.WARNING) if level in levels), Outcome.OK)
