"""What a run says, as it may leave it: to a file, stderr, a log or JSON; no cell is in it where none may be named."""

from __future__ import annotations

import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.errors import CarteiraError
from carteira_cli.neutral import mask_documents, without_home
from carteira_cli.quoted import cells_are_hidden, discreet, learn

if TYPE_CHECKING:
    from carteira_cli.findings import Check, Finding
    from carteira_cli.report import Report, ReportSection


def told(message: str) -> str:
    """A sentence as it may leave the run; CPF, CNPJ and the home folder are in none."""
    return mask_documents(without_home(discreet(message)))


def told_error(error: CarteiraError) -> CarteiraError:
    """An error as it may leave the run, to stderr, to a log or in JSON."""
    safe = CarteiraError("", "")
    safe.code, safe.exit_code = error.code, error.exit_code
    safe.message, safe.hint = told(error.message), told(error.hint)
    return safe


def summary_of(error: BaseException) -> str:
    """What an internal error says, which may be whatever it stumbled over."""
    said = "" if cells_are_hidden() else f": {' '.join(str(error).split())[:200]}"
    return f"{type(error).__name__}{said}"


def trace_of(error: BaseException) -> str:
    """The trace of an internal error; where cells are hidden, the places without what the errors say."""
    if not cells_are_hidden():
        return "".join(traceback.format_exception(error))
    lines: list[str] = []
    one: BaseException | None = error
    while one is not None:
        lines = [*traceback.format_tb(one.__traceback__), f"{type(one).__name__}\n", *lines]
        one = one.__cause__ or one.__context__
    return "".join(lines)


def told_report(report: Report) -> Report:
    """A report whose sentences may leave the run. Tables are what was asked for, and stay."""
    learn(check.group for check in report.checks or () if check.group)  # a verdict is of what somebody asked for
    return replace(
        report,
        warnings=tuple(map(told, report.warnings)),
        notes=tuple(map(discreet, report.notes)),
        snippets=tuple(replace(one, text=_lines(one.text)) for one in report.snippets),
        findings=None if report.findings is None else tuple(map(_finding, report.findings)),
        checks=None if report.checks is None else tuple(map(_check, report.checks)),
        sources=tuple(
            replace(one, verdict=replace(one.verdict, reason=discreet(one.verdict.reason))) if one.verdict else one
            for one in report.sources
        ),
        sections=tuple(map(_section, report.sections)),
    )


def _section(one: ReportSection) -> ReportSection:
    missing = None if one.missing is None else told(one.missing)
    sentences, notes = tuple(map(discreet, one.sentences)), tuple(map(discreet, one.notes))
    return replace(one, sentences=sentences, notes=notes, missing=missing)


def _lines(text: str) -> str:
    return "\n".join(map(discreet, text.split("\n")))


def _finding(one: Finding) -> Finding:
    examples = tuple(replace(example, text=discreet(example.text)) for example in one.examples)
    title, message, advice = discreet(one.title), discreet(one.message), discreet(one.advice)
    return replace(one, title=title, message=message, advice=advice, examples=examples)


def _check(one: Check) -> Check:
    return replace(one, message=discreet(one.message))
