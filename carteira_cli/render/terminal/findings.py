"""Verdicts and findings for people: a line a source, then what was found by severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from carteira_cli.errors import visible
from carteira_cli.report import Severity
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from carteira_cli.report import Example, Finding, Report, Source

_MARKS = {"reprovada": ("✗", "red"), "atencao": ("!", "yellow"), "boa": ("✓", "green")}
_WORDS = {"atencao": "atenção"}
_HEADINGS = {
    Severity.ERROR: ("Erros", "✗", "red"),
    Severity.WARNING: ("Avisos", "!", "yellow"),
    Severity.INFORMATION: ("Informações", "·", "cyan"),
}
_PLACES = 3  # lines named in an example


def verdicts(report: Report) -> Iterator[RenderableType]:
    """For each source whether it is sound and why, and below it the account of its lines."""
    width = max((len(source.table) for source in report.sources), default=0)
    yield Text()
    for source in report.sources:
        if source.verdict:
            mark, style = _MARKS[source.verdict.word]
            word = _WORDS.get(source.verdict.word, source.verdict.word)
            line = Text.assemble(
                (f"{mark} {source.table:<{width}}  ", f"bold {style}"), (word, style), f"  {source.verdict.reason}"
            )
            yield Padding(line, (0, 0, 0, 1))
            yield Padding(Text(visible(_account(source)), style="dim"), (0, 0, 0, 3))


def _account(source: Source) -> str:
    counts = ((source.valid, "válida"), (source.cancelled, "cancelada"), (source.rejected, "rejeitada"))
    parts = [_counted(count, noun) for count, noun in counts if count or noun == "válida"]
    days = f"; mais {_counted(source.repeated, 'repetida')} em outro arquivo" if source.repeated else ""
    if source.verdict and source.verdict.first and source.verdict.last:
        days += f" · {_date(source.verdict.first)} a {_date(source.verdict.last)}"
    return f"{source.file}: {_counted(source.lines, 'linha')} = {' + '.join(parts)}{days}"


def _counted(count: int, noun: str) -> str:
    return f"{number(count, 0)} {noun}{'' if count == 1 else 's'}"


def _date(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def findings(report: Report) -> Iterator[RenderableType]:
    """What was found, worst first."""
    found = report.findings or ()
    files = {source.table: source.file for source in report.sources}
    for severity, (heading, mark, style) in _HEADINGS.items():
        some = [finding for finding in found if finding.severity is severity]
        if some:
            yield Text()
            yield Padding(Text(f"{heading} ({len(some)})", style=f"bold {style}"), (0, 0, 0, 1))
        for finding in some:
            yield from _finding(finding, mark, style, files.get(finding.source))
    yield Text()


def _finding(finding: Finding, mark: str, style: str, file: str | None) -> Iterator[RenderableType]:
    title = Text.assemble((f"{mark} {finding.source}: ", style), (visible(finding.title), "bold"))
    yield Padding(title, (0, 0, 0, 1))
    yield Padding(Text(visible(finding.message)), (0, 0, 0, 3))
    for example in finding.examples:
        yield Padding(_example(example, file), (0, 0, 0, 5))
    yield Padding(Text(f"→ {visible(finding.advice)}", style="dim italic"), (0, 0, 0, 3))


def _example(example: Example, only_file: str | None) -> Text:
    where = _where(example.places, only_file)
    return Text.assemble((f"{where}: " if where else "", "dim"), visible(example.text))


def _where(places: tuple[tuple[str, int], ...], only_file: str | None) -> str:
    """`linhas 3, 8`; the file before them where the source has several."""
    by_file: dict[str, list[int]] = {}
    for file, line in places:
        by_file.setdefault(file, []).append(line)
    return "; ".join(
        _lines(lines) if file == only_file else visible(f"{file}, {_lines(lines)}") for file, lines in by_file.items()
    )


def _lines(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"linha {lines[0]}"
    shown = ", ".join(str(line) for line in lines[:_PLACES])
    return f"linhas {shown}{'…' if len(lines) > _PLACES else ''}"
