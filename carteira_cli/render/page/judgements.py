"""Verdicts and findings in texts, for a page and a letter: each says without colour what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carteira_cli.errors import visible
from carteira_cli.render import shown
from carteira_cli.render.ci.checked import limit_of
from carteira_cli.report import Severity
from carteira_cli.units import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.report import Check, Example, Finding, Report, Source

PLACES = 20  # lines named in an example; the others are counted
_OUTCOMES = {"ok": ("✓", "dentro"), "aviso": ("!", "aviso"), "erro": ("✗", "fora"), "sem_dados": ("–", "sem dados")}
_VERDICTS = {"boa": ("✓", "boa"), "atencao": ("!", "atenção"), "reprovada": ("✗", "reprovada")}
_SEVERITIES = {
    Severity.ERROR: ("✗", "Erros"),
    Severity.WARNING: ("!", "Avisos"),
    Severity.INFORMATION: ("·", "Informações"),
}


@dataclass(frozen=True)
class Judged:
    """A verdict: its kind, a mark and a word that say it without colour, and what it is of, line by line."""

    kind: str
    mark: str
    word: str
    title: str
    value: str
    limit: str
    lines: tuple[str, ...]
    command: str = ""


@dataclass(frozen=True)
class Found:
    """A finding: title, meaning, cases, advice."""

    kind: str
    mark: str
    title: str
    message: str
    examples: tuple[str, ...]
    advice: str


def judged(report: Report) -> tuple[Judged, ...]:
    """The verdicts on numbers, in their order."""
    return tuple(_judged(check) for check in report.checks or ())


def _judged(check: Check) -> Judged:
    mark, word = _OUTCOMES[check.outcome.value]
    lines = [check.message]
    if check.reference is not None:
        lines.append(f"{check.reference}: {show(shown.numeric(check.previous), check.unit)}")
    if check.note:
        lines.append(check.note)
    if check.definition:
        lines.append(f"cálculo: {check.definition}")
    if check.file:
        lines.append(f"limite em {check.file}, linha {check.line}")
    group = "" if check.by is None else f" · {check.by}: {check.group if check.group is not None else '(vazio)'}"
    return Judged(
        kind=check.level.value,
        mark=mark,
        word=word,
        title=visible(check.title + group),
        value=show(shown.numeric(check.value), check.unit),
        limit=limit_of(check),
        lines=tuple(visible(line) for line in lines),
        command=visible(check.look or ""),
    )


def verdicts(report: Report) -> tuple[Judged, ...]:
    """The verdicts on sources, each with the account of its lines."""
    return tuple(_verdict(source) for source in report.sources if source.verdict)


def _verdict(source: Source) -> Judged:
    verdict = source.verdict
    if verdict is None:
        raise ValueError(source.table)
    mark, word = _VERDICTS[verdict.word]
    counts = ((source.valid, "válida"), (source.cancelled, "cancelada"), (source.rejected, "rejeitada"))
    parts = [shown.counted(count, noun) for count, noun in counts if count or noun == "válida"]
    account = f"{source.file}: {shown.counted(source.lines, 'linha')} = {' + '.join(parts)}"
    account += f"; mais {shown.counted(source.repeated, 'repetida')} em outro arquivo" if source.repeated else ""
    if verdict.first and verdict.last:
        account += f" · {shown.date(verdict.first)} a {shown.date(verdict.last)}"
    kind = {"boa": "ok", "atencao": "aviso", "reprovada": "erro"}[verdict.word]
    return Judged(kind, mark, word, visible(source.table), "", "", (visible(verdict.reason), visible(account)))


def findings(report: Report) -> Iterator[tuple[str, tuple[Found, ...]]]:
    """What was found, worst first: a heading with the count, and the findings under it."""
    files = {source.table: source.file for source in report.sources}
    for severity, (mark, heading) in _SEVERITIES.items():
        some = tuple(
            _found(one, mark, files.get(one.source)) for one in report.findings or () if one.severity is severity
        )
        if some:
            yield f"{heading} ({len(some)})", some


def _found(finding: Finding, mark: str, file: str | None) -> Found:
    return Found(
        kind=finding.severity.value,
        mark=mark,
        title=visible(f"{finding.source}: {finding.title}"),
        message=visible(finding.message),
        examples=tuple(visible(_example(example, file)) for example in finding.examples),
        advice=visible(finding.advice),
    )


def _example(example: Example, only_file: str | None) -> str:
    by_file: dict[str, list[int]] = {}
    for file, line in example.places:
        by_file.setdefault(file, []).append(line)
    where = "; ".join(
        _lines(lines) if file == only_file else f"{file}, {_lines(lines)}" for file, lines in by_file.items()
    )
    return f"{where}: {example.text}" if where else example.text


def _lines(lines: list[int]) -> str:
    named = ", ".join(str(line) for line in lines[:PLACES])
    more = f" e mais {len(lines) - PLACES}" if len(lines) > PLACES else ""
    return f"linha{'' if len(lines) == 1 else 's'} {named}{more}"
