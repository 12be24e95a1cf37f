"""Verdicts on sources and findings on a screen: a line a source, then what was found by severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from carteira_cli.findings import Severity
from carteira_cli.render import judgements
from carteira_cli.render.default_screen import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from carteira_cli.render.judgements import Remark
    from carteira_cli.report import Report

_STYLES = {"ok": "green", "aviso": "yellow", "erro": "red", "informacao": "cyan"}
SOUND = "ok"  # a verdict with which nothing is wrong
_PLACES = 3  # lines named in a case


def verdicts(report: Report, *, short: bool = False) -> Iterator[RenderableType]:
    """For each source whether it is sound and why, and below it the account of its lines; `short`: of a sound one not.

    What a short one leaves out is counted by `default_screen.left_out`.
    """
    width = max((len(source.table) for source in report.sources), default=0)
    yield Text()
    for one in judgements.verdicts(report):
        style, (reason, account) = _STYLES[one.kind], one.lines
        sound = short and one.kind == SOUND
        said = one.brief if sound else reason
        line = Text.assemble((f"{one.mark} {one.title:<{width}}  ", f"bold {style}"), (one.word, style), f"  {said}")
        yield Padding(line, (0, 0, 0, 1))
        if not sound:
            yield Padding(Text(account, style="dim"), (0, 0, 0, 3))


def findings(report: Report, *, short: bool = False) -> Iterator[RenderableType]:
    """What was found, worst first; `short`: of what only informs the first cases."""
    for heading, some in judgements.findings(report, _lines):
        yield Text()
        yield Padding(Text(heading, style=f"bold {_STYLES[some[0].kind]}"), (0, 0, 0, 1))
        for one in some:
            yield from _remark(one, CASES if short and one.kind == Severity.INFORMATION.value else None)
    yield Text()


def _remark(one: Remark, most: int | None) -> Iterator[RenderableType]:
    title = Text.assemble((f"{one.mark} {one.source}: ", _STYLES[one.kind]), (one.name, "bold"))
    yield Padding(title, (0, 0, 0, 1))
    yield Padding(Text(one.message), (0, 0, 0, 3))
    for where, text in one.cases[:most]:
        yield Padding(Text.assemble((f"{where}: " if where else "", "dim"), text), (0, 0, 0, 5))
    yield Padding(Text(f"→ {one.advice}", style="dim italic"), (0, 0, 0, 3))


def _lines(lines: list[int]) -> str:
    """As `judgements.named`, shorter."""
    if len(lines) <= _PLACES:
        return judgements.named(lines)
    return f"{judgements.named(lines[:_PLACES])}…"
