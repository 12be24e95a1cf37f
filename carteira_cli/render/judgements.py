"""Verdicts and findings in texts, for a screen, a page and a letter: each says without colour what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import visible
from carteira_cli.findings import Severity
from carteira_cli.render import shown
from carteira_cli.render.ci.checked import limit_of
from carteira_cli.units import show
from carteira_cli.words import agree, counted, date_of_iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.findings import Check, Finding
    from carteira_cli.report import Report, Source

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
    """A verdict: its kind, a mark and a word that say it without colour, and what it is of, line by line.

    `brief` is the account of the lines of a source, for where there is room for a line.
    """

    kind: str
    mark: str
    word: str
    title: str
    value: str
    limit: str
    lines: tuple[str, ...]
    command: str = ""
    explain: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Remark:
    """A finding: of which source, what, its meaning, cases (where, and the case), advice."""

    kind: str
    mark: str
    source: str
    name: str
    message: str
    cases: tuple[tuple[str, str], ...]
    advice: str

    @property
    def title(self) -> str:
        """The source, and what was found in it."""
        return f"{self.source}: {self.name}"

    @property
    def examples(self) -> tuple[str, ...]:
        """Each case in a line."""
        return tuple(f"{where}: {text}" if where else text for where, text in self.cases)


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
        explain=visible(check.explain or ""),
    )


def verdicts(report: Report) -> tuple[Judged, ...]:
    """The verdicts on sources, each with the account of its lines."""
    return tuple(_verdict(source) for source in report.sources if source.verdict)


def _verdict(source: Source) -> Judged:
    verdict = source.verdict
    if verdict is None:
        raise ValueError(source.table)
    mark, word = _VERDICTS[verdict.word]
    parts = [counted(source.valid, "válida")]
    parts += [counted(source.cancelled, *source.void_words)] if source.cancelled else []
    parts += [counted(source.rejected, "rejeitada")] if source.rejected else []
    brief = f"{counted(source.lines, 'linha')} = {' + '.join(parts)}"
    brief += f"; mais {counted(source.repeated, 'repetida')} em outro arquivo" if source.repeated else ""
    account = f"{source.file}: {brief}"
    if verdict.first and verdict.last:
        account += f" · {date_of_iso(verdict.first)} a {date_of_iso(verdict.last)}"
    kind = {"boa": "ok", "atencao": "aviso", "reprovada": "erro"}[verdict.word]
    lines = (visible(verdict.reason), visible(account))
    return Judged(kind, mark, word, visible(source.table), "", "", lines, brief=visible(brief))


def named(lines: list[int]) -> str:
    """`linhas 3, 8`, with how many more there are."""
    told = ", ".join(str(line) for line in lines[:PLACES])
    more = f" e mais {len(lines) - PLACES}" if len(lines) > PLACES else ""
    return f"{agree(len(lines), 'linha')} {told}{more}"


def findings(report: Report, lines: Callable[[list[int]], str] = named) -> Iterator[tuple[str, tuple[Remark, ...]]]:
    """What was found, worst first: a heading with the count, and the findings under it.

    Args:
        report: what was looked at.
        lines: names the lines of a case.
    """
    files = {source.table: source.file for source in report.sources}
    for severity, (mark, heading) in _SEVERITIES.items():
        some = [one for one in report.findings or () if one.severity is severity]
        if some:
            yield f"{heading} ({len(some)})", tuple(_remark(one, mark, files.get(one.source), lines) for one in some)


def _remark(finding: Finding, mark: str, file: str | None, lines: Callable[[list[int]], str]) -> Remark:
    return Remark(
        kind=finding.severity.value,
        mark=mark,
        source=visible(finding.source),
        name=visible(finding.title),
        message=visible(finding.message),
        cases=tuple((_where(one.places, file, lines), visible(one.text)) for one in finding.examples),
        advice=visible(finding.advice),
    )


def _where(places: tuple[tuple[str, int], ...], only_file: str | None, lines: Callable[[list[int]], str]) -> str:
    """The lines of a case; the file before them where the source has several."""
    by_file: dict[str, list[int]] = {}
    for file, line in places:
        by_file.setdefault(file, []).append(line)
    return "; ".join(
        lines(of) if file == only_file else visible(f"{file}, {lines(of)}") for file, of in by_file.items()
    )
